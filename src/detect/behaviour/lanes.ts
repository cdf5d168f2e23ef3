/**
 * How far the time of each log of each member has come. A log is a lane of its own, as logs do not come in step: a folder
 * is read file by file, a shipper sends one log an hour behind another. Within a lane what is older than its newest by
 * more than the lateness is late. A time that is far ahead of the lane's moves it only when a second record is there too:
 * one wrong clock would otherwise make everything behind it late.
 */
import { latenessUs } from "./detector.js";
import type { Fact } from "./fact.js";
import { KeptMap } from "./sketches/kept-map.js";

export type Arrival = "in-time" | "late" | "early";

/** Lanes that are remembered: a member has some thirty logs. */
const lanesMax = 20_000;
/** A lane jumps ahead by more than this only on the word of two records. */
const jumpUs = 24 * 3600e6;

interface Lane {
  newestUs: number;
  /** A time far ahead that one record had; 0 where none waits. */
  waitingUs: number;
}

export class Lanes {
  readonly #lanes: KeptMap<Lane>;
  late = 0;
  early = 0;
  /** How far the lane has come that was last arrived in. */
  nowUs = 0;

  constructor(saved: unknown = null) {
    const { lanes, late, early } = (saved ?? {}) as { lanes?: unknown; late?: unknown; early?: unknown };
    this.#lanes = KeptMap.open(lanesMax, lanes, openLane);
    this.late = typeof late === "number" ? late : 0;
    this.early = typeof early === "number" ? early : 0;
  }

  /** `stretch` tells sources of one log apart that are not in step, as files of a folder. */
  arrive(fact: Fact, stretch = ""): Arrival {
    const { timeUs } = fact;
    if (timeUs > fact.receivedUs + latenessUs) {
      this.early++;
      return "early";
    }
    const key = `${fact.memberId}\n${fact.log}\n${stretch}`;
    const lane = this.#lanes.get(key);
    if (lane === undefined) {
      this.#lanes.set(key, { newestUs: timeUs, waitingUs: 0 });
      this.nowUs = timeUs;
      return "in-time";
    }
    if (timeUs < lane.newestUs - latenessUs) {
      this.late++;
      return "late";
    }
    if (timeUs <= lane.newestUs + jumpUs) lane.newestUs = Math.max(lane.newestUs, timeUs);
    else if (lane.waitingUs !== 0 && timeUs >= lane.waitingUs - latenessUs) {
      lane.newestUs = Math.min(timeUs, lane.waitingUs);
      lane.waitingUs = 0;
    } else lane.waitingUs = timeUs;
    this.nowUs = lane.newestUs;
    return "in-time";
  }

  save(): unknown {
    return { lanes: this.#lanes.save((lane) => ({ ...lane })), late: this.late, early: this.early };
  }
}

function openLane(saved: unknown): Lane | undefined {
  const { newestUs, waitingUs } = (saved ?? {}) as Partial<Lane>;
  return typeof newestUs === "number" && typeof waitingUs === "number" ? { newestUs, waitingUs } : undefined;
}
