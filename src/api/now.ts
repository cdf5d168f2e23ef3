/** The parts of *Now*: the sentence on the state of things and the figures behind it. */
import { type Kysely, sql } from "kysely";
import { Problem } from "../base/index.js";
import { type Person, type ReleasedWarning, type Urgency, urgencies } from "../model/index.js";
import type { State, Tables } from "../store/index.js";
import { listWarnings, type WarningPage } from "../warn/index.js";
import type { SourceHealth } from "./center.js";
import type { Step } from "./first-steps.js";

export type OpenWarnings = Readonly<Record<Urgency, number>>;

export interface Things {
  readonly isCenter: boolean;
  readonly openWarnings: OpenWarnings;
  readonly unanswered: number;
  readonly sources: readonly SourceHealth[];
  readonly steps: readonly Step[];
}

const few = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** `One warning needs`, `Three warnings need`. */
function warnings(count: number, word: string, verb: readonly [string, string]): string {
  const number = few[count] ?? count.toLocaleString("en");
  return `${number} ${word}${count === 1 ? "warning" : "warnings"} ${count === 1 ? verb[0] : verb[1]}`;
}

/** How many of the open ones nobody has answered. */
function answered(unanswered: number, all: number): string {
  if (unanswered === 0) return ", all answered";
  if (unanswered === all) return all === 1 ? " and has no answer yet" : ", and none has an answer yet";
  const number = (few[unanswered] ?? unanswered.toLocaleString("en")).toLowerCase();
  return `; ${number} of ${all} ${unanswered === 1 ? "has" : "have"} no answer yet`;
}

/** The state in one sentence, and its tone; the first that is true, from the most urgent down. */
export function stateOfThings(things: Things): {
  tone: "calm" | "attention" | "alarm" | "unknown";
  sentence: string;
} {
  const { openWarnings: open, isCenter } = things;
  const urgent = open.critical + open.high;
  const all = urgent + open.medium + open.low;
  const down = things.sources.filter((source) => source.state === "down");
  const ill = things.sources.filter((source) => source.state === "degraded");
  if (open.critical > 0)
    return {
      tone: "alarm",
      sentence: `${warnings(open.critical, "critical ", ["needs", "need"])} somebody now.`,
    };
  if (urgent > 0)
    return {
      tone: "alarm",
      sentence: `${warnings(urgent, "urgent ", ["is", "are"])} open${answered(things.unanswered, all)}.`,
    };
  if (down.length > 0)
    return {
      tone: "alarm",
      sentence: `${down.map((source) => source.title).join(" and ")} ${down.length === 1 ? "is" : "are"} down; the center sees less than it should.`,
    };
  if (all > 0)
    return {
      tone: "attention",
      sentence: `${warnings(all, "", ["is", "are"])} open, none of them urgent${answered(things.unanswered, all)}.`,
    };
  if (things.steps.some((step) => step.id === "telemetry" && !step.done))
    return {
      tone: "unknown",
      sentence: isCenter
        ? "Nothing is connected yet, so nothing can be seen."
        : "No warning for you, but nothing of yours is connected yet.",
    };
  if (ill.length > 0)
    return {
      tone: "attention",
      sentence: `No warning is open, but ${ill.map((source) => source.title).join(" and ")} needs care.`,
    };
  return {
    tone: "calm",
    sentence: isCenter ? "All quiet. No warning is open." : "All quiet. There is no warning for you.",
  };
}

export interface OpenFigures {
  readonly openWarnings: OpenWarnings;
  /** Open ones that nobody has reacted to. */
  readonly unanswered: number;
}

/** Open warnings by urgency: of the whole center from the store, anybody else's from what was released to them. */
export async function countOpen(
  db: Kysely<Tables>,
  page: WarningPage,
  isWhole: boolean,
): Promise<OpenFigures> {
  const counts: Record<Urgency, number> = { low: 0, medium: 0, high: 0, critical: 0 };
  if (!isWhole || page.next === null) {
    for (const warning of page.warnings) counts[warning.urgency]++;
    const unanswered = page.warnings.filter((warning) => warning.reactions.length === 0).length;
    return { openWarnings: counts, unanswered };
  }
  const { rows } = await sql<{ urgency: string; count: number; unanswered: number }>`
    select urgency, count(*) as count,
      count(*) filter (where not exists (select from reaction r where r.warning_id = w.id)) as unanswered
    from warning w where state = 'open' group by urgency`.execute(db);
  for (const row of rows) {
    const urgency = urgencies.find((known) => known === row.urgency);
    if (urgency !== undefined) counts[urgency] = Number(row.count);
  }
  return { openWarnings: counts, unanswered: rows.reduce((sum, row) => sum + Number(row.unanswered), 0) };
}

/** The most urgent first; among equals the last changed. */
export function mostUrgent(open: readonly ReleasedWarning[]): readonly ReleasedWarning[] {
  return [...open].sort(
    (a, b) => urgencies.indexOf(b.urgency) - urgencies.indexOf(a.urgency) || b.updatedUs - a.updatedUs,
  );
}

/** What happened to the warnings a person may read since an instant; counts up to a hundred. */
export async function readSince(state: State, person: Person, sinceUs: number) {
  const page = await listWarnings(state, person, { limit: 100 });
  const changed = page instanceof Problem ? [] : page.warnings.filter((w) => w.updatedUs > sinceUs);
  return {
    sinceUs,
    warnings: changed.filter((warning) => warning.createdUs > sinceUs).length,
    updated: changed.filter((warning) => warning.createdUs <= sinceUs).length,
    reactions: changed.flatMap((w) => w.reactions).filter((r) => r.atUs > sinceUs).length,
  };
}
