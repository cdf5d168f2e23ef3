/**
 * Doors for streams over TCP: syslog, syslog over TLS, RELP. What the bytes are is the framing's, what is handed over
 * the door's; the loop is one. Each connection is one loop: read, gather, hand over, read on; nothing is read
 * while the sink works, so a slow sink slows its senders and nobody else. A batch that the sink can't take now is
 * offered again under the same id until it is taken.
 */
import { once as eventOnce } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
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

/** Cuts a stream into messages, as lines. */
export interface StreamFraming {
  /** Bytes of whole messages that wait to be taken. */
  readonly ready: number;
  /** Takes bytes in; false where the stream can't be what it should and is to be closed. */
  push(chunk: Buffer): boolean;
  /** The whole messages as lines; null where there are none. */
  take(): Buffer | null;
  /** The stream has ended. */
  end(): void;
  /** What the protocol answers; `accepted` after what was taken is safe. */
  replies?(accepted: boolean): Buffer | null;
}

/** Hands lines over, as often as it is called; null when they are safe. */
export type HandOver = () => Promise<Problem | null>;

export interface TcpOptions {
  readonly host: string;
  readonly port: number;
  readonly sink: DoorSink;
  readonly clock: Clock;
  readonly trouble: (detail: string) => void;
  /** Another server than a plain one; it gives sockets that are ready to be read. */
  readonly listen?: (onSocket: (socket: Socket) => void) => Server;
  /** The sink for one connection, null to close it; the common one where left out. */
  readonly sinkOf?: (socket: Socket) => DoorSink | null;
  readonly framing?: () => StreamFraming;
  /** How long lines gather; a fifth of a second where left out. */
  readonly gatherMs?: number;
  readonly handOver?: (sink: DoorSink, peer: string, lines: Buffer) => HandOver;
}

/** Lines as one delivery under one id. */
export function handOverAs(door: "syslog-tcp" | "syslog-tls"): NonNullable<TcpOptions["handOver"]> {
  return (sink, peer, lines) => {
    const delivery = syslogBatch(door, peer, lines);
    return async () => {
      const accepted = await sink.accept(delivery());
      return accepted instanceof Problem ? accepted : null;
    };
  };
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
  readonly #sink: DoorSink;
  readonly #frames: StreamFraming;
  readonly #stopping: AbortSignal;
  readonly #onAccepted: (lines: number) => void;

  constructor(
    socket: Socket,
    options: TcpOptions,
    sink: DoorSink,
    stopping: AbortSignal,
    onAccepted: (lines: number) => void,
  ) {
    this.#sink = sink;
    this.#frames = options.framing?.() ?? new SyslogFrames();
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
    const { clock, gatherMs = liveBatchMs } = this.#options;
    let since = 0;
    for (;;) {
      const waitMs = this.#frames.ready > 0 ? Math.max(0, since + gatherMs - clock.monotonicMs()) : null;
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
      this.#reply(false);
      if (empty) since = clock.monotonicMs();
      if (this.#frames.ready >= liveBatchBytes && !(await this.#flush())) return false;
      reading = iterator.next().catch(() => ended);
    }
    this.#frames.end();
    await this.#flush();
    return false;
  }

  #reply(accepted: boolean): void {
    const bytes = this.#frames.replies?.(accepted) ?? null;
    if (bytes !== null && this.#socket.writable) this.#socket.write(bytes);
  }

  /** Hands over what is whole; false where the door closes before the sink has taken it. */
  async #flush(): Promise<boolean> {
    const lines = this.#frames.take();
    if (lines === null) return true;
    const handOver = (this.#options.handOver ?? handOverAs("syslog-tcp"))(this.#sink, this.#peer, lines);
    for (let waitMs = retryMsFirst; ; waitMs = Math.min(waitMs * 2, retryMsMax)) {
      const outcome = await handOver().catch((error: unknown) => error);
      if (!(outcome instanceof Problem || outcome instanceof Error)) {
        this.#onAccepted(countLines(lines));
        this.#reply(true);
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
  const listen = options.listen ?? createServer;
  const server = listen((socket: Socket) => {
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
    const sink = options.sinkOf === undefined ? options.sink : options.sinkOf(socket);
    if (sink === null) {
      counts.closed++;
      socket.destroy();
      return;
    }
    socket.setKeepAlive(true, 60_000);
    const connection = new Connection(socket, options, sink, stopping.signal, (lines) => {
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
