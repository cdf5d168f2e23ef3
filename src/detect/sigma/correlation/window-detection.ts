/** A window that holds, as a detection: whom it is about, what its rules were, how many matches, and records that show it. */
import {
  type Detection,
  type Evidence,
  normalizeDomain,
  normalizeHost,
  type Observable,
} from "../../../model/index.js";
import { numberOf } from "./measures.js";
import type { CorrelationPlan } from "./plan.js";
import type { HeldWindow, WindowGroup } from "./window-group.js";

const shownMax = 200;

/** The first value of the group that is an address or a name. */
function subjectOf(group: WindowGroup): Observable | null {
  for (const value of group.values) {
    const host = normalizeHost(value);
    if (host !== null && (host.type !== "domain" || normalizeDomain(value) !== null)) return host;
  }
  return group.subject;
}

const measured: Readonly<Record<CorrelationPlan["type"], string>> = {
  event_count: "matches",
  value_count: "values",
  temporal: "rules",
  temporal_ordered: "rules",
  value_sum: "sum",
  value_avg: "average",
  value_percentile: "percentile",
  value_median: "median",
};

/** At most three digits behind the point. */
const number = (value: number): string => String(Math.round(value * 1000) / 1000);

export function detectionOf(
  group: WindowGroup,
  { entries }: HeldWindow,
  completing: Evidence | null,
): Detection {
  const { plan, memberId, values } = group;
  const subject = subjectOf(group);
  const ofGroup = plan.groupBy.map((name, at) => [name, values[at] ?? ""] as const);
  const about = ofGroup
    .filter(([, value]) => value !== subject?.value)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  const seen = [...new Set(entries.map(({ rule }) => rule))].sort((a, b) => a - b);
  const evidence = [...(completing === null ? [] : [completing]), ...group.evidence];
  return {
    rule: plan.rule,
    memberId: memberId === "" ? null : memberId,
    subject,
    about: about.slice(0, shownMax),
    count: Math.max(
      1,
      entries.reduce((sum, { records }) => sum + records, 0),
    ),
    firstUs: entries.reduce((first, { firstUs }) => Math.min(first, firstUs), Number.POSITIVE_INFINITY),
    lastUs: entries.reduce((last, { timeUs }) => Math.max(last, timeUs), 0),
    fields: {
      ...Object.fromEntries(ofGroup.slice(0, 16)),
      [measured[plan.type]]: number(numberOf(plan, entries)),
      timespan: `${plan.timespanUs / 1e6} s`,
      rules: seen
        .map((rule) => plan.rules[rule]?.title ?? "")
        .join("; ")
        .slice(0, 4 * shownMax),
    },
    evidence: [...new Set(evidence)].slice(0, 10),
  };
}
