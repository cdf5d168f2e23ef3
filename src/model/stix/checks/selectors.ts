/**
 * Markings on objects: granular ones say exactly one thing of parts that exist (STIX 2.1, 7.2.3), and nothing marks
 * itself (7.2).
 */
import { type Findings, shown } from "../findings.js";
import { isJsonObject, type JsonObject, objectsAt, textAt, textsAt } from "../json.js";
import type { StixVersion } from "../property.js";

/** True where the selector leads to a value of the object. */
export function selects(object: JsonObject, selector: string): boolean {
  let at: unknown = object;
  for (const step of selector.split(".")) {
    const index = /^\[(\d{1,9})\]$/.exec(step)?.[1];
    if (index !== undefined) {
      if (!Array.isArray(at) || Number(index) >= at.length) return false;
      at = at[Number(index)];
    } else {
      if (!isJsonObject(at) || !Object.hasOwn(at, step)) return false;
      at = at[step];
    }
  }
  return true;
}

/** Selectors looked at in one object: more say nothing more. */
const selectorsMax = 10_000;

export function checkMarkings(object: JsonObject, version: StixVersion, findings: Findings): void {
  const own = textAt(object, "id");
  const refs = textsAt(object, "object_marking_refs");
  const isMarking = textAt(object, "type") === "marking-definition";
  if (isMarking && own !== null && refs.includes(own))
    findings.add("marking-self", "A marking can't mark itself.", "object_marking_refs");
  if (new Set(refs).size < refs.length)
    findings.add("duplicate-marking", "A marking stands there twice.", "object_marking_refs");
  let left = selectorsMax;
  for (const [at, marking] of objectsAt(object, "granular_markings").entries()) {
    const place = ["granular_markings", at] as const;
    const ref = textAt(marking, "marking_ref");
    const isOne = (ref === null) !== (version === "2.0" || textAt(marking, "lang") === null);
    if (version === "2.0" ? ref === null : !isOne)
      findings.add("granular-marking", "It has exactly one of lang and marking_ref.", ...place);
    if (isMarking && ref !== null && ref === own)
      findings.add("marking-self", "A marking can't mark itself.", ...place);
    for (const [index, selector] of textsAt(marking, "selectors").entries()) {
      if (left-- <= 0) return;
      if (!selects(object, selector))
        findings.add("selector", `${shown(selector)} leads to nothing.`, ...place, "selectors", index);
    }
  }
}
