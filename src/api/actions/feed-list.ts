/** The feeds that indicators come from: of the configuration, of packs, and what was imported by hand. */
import { z } from "zod";
import { tlpLabels } from "../../model/index.js";
import { listFeeds } from "../../work/index.js";
import { defineAction } from "../action.js";

export const feedList = defineAction({
  id: "feed-list",
  method: "GET",
  path: "/feeds",
  summary: "The feeds that indicators come from",
  roles: ["operator"],
  input: z.object({}),
  output: z.object({
    rows: z
      .array(
        z.object({
          name: z.string(),
          kind: z.enum(["taxii", "misp", "file"]),
          /** Null for one that is brought as a file. */
          address: z.string().nullable(),
          needs: z.enum(["nothing", "token", "password"]),
          tlp: z.enum(tlpLabels),
          confidence: z.number(),
          /** True where it came with a pack and stands nowhere else. */
          isOfPack: z.boolean(),
        }),
      )
      .readonly(),
  }),
  async handle({ state, configured }) {
    return { rows: await listFeeds(state.db, configured) };
  },
});
