/** Orders and windows in time: which last, come and are over; and their times as a form's field has them. Pure. */
export interface Timed {
  readonly startUs: number;
  readonly endUs: number;
}

export type Standing = "now" | "coming" | "over";

export function standingOf({ startUs, endUs }: Timed, nowUs: number): Standing {
  if (endUs <= nowUs) return "over";
  return startUs <= nowUs ? "now" : "coming";
}

const rank: Readonly<Record<Standing, number>> = { now: 0, coming: 1, over: 2 };

/** What lasts first, then what comes, the next first, then what is over, the last first. */
export function byTime<Row extends Timed>(rows: readonly Row[], nowUs: number): readonly Row[] {
  return [...rows].sort((a, b) => {
    const [one, other] = [standingOf(a, nowUs), standingOf(b, nowUs)];
    if (one !== other) return rank[one] - rank[other];
    return one === "over" ? b.endUs - a.endUs : a.startUs - b.startUs;
  });
}

/** As `<input type="datetime-local">` has it, in the reader's own zone: `2026-12-01T06:00`. */
export function localField(us: number): string {
  const date = new Date(us / 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The instant that such a field means, as lists are written; empty where it is none. */
export function fieldInstant(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
