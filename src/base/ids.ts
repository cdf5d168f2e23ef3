/**
 * Ids that carry nothing about who made them. UUIDv4 for things that may leave the house, so that neither
 * order nor time can be read from them; tokens are 256 random bits and are stored only as SHA-256.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";

export function newId(): string {
  return randomUUID();
}

/** A secret of 256 bits, `prefix_` first so that leaked ones can be recognized and found. */
export function newToken(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

/** How a token is stored: SHA-256, hex. Tokens have 256 bits of entropy, so no salt or stretching is needed. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

export function sha256Hex(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}
