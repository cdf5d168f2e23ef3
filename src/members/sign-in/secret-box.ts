/**
 * Secrets of code apps as the store keeps them: sealed with AES-256-GCM (NIST SP 800-38D) under a key that the store
 * does not have, so that a copy of the database alone makes no codes. Whose a secret is, is sealed in with it: moved to
 * another account it can't be opened. Written as `v1.<key>.<nonce, text and tag in base64url>`, the key named by the
 * first eight hex digits of its SHA-256. 2^32 secrets may be sealed under one key with random nonces of 96 bits.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { sha256Hex } from "../../base/index.js";

const nonceBytes = 12;
const tagBytes = 16;
export const keyBytes = 32;

export interface SecretBox {
  /** Names the key; tells nothing of it. */
  readonly keyName: string;
  seal(secret: string, personId: string): string;
  /** Null where it was sealed under another key, for somebody else, or has been changed. */
  open(sealed: string, personId: string): string | null;
}

/** What is not sealed yet is base32, which has no dots. */
export const isSealed = (text: string): boolean => text.startsWith("v1.");

const associated = (personId: string): Buffer => Buffer.from(`breakwater totp ${personId}`);

/** The box of a key of 32 bytes. */
export function secretBox(key: Uint8Array): SecretBox {
  if (key.length !== keyBytes) throw new Error(`A key of AES-256 has ${keyBytes} bytes, not ${key.length}.`);
  const keyName = sha256Hex(key).slice(0, 8);
  return {
    keyName,
    seal(secret, personId) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(associated(personId));
      const text = Buffer.concat([nonce, cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1.${keyName}.${text.toString("base64url")}`;
    },
    open(sealed, personId) {
      const [version, name, text, ...more] = sealed.split(".");
      if (version !== "v1" || name !== keyName || text === undefined || more.length > 0) return null;
      const bytes = Buffer.from(text, "base64url");
      if (bytes.length < nonceBytes + tagBytes) return null;
      const nonce = bytes.subarray(0, nonceBytes);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
        .setAAD(associated(personId))
        .setAuthTag(bytes.subarray(-tagBytes));
      try {
        const opened = [decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()];
        return Buffer.concat(opened).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}
