/** What the center's MISP feed holds, the feeds of others that are read, and how that went. */
import { z } from "zod";
import { readServed } from "../../share/index.js";
import { defineAction } from "../action.js";
import { mispListShape } from "../exchange-shapes.js";

export const mispList = defineAction({
  id: "misp-list",
  method: "GET",
  path: "/misp",
  summary: "What the center's MISP feed holds, and the feeds of others that are read",
  roles: ["operator"],
  input: z.object({}),
  output: mispListShape,
  async handle(center) {
    const served = await readServed(center.state.db);
    return { served: { path: "/misp/feed/", ...served }, feeds: [...(await center.mispFeeds())] };
  },
});
