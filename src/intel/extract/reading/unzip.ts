/**
 * The entries of a zip archive that a reader asks for, unpacked one by one. Bounded three ways, none of which believes
 * what the archive says of itself: how many entries are looked at, how many bytes come out of all archives of one
 * input together, and how much one entry may grow. An archive that goes beyond is refused as a whole.
 */
import { promisify } from "node:util";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { Refusal } from "../../../base/pure.js";
import { intelProblem } from "../../problems.js";
import { unpackedRatioMax, zipEntriesMax } from "../limits.js";
import type { Sheet } from "./sheet.js";

const fromBuffer = promisify<Buffer, yauzl.Options, ZipFile>(yauzl.fromBuffer);
/** An entry may grow to this without being asked why. */
const growthFreeBytes = 2 ** 20;

export interface Unzipped {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** All entries whose names are wanted, in the archive's order. Throws a Refusal on a bomb, an Error on a broken one. */
export async function unzip(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  sheet: Sheet,
): Promise<readonly Unzipped[]> {
  const zip = await fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
    lazyEntries: true,
    validateEntrySizes: true,
  });
  if (zip.entryCount > zipEntriesMax)
    throw new Refusal(
      intelProblem(
        "document-bomb",
        `The document holds ${zip.entryCount} files; ${zipEntriesMax} are allowed.`,
      ),
    );
  const found: Unzipped[] = [];
  const entries: Entry[] = await new Promise((resolve, reject) => {
    const all: Entry[] = [];
    zip.on("entry", (entry: Entry) => {
      all.push(entry);
      if (all.length > zipEntriesMax)
        reject(new Refusal(intelProblem("document-bomb", "The document holds more files than it says.")));
      else zip.readEntry();
    });
    zip.on("end", () => resolve(all));
    zip.on("error", reject);
    zip.readEntry();
  });
  for (const entry of entries) {
    if (!wanted(entry.fileName)) continue;
    if (entry.isEncrypted())
      throw new Refusal(intelProblem("document-locked", "The document is protected by a password."));
    found.push({ name: entry.fileName, bytes: await unpack(zip, entry, sheet) });
  }
  return found;
}

async function unpack(zip: ZipFile, entry: Entry, sheet: Sheet): Promise<Uint8Array> {
  const stream = await promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))(entry);
  const most = Math.max(growthFreeBytes, entry.compressedSize * unpackedRatioMax);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const part = chunk as Buffer;
    length += part.length;
    sheet.unpackedLeft -= part.length;
    if (length > most || sheet.unpackedLeft < 0)
      throw new Refusal(
        intelProblem(
          "document-bomb",
          `A part of the document grows from ${entry.compressedSize} bytes to more than ${length - part.length}.`,
        ),
      );
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

/** The names in an archive, without unpacking anything. */
export async function namesIn(bytes: Uint8Array, sheet: Sheet): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  await unzip(bytes, (name) => names.add(name) && false, sheet);
  return names;
}
