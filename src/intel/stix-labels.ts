/**
 * The labels of a STIX indicator: its own kinds, the phases of its kill chain, and the names of what it
 * indicates through relationships (family, campaign, actor; an ATT&CK technique by its number).
 */
import { isObject, type JsonObject, objectsOf, textOf, textsOf } from "./json-feed.js";

const named = new Set([
  "malware",
  "campaign",
  "intrusion-set",
  "threat-actor",
  "tool",
  "attack-pattern",
  "infrastructure",
]);

/** For each indicator's id, the labels of what it is related to. */
export function relatedLabels(objects: readonly JsonObject[]): ReadonlyMap<string, readonly string[]> {
  const labelOf = new Map<string, string>();
  for (const object of objects) {
    if (!named.has(textOf(object["type"]))) continue;
    const technique = objectsOf(object["external_references"])
      .map((one) => textOf(one["external_id"]))
      .find((id) => /^T\d{4}(\.\d{3})?$/.test(id));
    const label = technique ?? textOf(object["name"]);
    if (label !== "") labelOf.set(textOf(object["id"]), label.toLowerCase());
  }
  const labels = new Map<string, string[]>();
  for (const object of objects) {
    if (object["type"] !== "relationship" || object["revoked"] === true) continue;
    const source = textOf(object["source_ref"]);
    const target = labelOf.get(textOf(object["target_ref"]));
    if (target === undefined || !source.startsWith("indicator--")) continue;
    const known = labels.get(source);
    if (known === undefined) labels.set(source, [target]);
    else if (!known.includes(target)) known.push(target);
  }
  return labels;
}

const plainKinds = new Set(["unknown", "malicious-activity", "anomalous-activity"]);

export function labelsOf(
  indicator: JsonObject,
  related: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const own = [...textsOf(indicator["indicator_types"]), ...textsOf(indicator["labels"])];
  const phases = objectsOf(indicator["kill_chain_phases"]).map((phase) => textOf(phase["phase_name"]));
  const all = [
    ...(related.get(textOf(indicator["id"])) ?? []),
    ...[...own, ...phases].map((label) => label.toLowerCase()),
  ];
  return [...new Set(all)].filter((label) => label !== "" && !plainKinds.has(label));
}

/** `objects` of a bundle or TAXII envelope, the elements of an array, or the one object. */
export function stixObjects(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((one) => stixObjects(one));
  if (!isObject(value)) return [];
  if (Array.isArray(value["objects"])) return objectsOf(value["objects"]);
  return typeof value["type"] === "string" ? [value] : [];
}
