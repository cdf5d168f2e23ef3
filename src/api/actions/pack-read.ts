/** Verifies a pack and says what is in it and what it would change here. Nothing of it is kept. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { isTrusted, openPack, planPack } from "../../work/index.js";
import { defineAction } from "../action.js";
import { uploadBytesMax } from "../limits.js";
import { packContentInput, packManifestShape, plannedShape } from "../pack-shapes.js";

export const packRead = defineAction({
  id: "pack-read",
  method: "POST",
  path: "/packs/read",
  summary: "Verify a pack, and say what it would change",
  roles: ["operator"],
  input: z.object({ content: packContentInput, overwrite: z.boolean().default(false) }),
  output: z.object({
    manifest: packManifestShape,
    sha256: z.string(),
    /** Somebody here compared its fingerprint before. */
    isTrusted: z.boolean(),
    /** It was signed by this center itself. */
    isOwn: z.boolean(),
    planned: z.array(plannedShape).readonly(),
    /** Parts that this version does not know. */
    passedOver: z.array(z.string()).readonly(),
  }),
  bodyBytesMax: uploadBytesMax,
  async handle(center, _caller, { content, overwrite }) {
    const opened = await openPack(Buffer.from(content, "base64"));
    if (opened instanceof Problem) return opened;
    const { manifest, sha256, passedOver } = opened;
    return {
      manifest,
      sha256,
      isTrusted: await isTrusted(center.state.db, manifest.fingerprint),
      isOwn: manifest.publicKey === center.signer.publicKey,
      planned: await planPack(center, opened, overwrite),
      passedOver,
    };
  },
});
