/**
 * STIX 2.0 as 2.1. Labels that are of a vocabulary become the types they were, the rest stay labels; malware is no
 * family until someone says so; observed data's `objects` become observables of their own, with the ids that what they
 * say gives them. An observable carries the markings that its observed data had on it: by itself it would have none.
 * Nothing is lost: what 2.1 has no property for is kept as a custom one.
 */

import { observableId } from "./identifier.js";
import { isJsonObject, type JsonObject, objectsAt, textAt, textsAt } from "./json.js";
import type { StixObject } from "./object.js";
import { mapReferences } from "./references.js";
import { commonShape, shapeOf } from "./tables/index.js";
import { type VocabularyId, vocabularies } from "./tables/vocabularies.js";
import { uuid5 } from "./uuid5.js";

const typesOf: Readonly<Record<string, readonly [string, VocabularyId]>> = {
  indicator: ["indicator_types", "indicatorLabel"],
  malware: ["malware_types", "malwareLabel"],
  report: ["report_types", "reportLabel"],
  "threat-actor": ["threat_actor_types", "actorLabel"],
  tool: ["tool_types", "toolLabel"],
};

/** What cyber observables' properties are called now. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  file: { created: "ctime", modified: "mtime", accessed: "atime" },
  directory: { created: "ctime", modified: "mtime", accessed: "atime" },
  process: { created: "created_time", binary_ref: "image_ref" },
  "user-account": { password_last_changed: "credential_last_changed" },
  "windows-registry-key": { modified: "modified_time" },
};

/** An object of STIX 2.0 as 2.1's; observed data as its observables and itself. */
export function upgradeObject(object: JsonObject): readonly JsonObject[] {
  const type = textAt(object, "type") ?? "";
  if (type === "observed-data" && isJsonObject(object["objects"]))
    return upgradeObserved(object, object["objects"]);
  return [
    { ...object, spec_version: "2.1", ...upgradedLabels(type, object), ...additions(type, object) },
  ].map(withoutUndefined);
}

function withoutUndefined(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function upgradedLabels(type: string, object: JsonObject): JsonObject {
  const target = Object.hasOwn(typesOf, type) ? typesOf[type] : undefined;
  if (target === undefined || Object.hasOwn(object, target[0])) return {};
  const values: ReadonlySet<string> = vocabularies[target[1]].values;
  const labels = textsAt(object, "labels");
  const types = labels.filter((label) => values.has(label));
  const rest = labels.filter((label) => !values.has(label));
  if (types.length === 0) return {};
  return { [target[0]]: types, labels: rest.length > 0 ? rest : undefined };
}

function additions(type: string, object: JsonObject): JsonObject {
  if (type === "malware" && !Object.hasOwn(object, "is_family")) return { is_family: false };
  if (type === "indicator" && !Object.hasOwn(object, "pattern_type"))
    return { pattern_type: "stix", pattern_version: "2.0" };
  return {};
}

/**
 * An id for what says nothing that makes one: shaped as a UUIDv4, and the same each time the same object is read, so
 * that reading twice is no second object.
 */
function idWithin(owner: string, type: string, key: string): string {
  const made = uuid5("6ba7b812-9dad-11d1-80b4-00c04fd430c8", `${owner}#${key}`);
  return `${type}--${made.slice(0, 14)}4${made.slice(15)}`;
}

const typeForm = /^[a-z0-9][a-z0-9-]*$/;

function upgradeObserved(observed: JsonObject, objects: JsonObject): readonly JsonObject[] {
  const owner = textAt(observed, "id") ?? "";
  const ids = new Map<string, string>();
  const open = new Set<string>();
  const circular = new Set<string>();
  const made = new Map<string, JsonObject>();
  const typeOf = (key: string): string => {
    const one = Object.hasOwn(objects, key) ? objects[key] : null;
    const type = isJsonObject(one) ? textAt(one, "type") : null;
    return type !== null && typeForm.test(type) ? type : "x-unknown";
  };
  const idOf = (key: string): string => {
    const known = ids.get(key);
    if (known !== undefined) return known;
    const fallback = idWithin(owner, typeOf(key), key);
    // An id can't be made from itself: two files that each hold the other, or more of them than a stack is deep.
    if (open.has(key) || open.size > 100) {
      circular.add(key);
      ids.set(key, fallback);
      return fallback;
    }
    open.add(key);
    const object = upgraded(key);
    open.delete(key);
    made.set(key, object);
    const id = circular.has(key) ? fallback : (safeId(typeOf(key), object) ?? fallback);
    ids.set(key, id);
    return id;
  };
  const upgraded = (key: string): JsonObject =>
    upgradeObservable(objects[key] as JsonObject, typeOf(key), (reference) =>
      isJsonObject(Object.hasOwn(objects, reference) ? objects[reference] : null)
        ? idOf(reference)
        : reference,
    );
  const keys = Object.keys(objects).filter((key) => isJsonObject(objects[key]));
  for (const key of keys) idOf(key);
  // What stood too deep in a row has an id, and is made now that all have one.
  for (const key of keys) if (!made.has(key)) made.set(key, upgraded(key));
  const { objects: _, granular_markings: __, ...rest } = observed;
  const markings = objectsAt(observed, "granular_markings");
  const inner = innerMarkings(markings);
  const own = markings.flatMap((marking) =>
    within(marking, (selector) => (isInner(selector) ? null : selector)),
  );
  return [
    ...keys.map((key) => marked(made.get(key) ?? {}, idOf(key), key, observed, inner)),
    {
      ...rest,
      spec_version: "2.1",
      object_refs: keys.map(idOf),
      ...(own.length > 0 && { granular_markings: own }),
    },
  ];
}

/** A text that is no UTF-8 has no canonical JSON, and so gives no id. */
function safeId(type: string, object: JsonObject): string | null {
  try {
    return observableId(type, object);
  } catch {
    return null;
  }
}

function upgradeObservable(
  object: JsonObject,
  type: string,
  rename: (reference: string) => string,
): JsonObject {
  const names = Object.hasOwn(renamed, type) ? renamed[type] : undefined;
  const shape = shapeOf(type, "2.0") ?? commonShape("sco", "2.0");
  return Object.fromEntries(
    Object.entries(mapReferences(object, shape, "2.0", rename)).map(([name, value]) => {
      const now = names !== undefined && Object.hasOwn(names, name) ? (names[name] as string) : name;
      return [Object.hasOwn(object, now) ? name : now, value];
    }),
  );
}

const isInner = (selector: string): boolean => selector === "objects" || selector.startsWith("objects.");

/** A granular marking with other selectors; nothing where none is left. */
function within(marking: JsonObject, select: (selector: string) => string | null): readonly JsonObject[] {
  const selectors = textsAt(marking, "selectors").flatMap((selector) => select(selector) ?? []);
  return selectors.length > 0 ? [{ ...marking, selectors }] : [];
}

/** The markings of parts of observed data, sorted to the observables they are on; `objects` marks every one. */
interface InnerMarkings {
  readonly wholes: ReadonlyMap<string, readonly string[]>;
  readonly parts: ReadonlyMap<string, ReadonlyMap<JsonObject, readonly string[]>>;
}

function addTo(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function innerMarkings(markings: readonly JsonObject[]): InnerMarkings {
  const wholes = new Map<string, string[]>();
  const parts = new Map<string, Map<JsonObject, string[]>>();
  for (const marking of markings)
    for (const selector of textsAt(marking, "selectors")) {
      const [first, key = "", ...rest] = selector.split(".");
      if (first !== "objects") continue;
      if (rest.length === 0) {
        const ref = textAt(marking, "marking_ref");
        if (ref !== null) addTo(wholes, key, ref);
        continue;
      }
      const own = parts.get(key) ?? new Map<JsonObject, string[]>();
      parts.set(key, own);
      const selectors = own.get(marking);
      if (selectors === undefined) own.set(marking, [rest.join(".")]);
      else selectors.push(rest.join("."));
    }
  return { wholes, parts };
}

function marked(
  object: JsonObject,
  id: string,
  key: string,
  observed: JsonObject,
  { wholes, parts }: InnerMarkings,
): JsonObject {
  const type = textAt(object, "type") ?? "x-unknown";
  const names = Object.hasOwn(renamed, type) ? renamed[type] : undefined;
  const refs = new Set([
    ...textsAt(observed, "object_marking_refs"),
    ...(wholes.get("") ?? []),
    ...(wholes.get(key) ?? []),
  ]);
  const granular = [...(parts.get(key) ?? [])].map(([marking, selectors]) => ({
    ...marking,
    selectors: selectors.map((selector) => {
      const [first = "", ...rest] = selector.split(".");
      const now = names !== undefined && Object.hasOwn(names, first) ? (names[first] as string) : first;
      return [now, ...rest].join(".");
    }),
  }));
  return {
    ...object,
    type,
    spec_version: "2.1",
    id,
    ...(refs.size > 0 && { object_marking_refs: [...refs] }),
    ...(granular.length > 0 && { granular_markings: granular }),
  };
}

/** Observables that came several times as one: with all markings of all, as the strictest counts. */
export function mergeObservables(objects: readonly StixObject[]): readonly StixObject[] {
  const merged = new Map<string, StixObject>();
  const others: StixObject[] = [];
  for (const object of objects) {
    const known = object.category === "sco" ? merged.get(object.id) : undefined;
    if (object.category !== "sco") others.push(object);
    else merged.set(object.id, known === undefined ? object : union(known, object));
  }
  return [...merged.values(), ...others];
}

function union(a: StixObject, b: StixObject): StixObject {
  const both = (name: string): readonly unknown[] =>
    [a, b].flatMap(({ properties }) =>
      Array.isArray(properties[name]) ? (properties[name] as unknown[]) : [],
    );
  const refs = [...new Set(both("object_marking_refs"))];
  const parts = new Map(both("granular_markings").map((one) => [JSON.stringify(one), one]));
  return {
    ...a,
    properties: {
      ...b.properties,
      ...a.properties,
      ...(refs.length > 0 && { object_marking_refs: refs }),
      ...(parts.size > 0 && { granular_markings: [...parts.values()] }),
    },
    extensions: a.extensions === null && b.extensions === null ? null : { ...b.extensions, ...a.extensions },
    custom: { ...b.custom, ...a.custom },
  };
}
