/**
 * What others saw of a MISP attribute: sightings of type 0 (seen), 1 (a false positive) and 2 (it ends then)
 * (draft-dulaunoy-misp-core-format, 2.8), and the warninglists that MISP met it on.
 */
import { isObject, type JsonObject, listOf, objectsOf, textOf } from "./json-feed.js";
import { readTime } from "./read-time.js";

export interface Seen {
  /** More said that it is a false positive than that they saw it. */
  readonly isDoubted: boolean;
  readonly untilUs: number | null;
}

const number = (value: unknown): string => (typeof value === "number" ? String(value) : textOf(value));

export function readSightings(sightings: readonly JsonObject[]): Seen {
  let seen = 0;
  let wrong = 0;
  let untilUs: number | null = null;
  for (const sighting of sightings) {
    const type = number(sighting["type"]) || "0";
    if (type === "0") seen++;
    else if (type === "1") wrong++;
    else if (type === "2") {
      const us = readTime(number(sighting["date_sighting"]));
      if (us !== null) untilUs = Math.max(untilUs ?? us, us);
    }
  }
  return { isDoubted: wrong > seen, untilUs };
}

/** Sightings that stand at the event, by the attribute they are of. */
export function sightingsByAttribute(event: JsonObject): ReadonlyMap<string, readonly JsonObject[]> {
  const found = new Map<string, JsonObject[]>();
  for (const sighting of objectsOf(event["Sighting"])) {
    const uuid = textOf(sighting["attribute_uuid"]);
    const known = found.get(uuid);
    if (known === undefined) found.set(uuid, [sighting]);
    else known.push(sighting);
  }
  return found;
}

/** The names of the warninglists an attribute was met on, as MISP's export has them. */
export function warninglistsOf(attribute: JsonObject): readonly string[] {
  const warnings = attribute["warnings"];
  const listed = isObject(warnings)
    ? Object.values(warnings).flatMap((one) => listOf(one))
    : listOf(warnings);
  return listed
    .map((one) => (isObject(one) ? textOf(one["warninglist_name"]) || textOf(one["name"]) : textOf(one)))
    .filter((name) => name !== "");
}
