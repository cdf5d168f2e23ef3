/**
 * What holds between properties of one object, type by type (STIX 2.1, sections 4 to 7). Each check finds properties of
 * the right type or leaves them alone: that a type is wrong is told elsewhere.
 */
import { type Findings, shown } from "../findings.js";
import { typeOfId } from "../identifier.js";
import { isJsonObject, type JsonObject, textAt, textsAt } from "../json.js";
import type { StixVersion } from "../property.js";
import { categoryOf } from "../tables/index.js";
import { isNamedRelationship } from "../tables/relationships.js";
import { compareTimestamps, isTimestamp } from "../timestamp.js";
import { tlp1Ids } from "../tlp-markings.js";

type Check = (object: JsonObject, findings: Findings, version: StixVersion) => void;

const has = (object: JsonObject, name: string): boolean => Object.hasOwn(object, name);

/** The later of two times is not earlier; `after` where it must be later. */
const ordered =
  (first: string, last: string, after = false): Check =>
  (object, findings) => {
    const [from, to] = [textAt(object, first), textAt(object, last)];
    if (from === null || to === null || !isTimestamp(from) || !isTimestamp(to)) return;
    const order = compareTimestamps(from, to);
    if (order > 0 || (after && order === 0))
      findings.add(
        "time-order",
        `${last} is ${order === 0 ? "the same as" : "earlier than"} ${first}.`,
        last,
      );
  };

const someOf =
  (...names: readonly string[]): Check =>
  (object, findings) => {
    if (!names.some((name) => has(object, name)))
      findings.add("combination", `It has at least one of ${names.join(", ")}.`);
  };

const needs =
  (name: string, other: string): Check =>
  (object, findings) => {
    if (has(object, name) && !has(object, other))
      findings.add("combination", `${name} needs ${other} beside it.`, name);
  };

const notBoth =
  (name: string, other: string): Check =>
  (object, findings) => {
    if (has(object, name) && has(object, other))
      findings.add("combination", `${name} and ${other} can't stand together.`, name);
  };

const base = new Set(["type", "spec_version", "id", "object_marking_refs", "granular_markings", "defanged"]);
const something: Check = (object, findings) => {
  if (Object.keys(object).every((name) => base.has(name)))
    findings.add("combination", "It says nothing: at least one property of its own is there.");
};

const marking: Check = (object, findings, version) => {
  const { definition, definition_type: type } = object;
  const isWhole = has(object, "definition") && has(object, "definition_type");
  if (version === "2.1" && !isWhole && !has(object, "extensions"))
    findings.add("marking-definition", "It has definition_type and definition, or an extension.");
  if (!isJsonObject(definition)) return;
  const id = textAt(object, "id") ?? "";
  if (type === "statement" && typeof definition["statement"] !== "string")
    findings.add("marking-definition", "A statement marking says its statement.", "definition");
  if (type === "tlp") {
    const label: string | undefined = Object.hasOwn(tlp1Ids, id)
      ? tlp1Ids[id as keyof typeof tlp1Ids]
      : undefined;
    const said = textAt(definition, "tlp");
    const meant = label === "TLP:CLEAR" ? "white" : label?.slice(4).toLowerCase();
    if (said === null) findings.add("marking-definition", "A TLP marking says its TLP.", "definition");
    else if (meant !== said)
      findings.add(
        "marking-definition",
        `${shown(said)} is not the TLP of this id: only four are permitted.`,
      );
  }
};

const extension: Check = (object, findings) => {
  const types = textsAt(object, "extension_types");
  const isTop = types.includes("toplevel-property-extension");
  if (has(object, "extension_properties") && !isTop)
    findings.add(
      "extension-properties-misplaced",
      "Only a toplevel-property-extension has them.",
      "extension_properties",
    );
  if (isTop && !has(object, "extension_properties"))
    findings.add("extension-properties", "A toplevel-property-extension SHOULD say extension_properties.");
};

const relationship: Check = (object, findings) => {
  const [source, kind, target] = [
    textAt(object, "source_ref"),
    textAt(object, "relationship_type"),
    textAt(object, "target_ref"),
  ];
  if (source === null || kind === null || target === null) return;
  const [from, to] = [typeOfId(source), typeOfId(target)];
  if (
    from !== null &&
    to !== null &&
    !isNamedRelationship(from, kind, to, (type) => categoryOf(type) !== null)
  )
    findings.add("relationship-types", `STIX names no ${shown(kind)} from ${from} to ${to}.`);
};

const indicator: Check = (object, findings, version) => {
  if (version === "2.1" && !(has(object, "name") && has(object, "description")))
    findings.add("indicator-properties", "An indicator SHOULD have name and description.");
};

const traffic: Check = (object, findings) => {
  if (object["is_active"] === true && has(object, "end"))
    findings.add("combination", "What is active has no end.", "end");
  if (!(has(object, "src_port") && has(object, "dst_port")))
    findings.add("network-traffic-ports", "It SHOULD have src_port and dst_port.");
};

const mail: Check = (object, findings) => {
  const isMultipart = object["is_multipart"];
  if (isMultipart === true && has(object, "body"))
    findings.add("combination", "A multipart mail has body_multipart instead.", "body");
  if (isMultipart === false && has(object, "body_multipart"))
    findings.add("combination", "A mail of one part has body instead.", "body_multipart");
};

const location: Check = (object, findings) => {
  const isPlaced = has(object, "latitude") && has(object, "longitude");
  if (!isPlaced && !has(object, "region") && !has(object, "country"))
    findings.add("combination", "It has at least one of region, country, latitude with longitude.");
};

const malware: Check = (object, findings) => {
  if (object["is_family"] === true && !has(object, "name"))
    findings.add("combination", "A family has a name.");
};

const encrypted20: Check = (object, findings, version) => {
  if (version !== "2.0") return;
  for (const name of ["encryption_algorithm", "decryption_key"])
    if (has(object, name) && object["is_encrypted"] !== true)
      findings.add("combination", `${name} needs is_encrypted to be true.`, name);
};

const observed: Check = (object, findings, version) => {
  if (version === "2.0") return;
  if (has(object, "objects")) {
    findings.add("deprecated-property", "objects is deprecated: use object_refs.", "objects");
    if (has(object, "object_refs"))
      findings.add("combination", "objects and object_refs can't stand together.", "object_refs");
  } else if (!has(object, "object_refs")) findings.add("combination", "It has object_refs.");
};

const checks: Readonly<Record<string, readonly Check[]>> = {
  artifact: [
    someOf("payload_bin", "url"),
    notBoth("payload_bin", "url"),
    needs("url", "hashes"),
    needs("decryption_key", "encryption_algorithm"),
  ],
  campaign: [ordered("first_seen", "last_seen")],
  "email-message": [mail],
  "extension-definition": [extension],
  file: [someOf("hashes", "name"), encrypted20],
  indicator: [ordered("valid_from", "valid_until", true), indicator],
  infrastructure: [ordered("first_seen", "last_seen")],
  "intrusion-set": [ordered("first_seen", "last_seen")],
  location: [
    location,
    needs("latitude", "longitude"),
    needs("longitude", "latitude"),
    needs("precision", "latitude"),
  ],
  malware: [ordered("first_seen", "last_seen"), malware],
  "malware-analysis": [someOf("result", "analysis_sco_refs"), ordered("analysis_started", "analysis_ended")],
  "marking-definition": [marking],
  "network-traffic": [someOf("src_ref", "dst_ref"), ordered("start", "end"), traffic],
  "observed-data": [ordered("first_observed", "last_observed"), observed],
  process: [something],
  relationship: [ordered("start_time", "stop_time", true), relationship],
  sighting: [ordered("first_seen", "last_seen")],
  "threat-actor": [ordered("first_seen", "last_seen")],
  "user-account": [something],
  "windows-registry-key": [something],
  "x509-certificate": [something],
};

export function checkObject(
  type: string,
  object: JsonObject,
  findings: Findings,
  version: StixVersion,
): void {
  if (!Object.hasOwn(checks, type)) return;
  for (const check of checks[type] ?? []) check(object, findings, version);
}
