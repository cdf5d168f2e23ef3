/**
 * The marking definitions whose ids are fixed: TLP 1.0 by STIX 2.1, 7.2.1, TLP 2.0 by the OASIS common objects
 * (extension 60a3c5c5-0d10-413e-aab3-9e08dde9e88d). AMBER, GREEN and RED of the two are not the same and keep their
 * ids; WHITE is CLEAR.
 */
import type { Tlp } from "../tlp.js";
import type { JsonObject } from "./json.js";

export const tlp1Ids = {
  "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "TLP:CLEAR",
  "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "TLP:GREEN",
  "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "TLP:AMBER",
  "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "TLP:RED",
} as const satisfies Readonly<Record<string, Tlp>>;

export const tlp2Ids = {
  "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": "TLP:CLEAR",
  "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "TLP:GREEN",
  "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": "TLP:AMBER",
  "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": "TLP:AMBER+STRICT",
  "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": "TLP:RED",
} as const satisfies Readonly<Record<string, Tlp>>;

export const tlp2Extension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

const fixed: Readonly<Record<string, Tlp>> = { ...tlp1Ids, ...tlp2Ids };

/** The TLP that a marking's id means, whatever a definition that comes along says of it; null where it is none. */
export function tlpOfMarkingId(id: string): Tlp | null {
  return Object.hasOwn(fixed, id) ? (fixed[id] as Tlp) : null;
}

/** The id of TLP 2.0's marking. */
export function markingIdOf(tlp: Tlp): string {
  const id = Object.entries(tlp2Ids).find(([, label]) => label === tlp)?.[0];
  if (id === undefined) throw new Error(`${tlp} has no marking definition`);
  return id;
}

/** TLP 2.0's marking definition, which must come along with what it marks, as STIX 2.1 does not know it. */
export function markingDefinitionOf(tlp: Tlp): JsonObject {
  return {
    type: "marking-definition",
    spec_version: "2.1",
    id: markingIdOf(tlp),
    created: "2022-10-01T00:00:00.000Z",
    name: tlp,
    extensions: {
      [tlp2Extension]: { extension_type: "property-extension", tlp_2_0: tlp.slice(4).toLowerCase() },
    },
  };
}
