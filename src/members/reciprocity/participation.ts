/**
 * Sharing in order to receive, as a policy a center may switch on. Pure: policy, what a member gave and the time in,
 * its standing out. Participation is measured in kinds of contribution and not in amounts: a small company that sends
 * its telemetry shares as much as it can. What is urgent is never held back, nor what is about the member's own
 * systems: a warning not given would hurt the port, and all of it.
 */
import { isUrgent, type Urgency } from "../../model/index.js";

/**
 * `report`: by a person. `sighting`: a hit on its telemetry, from its edge or sent to the center. `telemetry`: records
 * that came, hit or not. `reaction`: an answer to a warning.
 */
export const contributionKinds = ["report", "sighting", "telemetry", "reaction"] as const;
export type ContributionKind = (typeof contributionKinds)[number];

export interface ReciprocityPolicy {
  readonly on: boolean;
  /** Of these so many must have been given within the window. */
  readonly counted: readonly ContributionKind[];
  readonly kindsNeeded: number;
  readonly windowDays: number;
  /** Days a new member has from its joining, and every member from when the policy was switched on. */
  readonly graceDays: number;
  /** Days before the end of the time on which a reminder is due. */
  readonly remindDays: readonly number[];
  /** When it was switched on; nobody is judged by the time before. */
  readonly sinceUs: number;
}

export const reciprocityOff: ReciprocityPolicy = {
  on: false,
  counted: ["report", "sighting", "telemetry"],
  kindsNeeded: 1,
  windowDays: 90,
  graceDays: 60,
  remindDays: [30, 14, 3],
  sinceUs: 0,
};

/** What a member gave of each kind: the instant of the last, absent where it gave none. */
export type Contributions = Readonly<Partial<Record<ContributionKind, number>>>;

export type Standing = "sharing" | "grace" | "not sharing";

export interface Participation {
  readonly standing: Standing;
  /** Until when it stays so without anything new; null where it already is not sharing, or no policy is on. */
  readonly untilUs: number | null;
  /** The kinds that count today. */
  readonly kinds: readonly ContributionKind[];
  /** When reminders are due, the earliest first, those past among them. */
  readonly remindersUs: readonly number[];
}

const dayUs = 86_400e6;

export function participation(
  policy: ReciprocityPolicy,
  joinedUs: number,
  given: Contributions,
  nowUs: number,
): Participation {
  const windowUs = policy.windowDays * dayUs;
  const recent = policy.counted
    .map((kind) => ({ kind, lastUs: given[kind] ?? Number.NEGATIVE_INFINITY }))
    .filter(({ lastUs }) => lastUs + windowUs > nowUs)
    .sort((a, b) => b.lastUs - a.lastUs);
  const kinds = recent.map(({ kind }) => kind);
  if (!policy.on) return { standing: "sharing", untilUs: null, kinds, remindersUs: [] };
  const graceUs = Math.max(joinedUs, policy.sinceUs) + policy.graceDays * dayUs;
  const deciding = recent[policy.kindsNeeded - 1];
  const sharingUs = deciding === undefined ? Number.NEGATIVE_INFINITY : deciding.lastUs + windowUs;
  const untilUs = Math.max(graceUs, sharingUs);
  if (untilUs <= nowUs) return { standing: "not sharing", untilUs: null, kinds, remindersUs: [] };
  return {
    standing: sharingUs > nowUs ? "sharing" : "grace",
    untilUs,
    kinds,
    remindersUs: policy.remindDays.map((days) => untilUs - days * dayUs).sort((a, b) => a - b),
  };
}

/** The reminder that is due: the last that has come; null where none has. */
export function dueReminderUs({ remindersUs }: Participation, nowUs: number): number | null {
  return remindersUs.filter((dueUs) => dueUs <= nowUs).at(-1) ?? null;
}

/**
 * Whether something may be kept from a member because it does not share. What is urgent never is (`isUrgent`). What is built on the member's own telemetry or touches what it registered is its own danger.
 */
export function mayHoldBack(
  standing: Standing,
  { urgency, aboutItself }: { readonly urgency: Urgency; readonly aboutItself: boolean },
): boolean {
  return standing === "not sharing" && !aboutItself && !isUrgent(urgency);
}
