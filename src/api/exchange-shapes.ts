/** What the center gives and reads by TAXII and MISP, as operators see it. */
import { z } from "zod";
import { listOf, timeShape, tlpShape } from "./shapes.js";

/** A program that may read or give, by its token. */
const programShape = z.object({
  /** What it signs in as with HTTP Basic; null where its token is all it needs. */
  user: z.string().nullable(),
  token: z.string(),
  /** Whose it is; null for the center's own. */
  member: z.string().nullable(),
  scopes: listOf(z.string()),
  usedUs: timeShape.nullable(),
});

export const taxiiListShape = z.object({
  roots: listOf(
    z.object({
      path: z.string(),
      title: z.string(),
      description: z.string(),
      contentMax: z.number(),
      collections: listOf(
        z.object({
          id: z.string(),
          alias: z.string().nullable(),
          title: z.string(),
          description: z.string(),
          readBy: z.string(),
          writeBy: z.string(),
          unmarkedTlp: tlpShape,
        }),
      ),
    }),
  ),
  programs: listOf(programShape),
});

const goingShape = z.object({
  name: z.string(),
  triedUs: timeShape.nullable(),
  succeededUs: timeShape.nullable(),
  failures: z.number(),
  note: z.string(),
});

export const taxiiOthersShape = z.object({
  others: listOf(goingShape.extend({ collection: z.string(), objects: z.number() })),
  givings: listOf(goingShape.extend({ collection: z.string(), objects: z.number(), refused: z.number() })),
});

export const mispListShape = z.object({
  served: z.object({
    path: z.string(),
    events: z.number(),
    attributes: z.number(),
    withdrawn: z.number(),
    changedUs: timeShape.nullable(),
  }),
  feeds: listOf(goingShape.extend({ url: z.string(), events: z.number(), faults: z.number() })),
});
