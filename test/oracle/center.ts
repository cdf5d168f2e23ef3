/**
 * A whole center for the oracles: real stores, real doors, the real server, in a folder of its own; only its clock
 * stands still until told otherwise. Each caller comes from an address of its own, so that the limits of one address
 * are not those of all.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { openServer, type Server } from "../../src/api/index.js";
import { fixedClock, Problem } from "../../src/base/index.js";
import { doorSink } from "../../src/cli/center/door-sink.js";
import { ingestHandler } from "../../src/cli/center/ingest-door.js";
import { type OpenCenter, openCenter } from "../../src/cli/center/open-center.js";

export interface RunningCenter {
  readonly center: OpenCenter;
  readonly server: Server;
  readonly clock: ReturnType<typeof fixedClock>;
  close(): Promise<void>;
}

export const startUs = Date.UTC(2026, 10, 24, 9) * 1000;

export const given = <Thing>(thing: Thing | Problem): Thing => {
  if (thing instanceof Problem) throw new Error(`${thing.code}: ${thing.title} ${thing.detail}`);
  return thing;
};

/**
 * Lots that the store draws (what stands where in TAXII's order) are drawn alike in both worlds: the function that draws
 * them is found in `public` before the system's own.
 */
async function drawAlike({ db }: OpenCenter["state"]): Promise<void> {
  await sql`create sequence public.drawn`.execute(db);
  await sql`create function public.gen_random_uuid() returns uuid language sql volatile
    as $$ select md5('lot ' || nextval('public.drawn'))::uuid $$`.execute(db);
}

export async function runCenter(): Promise<RunningCenter> {
  process.env["PGOPTIONS"] = "-c search_path=public,pg_catalog";
  const folder = mkdtempSync(join(tmpdir(), "bw-oracle-"));
  const clock = fixedClock(startUs);
  // What is made ready for exchange together is drawn together: when the story says so, and not by a timer.
  const exchangeEveryMs = 2 ** 30;
  const center = given(await openCenter({ folder, logLevel: "silent", threads: 1, clock, exchangeEveryMs }));
  // As `up` does before it opens a door; and what is drawn when rules are taken is drawn before the story.
  await center.rules.ready;
  await drawAlike(center.state);
  const { state, ingest, networks } = center;
  const server = await openServer({
    center,
    ingest: ingestHandler(doorSink({ state, clock, ingest, networks })),
    host: "127.0.0.1",
    port: 0,
    webFolder: fileURLToPath(new URL("../../dist/web", import.meta.url)),
  });
  // The port is drawn by the system; what is answered must not depend on it.
  center.setAddress("http://127.0.0.1:8420");
  return {
    center,
    server,
    clock,
    close: async () => {
      await server.close();
      await center.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Who asks: what every request of it carries, and the address it comes from. */
export interface Caller {
  readonly name: string;
  /** The label of its member; null for the center's own and for strangers. */
  readonly member: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly address: string;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** As it is sent, in place of `body` as JSON. */
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  /** Status line, headers and body, but for the time of day. */
  readonly text: string;
  readonly body: string;
}

const agents = new Map<string, Agent>();
const agentFor = (address: string): Agent => {
  let agent = agents.get(address);
  if (agent === undefined) {
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.set(address, agent);
  }
  return agent;
};

/** Fewer than an address may ask in a minute (`api/limits.ts`). */
const asksOfAddress = 1_000;
const asks = new WeakMap<Caller, number>();

/** A walk asks more in a minute than one address may: after so many requests a caller comes from its next one. */
function addressOf(caller: Caller): string {
  const before = asks.get(caller) ?? 0;
  asks.set(caller, before + 1);
  return caller.address.replace(/^127\.0\./, `127.${Math.floor(before / asksOfAddress)}.`);
}

/** What the machine's own clock writes into headers; the limit of requests counts its minutes. */
const ofTheDay = new Set(["date", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after"]);

export function ask(server: Server, caller: Caller, asked: Asked): Promise<Answered> {
  const { hostname, port } = new URL(server.address);
  const json = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  const content = asked.raw ?? json;
  const localAddress = addressOf(caller);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        method: asked.method,
        path: asked.path,
        localAddress,
        agent: agentFor(localAddress),
        headers: {
          // As in the console's own address: the port of this run is in no answer.
          host: "127.0.0.1:8420",
          ...caller.headers,
          ...(json === undefined ? {} : { "content-type": "application/json" }),
          ...(content === undefined ? {} : { "content-length": String(Buffer.byteLength(content)) }),
          ...asked.headers,
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          const body = Buffer.concat(parts).toString("utf8");
          const headers: string[] = [];
          for (let at = 0; at < response.rawHeaders.length; at += 2) {
            const [name, value] = response.rawHeaders.slice(at, at + 2) as [string, string];
            if (!ofTheDay.has(name.toLowerCase())) headers.push(`${name}: ${value}`);
          }
          const status = response.statusCode ?? 0;
          resolve({ status, text: [status, ...headers, "", body].join("\n"), body });
        });
      },
    );
    sent.on("error", reject);
    sent.end(content);
  });
}

export interface Listening {
  /** What came so far; the stream ends. */
  end(): string;
}

/** Opens the live stream and keeps what comes. */
export function listen(server: Server, caller: Caller): Promise<Listening> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path: "/api/live",
        localAddress: caller.address,
        headers: { host: "127.0.0.1:8420", ...caller.headers },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        resolve({
          end: () => {
            sent.destroy();
            return `${response.statusCode}\n${text}`;
          },
        });
      },
    );
    sent.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET") reject(error);
    });
    sent.end();
  });
}
