/**
 * Entries from outside as they may be stored: without values that are too long or as wide as a good part of the
 * internet, and with labels that are text. What is read from files goes through `load.ts`, which says what it leaves out.
 */
import type { FeedEntry, Observable } from "../model/index.js";
import { labelLengthMax, labelsMax, prefixV4Min, prefixV6Min, storedValueBytesMax } from "./limits.js";

/** A slip or a hostile feed: as an indicator such a network would turn all telemetry into hits. */
export function isTooWide({ type, value }: Observable): boolean {
  if (type !== "cidr") return false;
  const prefix = Number(value.slice(value.lastIndexOf("/") + 1));
  return prefix < (value.includes(":") ? prefixV6Min : prefixV4Min);
}

/** Each once, without control characters, bounded in length and number. */
export function cleanLabels(labels: Iterable<string>): readonly string[] {
  const clean = new Set<string>();
  for (const label of labels) {
    const text = label
      .replace(/[\u0000-\u001f]/g, " ")
      .trim()
      .slice(0, labelLengthMax);
    if (text !== "" && clean.size < labelsMax) clean.add(text);
  }
  return [...clean];
}

export function fitEntries(entries: readonly FeedEntry[]): readonly FeedEntry[] {
  return entries.flatMap((entry) => {
    const { observable, claim } = entry;
    if (isTooWide(observable) || Buffer.byteLength(observable.value) > storedValueBytesMax) return [];
    return [
      claim.labels === undefined
        ? entry
        : { ...entry, claim: { ...claim, labels: cleanLabels(claim.labels) } },
    ];
  });
}
