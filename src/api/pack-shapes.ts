/** The forms of packs on the API: what is in one, what stayed out, and what one would change. */
import { z } from "zod";
import { packBytesMax, plannedChanges } from "../work/index.js";
import { textShape } from "./shapes.js";

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** The file in base64, four characters for three bytes; what is none of it is no pack, and refused as such. */
export const packContentInput = textShape.max(Math.ceil(packBytesMax / 3) * 4 + 4);

export const packManifestShape = z.object({
  center: z.string().nullable(),
  created: z.string(),
  parts: listOf(z.object({ id: z.string(), entries: z.number(), sha256: z.string() })),
  publicKey: z.string(),
  fingerprint: z.string(),
});

export const leftOutShape = z.object({ part: z.string(), key: z.string(), reason: z.string() });

export const plannedShape = z.object({
  part: z.string(),
  key: z.string(),
  change: z.enum(plannedChanges),
  why: z.string(),
});
