/**
 * Places in an edge's set, as an edge keeps them: sealed (AES-256-GCM, NIST SP 800-38D) with a key that only the center
 * has, and another text each time. So an edge can't see whether its place has moved, which would tell that something
 * changed that its member may not know of.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const saltBytes = 12;
const tagBytes = 16;

const keyOf = (setKey: string): Buffer => createHash("sha256").update(`place ${setKey}`).digest();

const sizes = 24 + 8;

export interface Place {
  readonly epoch: number;
  /** The last row of the order of exchange that was gone through, in its microseconds. */
  readonly addedUs: number;
  /** When this place was told. */
  readonly toldUs: number;
  /** Which blobs the edge has: the first 16 hex digits of the hash of their versions. */
  readonly blobs: string;
}

export function sealPlace(setKey: string, { epoch, addedUs, toldUs, blobs }: Place): string {
  const salt = randomBytes(saltBytes);
  const cipher = createCipheriv(algorithm, keyOf(setKey), salt);
  const plain = Buffer.alloc(sizes);
  for (const [at, number] of [epoch, addedUs, toldUs].entries()) plain.writeDoubleBE(number, at * 8);
  plain.write(blobs, 24, "hex");
  return Buffer.concat([salt, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString(
    "base64url",
  );
}

/** Null for what was not sealed with this key. */
export function openPlace(setKey: string, text: string): Place | null {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== saltBytes + sizes + tagBytes) return null;
  try {
    const decipher = createDecipheriv(algorithm, keyOf(setKey), bytes.subarray(0, saltBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    const plain = Buffer.concat([decipher.update(bytes.subarray(saltBytes, -tagBytes)), decipher.final()]);
    const [epoch = 0, addedUs = 0, toldUs = 0] = [0, 8, 16].map((at) => plain.readDoubleBE(at));
    return { epoch, addedUs, toldUs, blobs: plain.toString("hex", 24) };
  } catch {
    return null;
  }
}

/** What an indicator is called toward one edge: sixteen characters that say nothing of its number. */
export const refOf = (setKey: string, indicatorId: number): string =>
  createHmac("sha256", setKey).update(`ref ${indicatorId}`).digest("base64url").slice(0, 16);
