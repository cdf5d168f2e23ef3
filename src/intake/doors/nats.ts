/**
 * NATS subjects, from a JetStream stream: each message is acknowledged when what it holds is in the spool, and comes
 * again where it was not. It is known by its stream and sequence, so that one whose acknowledgement was lost counts
 * once. Plain subjects without a stream are not read: nobody would send again what was lost.
 * https://docs.nats.io/nats-concepts/jetstream/consumers
 */
import { AckPolicy, type Consumer, type JsMsg, jetstream, jetstreamManager } from "@nats-io/jetstream";
import {
  connect,
  credsAuthenticator,
  type NatsConnection,
  type NodeConnectionOptions,
} from "@nats-io/transport-node";
import { Problem } from "../../base/index.js";
import { parseJsonRecord } from "../json-record.js";
import { liveBatchBytes, liveBatchMs, natsMessagesMax } from "../limits.js";
import { rawRecord, recordOf } from "./document-item.js";
import { type Item, takeItems } from "./items.js";
import type { DoorSink, Sender } from "./sink.js";
import { oneLine } from "./syslog-frames.js";

export interface NatsSubject {
  /** May have `*` and `>`. */
  readonly subject: string;
  readonly sink: DoorSink;
}

export interface NatsOptions {
  readonly connection: NodeConnectionOptions;
  /** The content of a `.creds` file. */
  readonly credentials?: Uint8Array;
  readonly subjects: readonly NatsSubject[];
  readonly onTrouble: (detail: string) => void;
  /** How long to wait before what failed is tried again. */
  readonly retryMs?: number;
}

export interface NatsDoor {
  /** Subjects that are read now. */
  reading(): number;
  /** What is wrong; empty where all is well. */
  trouble(): string;
  close(): Promise<void>;
}

const retryMsDefault = 5000;
/** The server offers a message again that was not acknowledged this long: the spool's own wait is far shorter. */
const ackWaitNs = 60e9;
const underWayMax = 5000;
const newline = 10;

/** A durable consumer's name has no dots, stars or spaces; different subjects have different ones. */
const consumerName = (subject: string): string =>
  `breakwater-${Buffer.from(subject).toString("hex").slice(0, 200)}`;

/** One line as a record: JSON by its keys, a known format as it is, other text as a document that only has it. */
function recordOfLine(line: Buffer): Omit<Item, "name"> {
  const raw = rawRecord(line.toString("utf8"));
  if (raw !== null) return raw;
  const document = parseJsonRecord(line.toString("utf8"));
  if (!(document instanceof Problem)) return recordOf(document, line);
  return { line: Buffer.from(JSON.stringify({ message: line.toString("utf8") })), format: "json-lines" };
}

/** The records of a message: one a line, each known by the message's place in its stream and its own in it. */
export function itemsOfMessage(data: Uint8Array, name: string): Item[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const items: Item[] = [];
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(newline, from);
    const end = at < 0 ? bytes.length : at;
    const line = oneLine(bytes.subarray(from, end));
    if (line.length > 0) items.push({ ...recordOfLine(line), name: `${name}:${items.length}` });
    from = end + 1;
  }
  return items;
}

class Reading {
  readonly #subject: NatsSubject;
  readonly #options: NatsOptions;
  isReading = false;
  trouble = "";

  constructor(subject: NatsSubject, options: NatsOptions) {
    this.#subject = subject;
    this.#options = options;
  }

  /** Reads until the connection is closed. */
  async run(connection: NatsConnection, stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted && !connection.isClosed())
      try {
        const consumer = await this.#consumer(connection);
        await this.#read(consumer, stopping);
      } catch (error) {
        this.isReading = false;
        if (stopping.aborted) return;
        this.#tell(error instanceof Error ? error.message : "unknown");
        await pause(this.#options.retryMs ?? retryMsDefault, stopping);
      }
  }

  async #consumer(connection: NatsConnection): Promise<Consumer> {
    const { subject } = this.#subject;
    const manager = await jetstreamManager(connection);
    const stream = await manager.streams.find(subject);
    const name = consumerName(subject);
    await manager.consumers.add(stream, {
      durable_name: name,
      filter_subject: subject,
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWaitNs,
      max_ack_pending: underWayMax,
    });
    return jetstream(connection).consumers.get(stream, name);
  }

  /** Takes messages as they come: a batch after a fifth of a second, or when there are many; meanwhile none is read. */
  async #read(consumer: Consumer, stopping: AbortSignal): Promise<void> {
    const coming = await consumer.consume({ max_messages: natsMessagesMax });
    const stop = () => coming.stop();
    stopping.addEventListener("abort", stop);
    this.isReading = true;
    let waiting: JsMsg[] = [];
    let bytes = 0;
    let taking: Promise<void> = Promise.resolve();
    let timer: NodeJS.Timeout | undefined;
    const takeAll = (): Promise<void> => {
      clearTimeout(timer);
      timer = undefined;
      const messages = waiting;
      waiting = [];
      bytes = 0;
      taking = taking.then(() => (messages.length === 0 ? undefined : this.#take(messages)));
      return taking;
    };
    try {
      for await (const message of coming) {
        waiting.push(message);
        bytes += message.data.length;
        if (waiting.length >= natsMessagesMax || bytes >= liveBatchBytes) await takeAll();
        else timer ??= setTimeout(() => void takeAll().catch(stop), liveBatchMs);
      }
      await takeAll();
    } finally {
      clearTimeout(timer);
      stopping.removeEventListener("abort", stop);
      coming.stop();
    }
  }

  async #take(messages: readonly JsMsg[]): Promise<void> {
    const { sink, subject } = this.#subject;
    const sender: Sender = { door: "nats", address: "", token: null };
    const perMessage = messages.map(({ data, info }) =>
      itemsOfMessage(data, `nats ${info.stream} ${info.streamSequence}`),
    );
    const outcomes = await takeItems(sink, sender, perMessage.flat(), { fileName: subject });
    let next = 0;
    for (const [index, message] of messages.entries()) {
      const own = outcomes.slice(next, next + (perMessage[index]?.length ?? 0));
      next += own.length;
      const waiting = own.find(
        (outcome): outcome is Problem => outcome instanceof Problem && outcome.status !== 413,
      );
      if (waiting === undefined) message.ack();
      else message.nak(this.#options.retryMs ?? retryMsDefault);
      if (waiting !== undefined && this.trouble !== waiting.detail) this.#tell(waiting.detail);
    }
    if (!outcomes.some((outcome) => outcome instanceof Problem)) this.trouble = "";
  }

  #tell(detail: string): void {
    this.trouble = detail;
    this.#options.onTrouble(`${this.#subject.subject}: ${detail}`);
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

/** Opens at once; the servers may come later, and may go and come back. */
export function openNatsDoor(options: NatsOptions): NatsDoor {
  const stopping = new AbortController();
  const readings = options.subjects.map((subject) => new Reading(subject, options));
  let connection: NatsConnection | null = null;
  let trouble = "not connected yet";
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const { credentials } = options;
        const signIn = credentials === undefined ? {} : { authenticator: credsAuthenticator(credentials) };
        const always = { maxReconnectAttempts: -1, name: "breakwater" };
        connection = await connect({ ...options.connection, ...signIn, ...always });
        trouble = "";
        const own = connection;
        await Promise.all(readings.map((reading) => reading.run(own, stopping.signal)));
      } catch (error) {
        trouble = error instanceof Error ? error.message : "unknown";
        if (!stopping.signal.aborted) options.onTrouble(trouble);
      }
      await pause(options.retryMs ?? retryMsDefault, stopping.signal);
    }
  };
  const running = run();
  return {
    reading: () => readings.filter(({ isReading }) => isReading).length,
    trouble: () => trouble || (readings.find((reading) => reading.trouble !== "")?.trouble ?? ""),
    close: async () => {
      stopping.abort();
      await connection?.close().catch(() => undefined);
      await running;
    },
  };
}
