/** Verifies a pack and says what is in it and what it would change here. Nothing of it is kept. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { isTrusted, openPack, planPack } from "../../work/index.js";
import { defineAction } from "../action.js";
import { uploadBytesMax } from "../limits.js";
import { packContentInput, packReadShape, withTitles } from "../pack-shapes.js";

export const packRead = defineAction({
  id: "pack-read",
  method: "POST",
  path: "/packs/read",
  summary: "Verify a pack, and say what it would change",
  roles: ["operator"],
  input: z.object({ content: packContentInput, overwrite: z.boolean().default(false) }),
  output: packReadShape,
  bodyBytesMax: uploadBytesMax,
  async handle(center, _caller, { content, overwrite }) {
    const opened = await openPack(Buffer.from(content, "base64"));
    if (opened instanceof Problem) return opened;
    const { manifest, sha256, passedOver } = opened;
    return {
      manifest: withTitles(manifest),
      sha256,
      isTrusted: await isTrusted(center.state.db, manifest.fingerprint),
      isOwn: manifest.publicKey === center.signer.publicKey,
      planned: await planPack(center, opened, overwrite),
      passedOver,
    };
  },
});
