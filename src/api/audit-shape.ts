/** The forms of the audit chain on the API. */
import { z } from "zod";
import { timeShape } from "./shapes.js";

export const auditEntryShape = z.object({
  sequence: z.number(),
  atUs: timeShape,
  kind: z.string(),
  actor: z.string(),
  /** The person or token behind the actor's id; null for one that was removed, and for what is neither. */
  actorName: z.string().nullable(),
  subject: z.string(),
  /** The person, member or token of that id that is here; null for all else. */
  subjectName: z.string().nullable(),
  /** Canonical JSON. */
  detail: z.string(),
  previous: z.string(),
  hash: z.string(),
});

export const auditStatusShape = z.object({
  publicKey: z.string(),
  head: z.object({ sequence: z.number(), hash: z.string(), atUs: timeShape }).nullable(),
  checkpoint: z
    .object({ number: z.number(), sequence: z.number(), hash: z.string(), atUs: timeShape })
    .nullable(),
  fault: z.string(),
});

export const auditPageShape = z.object({
  rows: z.array(auditEntryShape).readonly(),
  /** Goes back as `before`; null at the end. */
  next: z.number().nullable(),
  kinds: z.array(z.string()).readonly(),
  status: auditStatusShape,
});

export const auditCopyShape = z.object({
  /** First and last line of the copy; the lines between come from `audit-copy`. */
  first: z.string(),
  last: z.string(),
  /** The last entry of the copy. */
  sequence: z.number(),
});
