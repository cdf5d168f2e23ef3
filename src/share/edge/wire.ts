/**
 * What edge and center say to each other (docs/edge.md): the edge reports, asks for the next page of its set, and sends
 * sightings. Both sides hold these forms, and read nothing that is not in them.
 */
import { z } from "zod";
import { isStorable, type Problem } from "../../base/index.js";
import { isCanonical, liesIn, observableTypes, tlpLabels } from "../../model/index.js";
import { shareProblem } from "../problems.js";
import { edgeDetection } from "./detection-wire.js";
import {
  detectionsPerUpload,
  hitsPerSighting,
  hitsPerUpload,
  sightingSpanUsMax,
  sightingsPerUpload,
} from "./limits.js";

const instant = z.number().int().min(0).max(9e15);
const count = z.number().int().min(0).max(9e15);
const notStorable = "has a NUL or half a character, which can't be kept";
const text = (max: number) => z.string().max(max).refine(isStorable, notStorable);

export const edgeIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What an edge tells of itself; nothing of what it reads but how much. */
export const edgeReport = z.strictObject({
  name: text(100),
  version: text(50),
  /** Its clock. */
  nowUs: instant,
  set: z.strictObject({
    epoch: count,
    sequence: count,
    /** When it last heard that its set is up to date; null before. */
    currentUs: instant.nullable(),
    indicators: count,
    blind: count,
  }),
  waiting: z.strictObject({
    bytes: count,
    bytesMax: count,
    oldestUs: instant.nullable(),
    /** Times that sightings were gathered further, as room was short. */
    merged: count,
    /** Hits that had no room at all. */
    dropped: count,
  }),
  records: count,
  /** What the center gave to detect by, and what came of it since the start; left out by an edge that was given nothing. */
  detection: z
    .strictObject({
      /** Of the rules' files, shortened. */
      version: text(64),
      rules: count,
      /** Why what was given is not at work; empty where it is. */
      fault: text(300),
      found: count,
    })
    .optional(),
  doors: z
    .array(z.strictObject({ id: text(200), title: text(200), state: text(20) }))
    .max(50)
    .readonly(),
});
export type EdgeReport = z.infer<typeof edgeReport>;

/** What the center answers to a report. */
export const contactAnswer = z.object({
  nowUs: instant,
  /** Whose edge this is to the center: pages of its set are for this one alone. */
  audience: text(200),
  /** The key that pages are signed with: 64 hex digits. */
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  /** The key of hashed values, 64 hex digits; the first bytes of its hash seed the index. */
  blindKey: z.string().regex(/^[0-9a-f]{64}$/),
  /** The member's own networks, so that the edge knows which way things went. */
  networks: z.array(text(64)).max(10_000).readonly(),
});
export type ContactAnswer = z.infer<typeof contactAnswer>;

const directions = ["outbound", "inbound", "internal", "unknown"] as const;
const observable = { type: z.enum(observableTypes), value: text(8192).min(1) };
const seen = {
  direction: z.enum(directions),
  count: z.number().int().min(1).max(hitsPerSighting),
  firstUs: instant,
  lastUs: instant,
};

/** What is listed may not be told, so what is refused depends on the sighting alone. */
const isShort = ({ firstUs, lastUs }: { readonly firstUs: number; readonly lastUs: number }): boolean =>
  Math.abs(lastUs - firstUs) <= sightingSpanUsMax;
const tooLong = { message: "goes over more than seven days", path: ["lastUs"] };

/** Hits of one listed value, gathered. What the member's local rules drop is not there. */
const openSighting = z
  .strictObject({
    ...observable,
    ...seen,
    /** The value in the telemetry, where it is another than the listed one. */
    met: z.strictObject(observable).optional(),
    /** What kind of log, and which field of it. */
    log: text(100).optional(),
    field: text(200).optional(),
    source: text(45).optional(),
    destination: text(45).optional(),
    destinationPort: z.number().int().min(0).max(65_535).optional(),
  })
  .refine(isCanonical, { message: "is not the canonical text of its type", path: ["value"] })
  .refine(({ met }) => met === undefined || isCanonical(met), {
    message: "is not the canonical text of its type",
    path: ["met"],
  })
  .refine(({ met, type, value }) => met === undefined || liesIn(met, { type, value }), {
    message: "does not lie in the value",
    path: ["met"],
  })
  .refine(isShort, tooLong);

/** Hits of a value that the member may not read: its hash alone. */
const blindSighting = z
  .strictObject({ blind: z.string().regex(/^[0-9a-f]{64}$/), ...seen })
  .refine(isShort, tooLong);

export const edgeSighting = z.union([openSighting, blindSighting]);
export type OpenSighting = z.infer<typeof openSighting>;
export type EdgeSighting = z.infer<typeof edgeSighting>;

export const uploadFormat = "breakwater-edge-sightings/1";

export const edgeUpload = z
  .strictObject({
    format: z.literal(uploadFormat),
    id: z.string().regex(edgeIdForm),
    madeUs: instant,
    sightings: z
      .array(edgeSighting)
      .max(sightingsPerUpload)
      .refine(
        (all) => all.reduce((sum, { count: hits }) => sum + hits, 0) <= hitsPerUpload,
        `has more than ${hitsPerUpload} hits`,
      )
      .readonly(),
    /** Left out where there are none: a center of before knows only sightings. */
    detections: z.array(edgeDetection).max(detectionsPerUpload).readonly().optional(),
  })
  .refine(({ sightings, detections = [] }) => sightings.length + detections.length > 0, "is empty");
export type EdgeUpload = z.infer<typeof edgeUpload>;

/** What a source says, as an edge is told it. */
const edgeClaim = z.strictObject({
  source: text(200),
  confidence: z.number().int().min(0).max(100),
  tlp: z.enum(tlpLabels),
  labels: z.array(text(500)).max(200).readonly(),
  validUntilUs: instant.nullable(),
});
export type EdgeClaim = z.infer<typeof edgeClaim>;

const ref = z.string().regex(/^[\w-]{16}$/);

const valueLine = z.strictObject({
  ref,
  ...observable,
  claims: z.array(edgeClaim).min(1).max(100).readonly(),
});
const blindLine = z.strictObject({
  ref,
  blind: z.string().regex(/^[0-9a-f]{64}$/),
  type: z.enum(observableTypes),
  locator: z.number().int().min(0).max(0xff_ffff),
});
const goneLine = z.strictObject({ ref, gone: z.literal(true) });
const blobLine = z.strictObject({
  blob: z.string().regex(/^[a-z0-9][a-z0-9./-]{0,199}$/),
  version: text(64),
  /** Base64; left out where it is as the edge has it, under this version. */
  content: z.string().max(16_000_000).optional(),
});

/**
 * A line of the set. `ref` names the value toward this edge alone and tells nothing. A line with claims replaces what was
 * claimed of the value; `gone` takes back all that the ref has brought. A blob is a file of detection content; those of
 * one page replace all that were there before. `ref` stands first in a line.
 */
export type SetLine =
  | z.infer<typeof valueLine>
  | z.infer<typeof blindLine>
  | z.infer<typeof goneLine>
  | z.infer<typeof blobLine>;

/** Reads one line of a set by the form that its fields say it has. */
export function parseSetLine(line: string): SetLine | Problem {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return shareProblem("edge-page", "A line is no JSON.");
  }
  const fields = typeof value === "object" && value !== null ? value : {};
  const form =
    "claims" in fields ? valueLine : "blind" in fields ? blindLine : "gone" in fields ? goneLine : blobLine;
  const read = form.safeParse(value);
  if (read.success) return read.data;
  return shareProblem("edge-page", "A line is of a form that this version of Breakwater does not know.");
}
