/**
 * The RELP door: each message is answered when it is safe on disk. After a break rsyslog sends again what was not
 * answered, message by message; one that carries a sequence number (`[meta sequenceId="…"]`, RFC 5424, section 7.3.1)
 * is then known by its content, as no other message of its sender has it.
 */
import { type Clock, Problem } from "../../base/index.js";
import { normalizeAddress } from "../../model/index.js";
import { intakeProblem } from "../problems.js";
import { type Item, takeItems } from "./items.js";
import { RelpFrames } from "./relp-frames.js";
import type { DoorSink, Sender } from "./sink.js";
import { type HandOver, openSyslogTcp, type TcpHalf } from "./syslog-tcp.js";
import { type TlsDoor, tlsParts } from "./tls-clients.js";

const sequenced = /\[meta [^\]]{0,512}?\bsequenceId="\d{1,10}"/;
const newline = 10;

/**
 * rsyslog sends 128 messages (`windowSize`) and then waits for answers, so gathering longer would only make it wait: 10
 * ms gather what comes in one go. With a window of 2,000 the disk's sync is what bounds it, not the waiting.
 */
const gatherMs = 10;

function* itemsOf(lines: Buffer): Generator<Item> {
  for (let from = 0; from < lines.length; ) {
    const end = lines.indexOf(newline, from);
    const line = lines.subarray(from, end);
    const name = sequenced.test(line.toString("latin1", 0, 2048)) ? "relp" : null;
    yield { line, format: "syslog", name };
    from = end + 1;
  }
}

function handOver(sink: DoorSink, peer: string, lines: Buffer): HandOver {
  const sender: Sender = { door: "relp", address: normalizeAddress(peer)?.value ?? peer, token: null };
  const items = [...itemsOf(lines)];
  return async () => {
    const outcomes = await takeItems(sink, sender, items);
    // What is refused for good (too long) is answered all the same: sent again it would be refused again.
    const waiting = outcomes.find(
      (outcome): outcome is Problem => outcome instanceof Problem && outcome.status !== 413,
    );
    return waiting ?? null;
  };
}

export interface StreamDoorOptions {
  readonly host: string;
  readonly port: number;
  readonly sink: DoorSink;
  readonly clock: Clock;
  readonly onTrouble: (detail: string) => void;
  /** Over TLS. */
  readonly tls?: TlsDoor | null;
}

/** What a door that can't be opened answers, with the setting that names its port. */
export function portProblem(error: unknown, { host, port }: StreamDoorOptions, setting: string): Problem {
  const reason = error instanceof Error ? error.message : "unknown";
  return intakeProblem(
    "port-taken",
    `${host} port ${port}: ${reason}.`,
    `Choose another with \`${setting}\`, or stop what holds it.`,
  );
}

export async function openRelpDoor(options: StreamDoorOptions): Promise<TcpHalf | Problem> {
  const { tls = null, clock, onTrouble: trouble } = options;
  const parts = tls === null ? {} : tlsParts(tls, clock, trouble);
  try {
    return await openSyslogTcp({
      ...options,
      trouble,
      gatherMs,
      framing: () => new RelpFrames(),
      handOver,
      ...parts,
    });
  } catch (error) {
    return portProblem(error, options, "intake.relp.port");
  }
}
