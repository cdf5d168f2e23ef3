/**
 * The learning time of a member's control network, and what explains a command. Learning begins with the member's first
 * message and suppresses nothing: what would be told later is told in it too, milder where it is daily work.
 */
import { type DetectionLevel, detectionLevels, learningDaysDefault } from "../../model/index.js";
import type { Surroundings } from "../behaviour/detector.js";
import type { Fact } from "../behaviour/fact.js";
import { dayUs, isFromTheFuture } from "../behaviour/state.js";
import type { Site } from "./site.js";

export class Learning {
  #firstUs: number;
  /** Of times that can be. */
  #newestUs = Number.NEGATIVE_INFINITY;
  #memberId = "";
  readonly #surroundings: Surroundings;

  /** `saved` is what `save` gave. */
  constructor(saved: unknown, surroundings: Surroundings) {
    const { firstUs, newestUs, memberId } = (saved ?? {}) as {
      readonly firstUs?: unknown;
      readonly newestUs?: unknown;
      readonly memberId?: unknown;
    };
    this.#firstUs = typeof firstUs === "number" ? firstUs : Number.POSITIVE_INFINITY;
    if (typeof newestUs === "number") this.#newestUs = newestUs;
    this.#memberId = typeof memberId === "string" ? memberId : "";
    this.#surroundings = surroundings;
  }

  get site(): Site | null {
    return this.#surroundings.siteOf(this.#memberId);
  }

  get spanUs(): number {
    return (this.site?.lists.learningDays ?? learningDaysDefault) * dayUs;
  }

  /** A message was heard; answers when: for a time that can't be, that of the newest before it. */
  hear(fact: Fact): number {
    const { timeUs } = fact;
    this.#memberId = fact.memberId;
    if (timeUs > this.#newestUs) {
      if (isFromTheFuture(fact)) return Number.isFinite(this.#newestUs) ? this.#newestUs : fact.receivedUs;
      this.#newestUs = timeUs;
    }
    if (timeUs < this.#firstUs) this.#firstUs = timeUs;
    return timeUs;
  }

  /** Whether the member's network is still being learned at this time. */
  lastsAt(timeUs: number): boolean {
    return timeUs < this.#firstUs + this.spanUs;
  }

  save(): unknown {
    return { firstUs: this.#firstUs, newestUs: this.#newestUs, memberId: this.#memberId };
  }
}

const milder = (level: DetectionLevel): DetectionLevel =>
  detectionLevels[Math.max(0, detectionLevels.indexOf(level) - 1)] ?? level;

export interface Explained {
  readonly level: DetectionLevel;
  readonly fields: Readonly<Record<string, string>>;
}

const namesMax = 3;
const names = (list: readonly string[]): string => list.slice(0, namesMax).join(", ");

/**
 * What the terminal's own lists say of work at this machine at this time: with an order or a window the level is one step
 * milder, and it is said which. It suppresses nothing.
 */
export function explained(
  site: Site | null,
  asset: string,
  timeUs: number,
  level: DetectionLevel,
): Explained {
  if (site === null) return { level, fields: {} };
  const orders = site.ordersAt(asset, timeUs);
  const windows = site.windowsAt(asset, timeUs);
  const crane = site.craneOf(asset)?.name ?? "";
  const machine = site.assetOf(asset)?.name ?? "";
  return {
    level: orders.length + windows.length > 0 ? milder(level) : level,
    fields: {
      ...(machine === "" ? {} : { machine }),
      ...(crane === "" ? {} : { crane }),
      ...(orders.length === 0 ? {} : { "work order": names(orders.map(({ number }) => number)) }),
      ...(windows.length === 0 ? {} : { "maintenance window": names(windows.map(({ title }) => title)) }),
      ...(orders.length + windows.length === 0 ? { explained: "no work order, no maintenance window" } : {}),
    },
  };
}
