/** References within an object, found by the tables: where each stands, and the same object with others in their place. */
import { isJsonObject, type JsonObject } from "./json.js";
import type { Property, StixVersion } from "./property.js";
import { allExtensions, type Shape, shapeOfExtension, shapeOfFields } from "./tables/index.js";

type Rename = (reference: string) => string;

function inProperty(value: unknown, property: Property, version: StixVersion, rename: Rename): unknown {
  if (property.list === true && Array.isArray(value)) {
    const { list: _, ...one } = property;
    return value.map((each) => inProperty(each, one, version, rename));
  }
  if (property.kind === "reference") return typeof value === "string" ? rename(value) : value;
  if (property.kind === "fields" && isJsonObject(value))
    return mapReferences(value, shapeOfFields(property.fields ?? {}, version), version, rename);
  if (property.kind !== "extensions" || !isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, extension]) => {
      const table = Object.hasOwn(allExtensions, key) ? allExtensions[key] : undefined;
      const isKnown = table !== undefined && isJsonObject(extension);
      return [
        key,
        isKnown ? mapReferences(extension, shapeOfExtension(table, version), version, rename) : extension,
      ];
    }),
  );
}

/** The object with each reference renamed, those of embedded objects and predefined extensions too. */
export function mapReferences(
  object: JsonObject,
  shape: Shape,
  version: StixVersion,
  rename: Rename,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      const property = shape.fields.get(name) ?? guessed(name);
      return [name, property === null ? value : inProperty(value, property, version, rename)];
    }),
  );
}

/** A custom property whose name says that it refers (STIX 2.1, 3.3 names them so). */
function guessed(name: string): Property | null {
  if (name.endsWith("_ref")) return { kind: "reference" };
  return name.endsWith("_refs") ? { kind: "reference", list: true } : null;
}
