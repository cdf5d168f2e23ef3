/**
 * The TCP half of the syslog door. Each connection is one loop: read, gather, hand over, read on; nothing is read
 * while the sink works, so a slow sink slows its senders and nobody else. A batch that the sink can't take now is
 * offered again under the same id until it is taken.
 */
import { once as eventOnce } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type Clock, Problem } from "../../base/index.js";
import {
  liveBatchBytes,
  liveBatchMs,
  syslogConnectionsMax,
  syslogConnectionsPerSenderMax,
} from "../limits.js";
import type { DoorSink } from "./sink.js";
import { countLines, syslogBatch } from "./syslog-delivery.js";
import { SyslogFrames } from "./syslog-frames.js";

interface TcpOptions {
  readonly host: string;
  readonly port: number;
  readonly sink: DoorSink;
  readonly clock: Clock;
  readonly trouble: (detail: string) => void;
}

export interface TcpHalf {
  readonly port: number;
  accepted(): number;
  connections(): number;
  closed(): number;
  close(): Promise<void>;
}

const retryMsFirst = 250;
const retryMsMax = 10_000;

class Connection {
  readonly #socket: Socket;
  readonly #peer: string;
  readonly #options: TcpOptions;
  readonly #frames = new SyslogFrames();
  readonly #stopping: AbortSignal;
  readonly #onAccepted: (lines: number) => void;

  constructor(
    socket: Socket,
    options: TcpOptions,
    stopping: AbortSignal,
    onAccepted: (lines: number) => void,
  ) {
    this.#socket = socket;
    this.#peer = socket.remoteAddress ?? "";
    this.#options = options;
    this.#stopping = stopping;
    this.#onAccepted = onAccepted;
  }

  /** To the connection's end; answers whether it was closed for nonsense. */
  async run(): Promise<boolean> {
    const iterator = this.#socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    let reading = iterator.next().catch(() => ended);
    const { clock } = this.#options;
    let since = 0;
    for (;;) {
      const waitMs = this.#frames.ready > 0 ? Math.max(0, since + liveBatchMs - clock.monotonicMs()) : null;
      const next = await firstOf(reading, waitMs);
      if (next === "late") {
        if (!(await this.#flush())) return false;
        continue;
      }
      if (next.done === true) break;
      const empty = this.#frames.ready === 0;
      if (!this.#frames.push(next.value)) {
        await this.#flush();
        return true;
      }
      if (empty) since = clock.monotonicMs();
      if (this.#frames.ready >= liveBatchBytes && !(await this.#flush())) return false;
      reading = iterator.next().catch(() => ended);
    }
    this.#frames.end();
    await this.#flush();
    return false;
  }

  /** Hands over what is whole; false where the door closes before the sink has taken it. */
  async #flush(): Promise<boolean> {
    const lines = this.#frames.take();
    if (lines === null) return true;
    const delivery = syslogBatch("syslog-tcp", this.#peer, lines);
    for (let waitMs = retryMsFirst; ; waitMs = Math.min(waitMs * 2, retryMsMax)) {
      const outcome = await this.#options.sink.accept(delivery()).catch((error: unknown) => error);
      if (!(outcome instanceof Problem || outcome instanceof Error)) {
        this.#onAccepted(countLines(lines));
        return true;
      }
      this.#options.trouble(
        `${this.#peer}: ${outcome instanceof Problem ? outcome.detail : outcome.message}`,
      );
      if (this.#stopping.aborted) return false;
      await pause(waitMs, this.#stopping);
    }
  }
}

const ended: IteratorResult<Buffer> = { done: true, value: undefined };

/** The next bytes, or `late` where they don't come within the time. */
async function firstOf(
  reading: Promise<IteratorResult<Buffer>>,
  waitMs: number | null,
): Promise<IteratorResult<Buffer> | "late"> {
  if (waitMs === null) return reading;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), waitMs);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}

export async function openSyslogTcp(options: TcpOptions): Promise<TcpHalf> {
  const stopping = new AbortController();
  const open = new Map<Socket, Promise<void>>();
  const counts = { accepted: 0, closed: 0 };
  const fromSender = (peer: string | undefined) =>
    [...open.keys()].filter((socket) => socket.remoteAddress === peer).length;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (
      open.size >= syslogConnectionsMax ||
      fromSender(socket.remoteAddress) >= syslogConnectionsPerSenderMax
    ) {
      counts.closed++;
      options.trouble(`${socket.remoteAddress}: too many connections`);
      socket.destroy();
      return;
    }
    socket.setKeepAlive(true, 60_000);
    const connection = new Connection(socket, options, stopping.signal, (lines) => {
      counts.accepted += lines;
    });
    const work = connection.run().then((nonsense) => {
      if (nonsense) counts.closed++;
      socket.destroy();
      open.delete(socket);
    });
    open.set(socket, work);
  });
  server.listen(options.port, options.host);
  await eventOnce(server, "listening");
  server.on("error", (error) => options.trouble(`TCP: ${error.message}`));
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => counts.accepted,
    connections: () => open.size,
    closed: () => counts.closed,
    close: async () => {
      const closing = new Promise<void>((resolve) => server.close(() => resolve()));
      stopping.abort();
      const work = [...open.values()];
      for (const socket of open.keys()) socket.destroy();
      await Promise.all(work);
      await closing;
    },
  };
}
