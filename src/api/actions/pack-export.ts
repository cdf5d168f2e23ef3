/** Makes a pack of what another port can reuse: what the gate lets into a file that anyone may read, signed. */
import { z } from "zod";
import { isoTime, Problem } from "../../base/index.js";
import { makePack } from "../../work/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { packMadeShape, withTitles } from "../pack-shapes.js";
import { textShape } from "../shapes.js";

const partIds = z.array(textShape.max(60)).max(100);

export const packExport = defineAction({
  id: "pack-export",
  method: "POST",
  path: "/packs",
  summary: "Make a signed pack of settings, lists and texts for another port",
  roles: ["operator"],
  input: z.object({
    /** Ids of parts; all but those that are for asking only where left out. */
    only: partIds.optional(),
    /** Parts that are for asking only. */
    also: partIds.optional(),
    /** The center's name on the pack; it stays out where this is null. */
    center: textShape.max(200).nullable().default(null),
  }),
  output: packMadeShape,
  async handle(center, caller, asked) {
    const made = await makePack(center, { ...asked, actor: actorOf(caller) });
    if (made instanceof Problem) return made;
    const { bytes, sha256, manifest, leftOut } = made;
    const name = `breakwater-pack-${isoTime(center.clock.nowUs()).slice(0, 10)}.tar.gz`;
    return {
      name,
      content: Buffer.from(bytes).toString("base64"),
      sha256,
      manifest: withTitles(manifest),
      leftOut,
    };
  },
});
