/**
 * Reads CISA's catalog of known exploited vulnerabilities as JSON
 * (https://www.cisa.gov/known-exploited-vulnerabilities-catalog): each entry is a flaw that somebody has used.
 */
import type { Problem } from "../../base/index.js";
import type { KnownExploited } from "../../model/index.js";
import { isObject, objectsOf, textOf } from "../json-feed.js";
import { intelProblem } from "../problems.js";
import { Faults, line } from "./faults.js";

/** Ten times what it had in 2026. */
const entriesMax = 20_000;

interface Kev {
  readonly entries: readonly KnownExploited[];
  readonly faults: readonly string[];
}

/** Whether a document is meant to be one. */
export const isKev = (value: unknown): boolean =>
  isObject(value) && Array.isArray(value.vulnerabilities) && "catalogVersion" in value;

const told = (text: unknown, most: number): string => line(textOf(text), most);

export function readKev(value: unknown): Kev | Problem {
  if (!isObject(value)) return intelProblem("advisory-invalid", "It is no catalog.");
  const faults = new Faults();
  const entries = new Map<string, KnownExploited>();
  const given = objectsOf(value.vulnerabilities);
  if (given.length > entriesMax)
    faults.add(`It has ${given.length} entries; the first ${entriesMax} are used.`);
  for (const entry of given.slice(0, entriesMax)) {
    const cve = told(entry.cveID, 40).toUpperCase();
    const addedMs = Date.parse(textOf(entry.dateAdded));
    if (!/^CVE-\d{4}-\d{4,19}$/.test(cve) || !(addedMs >= 0)) {
      faults.add(`An entry has no CVE number or no day (${JSON.stringify(cve)}).`);
      continue;
    }
    const due = told(entry.dueDate, 10);
    entries.set(cve, {
      cve,
      name: told(entry.vulnerabilityName, 300),
      addedUs: addedMs * 1000,
      due: /^\d{4}-\d{2}-\d{2}$/.test(due) ? due : "",
      action: told(entry.requiredAction, 1000),
      isUsedForRansom: textOf(entry.knownRansomwareCampaignUse) === "Known",
    });
  }
  if (entries.size === 0)
    return intelProblem(
      "advisory-invalid",
      `The catalog has no entry that can be used. ${faults.list[0] ?? ""}`.trim(),
    );
  return { entries: [...entries.values()], faults: faults.list };
}
