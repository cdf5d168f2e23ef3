/** Takes a pack whose fingerprint somebody compared: all of it in one transaction, or nothing. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { applyPack, openPack, readFingerprint } from "../../work/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { uploadBytesMax } from "../limits.js";
import { packContentInput, packTakenShape } from "../pack-shapes.js";
import { textShape } from "../shapes.js";

export const packImport = defineAction({
  id: "pack-import",
  method: "POST",
  path: "/packs/import",
  summary: "Take what a pack brings",
  roles: ["operator"],
  input: z.object({
    content: packContentInput,
    /** The fingerprint as it was compared; may be left out for a center whose pack was taken before. */
    trust: textShape
      .max(200)
      .transform((text) => readFingerprint(text))
      .refine((read) => read !== null, "is not a whole fingerprint: 64 hex digits")
      .optional(),
    /** Also replaces what was set or changed here. */
    overwrite: z.boolean().default(false),
  }),
  output: packTakenShape,
  bodyBytesMax: uploadBytesMax,
  async handle(center, caller, { content, trust = null, overwrite }) {
    const opened = await openPack(Buffer.from(content, "base64"));
    if (opened instanceof Problem) return opened;
    const planned = await applyPack(center, opened, { trust, overwrite, actor: actorOf(caller) });
    if (planned instanceof Problem) return planned;
    const taken = planned.filter(({ change }) => change === "new" || change === "changed");
    if (taken.some(({ part }) => part === "allow-lists")) await center.refresh("indicators");
    if (taken.length > 0) center.changed("source");
    return { planned, passedOver: opened.passedOver };
  },
});
