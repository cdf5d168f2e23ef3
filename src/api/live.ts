/**
 * The live stream: server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) that say
 * once a second what changed, as ids only. Whom the gate tells the center's figures gets its counts too; a member's people get
 * ids of their own member's things, and no count or moment of anybody else's; of reports only that there is something
 * to read (`live-reports.ts`). A stream ends with its session;
 * streams are bounded in number, and one that reads too slowly is closed rather than buffered.
 */
import type { ServerResponse } from "node:http";
import type { Gate } from "../share/index.js";
import { loadCommunity } from "../warn/index.js";
import type { Caller } from "./action.js";
import type { Center, LiveKind } from "./center.js";
import { mayHaveFigures } from "./figures.js";
import { liveHeartbeatMs, liveIdsMax, liveStreamsMax, liveStreamsPerSession, liveTickMs } from "./limits.js";
import { type Changed, type Changes, readChanges } from "./live-changes.js";
import { noReportNews, type ReportNews, ReportWatch } from "./live-reports.js";

/** A browser that left this much unread is gone or asleep; it connects again by itself. */
const unreadBytesMax = 65_536;

interface Stream {
  readonly caller: Caller;
  readonly response: ServerResponse;
  countsText: string;
}

export interface LiveStreams {
  /** Takes the response over; false where no more streams can be opened. */
  open(caller: Caller, response: ServerResponse): boolean;
  /** Ends the streams of a session. */
  end(sessionHash: string): void;
  /** Ends the streams whose sessions have ended. */
  recheck(): Promise<void>;
  close(): void;
}

/** Operators get everything's ids, a member's people their own member's, the center's auditors none. */
function visible(stream: Stream, changed: readonly Changed[]): readonly string[] {
  const { memberId, role } = stream.caller.person;
  return changed
    .filter((thing) => role === "operator" || (thing.memberId === memberId && thing.released))
    .slice(0, liveIdsMax)
    .map((thing) => thing.id);
}

function send(stream: Stream, event: string, content: unknown): void {
  if (stream.response.writableLength > unreadBytesMax) stream.response.destroy();
  else stream.response.write(`event: ${event}\ndata: ${JSON.stringify(content)}\n\n`);
}

/** Auditors of the center read no reports. */
function hears({ caller: { person } }: Stream, { operators, memberIds, personIds }: ReportNews): boolean {
  if (person.memberId === null) return person.role === "operator" && operators;
  return memberIds.has(person.memberId) || personIds.has(person.id);
}

/** One second's news for one stream; says nothing where nothing of its own changed. */
function tell(
  stream: Stream,
  center: Center,
  gate: Gate,
  changes: Changes,
  reports: ReportNews,
  kinds: ReadonlySet<LiveKind>,
): void {
  const { atUs, ...counts } = center.counts();
  if (mayHaveFigures(gate, stream.caller.person, "stream", counts)) {
    const text = JSON.stringify(counts);
    if (text !== stream.countsText) {
      stream.countsText = text;
      send(stream, "counts", { atUs, ...counts });
    }
    if (kinds.has("source")) send(stream, "changed", { what: "source", ids: [] });
  }
  for (const what of ["warnings", "sightings", "detections"] as const) {
    const ids = visible(stream, changes[what]);
    if (ids.length > 0) send(stream, "changed", { what: what.slice(0, -1), ids });
  }
  if (hears(stream, reports)) send(stream, "changed", { what: "report", ids: [] });
}

export function openLiveStreams(
  center: Center,
  sessionValid: (sessionHash: string) => Promise<boolean>,
): LiveStreams {
  const streams = new Set<Stream>();
  let kinds = new Set<LiveKind>();
  let sinceUs = center.clock.nowUs();
  let busy = false;
  const watch = new ReportWatch(sinceUs);
  const stopListening = center.onChange((kind) => kinds.add(kind));

  const tick = async () => {
    if (busy) return;
    if (streams.size === 0) return watch.rest(center.clock.nowUs());
    busy = true;
    try {
      const now = kinds;
      kinds = new Set();
      const fromUs = sinceUs;
      // A second of overlap: a transaction that began before the last look may have become visible after it.
      sinceUs = center.clock.nowUs() - 1_000_000;
      const changes = await readChanges(center.state, fromUs, now);
      const reports = await watch.look(center.state, center.clock.nowUs());
      const { gate } = await loadCommunity(center.state.db);
      for (const stream of streams) tell(stream, center, gate, changes, reports, now);
    } catch (error) {
      center.log.warn({ error }, "the live stream could not be fed this second");
    } finally {
      busy = false;
    }
  };

  /** What stands when a stream opens, so that a screen need not wait for a change. */
  const greet = async (stream: Stream) => {
    try {
      const { gate } = await loadCommunity(center.state.db);
      const nothing = { warnings: [], sightings: [], detections: [] };
      if (streams.has(stream)) tell(stream, center, gate, nothing, noReportNews, new Set());
    } catch (error) {
      center.log.warn({ error }, "a live stream could not be told what stands");
    }
  };

  const recheck = async (onStanding: (stream: Stream) => void = () => undefined) => {
    for (const stream of [...streams]) {
      const hash = stream.caller.sessionHash;
      const valid = hash !== null && (await sessionValid(hash).catch(() => false));
      if (valid) onStanding(stream);
      else stream.response.end();
    }
  };
  const beat = () => recheck(({ response }) => response.write(": still here\n\n"));

  const ticking = setInterval(() => void tick(), liveTickMs);
  const beating = setInterval(() => void beat(), liveHeartbeatMs);
  ticking.unref();
  beating.unref();

  return {
    open(caller, response) {
      const own = [...streams].filter((s) => s.caller.sessionHash === caller.sessionHash);
      if (streams.size >= liveStreamsMax || own.length >= liveStreamsPerSession) return false;
      const stream: Stream = { caller, response, countsText: "" };
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
      });
      response.write("retry: 3000\n\n");
      streams.add(stream);
      response.on("close", () => streams.delete(stream));
      void greet(stream);
      return true;
    },
    end(sessionHash) {
      for (const stream of streams) if (stream.caller.sessionHash === sessionHash) stream.response.end();
    },
    recheck: () => recheck(),
    close() {
      stopListening();
      clearInterval(ticking);
      clearInterval(beating);
      for (const stream of streams) stream.response.end();
    },
  };
}
