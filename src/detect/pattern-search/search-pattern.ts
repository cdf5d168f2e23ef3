/**
 * Meets a STIX pattern with stored events: what single values of telemetry can't answer, asked of the past. The plan
 * narrows what is fetched; `meetPattern` decides. Of the matches the earliest comes first, and no event is part of two.
 */
import { Problem } from "../../base/index.js";
import {
  compilePattern,
  meetPattern,
  type Observation,
  parsePattern,
  rowObservation,
  searchPlan,
} from "../../intel/index.js";
import type { EventRow, EventStore, SearchTerm } from "../../store/index.js";
import { detectProblem } from "../problems.js";
import { neededEvents } from "./needed-events.js";

export interface PatternSearch {
  readonly pattern: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** Conditions that every event must meet: whose it is. */
  readonly terms: readonly SearchTerm[];
  readonly matchesMax: number;
}

export interface PatternMatches {
  /** The events of each match, oldest first. */
  readonly matches: readonly (readonly EventRow[])[];
  /** How many events were looked at. */
  readonly events: number;
  /** Since when all events are among these; older ones were too many. */
  readonly completeSinceUs: number;
  /** What it asks that no telemetry carries. */
  readonly beyondTelemetry: readonly string[];
}

/** Rows in memory at once: 50,000 of about 2 KB are 100 MB. */
export const patternEventsMax = 50_000;
const pageRows = 1000;
/** Matches are found one after another, each within a budget of its own. */
const budget = 2_000_000;

interface Fetched {
  readonly rows: ReadonlyMap<string, EventRow>;
  readonly sinceUs: number;
}

/** The newest events of each search until there are too many: then they are complete since the oldest of its last page. */
async function fetchEvents(
  events: Pick<EventStore, "search">,
  range: { readonly fromUs: number; readonly toUs: number },
  terms: readonly SearchTerm[],
  searches: readonly (SearchTerm | null)[],
): Promise<Fetched> {
  const rows = new Map<string, EventRow>();
  let sinceUs = range.fromUs;
  const each = Math.max(pageRows, Math.floor(patternEventsMax / searches.length));
  for (const search of searches) {
    const asked = { ...range, terms: [...terms, ...(search === null ? [] : [search])], limit: pageRows };
    let page = await events.search(asked);
    for (let taken = 0; ; page = await events.search({ ...asked, before: page.next })) {
      for (const row of page.rows) rows.set(`${row.timeUs} ${row.id}`, row);
      taken += page.rows.length;
      if (page.next === null) break;
      if (taken < each) continue;
      sinceUs = Math.max(sinceUs, page.next.timeUs + 1);
      break;
    }
  }
  return { rows, sinceUs };
}

export async function searchPattern(
  events: Pick<EventStore, "search">,
  { pattern: text, fromUs, toUs, terms, matchesMax }: PatternSearch,
): Promise<PatternMatches | Problem> {
  const pattern = parsePattern(text);
  if ("error" in pattern) return detectProblem("pattern-unreadable", `pattern: ${pattern.error}.`);
  const compiled = compilePattern(pattern, { networks: true });
  if (compiled instanceof Problem) return compiled;
  const plan = searchPlan(pattern);
  const range = {
    fromUs: Math.max(fromUs, plan.fromUs ?? 0),
    toUs: Math.min(toUs, plan.untilUs ?? Number.MAX_SAFE_INTEGER),
  };
  const none = { matches: [], events: 0, completeSinceUs: fromUs, beyondTelemetry: plan.beyondTelemetry };
  if (range.fromUs >= range.toUs) return none;
  const searches = neededEvents(pattern) ?? [null];
  const { rows, sinceUs } = await fetchEvents(events, range, terms, searches);
  const observed = new Map<string, EventRow>();
  let observations: Observation[] = [];
  for (const [key, row] of rows) {
    if (row.timeUs < sinceUs) continue;
    observed.set(key, row);
    observations.push({ ...rowObservation(row), id: key });
  }
  observations.sort((a, b) => a.firstUs - b.firstUs || (a.id < b.id ? -1 : 1));
  const matches: EventRow[][] = [];
  while (matches.length < matchesMax) {
    const met = meetPattern(compiled, observations, { budget });
    if (met instanceof Problem) return met;
    if (met === null) break;
    const ids = new Set(met.map(({ observation }) => observation.id));
    // A pattern that asks only that something is not there is met by nothing.
    if (ids.size === 0) break;
    matches.push([...ids].map((id) => observed.get(id) as EventRow));
    observations = observations.filter(({ id }) => !ids.has(id));
  }
  return {
    matches,
    events: observed.size,
    completeSinceUs: sinceUs > range.fromUs ? sinceUs : fromUs,
    beyondTelemetry: plan.beyondTelemetry,
  };
}
