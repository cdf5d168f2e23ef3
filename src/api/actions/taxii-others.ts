/** The other TAXII servers that are read and given to, and how that went. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { timeShape } from "../shapes.js";

export const taxiiOthers = defineAction({
  id: "taxii-others",
  method: "GET",
  path: "/taxii/others",
  summary: "The other TAXII servers that are read and given to, and how that went",
  roles: ["operator"],
  input: z.object({}),
  output: z.object({
    others: z.array(
      z.object({
        name: z.string(),
        collection: z.string(),
        objects: z.number(),
        triedUs: timeShape.nullable(),
        succeededUs: timeShape.nullable(),
        failures: z.number(),
        note: z.string(),
      }),
    ),
    givings: z.array(
      z.object({
        name: z.string(),
        collection: z.string(),
        objects: z.number(),
        refused: z.number(),
        triedUs: timeShape.nullable(),
        succeededUs: timeShape.nullable(),
        failures: z.number(),
        note: z.string(),
      }),
    ),
  }),
  async handle(center) {
    const givings = (await center.taxiiGivings()).map(({ waitUntilUs: _, ...each }) => each);
    return { others: [...(await center.taxiiOthers())], givings };
  },
});
