/** The API roots of TAXII and their collections, with who may use them. */
import { z } from "zod";
import { ensureOwnRoot, listCollections, listRoots } from "../../share/index.js";
import { defineAction } from "../action.js";
import { tlpShape } from "../shapes.js";

export const taxiiList = defineAction({
  id: "taxii-list",
  method: "GET",
  path: "/taxii",
  summary: "The API roots of TAXII and their collections",
  roles: ["operator"],
  input: z.object({}),
  output: z.object({
    roots: z.array(
      z.object({
        path: z.string(),
        title: z.string(),
        description: z.string(),
        contentMax: z.number(),
        collections: z.array(
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
  }),
  async handle(center) {
    const { db } = center.state;
    await ensureOwnRoot(db, center.clock);
    const collections = await listCollections(db);
    const roots = (await listRoots(db)).map((root) => ({
      ...root,
      collections: collections.filter(({ rootPath }) => rootPath === root.path),
    }));
    return { roots };
  },
});
