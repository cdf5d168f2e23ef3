/** The other TAXII servers that are read, and how that went. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { timeShape } from "../shapes.js";

export const taxiiOthers = defineAction({
  id: "taxii-others",
  method: "GET",
  path: "/taxii/others",
  summary: "The other TAXII servers that are read, and how that went",
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
  }),
  handle: async (center) => ({ others: [...(await center.taxiiOthers())] }),
});
