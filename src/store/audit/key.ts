/**
 * The key that signs checkpoints: Ed25519 (RFC 8032), made on the first run in the data folder, readable by its owner
 * alone. The public key stands beside it, to be given to whoever verifies. A public key is told as the 32 bytes of
 * RFC 8032 in hex, or as a PEM file (SubjectPublicKeyInfo, RFC 8410).
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "../../base/index.js";
import { storeProblem } from "../problems.js";

export interface AuditKey {
  /** 64 hex digits. */
  readonly publicKey: string;
  /** The signature of a text, in base64. */
  sign(text: string): string;
}

/** A SubjectPublicKeyInfo of Ed25519 is these bytes and the key (RFC 8410, section 4). */
const spkiHead = Buffer.from("302a300506032b6570032100", "hex");

const hexOf = (publicKey: KeyObject): string =>
  publicKey.export({ type: "spki", format: "der" }).subarray(spkiHead.length).toString("hex");

function keyOf(privateKey: KeyObject): AuditKey {
  return {
    publicKey: hexOf(createPublicKey(privateKey)),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64"),
  };
}

export function newAuditKey(): AuditKey {
  return keyOf(generateKeyPairSync("ed25519").privateKey);
}

/** Whether a text was signed by the key of these 64 hex digits; false for anything that is no key or signature. */
export function signedBy(publicKey: string, text: string, signature: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(publicKey) || !/^[A-Za-z0-9+/]{86}==$/.test(signature)) return false;
  try {
    const der = Buffer.concat([spkiHead, Buffer.from(publicKey, "hex")]);
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    const bytes = Buffer.from(signature, "base64");
    // The last digit of base64 has spare bits: another digit there would be another text for one signature.
    return bytes.toString("base64") === signature && verify(null, Buffer.from(text), key, bytes);
  } catch {
    return false;
  }
}

/** The 64 hex digits of a public key given as such or as PEM. */
export function readPublicKey(text: string): string | Problem {
  const refusal = storeProblem(
    "audit-key-unreadable",
    "It is neither 64 hex digits nor a PEM public key of Ed25519.",
  );
  const clean = text.trim();
  if (/^[0-9a-f]{64}$/i.test(clean)) return clean.toLowerCase();
  if (!/^-----BEGIN PUBLIC KEY-----/.test(clean) || clean.length > 4096) return refusal;
  try {
    const key = createPublicKey(clean);
    return key.asymmetricKeyType === "ed25519" ? hexOf(key) : refusal;
  } catch {
    return refusal;
  }
}

export const auditFolder = (dataFolder: string): string => join(dataFolder, "audit");
export const publicKeyPath = (dataFolder: string): string => join(auditFolder(dataFolder), "public.pem");
const privateKeyPath = (dataFolder: string): string => join(auditFolder(dataFolder), "private.pem");

/** Written beside its place and moved there, so that a kill leaves no half of a key. */
async function makeKey(dataFolder: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const path = privateKeyPath(dataFolder);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  return privateKey;
}

/** The key of a data folder, made where there is none. The caller holds the folder's lock. */
export async function openAuditKey(dataFolder: string): Promise<AuditKey | Problem> {
  await mkdir(auditFolder(dataFolder), { recursive: true, mode: 0o700 });
  const path = privateKeyPath(dataFolder);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(await readFile(path));
    if (privateKey.asymmetricKeyType !== "ed25519") throw new Error("it is not a key of Ed25519");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      return storeProblem("audit-key-unusable", `${path}: ${(error as Error).message}`);
    privateKey = await makeKey(dataFolder);
  }
  const pem = createPublicKey(privateKey).export({ type: "spki", format: "pem" });
  await writeFile(publicKeyPath(dataFolder), pem, { mode: 0o644 });
  return keyOf(privateKey);
}
