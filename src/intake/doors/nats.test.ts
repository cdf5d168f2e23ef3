import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect as connectPlain, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { itemsOfMessage, type NatsDoor, openNatsDoor } from "./nats.js";
import { busy, eventually, TestSink } from "./testing.js";

function isInstalled(): boolean {
  try {
    execFileSync("nats-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const raw =
  "<34>1 2026-11-02T08:00:00Z fw1 sshd 7 - - Failed password for root from 203.0.113.66 port 4711 ssh2";

test("a message's lines are records of their own, each with a place", () => {
  const items = itemsOfMessage(Buffer.from(`${raw}\r\n\n{"src_ip":"192.0.2.1"}\nsome words\n`), "s 1");
  expect(items.map(({ line, format, name }) => [line.toString(), format, name])).toEqual([
    [raw, "syslog", "s 1:0"],
    ['{"src_ip":"192.0.2.1"}', "json-lines", "s 1:1"],
    ['{"message":"some words"}', "json-lines", "s 1:2"],
  ]);
});

describe.skipIf(!isInstalled())("against a nats-server (Debian: apt-get install nats-server)", () => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-nats-"));
  let server: ChildProcess;
  let port: number;
  let client: NatsConnection;
  let sink: TestSink;
  let door: NatsDoor | null;

  async function startServer(): Promise<void> {
    server = spawn("nats-server", ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", String(port)], {
      stdio: "ignore",
    });
    for (let tries = 0; tries < 500; tries++) {
      const socket = connectPlain(port, "127.0.0.1");
      const up = await new Promise<boolean>((done) => {
        socket.once("connect", () => done(true));
        socket.once("error", () => done(false));
      });
      socket.destroy();
      if (up) return;
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  beforeEach(async () => {
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    port = (free.address() as { port: number }).port;
    free.close();
    await startServer();
    client = await connect({ servers: `127.0.0.1:${port}`, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    const manager = await jetstreamManager(client);
    await manager.streams.add({ name: "TELEMETRY", subjects: ["telemetry.>"] });
    [sink, door] = [new TestSink(), null];
  });
  afterEach(async () => {
    await door?.close();
    await client.close();
    const ended = once(server, "exit");
    server.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const open = () =>
    openNatsDoor({
      connection: { servers: `127.0.0.1:${port}`, reconnectTimeWait: 50 },
      subjects: [{ subject: "telemetry.pier7", sink }],
      onTrouble: () => undefined,
      retryMs: 100,
    });

  async function publish(from: number, to: number): Promise<void> {
    const stream = jetstream(client);
    for (let number = from; number < to; ) {
      const sent = await stream
        .publish("telemetry.pier7", `${raw} ${number}`, { msgID: String(number), timeout: 500 })
        .catch(() => null);
      if (sent !== null) number++;
    }
  }

  async function unacknowledged(): Promise<number> {
    const manager = await jetstreamManager(client);
    for await (const { num_ack_pending, num_pending } of manager.consumers.list("TELEMETRY"))
      return num_ack_pending + num_pending;
    return -1;
  }

  async function acknowledged(): Promise<number> {
    let left = -1;
    for (let tries = 0; tries < 200; tries++) {
      left = await unacknowledged();
      if (left === 0) break;
      await new Promise((done) => setTimeout(done, 20));
    }
    return left;
  }

  test("messages are acknowledged when they are safe, those from before included", async () => {
    await publish(0, 50);
    door = open();
    await eventually(() => sink.lines().length === 50);
    await publish(50, 100);
    await eventually(() => sink.lines().length === 100);
    expect(sink.lines().map((line) => Number(line.split(" ").at(-1)))).toEqual(
      Array.from({ length: 100 }, (_, number) => number),
    );
    expect(await acknowledged()).toBe(0);
    expect([door.reading(), door.trouble()]).toEqual([1, ""]);
  });

  test("a full spool acknowledges nothing, and the messages come again", async () => {
    sink.refusing = () => busy;
    await publish(0, 3);
    door = open();
    await eventually(() => sink.offered > 0);
    expect(await unacknowledged()).toBe(3);
    expect(door.trouble()).toBe("no room");
    sink.refusing = null;
    await eventually(() => sink.lines().length === 3, 15_000);
    expect(sink.lines()).toHaveLength(3);
    expect(await acknowledged()).toBe(0);
  });

  test("a subject that no stream holds is told, and read when there is one", async () => {
    door = openNatsDoor({
      connection: { servers: `127.0.0.1:${port}` },
      subjects: [{ subject: "other.subject", sink }],
      onTrouble: () => undefined,
      retryMs: 100,
    });
    await eventually(() => door?.trouble().includes("stream") === true);
    expect(door.trouble()).toContain("stream");
    expect(door.reading()).toBe(0);
  });

  test("after the server went away and came back, nothing is missing", async () => {
    door = open();
    await publish(0, 10);
    await eventually(() => sink.lines().length === 10);
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
    await startServer();
    await publish(10, 20);
    await eventually(() => sink.lines().length === 20, 15_000);
    expect(new Set(sink.lines()).size).toBe(20);
  });
});

test("a server that is not there is told, and does not keep the door from closing", async () => {
  const door = openNatsDoor({
    connection: { servers: "127.0.0.1:1" },
    subjects: [{ subject: "a", sink: new TestSink() }],
    onTrouble: () => undefined,
    retryMs: 100,
  });
  await eventually(() => door.trouble().includes("refused"));
  expect(door.trouble()).toMatch(/refused/i);
  await door.close();
});
