/** Packs for tests: archives and manifests made by hand, so that they can be wrong in any one way. */
import { gzipSync } from "node:zlib";
import { type Header, pack as tarPack } from "tar-stream";
import { canonicalJson, sha256Hex } from "../../base/index.js";
import { newAuditKey } from "../../store/index.js";
import { fileOf, manifestFile } from "./archive.js";
import { type Manifest, type Signer, signManifest } from "./manifest.js";

export interface TarEntry {
  readonly name: string;
  readonly content?: string;
  readonly header?: Partial<Header>;
}

export async function tarOf(entries: readonly TarEntry[]): Promise<Uint8Array> {
  const tar = tarPack();
  for (const { name, content, header } of entries)
    if (header?.type !== undefined && header.type !== "file") tar.entry({ ...header, name });
    else tar.entry({ ...header, name }, content ?? "");
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

/** A manifest over these parts' texts, as it should be. */
export function manifestFor(
  parts: Readonly<Record<string, string>>,
  signer: Signer = newAuditKey(),
  change: Partial<Manifest["parts"][number]> = {},
): string {
  const listed = Object.entries(parts).map(([id, text]) => ({
    id,
    entries: entriesIn(text),
    bytes: Buffer.byteLength(text),
    sha256: sha256Hex(text),
    ...change,
  }));
  return signManifest({ center: null, created: "2026-11-26T00:00:00Z", parts: listed }, signer).text;
}

function entriesIn(text: string): number {
  try {
    return (JSON.parse(text) as { entries: readonly unknown[] }).entries.length;
  } catch {
    return 0;
  }
}

export const partText = (...entries: readonly object[]): string => canonicalJson({ entries });

/** A whole pack of these parts' texts. */
export function packOf(parts: Readonly<Record<string, string>>, signer?: Signer): Promise<Uint8Array> {
  return tarOf([
    { name: manifestFile, content: manifestFor(parts, signer) },
    ...Object.entries(parts).map(([id, content]) => ({ name: fileOf(id), content })),
  ]);
}
