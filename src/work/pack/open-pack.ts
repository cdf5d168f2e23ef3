/**
 * Reads a pack and believes nothing of it before its signature and the hash of each file are verified. It is whole or
 * refused: one entry that breaks its schema refuses all, with its place, so that nobody runs half of what another port
 * set up without knowing. Only a part that this version does not know is passed over, by name.
 */
import { Problem, sha256Hex } from "../../base/index.js";
import { workProblem } from "../problems.js";
import { fileOf, manifestFile, readArchive } from "./archive.js";
import { firstIssue, type Manifest, readManifest } from "./manifest.js";
import type { PackPart } from "./part.js";
import { packParts } from "./parts/index.js";

export interface OpenedPart {
  readonly part: PackPart;
  readonly entries: readonly object[];
}

export interface OpenedPack {
  readonly manifest: Manifest;
  /** Of the file as it came. */
  readonly sha256: string;
  readonly parts: readonly OpenedPart[];
  /** Ids of parts that this version does not know. */
  readonly passedOver: readonly string[];
}

export async function openPack(bytes: Uint8Array): Promise<OpenedPack | Problem> {
  const files = await readArchive(bytes);
  if (files instanceof Problem) return files;
  const manifestBytes = files.get(manifestFile);
  if (manifestBytes === undefined) return workProblem("pack-broken", `It has no ${manifestFile}.`);
  const manifest = readManifest(manifestBytes);
  if (manifest instanceof Problem) return manifest;
  const fault = filesFault(manifest, files);
  if (fault !== null) return fault;
  const parts: OpenedPart[] = [];
  const passedOver: string[] = [];
  for (const { id, entries } of manifest.parts) {
    const part = packParts.find((each) => each.id === id);
    if (part === undefined) {
      passedOver.push(id);
      continue;
    }
    const read = readPart(part, files.get(fileOf(id)) as Buffer);
    if (read instanceof Problem) return read;
    if (read.length !== entries)
      return workProblem(
        "pack-broken",
        `${fileOf(id)} has ${read.length} entries; its manifest says ${entries}.`,
      );
    parts.push({ part, entries: read });
  }
  return { manifest, sha256: sha256Hex(bytes), parts, passedOver };
}

/** Every file is one that the manifest names, and is the one that was signed. */
function filesFault({ parts }: Manifest, files: ReadonlyMap<string, Buffer>): Problem | null {
  const named = new Set([manifestFile, ...parts.map(({ id }) => fileOf(id))]);
  const stray = [...files.keys()].find((name) => !named.has(name));
  if (stray !== undefined) return workProblem("pack-signature", `${stray} is in it, and was not signed.`);
  for (const { id, bytes, sha256 } of parts) {
    const file = files.get(fileOf(id));
    if (file === undefined) return workProblem("pack-broken", `It has no ${fileOf(id)}.`);
    if (file.length !== bytes || sha256Hex(file) !== sha256)
      return workProblem("pack-signature", `${fileOf(id)} is not the file that was signed.`);
  }
  return null;
}

function readPart(part: PackPart, file: Buffer): readonly object[] | Problem {
  const name = fileOf(part.id);
  const refuse = (why: string) => workProblem("pack-entry-invalid", `${name}, ${why}`);
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(file));
  } catch {
    return refuse("the whole: it is not JSON in UTF-8.");
  }
  const list = (content as { readonly entries?: unknown } | null)?.entries;
  if (!Array.isArray(list)) return refuse("the whole: it has no list of entries.");
  if (list.length > part.entriesMax)
    return refuse(`entries: there are ${list.length}; ${part.entriesMax} are allowed.`);
  const entries: object[] = [];
  const keys = new Set<string>();
  for (const [at, each] of list.entries()) {
    const read = part.entry.safeParse(each);
    if (!read.success) return refuse(`entries[${at}], ${firstIssue(read.error)}`);
    const key = part.keyOf(read.data);
    if (keys.has(key)) return refuse(`entries[${at}]: ${JSON.stringify(key.slice(0, 100))} is in it twice.`);
    keys.add(key);
    entries.push(read.data);
  }
  return entries;
}
