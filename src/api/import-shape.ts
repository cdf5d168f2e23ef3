/** An import of indicators as the API tells of it. */
import { z } from "zod";

const placedProblem = z.object({
  path: z.string(),
  line: z.number(),
  problem: z.object({ code: z.string(), detail: z.string() }),
});

const reportShape = z.object({
  sources: z
    .array(
      z.object({
        name: z.string(),
        format: z.string(),
        entries: z.number(),
        new: z.number(),
        updated: z.number(),
        removed: z.number(),
        kept: z.number(),
      }),
    )
    .readonly(),
  entries: z.number(),
  new: z.number(),
  updated: z.number(),
  removed: z.number(),
  kept: z.number(),
  refused: z.number(),
  refusedByCode: z.record(z.string(), z.number()).readonly(),
  problems: z.array(placedProblem).readonly(),
  passedOver: z.array(z.object({ path: z.string(), reason: z.string() })).readonly(),
  allowLists: z.number(),
  seconds: z.number(),
});

export const importShape = z.object({
  state: z.enum(["none", "running", "done", "failed"]),
  /** Entries read so far. */
  entries: z.number(),
  report: reportShape.nullable(),
  problem: z.object({ code: z.string(), title: z.string(), detail: z.string(), hint: z.string() }).nullable(),
});

export type ImportState = Readonly<z.infer<typeof importShape>>;
