/** The form of *Now* on the API. */
import { z } from "zod";
import { stepIds } from "./first-steps.js";
import { countsShape, demoShape, sourceShape, timeShape, warningRowShape } from "./shapes.js";

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** The state of the port (for a member: of it) on one screen. */
export const nowShape = z.object({
  tone: z.enum(["calm", "attention", "alarm", "unknown"]),
  sentence: z.string(),
  atUs: timeShape,
  /** What happened since the time asked about; null where none was given. */
  since: z
    .object({ sinceUs: timeShape, warnings: z.number(), updated: z.number(), reactions: z.number() })
    .nullable(),
  openWarnings: z.object({
    critical: z.number(),
    high: z.number(),
    medium: z.number(),
    low: z.number(),
  }),
  unanswered: z.number(),
  /** The center's counts; null for a member's people, whose figures are their own warnings only. */
  counts: countsShape.nullable(),
  sources: listOf(sourceShape),
  /** What makes it work, and what of that is done: the center's for operators, a member's own for its people. */
  steps: listOf(z.object({ id: z.enum(stepIds), done: z.boolean() })),
  top: listOf(warningRowShape),
  demo: demoShape.nullable(),
});
