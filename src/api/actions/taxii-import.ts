/**
 * Takes over what another TAXII server kept, from a file of the center's own machine. As it reads any path the center
 * may read, only the machine's own command line may call it.
 */
import { readFile, stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { moveIn, readMovingIn, shareProblem } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { textShape, tlpShape } from "../shapes.js";

/** Read whole: half a gigabyte is the longest text there can be. */
const fileBytesMax = 400 * 1024 * 1024;

export const taxiiImport = defineAction({
  id: "taxii-import",
  method: "POST",
  path: "/taxii/import",
  summary: "Take over what another TAXII server kept (command line only)",
  roles: ["operator"],
  input: z.object({
    path: textShape.max(4096).refine(isAbsolute, "give an absolute path"),
    unmarkedTlp: tlpShape.default("TLP:AMBER"),
  }),
  output: z.object({
    roots: z.array(
      z.object({
        path: z.string(),
        collections: z.number(),
        objects: z.number(),
        statuses: z.number(),
      }),
    ),
    passedOver: z.array(z.object({ place: z.string(), reason: z.string() })),
  }),
  async handle(center, caller, { path, unmarkedTlp }) {
    if (caller.sessionHash !== null)
      return apiProblem(
        "not-allowed",
        "Files of the center's machine are read by `breakwater taxii import`.",
      );
    const text = await readWhole(path);
    if (text instanceof Problem) return text;
    const content = readMovingIn(text);
    if (content instanceof Problem) return content;
    const { state, clock } = center;
    const { gate } = await loadCommunity(state.db);
    const moved = await moveIn({ state, clock, gate }, content, { unmarkedTlp, actor: actorOf(caller) });
    return moved instanceof Problem
      ? moved
      : { roots: [...moved.roots], passedOver: moved.passedOver.slice(0, 1000) };
  },
});

async function readWhole(path: string): Promise<string | Problem> {
  try {
    const about = await stat(path);
    if (!about.isFile()) return shareProblem("taxii-file", `${path} is no file.`);
    if (about.size > fileBytesMax)
      return shareProblem("taxii-file", `${path} has ${about.size} bytes; at most ${fileBytesMax} are read.`);
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    return shareProblem("taxii-file", `${path}: ${error instanceof Error ? error.message : "can't be read"}`);
  }
}
