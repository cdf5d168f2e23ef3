import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Problem, systemClock } from "../../base/index.js";
import { openRelpDoor } from "./relp.js";
import { RelpFrames } from "./relp-frames.js";
import type { TcpHalf } from "./syslog-tcp.js";
import { busy, eventually, TestSink } from "./testing.js";

let sink: TestSink;
let door: TcpHalf;
const troubles: string[] = [];

const options = () => ({
  host: "127.0.0.1",
  port: 0,
  sink,
  clock: systemClock,
  onTrouble: (detail: string) => void troubles.push(detail),
});

beforeEach(async () => {
  sink = new TestSink();
  troubles.length = 0;
  const opened = await openRelpDoor(options());
  if (opened instanceof Problem) throw new Error(opened.detail);
  door = opened;
});
afterEach(() => door.close());

interface Client {
  readonly socket: Socket;
  said: string;
}

async function client(): Promise<Client> {
  const socket = connect(door.port, "127.0.0.1");
  const one: Client = { socket, said: "" };
  socket.on("data", (bytes) => {
    one.said += bytes.toString();
  });
  socket.on("error", () => {});
  await new Promise((done) => socket.once("connect", done));
  return one;
}

const open = "1 open 21 relp_version=0\ncomman\n";
const frame = (transaction: number, text: string) =>
  `${transaction} syslog ${Buffer.byteLength(text)} ${text}\n`;
const line = (number: number) =>
  `<34>1 2026-11-02T08:00:00Z h sshd - - [meta sequenceId="${number}"] Failed password for root from 203.0.113.66 port 1 ssh2`;

test("each message is answered when it is safe, and not before", async () => {
  const one = await client();
  sink.refusing = () => busy;
  one.socket.write(open + frame(2, line(1)) + frame(3, line(2)));
  await eventually(() => sink.offered > 0);
  expect(one.said).toMatch(/^1 rsp \d+ 200 OK\nrelp_version=0\n[\s\S]*commands=syslog\n$/);
  const before = one.said;
  sink.refusing = null;
  await eventually(() => one.said.includes("3 rsp"));
  expect(one.said.slice(before.length)).toBe("2 rsp 6 200 OK\n3 rsp 6 200 OK\n");
  one.socket.write("4 close 0\n");
  await eventually(() => one.said.includes("serverclose"));
  expect(one.said.endsWith("4 rsp 0\n0 serverclose 0\n")).toBe(true);
  one.socket.destroy();
});

test("sequenced messages that come again, cut otherwise, count once", async () => {
  const one = await client();
  one.socket.write(open + frame(2, line(1)) + frame(3, line(2)));
  await eventually(() => one.said.includes("3 rsp"));
  one.socket.destroy();
  const again = await client();
  again.socket.write(open + frame(2, line(2)) + frame(3, line(3)));
  await eventually(() => again.said.includes("3 rsp"));
  expect(sink.lines()).toEqual([line(1), line(2), line(3)]);
  again.socket.destroy();
});

test("nonsense, a message before open and an absurd length end the connection", async () => {
  for (const bad of [
    "GET / HTTP/1.1\r\n",
    frame(1, "x"),
    `${open}2 syslog 99999999 `,
    `${open}2 command 0\n`,
    `${open}2 syslog 3 abcd\n`,
  ]) {
    const closed = door.closed();
    const one = await client();
    one.socket.write(bad);
    await eventually(() => door.closed() > closed);
    expect([bad, door.closed()]).toEqual([bad, closed + 1]);
    one.socket.destroy();
  }
  expect(sink.lines()).toEqual([]);
});

test("frames come out whole, wherever the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, unit: fc.constantFrom("a", " ", "1", "\n", "é") }), {
        maxLength: 10,
      }),
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
      (texts, sizes) => {
        const stream = Buffer.from(open + texts.map((text, index) => frame(index + 2, text)).join(""));
        const frames = new RelpFrames();
        for (let from = 0, turn = 0; from < stream.length; turn++) {
          const size = sizes[turn % sizes.length] as number;
          expect(frames.push(stream.subarray(from, from + size))).toBe(true);
          from += size;
        }
        const wanted = texts
          .map((text) => text.replace(/\n+$/, "").replaceAll("\n", " "))
          .filter((text) => text !== "");
        expect((frames.take()?.toString() ?? "").split("\n").filter((text) => text !== "")).toEqual(wanted);
        const replies = frames.replies(true)?.toString() ?? "";
        expect(replies.match(/ rsp /g)).toHaveLength(texts.length + 1);
      },
    ),
  );
});

test("no bytes make the framing throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const frames = new RelpFrames();
      frames.push(Buffer.from(open));
      frames.push(Buffer.from(bytes));
      frames.end();
      expect(frames.ready).toBeLessThanOrEqual(bytes.length);
    }),
  );
});

test("a taken port is a Problem that names the setting", async () => {
  const second = await openRelpDoor({ ...options(), port: door.port });
  expect(second).toMatchObject({
    code: "intake.port-taken",
    hint: expect.stringContaining("intake.relp.port"),
  });
});
