/**
 * Sightings as STIX: the SRO that counts, the observed data it counts, the cyber observable in it. A house sighting
 * knows a member, its machines, sources and evidence; nothing of these is taken. `whereSightedRefs` are written only
 * where they are given, and are then the caller's to answer for.
 */
import type { Observable } from "../../observable.js";
import { textAt, textsAt } from "../json.js";
import type { StixObject } from "../object.js";
import { timestampOf, timestampUs } from "../timestamp.js";
import { type Authored, authoredObject } from "./authored.js";
import { writeObservable } from "./observable-mapping.js";

/** What of a sighting may be written: no member, no addresses, no records. */
export interface SightingCount {
  readonly observable: Observable;
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

export interface SightingWriting extends Authored {
  /** The indicator, malware or other SDO that was seen. */
  readonly sightingOfRef: string;
  /** A UUID for the observed data. */
  readonly observedUuid: string;
  readonly whereSightedRefs?: readonly string[];
}

/** `count` and `number_observed` have nine digits at most (STIX 2.1, 4.14, 5.2). */
const countMax = 999_999_999;

/** Observable, observed data, sighting, in the order in which each names the one before; null where STIX has no object. */
export function writeSighting(
  sighting: SightingCount,
  writing: SightingWriting,
): readonly StixObject[] | null {
  const observable = writeObservable(sighting.observable, writing.tlp);
  if (observable === null) return null;
  const count = Math.min(countMax, Math.max(1, Math.floor(sighting.count)));
  const [first, last] = [
    timestampOf(sighting.firstUs),
    timestampOf(Math.max(sighting.firstUs, sighting.lastUs)),
  ];
  const observed = authoredObject(
    "observed-data",
    "sdo",
    { ...writing, uuid: writing.observedUuid },
    {
      first_observed: first,
      last_observed: last,
      number_observed: count,
      object_refs: [observable.id],
    },
  );
  const sro = authoredObject("sighting", "sro", writing, {
    first_seen: first,
    last_seen: last,
    count,
    sighting_of_ref: writing.sightingOfRef,
    observed_data_refs: [observed.id],
    where_sighted_refs: writing.whereSightedRefs,
  });
  return [observable, observed, sro];
}

export interface SightingReading {
  readonly sightingOfRef: string;
  readonly observedDataRefs: readonly string[];
  /** One where it says none: it was seen. */
  readonly count: number;
  readonly firstUs: number | null;
  readonly lastUs: number | null;
}

/** What a STIX sighting counts; who saw it where is not read. Null where the object is none. */
export function readSighting({ type, properties }: StixObject): SightingReading | null {
  const of = textAt(properties, "sighting_of_ref");
  if (type !== "sighting" || of === null) return null;
  const count = properties["count"];
  return {
    sightingOfRef: of,
    observedDataRefs: textsAt(properties, "observed_data_refs"),
    count: typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : 1,
    firstUs: timestampUs(textAt(properties, "first_seen") ?? ""),
    lastUs: timestampUs(textAt(properties, "last_seen") ?? ""),
  };
}
