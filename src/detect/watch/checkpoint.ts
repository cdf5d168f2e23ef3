/**
 * The state of what watches, as a file: its length and SHA-256, then `v8.serialize`. Written beside, synced and renamed, so
 * that there is always a whole one. One that was cut, changed, or written by a Node.js that serializes otherwise is not
 * used: the state begins anew, which costs detections that were in the making and nothing else.
 */
import { createHash } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";

const head = Buffer.from("BWWATCH1");
const headBytes = head.length + 32;

const digestOf = (body: Uint8Array): Buffer => createHash("sha256").update(body).digest();

/** Bytes written. */
export async function writeCheckpoint(path: string, state: unknown): Promise<number> {
  const body = serialize(state);
  const beside = `${path}.tmp`;
  const file = await open(beside, "w", 0o600);
  try {
    await file.writev([head, digestOf(body), body]);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return headBytes + body.length;
}

/** The state; null where there is none; a sentence where there is one that can't be used. */
export async function readCheckpoint(path: string): Promise<{ readonly state: unknown } | string | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (bytes === null) return null;
  const body = bytes.subarray(headBytes);
  if (!bytes.subarray(0, head.length).equals(head)) return "It is no state of this program.";
  if (!digestOf(body).equals(bytes.subarray(head.length, headBytes))) return "It is cut or was changed.";
  try {
    return { state: deserialize(body) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export const checkpointFile = (folder: string): string => join(folder, "state");
