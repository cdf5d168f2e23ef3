/**
 * A pack as bytes: a tar archive under gzip, with `manifest.json` first and `parts/<id>.json` behind it in order of
 * name. No times, owners or modes go in, so that the same content has the same bytes. What comes in may be anything:
 * its size, growth and number of files are bounded, and any entry but a plain file with a name of this form, once,
 * ends the reading.
 */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { extract, pack as tarPack } from "tar-stream";
import { Problem } from "../../base/index.js";
import { workProblem } from "../problems.js";
import {
  manifestBytesMax,
  packBytesMax,
  partBytesMax,
  partsMax,
  ratioFreeBytes,
  ratioMax,
  unpackedBytesMax,
} from "./limits.js";

export const manifestFile = "manifest.json";
export const fileOf = (partId: string): string => `parts/${partId}.json`;
const fileForm = /^(?:manifest|parts\/[a-z][a-z0-9-]{0,59})\.json$/;

const gzipped = promisify(gzip);
const gunzipped = promisify(gunzip);
/** Where gzip says which system wrote it (RFC 1952, section 2.3.1), and its word for none. */
const systemAt = 9;
const systemUnknown = 255;

const epoch = new Date(0);

export async function writeArchive(files: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const tar = tarPack();
  for (const [name, content] of files) tar.entry({ name, mtime: epoch, mode: 0o644 }, content);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  const bytes = await gzipped(Buffer.concat(chunks), { level: 9 });
  bytes[systemAt] = systemUnknown;
  return bytes;
}

const broken = (detail: string): Problem => workProblem("pack-broken", detail);
const tooLarge = (detail: string): Problem => workProblem("pack-too-large", detail);

async function unpack(bytes: Uint8Array): Promise<Buffer | Problem> {
  if (bytes.length > packBytesMax)
    return tooLarge(`It has ${bytes.length} bytes; at most ${packBytesMax} are read.`);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return broken("It is not a tar archive under gzip.");
  const growing = Math.max(ratioFreeBytes, bytes.length * ratioMax);
  const most = Math.min(unpackedBytesMax, growing);
  try {
    return await gunzipped(bytes, { maxOutputLength: most });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ERR_BUFFER_TOO_LARGE"
      ? tooLarge(`Its ${bytes.length} bytes unpack to more than ${most}.`)
      : broken(`It can't be unpacked: ${message}.`);
  }
}

/** The files of a pack by name. */
export async function readArchive(bytes: Uint8Array): Promise<ReadonlyMap<string, Buffer> | Problem> {
  const unpacked = await unpack(bytes);
  if (unpacked instanceof Problem) return unpacked;
  const files = new Map<string, Buffer>();
  const tar = extract();
  tar.end(unpacked);
  try {
    for await (const entry of tar) {
      const { name, type, size } = entry.header;
      const fault = faultOf(name, type ?? "unknown", size ?? 0, files);
      if (fault !== null) return fault;
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry) chunks.push(chunk as Uint8Array);
      files.set(name, Buffer.concat(chunks));
    }
  } catch (error) {
    return broken(`The archive is damaged: ${error instanceof Error ? error.message : "it ends too soon"}.`);
  } finally {
    tar.destroy();
  }
  return files;
}

function faultOf(
  name: string,
  type: string,
  size: number,
  files: ReadonlyMap<string, Buffer>,
): Problem | null {
  const shown = JSON.stringify(name.slice(0, 100));
  if (type !== "file") return broken(`${shown} is a ${type.slice(0, 40)}; only plain files are in a pack.`);
  if (!fileForm.test(name)) return broken(`${shown} is not the name of a file of a pack.`);
  if (files.has(name)) return broken(`${shown} is in it twice.`);
  if (files.size > partsMax) return tooLarge(`It has more than ${partsMax} parts.`);
  const most = name === manifestFile ? manifestBytesMax : partBytesMax;
  return size > most ? tooLarge(`${shown} has ${size} bytes; at most ${most} are read.`) : null;
}
