/** The forms reports have on the API. */
import { z } from "zod";
import { attributions, observableTypes, permittedActions, reportStates } from "../model/index.js";
import { reportLimits } from "../share/index.js";
import { idShape, observableShape, sectorShape, textShape, timeShape, tlpShape } from "./shapes.js";

const handlingShape = z.object({
  permittedActions: z.enum(permittedActions),
  affectedPartyNotifications: z.enum(["may", "must-not"]),
  providerAttribution: z.enum(["may", "must", "must-not"]),
});

export const reportInput = z.object({
  title: textShape.max(reportLimits.titleChars * 4),
  text: textShape.max(reportLimits.textChars * 2).default(""),
  observables: z
    .array(z.object({ type: z.enum(observableTypes), value: textShape.min(1).max(8192) }))
    .max(reportLimits.observables)
    .default([]),
  tlp: tlpShape.default("TLP:AMBER"),
  attribution: z.enum(attributions).default("center"),
  groupIds: z.array(idShape).max(reportLimits.groups).default([]),
  namedPersonIds: z.array(idShape).max(reportLimits.people).default([]),
  urgent: z.boolean().default(false),
  handling: handlingShape.optional(),
});

export const reportShape = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  observables: z.array(observableShape).readonly(),
  tlp: tlpShape,
  handling: handlingShape,
  isOwn: z.boolean(),
  sector: sectorShape.nullable(),
  from: z.string().nullable(),
  sinceUs: timeShape,
  urgent: z.boolean(),
  state: z.enum(reportStates),
  isCut: z.boolean(),
  mark: z.string().nullable(),
});

/** What one kind of reader would get of a report. */
export const previewShape = z.object({ to: z.string(), form: reportShape.nullable(), why: z.string() });

/** One kind of release: numbers in words, times to the hour. */
export const releaseShape = z.object({
  rule: z.string(),
  reason: z.string(),
  sinceUs: timeShape,
  to: z.string(),
});
