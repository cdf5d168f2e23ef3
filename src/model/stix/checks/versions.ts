/**
 * Versions of objects (STIX 2.1, 3.6): an id and a time of modification are one version; of several the latest counts;
 * who made an object and when never changes; what is revoked stays revoked.
 */
import type { Findings } from "../findings.js";
import { isJsonObject, type JsonObject, textAt } from "../json.js";
import { compareTimestamps, isTimestamp } from "../timestamp.js";

/** `modified`, else `created`; null for what has no versions (cyber observables). */
export function versionOf(object: JsonObject): string | null {
  return textAt(object, "modified") ?? textAt(object, "created");
}

/** The latest version of each object, in the order in which the ids first stand there. */
export function latestVersions<T extends JsonObject>(objects: readonly T[]): readonly T[] {
  const latest = new Map<string, T>();
  for (const object of objects) {
    const id = textAt(object, "id") ?? "";
    const known = latest.get(id);
    if (known === undefined || isLater(versionOf(object), versionOf(known))) latest.set(id, object);
  }
  return [...latest.values()];
}

function isLater(a: string | null, b: string | null): boolean {
  return a !== null && (b === null || compareTimestamps(a, b) > 0);
}

/** Versions of one object that stand in one bundle. */
export function checkVersions(objects: readonly unknown[], findings: Findings): void {
  const seen = new Map<string, { readonly at: number; readonly object: JsonObject }[]>();
  for (const [at, object] of objects.entries()) {
    if (!isJsonObject(object)) continue;
    const id = textAt(object, "id");
    if (id === null) continue;
    const others = seen.get(id);
    if (others === undefined) seen.set(id, [{ at, object }]);
    else others.push({ at, object });
  }
  for (const versions of seen.values()) if (versions.length > 1) compareVersions(versions, findings);
}

function compareVersions(
  versions: readonly { readonly at: number; readonly object: JsonObject }[],
  findings: Findings,
): void {
  const sorted = versions
    .filter(({ object }) => isTimestamp(versionOf(object) ?? ""))
    .toSorted((a, b) => compareTimestamps(versionOf(a.object) as string, versionOf(b.object) as string));
  for (const [index, { at, object }] of sorted.entries()) {
    const before = sorted[index - 1]?.object;
    if (before === undefined) continue;
    if (compareTimestamps(versionOf(before) as string, versionOf(object) as string) === 0)
      findings.add("duplicate-ids", "This version of the object stands there twice.", "objects", at, "id");
    if (textAt(before, "created") !== textAt(object, "created"))
      findings.add(
        "version-created",
        "created is another than in its other version.",
        "objects",
        at,
        "created",
      );
    if (textAt(before, "created_by_ref") !== textAt(object, "created_by_ref"))
      findings.add(
        "version-creator",
        "Only who made an object makes versions of it.",
        "objects",
        at,
        "created_by_ref",
      );
    if (before["revoked"] === true && object["revoked"] !== true)
      findings.add("version-after-revoked", "What is revoked stays revoked.", "objects", at, "modified");
  }
}
