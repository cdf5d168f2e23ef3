/** The forms of packs on the API: what is in one, what stayed out, and what one would change. */
import { z } from "zod";
import { type Manifest, packBytesMax, packParts, plannedChanges } from "../work/index.js";
import { textShape } from "./shapes.js";

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** The file in base64, four characters for three bytes; what is none of it is no pack, and refused as such. */
export const packContentInput = textShape.max(Math.ceil(packBytesMax / 3) * 4 + 4);

const manifestShape = z.object({
  center: z.string().nullable(),
  created: z.string(),
  /** `title` is null for a part that this version does not know. */
  parts: listOf(
    z.object({ id: z.string(), title: z.string().nullable(), entries: z.number(), sha256: z.string() }),
  ),
  publicKey: z.string(),
  fingerprint: z.string(),
});

const plannedShape = z.object({
  part: z.string(),
  key: z.string(),
  change: z.enum(plannedChanges),
  why: z.string(),
});

export const packMadeShape = z.object({
  name: z.string(),
  content: z.string(),
  sha256: z.string(),
  manifest: manifestShape,
  leftOut: listOf(z.object({ part: z.string(), key: z.string(), reason: z.string() })),
});

export const packReadShape = z.object({
  manifest: manifestShape,
  sha256: z.string(),
  /** Somebody here compared its fingerprint before. */
  isTrusted: z.boolean(),
  /** It was signed by this center itself. */
  isOwn: z.boolean(),
  planned: listOf(plannedShape),
  /** Parts that this version does not know. */
  passedOver: listOf(z.string()),
});

export const packTakenShape = packReadShape.pick({ planned: true, passedOver: true });

export const withTitles = (manifest: Manifest) => ({
  ...manifest,
  parts: manifest.parts.map((each) => ({
    ...each,
    title: packParts.find(({ id }) => id === each.id)?.title ?? null,
  })),
});
