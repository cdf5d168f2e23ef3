/**
 * Observed data as patterns see it: observations, each with the objects that were seen together (STIX 2.1,
 * sections 4.14 and 9.4). Read from `observed-data` of STIX 2.1 (`object_refs`) and 2.0 (`objects`).
 */
import { readInstant } from "./constants.js";

/** A cyber observable object: its own JSON. */
export type SeenObject = Readonly<Record<string, unknown>>;

export interface Observation {
  readonly id: string;
  /** Microseconds since 1970. */
  readonly firstUs: number;
  /** Not before `firstUs`. */
  readonly lastUs: number;
  /** How often it was seen, each time an observation of its own; at least 1. */
  readonly count: number;
  /** By the text that references name them with. */
  readonly objects: ReadonlyMap<string, SeenObject>;
}

/** Times that one observation may count; STIX bounds `number_observed` there too. */
const countMax = 999_999_999;

/**
 * The observations in a list of STIX objects, in their order. What is no observed data, has no usable time or ends
 * before it starts is left out. References reach any object of the list.
 */
export function readObservations(stix: readonly SeenObject[]): readonly Observation[] {
  const all = new Map<string, SeenObject>();
  for (const object of stix) if (typeof object["id"] === "string") all.set(object["id"], object);
  return stix.flatMap((object) => {
    if (object["type"] !== "observed-data" || object["revoked"] === true) return [];
    const firstUs = microseconds(object["first_observed"]);
    const lastUs = microseconds(object["last_observed"]);
    if (firstUs === null || lastUs === null || lastUs < firstUs) return [];
    const seen = object["number_observed"];
    const count = Number.isInteger(seen) ? Math.min(Math.max(seen as number, 1), countMax) : 1;
    const id = typeof object["id"] === "string" ? object["id"] : "";
    return [{ id, firstUs, lastUs, count, objects: objectsOf(object, all) }];
  });
}

function microseconds(value: unknown): number | null {
  const instant = typeof value === "string" ? readInstant(value) : null;
  return instant === null ? null : Number(instant / 1000n);
}

function objectsOf(
  observed: SeenObject,
  all: ReadonlyMap<string, SeenObject>,
): ReadonlyMap<string, SeenObject> {
  const own = observed["objects"];
  const objects = new Map<string, SeenObject>();
  if (isRecord(own))
    for (const [key, object] of Object.entries(own)) if (isRecord(object)) objects.set(key, object);
  const refs = observed["object_refs"];
  if (Array.isArray(refs))
    for (const ref of refs) {
      const object = typeof ref === "string" ? all.get(ref) : undefined;
      if (object !== undefined) objects.set(ref as string, object);
    }
  return objects;
}

export function isRecord(value: unknown): value is SeenObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
