/**
 * TLP of a STIX object: the predefined marking definitions of TLP 1.0 (STIX 2.1, section 7.2.1) and of TLP 2.0
 * (OASIS common object repository) by their exact ids, and definitions that come along in the bundle. Several
 * markings are as strict as the strictest; one that is not known and not in the bundle is treated as TLP:RED.
 */
import { parseTlp, type Tlp, tlp1Ids, tlp2Ids, tlpLabels } from "../model/index.js";
import { isObject, type JsonObject, objectsOf, textOf, textsOf } from "./json-feed.js";

const predefined: Readonly<Record<string, Tlp>> = { ...tlp1Ids, ...tlp2Ids };

/** What each marking of a bundle says of TLP; null for a statement or another kind that says nothing of it. */
export type Markings = ReadonlyMap<string, Tlp | null>;

export function readMarkings(objects: readonly JsonObject[]): Markings {
  const markings = new Map<string, Tlp | null>();
  for (const object of objects) {
    if (object["type"] !== "marking-definition") continue;
    const id = textOf(object["id"]);
    const definition = object["definition"];
    const kind = textOf(object["definition_type"]);
    const extension = Object.values(isObject(object["extensions"]) ? object["extensions"] : {}).find(
      isObject,
    );
    if (kind === "tlp" && isObject(definition))
      markings.set(id, parseTlp(textOf(definition["tlp"])) ?? "TLP:RED");
    else if (extension?.["tlp_2_0"] !== undefined)
      markings.set(id, parseTlp(textOf(extension["tlp_2_0"])) ?? "TLP:RED");
    else markings.set(id, kind === "statement" ? null : "TLP:RED");
  }
  for (const [id, tlp] of Object.entries(predefined)) markings.set(id, tlp);
  return markings;
}

/** The TLP of an object by all its markings, those of single fields too; null where it has none. */
export function tlpOf(object: JsonObject, markings: Markings): Tlp | null {
  const granular = objectsOf(object["granular_markings"]).map((one) => textOf(one["marking_ref"]));
  const refs = [...textsOf(object["object_marking_refs"]), ...granular.filter((ref) => ref !== "")];
  return strictest(refs.map((ref) => (markings.has(ref) ? (markings.get(ref) ?? null) : "TLP:RED")));
}

/** The strictest of several markings of one claim. Who may have it, only `share/gate` decides. */
export function strictest(tlps: readonly (Tlp | null)[]): Tlp | null {
  return tlpLabels.findLast((label) => tlps.includes(label)) ?? null;
}
