/**
 * The values an object path reaches from one object (STIX 2.1, section 9.7): keys of objects and dictionaries, places
 * in lists, `[*]` for any place, and through properties named `…_ref` and `…_refs` the objects they name in the same
 * observation. What is not there reaches nothing. Objects reached twice at one step count once, so that lists of
 * references that name each other stay bounded by what was observed.
 */
import type { ObjectPath } from "./ast.js";
import { isRecord, type Observation, type SeenObject } from "./observation.js";

export interface ReachedValue {
  /** Plain JSON; null is no value in STIX and reached as nothing. */
  readonly value: unknown;
  /** Name of the property it stands in, for the types that suffixes tell. */
  readonly property: string;
}

export function valuesAt(
  path: ObjectPath,
  from: SeenObject,
  observation: Observation,
): readonly ReachedValue[] {
  let reached: readonly ReachedValue[] = [{ value: from, property: "" }];
  for (const step of path.steps) {
    const next: ReachedValue[] = [];
    const known = new Set<unknown>();
    const add = (value: unknown, property: string) => {
      if (value === null || value === undefined) return;
      if (typeof value === "object") {
        if (known.has(value)) return;
        known.add(value);
      }
      next.push({ value, property });
    };
    for (const { value, property } of reached) {
      if (step.kind === "key") {
        const holder = followed(value, property, observation);
        if (isRecord(holder) && Object.hasOwn(holder, step.name)) add(holder[step.name], step.name);
      } else if (Array.isArray(value)) {
        if (step.kind === "index") add(value[step.at], property);
        else for (const one of value) add(one, property);
      }
    }
    if (next.length === 0) return [];
    reached = next;
  }
  return reached;
}

function followed(value: unknown, property: string, observation: Observation): unknown {
  return typeof value === "string" && /_refs?$/.test(property) ? observation.objects.get(value) : value;
}
