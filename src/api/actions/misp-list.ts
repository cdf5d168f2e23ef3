/** What the center's MISP feed holds, the feeds of others that are read, and how that went. */
import { z } from "zod";
import { readServed } from "../../share/index.js";
import { defineAction } from "../action.js";
import { timeShape } from "../shapes.js";

export const mispList = defineAction({
  id: "misp-list",
  method: "GET",
  path: "/misp",
  summary: "What the center's MISP feed holds, and the feeds of others that are read",
  roles: ["operator"],
  input: z.object({}),
  output: z.object({
    served: z.object({
      path: z.string(),
      events: z.number(),
      attributes: z.number(),
      withdrawn: z.number(),
      changedUs: timeShape.nullable(),
    }),
    feeds: z.array(
      z.object({
        name: z.string(),
        url: z.string(),
        events: z.number(),
        faults: z.number(),
        triedUs: timeShape.nullable(),
        succeededUs: timeShape.nullable(),
        failures: z.number(),
        note: z.string(),
      }),
    ),
  }),
  async handle(center) {
    const served = await readServed(center.state.db);
    return { served: { path: "/misp/feed/", ...served }, feeds: [...(await center.mispFeeds())] };
  },
});
