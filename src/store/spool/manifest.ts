/**
 * The files of the spool. A batch is a manifest, `<number>-<hash of id>.batch`, and its blocks, `<number>.native`.
 * The manifest is JSON: the outcome, and each block's name, rows and first row. Its presence under its final
 * name is the acknowledgement, so it is the last to be written and the first to go.
 */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256Hex } from "../../base/index.js";
import type { BatchOutcome } from "../../model/index.js";
import type { SpooledBlock } from "../events/event-store.js";

const schema = z.object({
  version: z.literal(1),
  id: z.string(),
  sequence: z.number().int().nonnegative(),
  blocks: z.array(
    z.object({
      file: z.string().regex(/^[0-9]{16}\.native$/),
      day: z.string(),
      mark: z.string(),
      rows: z.number().int().positive(),
      bytes: z.number().int().positive(),
      first: z.object({ timeUs: z.number(), id: z.string().regex(/^[0-9]+$/) }),
    }),
  ),
  outcome: z.custom<BatchOutcome>((value) => typeof value === "object" && value !== null && "meta" in value),
});

export type Manifest = z.infer<typeof schema>;

/** What is known of a batch without reading its outcome. */
export interface Entry {
  readonly id: string;
  readonly sequence: number;
  readonly path: string;
  readonly blocks: readonly SpooledBlock[];
  /** Manifest and blocks together. */
  readonly bytes: number;
}

export function blockFile(sequence: number): string {
  return `${String(sequence).padStart(16, "0")}.native`;
}

export function manifestFile(sequence: number, id: string): string {
  return `${String(sequence).padStart(16, "0")}-${sha256Hex(id).slice(0, 16)}.batch`;
}

export const manifestName = /^([0-9]{16})-[0-9a-f]{16}\.batch$/;
export const blockName = /^([0-9]{16})\.native$/;
export const temporaryName = /\.tmp$/;

export async function readManifest(path: string): Promise<Manifest> {
  return schema.parse(JSON.parse(await readFile(path, "utf8")));
}

/** The outcome in a batch's manifest, wherever a link to it lies. */
export async function readSpooledOutcome(path: string): Promise<BatchOutcome> {
  return (await readManifest(path)).outcome;
}

export function entryOf(folder: string, path: string, manifest: Manifest, manifestBytes: number): Entry {
  const blocks = manifest.blocks.map(({ file, ...block }) => ({ path: join(folder, file), ...block }));
  const bytes = blocks.reduce((sum, block) => sum + block.bytes, manifestBytes);
  return { id: manifest.id, sequence: manifest.sequence, path, blocks, bytes };
}

/** Reads a manifest at start and sees that its blocks are there in full; throws a sentence where they are not. */
export async function readEntry(folder: string, name: string): Promise<Entry> {
  const path = join(folder, name);
  const manifest = await readManifest(path);
  const entry = entryOf(folder, path, manifest, (await stat(path)).size);
  for (const block of entry.blocks) {
    const { size } = await stat(block.path);
    if (size !== block.bytes) throw new Error(`${block.path} has ${size} bytes instead of ${block.bytes}`);
  }
  return entry;
}
