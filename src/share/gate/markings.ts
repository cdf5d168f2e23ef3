/**
 * Markings as other systems write them: STIX marking definitions (TLP 1.0: STIX 2.1, 7.2.1; TLP 2.0: OASIS common
 * objects, extension 60a3c5c5-0d10-413e-aab3-9e08dde9e88d; FIRST IEP 2.0: extension 762e2e97-ee51-43e5-a9ea-165fbb862c4a;
 * statements: STIX 2.1, 7.2.1) and labels. Of several the most restrictive counts. A granular marking counts for the
 * whole object, as it says no less of a part. A marking that is not known here makes the whole RED.
 */
import {
  type Handling,
  type PermittedActions,
  parseTlp,
  permittedActions,
  type Tlp,
  tlp1Ids,
  tlp2Ids,
} from "../../model/index.js";
import { mostRestrictive } from "./tlp-order.js";

export { tlp1Ids, tlp2Ids };

const iepExtension = "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a";

/** What nobody restricted. */
export const unrestricted: Handling = {
  permittedActions: "externally-visible-direct-actions",
  affectedPartyNotifications: "may",
  providerAttribution: "may",
};

export interface Marking {
  readonly tlp: Tlp;
  readonly handling: Handling;
  /** Statements (a copyright, terms of use) that must go along with what they mark. */
  readonly statements: readonly string[];
  /** The ids to write again: TLP 1.0's stay TLP 1.0's, but WHITE, which is CLEAR. */
  readonly ids: readonly string[];
  /** Markings that are not known here; with one the whole is RED. */
  readonly unknown: readonly string[];
}

type Definition = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Definition =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const known = <T extends string>(values: readonly T[], value: unknown, otherwise: T): T =>
  values.find((each) => each === value) ?? otherwise;

/**
 * Reads the markings of one object: ids of marking definitions or TLP labels, those of its granular markings among
 * them. `definitions` are the marking definitions that came along, by id.
 */
export function readMarkings(refs: readonly string[], definitions: ReadonlyMap<string, unknown>): Marking {
  const tlps: string[] = [];
  const statements: string[] = [];
  const ids: string[] = [];
  const unknown: string[] = [];
  let handling = unrestricted;
  for (const ref of new Set(refs)) {
    const tlp = tlpOf(ref, definitions.get(ref));
    const definition = definitions.get(ref);
    const iep = isRecord(definition) ? iepOf(definition) : null;
    const statement = isRecord(definition) ? statementOf(definition) : null;
    if (tlp === null && iep === null && statement === null) unknown.push(ref);
    if (tlp !== null) tlps.push(tlp);
    if (iep !== null) {
      handling = stricter(handling, iep.handling);
      tlps.push(iep.tlp);
    }
    if (statement !== null) statements.push(statement);
    ids.push(writtenAs(ref, tlp));
  }
  return {
    tlp: unknown.length > 0 ? "TLP:RED" : mostRestrictive(tlps),
    handling,
    statements,
    ids: [...new Set(ids)],
    unknown,
  };
}

/** The TLP that a reference means. The ids are fixed, so no definition that comes along can change what one means. */
function tlpOf(ref: string, definition: unknown): Tlp | null {
  const byId: Readonly<Record<string, Tlp>> = { ...tlp1Ids, ...tlp2Ids };
  if (Object.hasOwn(byId, ref)) return byId[ref] as Tlp;
  if (!ref.startsWith("marking-definition--")) return parseTlp(ref);
  // A definition that calls itself TLP under another id is none: only the fixed ones are permitted.
  return isRecord(definition) && definition["definition_type"] === "tlp" ? "TLP:RED" : null;
}

function writtenAs(ref: string, tlp: Tlp | null): string {
  const white = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9";
  if (ref !== white && ref.startsWith("marking-definition--")) return ref;
  const id = Object.entries(tlp2Ids).find(([, label]) => label === tlp)?.[0];
  return id ?? ref;
}

function statementOf(definition: Definition): string | null {
  const { definition_type: type, definition: body } = definition;
  if (type !== "statement" || !isRecord(body) || typeof body["statement"] !== "string") return null;
  return body["statement"].slice(0, 10_000);
}

/** A policy of IEP says its own TLP as well. What is not one of its words is read as the strictest. */
function iepOf(definition: Definition): { readonly handling: Handling; readonly tlp: string } | null {
  const { extensions } = definition;
  const policy = isRecord(extensions) ? extensions[iepExtension] : undefined;
  if (!isRecord(policy)) return null;
  return {
    tlp: typeof policy["tlp"] === "string" ? policy["tlp"] : "TLP:RED",
    handling: {
      permittedActions: known(permittedActions, policy["permitted_actions"], "none"),
      affectedPartyNotifications: known(["may"], policy["affected_party_notifications"], "must-not") as "may",
      providerAttribution: known(
        ["may", "must"] as const,
        policy["provider_attribution"],
        "must-not",
      ) as "may",
    },
  };
}

/** Of two policies what both allow. */
export function stricter(a: Handling, b: Handling): Handling {
  const lower = (one: PermittedActions, other: PermittedActions): PermittedActions =>
    permittedActions.indexOf(one) < permittedActions.indexOf(other) ? one : other;
  const attribution = [a.providerAttribution, b.providerAttribution];
  return {
    permittedActions: lower(a.permittedActions, b.permittedActions),
    affectedPartyNotifications:
      a.affectedPartyNotifications === "may" ? b.affectedPartyNotifications : "must-not",
    providerAttribution: attribution.includes("must-not")
      ? "must-not"
      : attribution.includes("must")
        ? "must"
        : "may",
  };
}

/** True where a policy lets the center block by itself: only what may be seen from outside does. */
export function mayBlock(handling: Handling): boolean {
  return handling.permittedActions === "externally-visible-direct-actions";
}
