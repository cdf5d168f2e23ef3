/**
 * What every object that the house writes says of itself. Nothing here says where a thing comes from: `createdByRef`
 * is the center's identity or nothing, and a member's never; nobody else's id, reference or `derived-from` is taken
 * over. Whoever writes gives the UUID: one that says nothing of who reported it.
 */
import type { Tlp } from "../../tlp.js";
import type { StixObject } from "../object.js";
import { timestampOf } from "../timestamp.js";
import { markingIdOf } from "../tlp-markings.js";

export interface Authored {
  /** A UUID, in lower case: with the type the object's id, and the same in all its versions. */
  readonly uuid: string;
  readonly createdUs: number;
  /** The time of this version. */
  readonly modifiedUs: number;
  /** The identity that publishes; nobody where left out. */
  readonly createdByRef?: string;
  readonly tlp: Tlp;
  /** Markings that go along besides TLP's: statements, policies. */
  readonly markingRefs?: readonly string[];
  readonly revoked?: boolean;
  readonly lang?: string;
}

/** An SDO or SRO with the common properties and its own; what is undefined or an empty list is left out. */
export function authoredObject(
  type: string,
  category: "sdo" | "sro",
  authored: Authored,
  own: Readonly<Record<string, unknown>>,
): StixObject {
  const { uuid, createdUs, modifiedUs, createdByRef, tlp, markingRefs = [], revoked, lang } = authored;
  const properties = {
    spec_version: "2.1",
    created_by_ref: createdByRef,
    created: timestampOf(createdUs),
    modified: timestampOf(modifiedUs),
    revoked: revoked === true ? true : undefined,
    lang,
    object_marking_refs: [markingIdOf(tlp), ...markingRefs],
    ...own,
  };
  const said = Object.entries(properties).filter(
    ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return {
    type,
    category,
    id: `${type}--${uuid}`,
    properties: Object.fromEntries(said),
    extensions: null,
    custom: {},
  };
}
