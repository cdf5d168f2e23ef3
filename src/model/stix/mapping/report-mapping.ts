/**
 * Reports as STIX reports and back, with the observables they name. A STIX report refers to something (4.16): one that
 * names no observable refers to the identity that publishes it, and without one can't be written. What is written is
 * what the gate let a reader have; who sent it is no part of it.
 */
import type { ReleasedReport } from "../../report.js";
import { textAt, textsAt } from "../json.js";
import type { StixObject } from "../object.js";
import { timestampOf, timestampUs } from "../timestamp.js";
import { type Authored, authoredObject } from "./authored.js";
import { writeObservable } from "./observable-mapping.js";

export type ReportContent = Pick<ReleasedReport, "title" | "text" | "observables" | "sinceUs">;

export interface ReportWriting extends Authored {
  readonly types?: readonly string[];
  /** What it refers to besides its observables: indicators, sightings. */
  readonly objectRefs?: readonly string[];
}

/** The observables and then the report; null where it would refer to nothing. */
export function writeReport(report: ReportContent, writing: ReportWriting): readonly StixObject[] | null {
  const observables = new Map<string, StixObject>();
  for (const observable of report.observables) {
    const object = writeObservable(observable, writing.tlp);
    if (object !== null) observables.set(object.id, object);
  }
  const named = [...observables.keys(), ...(writing.objectRefs ?? [])];
  const refs = named.length > 0 || writing.createdByRef === undefined ? named : [writing.createdByRef];
  if (refs.length === 0) return null;
  const object = authoredObject("report", "sdo", writing, {
    name: report.title,
    description: report.text === "" ? undefined : report.text,
    report_types: writing.types ?? ["threat-report"],
    published: timestampOf(report.sinceUs),
    object_refs: refs,
  });
  return [...observables.values(), object];
}

export interface ReportReading {
  readonly title: string;
  readonly text: string;
  readonly publishedUs: number | null;
  readonly objectRefs: readonly string[];
  readonly isRevoked: boolean;
}

/** A report, a grouping or a note as a report; null where the object is none of them. */
export function readReport({ type, properties }: StixObject): ReportReading | null {
  if (type !== "report" && type !== "grouping" && type !== "note") return null;
  const isNote = type === "note";
  const published = textAt(properties, "published") ?? textAt(properties, "created") ?? "";
  return {
    title: textAt(properties, isNote ? "abstract" : "name") ?? "",
    text: textAt(properties, isNote ? "content" : "description") ?? "",
    publishedUs: timestampUs(published),
    objectRefs: textsAt(properties, "object_refs"),
    isRevoked: properties["revoked"] === true,
  };
}
