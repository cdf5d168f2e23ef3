/** The UDP half of the syslog door: a datagram is a message; batches by sender, bounded together. */
import { createSocket } from "node:dgram";
import { once as eventOnce } from "node:events";
import { Problem } from "../../base/index.js";
import { liveBatchBytes, liveBatchMs } from "../limits.js";
import type { DoorSink } from "./sink.js";
import { countLines, syslogBatch } from "./syslog-delivery.js";
import { oneLine } from "./syslog-frames.js";

interface UdpOptions {
  readonly host: string;
  readonly port: number;
  readonly sink: DoorSink;
  readonly trouble: (detail: string) => void;
  readonly waitingBytesMax: number;
}

export interface UdpHalf {
  accepted(): number;
  dropped(): number;
  close(): Promise<void>;
}

const lineFeed = Buffer.from("\n");

/** Batches of all senders. What is here and what the sink works on count together against the limit. */
class Waiting {
  readonly #options: UdpOptions;
  readonly #bySender = new Map<string, { parts: Buffer[]; bytes: number; timer: NodeJS.Timeout }>();
  readonly #underway = new Set<Promise<void>>();
  #bytes = 0;
  accepted = 0;
  dropped = 0;

  constructor(options: UdpOptions) {
    this.#options = options;
  }

  add(peer: string, message: Buffer): void {
    const line = oneLine(message);
    if (line.length === 0) return;
    if (this.#bytes + line.length > this.#options.waitingBytesMax) {
      this.dropped++;
      return;
    }
    let batch = this.#bySender.get(peer);
    if (batch === undefined) {
      batch = { parts: [], bytes: 0, timer: setTimeout(() => this.flush(peer), liveBatchMs) };
      this.#bySender.set(peer, batch);
    }
    batch.parts.push(line, lineFeed);
    batch.bytes += line.length + 1;
    this.#bytes += line.length + 1;
    if (batch.bytes >= liveBatchBytes) this.flush(peer);
  }

  flush(peer: string): void {
    const batch = this.#bySender.get(peer);
    if (batch === undefined) return;
    this.#bySender.delete(peer);
    clearTimeout(batch.timer);
    const work = this.#hand(peer, Buffer.concat(batch.parts)).finally(() => this.#underway.delete(work));
    this.#underway.add(work);
  }

  async #hand(peer: string, lines: Buffer): Promise<void> {
    const { sink, trouble } = this.#options;
    const count = countLines(lines);
    try {
      const accepted = await sink.accept(syslogBatch("syslog-udp", peer, lines)());
      if (accepted instanceof Problem) {
        this.dropped += count;
        trouble(`${count} datagrams of ${peer} dropped: ${accepted.detail}`);
      } else this.accepted += count;
    } catch (error) {
      this.dropped += count;
      trouble(`${count} datagrams of ${peer} dropped: ${error instanceof Error ? error.message : "unknown"}`);
    } finally {
      this.#bytes -= lines.length;
    }
  }

  async finish(): Promise<void> {
    for (const peer of [...this.#bySender.keys()]) this.flush(peer);
    await Promise.all(this.#underway);
  }
}

export async function openSyslogUdp(options: UdpOptions): Promise<UdpHalf> {
  const socket = createSocket({
    type: options.host.includes(":") ? "udp6" : "udp4",
    recvBufferSize: 4 * 1024 * 1024,
  });
  const waiting = new Waiting(options);
  socket.on("message", (message, peer) => waiting.add(peer.address, message));
  socket.bind(options.port, options.host);
  await eventOnce(socket, "listening").catch((error: unknown) => {
    socket.close();
    throw error;
  });
  socket.on("error", (error) => options.trouble(`UDP: ${error.message}`));
  return {
    accepted: () => waiting.accepted,
    dropped: () => waiting.dropped,
    close: async () => {
      await new Promise<void>((resolve) => socket.close(() => resolve()));
      await waiting.finish();
    },
  };
}
