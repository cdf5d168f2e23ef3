/**
 * Is this STIX? `validateStix` looks at a bundle, an object, or a list of objects, and says of each rule that is broken
 * the place and the section of STIX 2.1 that has it. An object of STIX 2.0 is held against 2.0. The walk is bounded in
 * depth, values and findings.
 */
import { checkObject } from "./checks/objects.js";
import { checkPatternPaths } from "./checks/pattern.js";
import { checkReferences } from "./checks/references.js";
import { checkMarkings } from "./checks/selectors.js";
import { checkVersions } from "./checks/versions.js";
import { type Bounds, Findings, type StixProblem, shown, stixBounds } from "./findings.js";
import { observableId, typeOfId, uuidVersionOf } from "./identifier.js";
import { isJsonObject, type JsonObject, kindOf, textAt } from "./json.js";
import type { Category, StixVersion } from "./property.js";
import { categoryOf, commonShape, shapeOf, tableOf } from "./tables/index.js";
import { compareTimestamps, isTimestamp } from "./timestamp.js";
import { tlpOfMarkingId } from "./tlp-markings.js";
import { addPrefix, walkAny, walkObject } from "./walk.js";

export interface ValidateOptions {
  /** Hold everything against this version, instead of what each object says of itself. */
  readonly version?: StixVersion;
  /** Rules that are not asked for, by their names. */
  readonly off?: ReadonlySet<string>;
  /** Says what is wrong with a STIX pattern, null where nothing is. Patterns are taken as they are where left out. */
  readonly checkPattern?: (pattern: string) => string | null;
  readonly bounds?: Partial<Bounds>;
}

interface Validation {
  readonly options: ValidateOptions;
  readonly findings: Findings;
}

export function validateStix(value: unknown, options: ValidateOptions = {}): readonly StixProblem[] {
  const findings = new Findings({ ...stixBounds, ...options.bounds }, options.off ?? new Set());
  const validation: Validation = { options, findings };
  if (Array.isArray(value)) {
    for (const [at, one] of value.entries())
      findings.at(at, () => validateTop(one, options.version ?? null, validation));
  } else validateTop(value, options.version ?? null, validation);
  return findings.end();
}

/** True where nothing breaks a MUST, or where `strict` neither a SHOULD. */
export function isValid(problems: readonly StixProblem[], strict = false): boolean {
  return problems.every(({ level }) => level === "note" || (level === "should" && !strict));
}

/** What an object says of its version: what has none is of 2.0, but a cyber observable, which is of 2.1. */
export function versionSaid(object: JsonObject, category: Category | null): StixVersion {
  const said = textAt(object, "spec_version");
  return said === "2.0" || (said === null && category !== "sco") ? "2.0" : "2.1";
}

function validateTop(value: unknown, version: StixVersion | null, validation: Validation): void {
  const { findings } = validation;
  if (!findings.enter()) return;
  if (!isJsonObject(value)) {
    findings.add("object", `An object is needed here, and this is ${kindOf(value)}.`);
    return;
  }
  if (value["type"] === "bundle") validateBundle(value, version, validation);
  else validateObject(value, version, null, validation);
}

function validateBundle(bundle: JsonObject, asked: StixVersion | null, validation: Validation): void {
  const { findings } = validation;
  const said = textAt(bundle, "spec_version");
  const version = asked ?? (said === "2.0" ? "2.0" : "2.1");
  const id = textAt(bundle, "id");
  for (const name of Object.keys(bundle))
    if (!["type", "id", "spec_version", "objects"].includes(name))
      findings.add("bundle-property", "A bundle has type, id and objects only.", name);
  if (id === null) findings.add("required", "id is missing.");
  else checkId(id, "bundle", "bundle", bundle, version, findings);
  if (version === "2.0" && said !== "2.0")
    findings.add("bundle-version", `A bundle of STIX 2.0 says spec_version "2.0".`);
  const { objects } = bundle;
  if (!Object.hasOwn(bundle, "objects")) return;
  if (!Array.isArray(objects) || objects.length === 0) {
    const isEmpty = Array.isArray(objects);
    findings.add(isEmpty ? "empty-list" : "type", "objects is a list with at least one object.", "objects");
    return;
  }
  findings.at("objects", () => {
    for (const [at, object] of objects.entries())
      findings.at(at, () => {
        if (!findings.enter()) return;
        if (!isJsonObject(object)) findings.add("object", `This is ${kindOf(object)} and no object.`);
        else if (object["type"] === "bundle") findings.add("object", "A bundle holds no bundles.");
        else {
          if (said !== null && said !== "2.0" && textAt(object, "spec_version") === "2.0")
            findings.add("bundle-version", `It is of STIX 2.0, and its bundle says ${shown(said)}.`);
          validateObject(
            object,
            asked ?? (said === "2.0" && !isNewer(object) ? "2.0" : null),
            null,
            validation,
          );
        }
      });
  });
  checkVersions(objects, findings);
}

const isNewer = (object: JsonObject): boolean => textAt(object, "spec_version") === "2.1";

/** `around` are the `objects` of an observed-data, which this observable is one of. */
function validateObject(
  object: JsonObject,
  asked: StixVersion | null,
  around: JsonObject | null,
  validation: Validation,
): void {
  const { findings, options } = validation;
  const type = textAt(object, "type");
  if (type === null) {
    findings.add("required", "type is missing, or is no text.");
    return;
  }
  const version = asked ?? versionSaid(object, categoryOf(type));
  const said = textAt(object, "spec_version");
  if (said !== null && said !== version && (said !== "2.0" || version !== "2.1"))
    findings.add(
      "spec-version",
      `${shown(said)} is not the version that is read here, ${version}.`,
      "spec_version",
    );
  const table = tableOf(type);
  const known = shapeOf(type, version);
  const kind = extensionKinds(object);
  if (known === null) checkCustomType(type, kind, version, around !== null, findings);
  const isObservable =
    (known === null ? null : table?.category) === "sco" || around !== null || kind.has("new-sco");
  const shape = known ?? commonShape(isObservable ? "sco" : "sdo", version);
  const inner = around !== null && version === "2.1" ? withoutId(shape) : shape;
  const context = { findings, version, around, topIsExtended: kind.has("toplevel-property-extension") };
  walkObject(object, inner, known === null ? null : table, context);
  const id = textAt(object, "id");
  const category = known === null ? (isObservable ? "sco" : null) : (table?.category ?? null);
  if (id !== null && around === null) checkId(id, type, category, object, version, findings);
  checkCommon(object, type, version, findings);
  if (known !== null) checkObject(type, object, findings, version);
  if (type === "indicator") checkPattern(object, version, findings, options);
  if (type === "observed-data" && isJsonObject(object["objects"]))
    validateObservables(object["objects"], version, validation);
}

function withoutId(shape: ReturnType<typeof commonShape>): ReturnType<typeof commonShape> {
  return { fields: shape.fields, required: shape.required.filter((name) => name !== "id") };
}

function extensionKinds(object: JsonObject): ReadonlySet<unknown> {
  const extensions = Object.hasOwn(object, "extensions") ? object["extensions"] : null;
  if (!isJsonObject(extensions)) return new Set();
  return new Set(Object.values(extensions).map((one) => (isJsonObject(one) ? one["extension_type"] : null)));
}

const reserved20 = new Set(["incident", "infrastructure"]);

function checkCustomType(
  type: string,
  kinds: ReadonlySet<unknown>,
  version: StixVersion,
  isInner: boolean,
  findings: Findings,
): void {
  if (type === "action" || (version === "2.0" && reserved20.has(type)))
    findings.add("reserved", `${type} is reserved for a later version of STIX.`, "type");
  findings.add("custom-type", `${shown(type)} is not of STIX ${version}.`, "type");
  const isDeclared = ["new-sdo", "new-sco", "new-sro"].some((kind) => kinds.has(kind));
  if (version === "2.1" && !isDeclared && !isInner)
    findings.add(
      "extensions-use",
      `${shown(type)} is not of STIX 2.1, and no extension declares it.`,
      "type",
    );
  addPrefix(findings, version, type, /^x-[a-z0-9]+-[a-z0-9-]+$/, /^x-/);
}

function checkId(
  id: string,
  type: string,
  category: Category | null,
  object: JsonObject,
  version: StixVersion,
  findings: Findings,
): void {
  const named = typeOfId(id);
  if (named === null) {
    if (category === "bundle") findings.add("identifier", `${shown(id)} is no identifier.`, "id");
    return;
  }
  if (named !== type)
    findings.add("id-type", `The id is one of ${named}, and the object is ${shown(type)}.`, "id");
  if (version === "2.0" || category === null) return;
  const made = category === "sco" ? observableId(type, object) : null;
  const uuid = uuidVersionOf(id);
  const wanted = category === "sco" && type !== "process" ? 5 : 4;
  // An observable of which nothing contributes to its id, and one that has versions, has a UUIDv4.
  if (
    uuid !== wanted &&
    !(wanted === 5 && uuid === 4 && (made === null || Object.hasOwn(object, "modified")))
  )
    findings.add("uuid-check", `The id SHOULD be a UUIDv${wanted}.`, "id");
  if (made !== null && uuid === 5 && made.toLowerCase() !== id.toLowerCase())
    findings.add("deterministic-id", `By what it says its id would be ${made}.`, "id");
}

function checkCommon(object: JsonObject, type: string, version: StixVersion, findings: Findings): void {
  const [created, modified] = [textAt(object, "created"), textAt(object, "modified")];
  const isVersioned = categoryOf(type) !== "sco";
  if (isVersioned && created !== null && modified !== null && isTimestamp(created) && isTimestamp(modified))
    if (compareTimestamps(created, modified) > 0)
      findings.add("modified-before-created", "modified is earlier than created.", "modified");
  const creator = textAt(object, "created_by_ref");
  if (creator !== null && !creator.startsWith("identity--"))
    findings.add("creator", `${shown(creator)} is no identity.`, "created_by_ref");
  const id = textAt(object, "id");
  const definition = object["definition"];
  if (
    type === "marking-definition" &&
    id !== null &&
    tlpOfMarkingId(id) !== null &&
    !isJsonObject(definition)
  ) {
    const extensions = isJsonObject(object["extensions"]) ? object["extensions"] : {};
    if (!Object.values(extensions).some((one) => isJsonObject(one) && Object.hasOwn(one, "tlp_2_0")))
      findings.add("fixed-marking", "The id is one of TLP's, and the definition says something else.", "id");
  }
  checkMarkings(object, version, findings);
  checkReferences(object, findings);
}

function checkPattern(
  object: JsonObject,
  version: StixVersion,
  findings: Findings,
  { checkPattern: check }: ValidateOptions,
): void {
  const pattern = textAt(object, "pattern");
  if (pattern === null || (version === "2.1" && textAt(object, "pattern_type") !== "stix")) return;
  const wrong = check?.(pattern) ?? null;
  if (wrong !== null) findings.add("pattern", wrong, "pattern");
  else findings.at("pattern", () => checkPatternPaths(pattern, version, findings));
}

function validateObservables(objects: JsonObject, version: StixVersion, validation: Validation): void {
  const { findings } = validation;
  findings.at("objects", () => {
    if (Object.keys(objects).length === 0) findings.add("empty-dictionary", "It holds at least one object.");
    for (const [key, object] of Object.entries(objects))
      findings.at(key, () => {
        if (!/^\d{1,9}$/.test(key))
          findings.add("observable-object-keys", "Keys SHOULD be whole numbers from 0.");
        if (!findings.enter()) return;
        if (isJsonObject(object)) validateObject(object, version, objects, validation);
        else {
          findings.add("object", `This is ${kindOf(object)} and no object.`);
          walkAny(object, { findings, version, around: null, topIsExtended: false }, false);
        }
      });
  });
}
