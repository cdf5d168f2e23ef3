/**
 * A detection on its way from an edge: which rule, about whom, how often and when, the ends of the records that show it,
 * and what mattered. Records themselves stay at the edge. All of it is bounded, as a center believes no edge.
 */
import { z } from "zod";
import { isStorable } from "../../base/index.js";
import {
  detectionFieldsMax,
  detectionKinds,
  detectionLevels,
  evidenceMax,
  isCanonical,
  observableTypes,
} from "../../model/index.js";
import {
  detectionIdMax,
  detectionTextMax,
  hitsPerSighting,
  sightingSpanUsMax,
  techniquesMax,
} from "./limits.js";

const instant = z.number().int().min(0).max(9e15);
const text = (max: number) =>
  z.string().max(max).refine(isStorable, "has a NUL or half a character, which can't be kept");
const port = z.number().int().min(0).max(65_535).optional();

const evidence = z.strictObject({
  timeUs: instant,
  log: text(100).optional(),
  source: text(45).optional(),
  sourcePort: port,
  destination: text(45).optional(),
  destinationPort: port,
});

export const edgeDetection = z
  .strictObject({
    rule: z.strictObject({
      id: text(detectionIdMax).min(1),
      title: text(detectionTextMax),
      kind: z.enum(detectionKinds),
      level: z.enum(detectionLevels),
      techniques: z
        .array(z.string().regex(/^TA?\d{4}(\.\d{3})?$/))
        .max(techniquesMax)
        .readonly(),
    }),
    subject: z
      .strictObject({ type: z.enum(observableTypes), value: text(8192).min(1) })
      .refine(isCanonical, { message: "is not the canonical text of its type" })
      .optional(),
    about: text(detectionTextMax).optional(),
    count: z.number().int().min(1).max(hitsPerSighting),
    firstUs: instant,
    lastUs: instant,
    fields: z
      .record(text(detectionTextMax), text(detectionTextMax))
      .refine((fields) => Object.keys(fields).length <= detectionFieldsMax, {
        message: `has more than ${detectionFieldsMax} fields`,
      })
      .optional(),
    evidence: z.array(evidence).max(evidenceMax).readonly().optional(),
  })
  .refine(({ firstUs, lastUs }) => firstUs <= lastUs && lastUs - firstUs <= sightingSpanUsMax, {
    message: "ends before it begins, or goes over more than seven days",
    path: ["lastUs"],
  });
export type EdgeDetection = z.infer<typeof edgeDetection>;
export type EdgeEvidence = z.infer<typeof evidence>;
