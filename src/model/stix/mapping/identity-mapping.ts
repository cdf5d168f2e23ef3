/** The center's own identity as STIX: the one that may stand as `created_by_ref`. Members are never written as one. */
import { textAt } from "../json.js";
import type { StixObject } from "../object.js";
import { type Authored, authoredObject } from "./authored.js";

export function writeIdentity(name: string, authored: Authored, contact?: string): StixObject {
  return authoredObject("identity", "sdo", authored, {
    name,
    identity_class: "organization",
    sectors: ["transportation"],
    contact_information: contact,
  });
}

/** The name of an identity; null where the object is none. */
export function readIdentity({ type, properties }: StixObject): string | null {
  return type === "identity" ? textAt(properties, "name") : null;
}
