import { createSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { recordBytesMax } from "../limits.js";
import { openSyslogDoor, type SyslogDoor } from "./syslog.js";
import { busy, eventually, TestSink } from "./testing.js";

let sink: TestSink;
let door: SyslogDoor;

async function open(extra: { waitingBytesMax?: number } = {}): Promise<SyslogDoor> {
  const opened = await openSyslogDoor({ host: "127.0.0.1", port: 0, sink, ...extra });
  if (opened instanceof Problem) throw new Error(opened.detail);
  return opened;
}

beforeEach(async () => {
  sink = new TestSink();
  door = await open();
});
afterEach(() => door.close());

async function tcp(): Promise<Socket> {
  const socket = connect(door.port, "127.0.0.1");
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

function udp(...messages: (string | Buffer)[]): Promise<void> {
  const socket = createSocket("udp4");
  return messages
    .reduce<Promise<void>>(
      (before, message) =>
        before.then(
          () => new Promise((resolve) => socket.send(message, door.port, "127.0.0.1", () => resolve())),
        ),
      Promise.resolve(),
    )
    .finally(() => socket.close());
}

describe("UDP", () => {
  test("a datagram is a message, whatever line ends it holds", async () => {
    await udp("<34>one", "<34>two\n", "<34>three\nforged", "<34>four\u0000", "");
    await eventually(() => sink.lines().length === 4);
    expect(sink.lines().sort()).toEqual(["<34>four", "<34>one", "<34>three forged", "<34>two"]);
    expect(sink.taken[0]?.delivery).toMatchObject({
      sender: { door: "syslog-udp", address: "127.0.0.1" },
      format: "syslog",
    });
    expect(door.counts()).toMatchObject({ accepted: 4, dropped: 0 });
  });

  test("equal messages are not duplicates of one another", async () => {
    await udp("<34>same");
    await eventually(() => sink.lines().length === 1);
    await udp("<34>same");
    await eventually(() => sink.lines().length === 2);
    expect(sink.lines()).toEqual(["<34>same", "<34>same"]);
  });

  test("what the sink refuses, and what finds no room, is dropped and counted", async () => {
    await door.close();
    door = await open({ waitingBytesMax: 20 });
    sink.refusing = () => busy;
    await udp("<34>0123456789", "<34>0123456789");
    await eventually(() => door.counts().dropped === 2);
    expect(door.counts()).toMatchObject({ accepted: 0, dropped: 2 });
  });
});

describe("TCP", () => {
  test("reads lines and counted messages on one connection, cut anywhere", async () => {
    const socket = await tcp();
    const stream = Buffer.from("<34>one\r\n10 <34>two\n\n!<34>three\n9 <34>seven123: *Mar 1 x\n<34>last");
    for (let from = 0; from < stream.length; from += 3) {
      socket.write(stream.subarray(from, from + 3));
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
    await eventually(() => sink.lines().length === 6);
    expect(sink.lines()).toEqual([
      "<34>one",
      "<34>two  !",
      "<34>three",
      "<34>seven",
      "123: *Mar 1 x",
      "<34>last",
    ]);
  });

  test("hands lines over within a fraction of a second, without waiting for more", async () => {
    const socket = await tcp();
    const began = performance.now();
    socket.write("<34>now\n<34>half");
    await eventually(() => sink.lines().length === 1);
    expect(performance.now() - began).toBeLessThan(1500);
    expect(sink.lines()).toEqual(["<34>now"]);
    socket.end();
    await eventually(() => sink.lines().length === 2);
    expect(sink.lines()).toEqual(["<34>now", "<34>half"]);
  });

  test("a busy sink stops the reading; nothing is lost or doubled", async () => {
    let refusals = 2;
    const ids: (string | null)[] = [];
    sink.refusing = (_text, delivery) => {
      ids.push(delivery.batchId);
      return refusals-- > 0 ? busy : null;
    };
    const socket = await tcp();
    const lines = Array.from({ length: 20_000 }, (_, n) => `<34>line ${n} ${"x".repeat(80)}`);
    socket.end(`${lines.join("\n")}\n`);
    await eventually(() => sink.lines().length === lines.length, 10_000);
    expect(sink.lines()).toEqual(lines);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
  });

  test("an endless line is cut one byte over the limit, the rest skipped, the next line read", async () => {
    const socket = await tcp();
    for (let sent = 0; sent < 10; sent++) socket.write(Buffer.alloc(1024 * 1024, 97));
    socket.write("\n<34>next\n");
    await eventually(() => sink.lines().length === 2);
    expect(sink.lines()[0]?.length).toBe(recordBytesMax + 1);
    expect(sink.lines()[1]).toBe("<34>next");
    socket.destroy();
  });

  test("an absurd count closes the connection, what came before is kept", async () => {
    const socket = await tcp();
    socket.write("<34>good\n999999999 <34>x");
    await eventually(() => door.counts().closed === 1);
    expect(sink.lines()).toEqual(["<34>good"]);
    socket.destroy();
  });

  test("a NUL inside is handed on for the reader to refuse", async () => {
    const socket = await tcp();
    socket.end("<34>a\u0000b\n");
    await eventually(() => sink.lines().length === 1);
    expect(sink.lines()).toEqual(["<34>a\u0000b"]);
  });

  test("one address can't take every connection", async () => {
    const sockets = await Promise.all(Array.from({ length: 40 }, tcp));
    await eventually(() => door.counts().closed >= 8);
    expect(door.counts().connections).toBe(32);
    for (const socket of sockets) socket.destroy();
  });
});

test("a taken port is a Problem that names it", async () => {
  const second = await openSyslogDoor({ host: "127.0.0.1", port: door.port, sink });
  expect(second).toBeInstanceOf(Problem);
  expect((second as Problem).detail).toContain(String(door.port));
});
