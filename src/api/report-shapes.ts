/** The forms reports have on the API. */
import { z } from "zod";
import {
  attributions,
  evidenceLimits,
  observableTypes,
  permittedActions,
  reportStates,
} from "../model/index.js";
import { reportLimits } from "../share/index.js";
import {
  base64Shape,
  idShape,
  observableShape,
  sectorShape,
  textShape,
  timeShape,
  tlpShape,
} from "./shapes.js";

const handlingShape = z.strictObject({
  permittedActions: z.enum(permittedActions),
  affectedPartyNotifications: z.enum(["may", "must-not"]),
  providerAttribution: z.enum(["may", "must", "must-not"]),
});

/** A field that nobody knows is refused: a misspelt `tlp` would else go out with the marking it did not mean. */
const draftInput = z.strictObject({
  title: textShape.max(reportLimits.titleChars * 4),
  text: textShape.max(reportLimits.textChars * 2).default(""),
  observables: z
    .array(z.strictObject({ type: z.enum(observableTypes), value: textShape.min(1).max(8192) }))
    .max(reportLimits.observables)
    .default([]),
  tlp: tlpShape.default("TLP:AMBER"),
  attribution: z.enum(attributions).default("center"),
  groupIds: z.array(idShape).max(reportLimits.groups).default([]),
  namedPersonIds: z.array(idShape).max(reportLimits.people).default([]),
  /** People for TLP:RED by their mail addresses; nobody is told whether one is known. */
  namedMails: z.array(textShape.max(320)).max(reportLimits.people).default([]),
  urgent: z.boolean().default(false),
  handling: handlingShape.optional(),
});

const { files, fileBytes } = evidenceLimits;

export const reportInput = draftInput.extend({
  evidence: z
    .array(
      z.strictObject({
        /** As the sender calls it; kept without folders and bounded. */
        name: textShape.max(32_768),
        /** Its bytes in base64. */
        content: base64Shape
          .min(1, "There is nothing in it")
          .max(Math.ceil(fileBytes / 3) * 4, `A file has at most ${fileBytes / 2 ** 20} MB`),
      }),
    )
    .max(files, `At most ${files} files can go with one report`)
    .default([]),
});

/** Files need not be sent to be told who would get them. */
export const previewInput = draftInput.extend({ withEvidence: z.boolean().default(false) });

export const fileShape = z.object({
  id: idShape,
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number().int(),
  sha256: z.string(),
});

export const reportShape = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  observables: z.array(observableShape).readonly(),
  /** Its files, for its own member and the center's operators; none for others. */
  evidence: z.array(fileShape).readonly(),
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
export const previewShape = z.object({
  to: z.string(),
  form: reportShape.nullable(),
  why: z.string(),
  /** Whether it gets the files, too. */
  withEvidence: z.boolean(),
});

/** One kind of release: numbers in words, times to the hour. */
export const releaseShape = z.object({
  rule: z.string(),
  reason: z.string(),
  sinceUs: timeShape,
  to: z.string(),
});

const checkedShape = z.object({ result: z.string(), domain: z.string().nullable() });

const mailShape = z.object({
  id: idShape,
  subject: z.string(),
  fromShown: z.string(),
  receivedUs: timeShape,
  expiresUs: timeShape,
  bytes: z.number().int(),
});

/** Mail that waits for the person who sent it. */
export const mailDraftShape = mailShape.extend({ isAssigned: z.boolean() });

/** Mail that is nobody's yet: what is known of its sender, and why it is held. */
export const heldMailShape = mailShape.extend({
  dkim: checkedShape,
  spf: checkedShape,
  dmarc: checkedShape,
  why: z.string(),
});

/** Mail as the report form takes it up. */
export const openedMailShape = mailDraftShape.extend({
  title: z.string(),
  text: z.string(),
  /** Found in its files; what is in the text is found when it is previewed. */
  found: z
    .array(
      z.object({
        kind: z.enum([...observableTypes, "vulnerability"]),
        value: z.string(),
        text: z.string(),
        line: z.number(),
        confidence: z.number(),
      }),
    )
    .readonly(),
  /** What goes along as evidence where it is wanted. */
  files: z
    .array(z.object({ id: z.number().int(), name: z.string(), sizeBytes: z.number().int() }))
    .readonly(),
  notes: z.array(z.string()).readonly(),
});

export const mailSendInput = draftInput.extend({
  id: idShape,
  /** The mail itself and its files go along, to one's own company and the center's operators. */
  withFiles: z.boolean().default(true),
});
