/**
 * All tables together: for a type and a version of STIX, its properties in the order in which they are written.
 * Common properties come first, then its own; a type that nobody knows has the common ones only.
 */
import type { Category, ExtensionTable, Fields, ObjectTable, Property, StixVersion } from "../property.js";
import { commonFields } from "./common-fields.js";
import { domainObjects } from "./domain-objects.js";
import { fileObservables } from "./file-observables.js";
import { hostObservables } from "./host-observables.js";
import { metaObjects } from "./meta-objects.js";
import { networkObservables } from "./network-observables.js";
import { reportObjects } from "./report-objects.js";

const tables: ReadonlyMap<string, ObjectTable> = new Map(
  [
    ...domainObjects,
    ...reportObjects,
    ...fileObservables,
    ...networkObservables,
    ...hostObservables,
    ...metaObjects,
  ].map((table) => [table.type, table]),
);

/** Every type of STIX 2.1. */
export const stixTypes: readonly string[] = [...tables.keys()];

export function tableOf(type: string): ObjectTable | null {
  return tables.get(type) ?? null;
}

/** The category of a type of the specification, null for one that is not of it. */
export function categoryOf(type: string): Category | null {
  return tables.get(type)?.category ?? null;
}

export interface Shape {
  readonly fields: ReadonlyMap<string, Property>;
  readonly required: readonly string[];
}

function shape(fields: Fields, version: StixVersion): Shape {
  const kept = Object.entries(fields).filter(([, { only }]) => only === undefined || only === version);
  return {
    fields: new Map(kept),
    required: kept.filter(([, property]) => property.required).map(([name]) => name),
  };
}

const shapes = new WeakMap<Fields, Partial<Record<StixVersion, Shape>>>();

/** The shape of an embedded object or an extension. */
export function shapeOfFields(fields: Fields, version: StixVersion): Shape {
  let known = shapes.get(fields);
  if (known === undefined) {
    known = {};
    shapes.set(fields, known);
  }
  known[version] ??= shape(fields, version);
  return known[version];
}

const extensionShapes: Record<StixVersion, Map<ExtensionTable, Shape>> = {
  "2.0": new Map(),
  "2.1": new Map(),
};

export function shapeOfExtension(table: ExtensionTable, version: StixVersion): Shape {
  const known = extensionShapes[version].get(table);
  if (known !== undefined) return known;
  const made = shape(version === "2.0" ? { ...table.fields, ...table.fields20 } : table.fields, version);
  extensionShapes[version].set(table, made);
  return made;
}

/** Every predefined extension by key, for objects of types that are not of the specification. */
export const allExtensions: Readonly<Record<string, ExtensionTable>> = Object.assign(
  {},
  ...[...tables.values()].map((table) => table.extensions ?? {}),
);

const byType: Record<StixVersion, Map<string, Shape>> = { "2.0": new Map(), "2.1": new Map() };

/** The shape of an object of a type that the version has; null where it has no such type. */
export function shapeOf(type: string, version: StixVersion): Shape | null {
  const known = byType[version].get(type);
  if (known !== undefined) return known;
  const table = tables.get(type);
  if (table === undefined || (table.only !== undefined && table.only !== version)) return null;
  const own = version === "2.0" ? { ...table.fields, ...table.fields20 } : table.fields;
  const made = shape({ ...commonFields[table.category], ...own }, version);
  byType[version].set(type, made);
  return made;
}

/** What is common to objects of a category, for types that are not of the specification. */
export function commonShape(category: "sdo" | "sco", version: StixVersion): Shape {
  return shapeOfFields(commonFields[category], version);
}
