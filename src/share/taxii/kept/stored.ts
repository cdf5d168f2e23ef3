/**
 * One object as a client gave it, checked for what a shelf must know of it: id, type, version, which STIX, how it is
 * marked. More is not asked here: an object that another STIX program made and this one would refuse is kept as it came.
 */
import { isStorable } from "../../../base/index.js";
import { readMarkings } from "../../gate/markings.js";
import { readTaxiiTime, taxiiTime } from "../times.js";

export interface ReadObject {
  readonly id: string;
  readonly type: string;
  /** As the object says it; null where it has no times. */
  readonly version: string | null;
  readonly versionUs: number | null;
  readonly specVersion: string;
  readonly tlp: string;
  readonly content: string;
}

/** Why an object is not taken. */
export interface Odd {
  readonly id: string;
  readonly version: string;
  readonly message: string;
}

export const objectLimits = { bytes: 1_000_000, depth: 50, idChars: 260, markings: 1000 } as const;

const idForm =
  /^([a-z0-9][a-z0-9-]{1,248}[a-z0-9])--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The marking definitions among some objects, by id. */
export function definitionsIn(objects: readonly unknown[]): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const object of objects)
    if (isFields(object) && object["type"] === "marking-definition" && typeof object["id"] === "string")
      found.set(object["id"], object);
  return found;
}

/** Deeper than this is no STIX, and would cost whoever walks it. */
function isDeep(value: unknown, left: number = objectLimits.depth): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (left === 0) return true;
  return Object.values(value).some((each) => isDeep(each, left - 1));
}

const placeChars = 120;

/**
 * Where an object has what it could not be given back with: a text that no store keeps, or `1e999`, which reads as
 * infinity and would be written as null. Null where all of it can be kept. It is not deep.
 */
function unstorableAt(value: unknown, place = ""): string | null {
  if (typeof value === "string") return isStorable(value) ? null : place;
  if (typeof value === "number") return Number.isFinite(value) ? null : place;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, each] of Object.entries(value)) {
    const under = place === "" ? name : `${place}.${name}`;
    const shown = under.replace(/[\0\p{Cs}]/gu, "\ufffd").slice(0, placeChars);
    const found = isStorable(name) ? unstorableAt(each, shown) : shown;
    if (found !== null) return found;
  }
  return null;
}

/** The markings of an object and of its parts; null where they are no list of references. */
function markingsOf(object: Fields): readonly string[] | null {
  const { object_marking_refs: refs = [], granular_markings: granular = [] } = object;
  if (!Array.isArray(refs) || !Array.isArray(granular)) return null;
  const parts = granular.flatMap((each) => {
    if (!isFields(each)) return [null];
    return each["marking_ref"] === undefined ? [] : [each["marking_ref"]];
  });
  const all = [...refs, ...parts];
  if (all.length > objectLimits.markings || !all.every((ref) => typeof ref === "string")) return null;
  return all as readonly string[];
}

export function readObject(
  object: unknown,
  definitions: ReadonlyMap<string, unknown>,
  unmarkedTlp: string,
  nowUs: number,
): ReadObject | Odd {
  const fields = isFields(object) ? object : {};
  const idText = typeof fields["id"] === "string" ? fields["id"].slice(0, objectLimits.idChars + 1) : "";
  const time = fields["modified"] ?? fields["created"];
  const odd = (message: string): Odd => ({
    id: idText,
    version: typeof time === "string" ? time.slice(0, 40) : taxiiTime(nowUs),
    message,
  });
  if (!isFields(object)) return odd("It is not a JSON object.");
  const type = idForm.exec(idText)?.[1];
  if (type === undefined) return odd("id: It is not of the form type--UUID.");
  if (object["type"] !== type) return odd("type: It is not the one that the id begins with.");
  if (isDeep(object)) return odd(`It is nested more than ${objectLimits.depth} deep.`);
  const place = unstorableAt(object);
  if (place !== null)
    return odd(
      `${place}: It has a NUL, half a character or a number beyond all measure, which can't be kept.`,
    );
  const content = JSON.stringify(object);
  if (Buffer.byteLength(content) > objectLimits.bytes)
    return odd(`It has more than ${objectLimits.bytes} bytes.`);
  const versionUs = typeof time === "string" ? readTaxiiTime(time) : null;
  if (time !== undefined && versionUs === null) return odd("modified: It is no time of STIX.");
  const markings = markingsOf(object);
  if (markings === null) return odd("object_marking_refs: They are no list of references.");
  // STIX 2.1 demands spec_version of all objects but observables, whose ids are known by having no times.
  const isOld = object["spec_version"] === undefined && versionUs !== null && type !== "marking-definition";
  const spec = object["spec_version"] ?? (isOld ? "2.0" : "2.1");
  if (spec !== "2.0" && spec !== "2.1") return odd("spec_version: It is neither 2.0 nor 2.1.");
  return {
    id: idText,
    type,
    version: typeof time === "string" ? time : null,
    versionUs,
    specVersion: spec,
    tlp: markings.length === 0 ? unmarkedTlp : readMarkings(markings, definitions).tlp,
    content,
  };
}
