/**
 * What works on in the background of a center: each looks every few seconds whether there is something to do, goes on
 * where it was after a kill, and stops with the center. Another worker is a line in the list below.
 */
import type { LiveKind } from "../../api/index.js";
import type { Clock, Log } from "../../base/index.js";
import { type OtherFeed, type OtherServer, releaseReports, reportInbox } from "../../share/index.js";
import type { State } from "../../store/index.js";
import { gatherOldAttempts, loadCommunity, tellOfAdvisories, tellOthers } from "../../warn/index.js";
import { ExchangeKeeper } from "./exchange-keeper.js";
import { MailJudge } from "./mail-judge.js";
import { openMispPuller, openTaxiiGiver, openTaxiiPuller } from "./other-servers.js";
import { Releaser } from "./releaser.js";

export interface WorkerParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  readonly emit: (kind: LiveKind) => void;
  /** A warning came to be; `mark` where it is the sample port's. */
  readonly countWarning: (mark: string | null) => void;
  readonly taxiiServers: readonly OtherServer[];
  readonly mispFeeds: readonly OtherFeed[];
  /** After indicators were new or changed. */
  readonly onIndicators: () => Promise<void>;
  /** Milliseconds between two looks at what sources say, for those who read it from here. */
  readonly exchangeEveryMs?: number | undefined;
}

export interface Workers {
  readonly exchange: ExchangeKeeper;
  readonly mailJudge: MailJudge;
  readonly puller: ReturnType<typeof openTaxiiPuller>;
  readonly giver: ReturnType<typeof openTaxiiGiver>;
  readonly mispPuller: ReturnType<typeof openMispPuller>;
  /** After something changed that one of them waits for. */
  wake(kind: LiveKind): void;
  close(): Promise<void>;
}

export function openWorkers(parts: WorkerParts): Workers {
  const { state, clock, log, emit, countWarning, taxiiServers, mispFeeds, onIndicators } = parts;
  const exchange = new ExchangeKeeper({ state, clock, log, everyMs: parts.exchangeEveryMs });
  const mailJudge = new MailJudge({ state, clock, log });
  const onTaken = onIndicators;
  const puller = openTaxiiPuller({ state, clock, log, onTaken }, taxiiServers);
  const giver = openTaxiiGiver({ state, clock, log }, taxiiServers, mispFeeds);
  const mispPuller = openMispPuller({ state, clock, log, onTaken }, mispFeeds);
  const releaser = new Releaser({
    log,
    what: "reports",
    releaseSome: async () => {
      if ((await releaseReports(state, clock, await loadCommunity(state.db))) === 0) return false;
      emit("report");
      return true;
    },
  });
  const teller = new Releaser({
    log,
    what: "sightings",
    releaseSome: async () => {
      const { sightings, newMarks, updatedWarnings } = await tellOthers(state, clock, log);
      for (const mark of newMarks) countWarning(mark);
      if (newMarks.length + updatedWarnings > 0) emit("warning");
      return sightings > 0;
    },
  });
  const inbox = new Releaser({
    log,
    what: "objects that members gave",
    releaseSome: async () => {
      const sent = await reportInbox(state, clock, await loadCommunity(state.db));
      if (sent !== null && sent > 0) emit("report");
      return sent !== null;
    },
  });
  let gatheredHour = Number.NEGATIVE_INFINITY;
  const gatherer = new Releaser({
    log,
    what: "old attempts",
    releaseSome: async () => {
      const hour = Math.floor(clock.nowUs() / 3600e6);
      if (hour <= gatheredHour) return false;
      await gatherOldAttempts(state.db, clock.nowUs());
      gatheredHour = hour;
      return false;
    },
  });
  let advisedMinute = Number.NEGATIVE_INFINITY;
  const adviser = new Releaser({
    log,
    what: "warnings of advisories",
    releaseSome: async () => {
      const minute = Math.floor(clock.nowUs() / 60e6);
      if (minute <= advisedMinute) return false;
      const { newMarks, updatedWarnings, withdrawn } = await tellOfAdvisories(state, clock, log);
      advisedMinute = minute;
      for (const mark of newMarks) countWarning(mark);
      if (newMarks.length + updatedWarnings + withdrawn > 0) emit("warning");
      return false;
    },
  });
  return {
    exchange,
    mailJudge,
    puller,
    giver,
    mispPuller,
    wake: (kind) => {
      if (kind === "report") releaser.wake();
      if (kind === "sighting") teller.wake();
    },
    close: async () => {
      for (const worker of [
        releaser,
        teller,
        inbox,
        gatherer,
        adviser,
        mailJudge,
        exchange,
        puller,
        giver,
        mispPuller,
      ])
        await worker.close();
    },
  };
}
