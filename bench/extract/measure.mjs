// Counts what an extraction met of the truth, per kind. A value beyond the truth that names a place of the truth in
// other words (an address where the truth has a URL on it, a name below a listed one) is counted apart as
// `samePlace`: `precision` does not take it for right, `precision_same_place` does.
import { hostOf } from "./truth.mjs";

const kindOf = (key) => key.slice(0, key.indexOf(" "));

export function measure(reports, extractions) {
  const kinds = {};
  const row = (kind) => {
    kinds[kind] ??= { wanted: 0, met: 0, found: 0, right: 0, samePlace: 0 };
    return kinds[kind];
  };
  const misses = [];
  const extras = [];
  for (const [at, report] of reports.entries()) {
    // CVE ids are no part of these truths.
    const observables = extractions[at].observables.filter(({ kind }) => kind !== "vulnerability");
    const found = new Map(observables.map((one) => [`${one.kind} ${one.value}`, one]));
    for (const key of report.wanted) {
      row(kindOf(key)).wanted++;
      if (found.has(key)) row(kindOf(key)).met++;
      else misses.push(`missed  ${report.name}  ${key}`);
    }
    for (const [key, { line, confidence }] of found) {
      if (!report.covers(kindOf(key))) continue;
      const counts = row(kindOf(key));
      counts.found++;
      if (report.right.has(key)) counts.right++;
      else if (isSamePlace(key, report)) counts.samePlace++;
      else extras.push(`beyond  ${report.name}:${line}  ${key}  (${confidence} of 100)`);
    }
  }
  const totals = { wanted: 0, met: 0, found: 0, right: 0, samePlace: 0 };
  for (const counts of Object.values(kinds))
    for (const name of Object.keys(totals)) totals[name] += counts[name];
  return { kinds, totals, misses, extras };
}

function isSamePlace(key, { hosts }) {
  const host = hostOf(key);
  return host !== null && [...hosts].some((known) => host === known || host.endsWith(`.${known}`));
}

export function tableOf({ kinds, recall, precision, precision_same_place, reports, megabytes_per_s }) {
  const shown = (number) => (number === null ? "-" : number.toFixed(3));
  const rows = Object.entries(kinds).map(([kind, r]) => [
    kind,
    r.wanted,
    r.met,
    shown(r.recall),
    r.found,
    r.right,
    r.samePlace,
    shown(r.precision),
  ]);
  const head = ["kind", "in text", "met", "recall", "found", "right", "same place", "precision"];
  const lines = [head, ...rows].map((cells) =>
    cells.map((cell, at) => (at === 0 ? String(cell).padEnd(8) : String(cell).padStart(11))).join(""),
  );
  return [
    ...lines,
    "",
    `recall     ${recall}  of the indicators that stand in the text of ${reports} reports`,
    `precision  ${precision}  of what was found; ${precision_same_place} with the same places in other words`,
    `speed      ${megabytes_per_s} MiB of text a second`,
  ].join("\n");
}
