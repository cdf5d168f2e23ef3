/**
 * Who this center is to others: an Ed25519 key (RFC 8032) and a TLS certificate, made once in the data folder, readable
 * by its owner alone. Invitations and batches are signed by the key, each text with what it is before it, so that no
 * signature passes for another's; the certificate is bound to the key by its hash in what is signed.
 */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  sign,
  X509Certificate,
} from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { Problem, sha256Hex } from "../../base/index.js";
import { readPublicKey } from "../../store/index.js";
import { shareProblem } from "../problems.js";
import { type CertificatePair, makeCertificate } from "./certificate.js";

/** What is signed. */
export type Purpose = "invitation" | "batch";
export const signedText = (purpose: Purpose, text: string): string => `breakwater peer ${purpose}\n${text}`;

export interface PeerIdentity extends CertificatePair {
  /** 64 hex digits. */
  readonly publicKey: string;
  /** SHA-256 of the certificate (DER), in hex. */
  readonly certificateHash: string;
  /** Base64. */
  sign(purpose: Purpose, text: string): string;
  /** A code for a text that only this center can make, 64 hex digits. */
  token(text: string): string;
}

/** A center as it stands in what is passed on: known to who has its key, and to nobody else. */
export const centerToken = (publicKey: string): string => sha256Hex(`breakwater peer center\n${publicKey}`);

export const certificateHashOf = (certificate: X509Certificate): string =>
  certificate.fingerprint256.replaceAll(":", "").toLowerCase();

export function identityOf(privateKey: KeyObject, pair: CertificatePair): PeerIdentity {
  const pem = createPublicKey(privateKey).export({ type: "spki", format: "pem" }) as string;
  const publicKey = readPublicKey(pem);
  if (publicKey instanceof Problem) throw new Error(publicKey.detail);
  const seed = privateKey.export({ type: "pkcs8", format: "der" });
  const secret = Buffer.from(hkdfSync("sha256", seed, "", "breakwater peer tokens", 32));
  return {
    ...pair,
    publicKey,
    certificateHash: certificateHashOf(new X509Certificate(pair.certificate)),
    sign: (purpose, text) =>
      sign(null, Buffer.from(signedText(purpose, text)), privateKey).toString("base64"),
    token: (text) => createHmac("sha256", secret).update(text).digest("hex"),
  };
}

/** Written beside its place and moved there, so that a kill leaves no half of it. */
async function keep(path: string, text: string | Buffer): Promise<void> {
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

async function readOr<T>(path: string, read: (text: string) => T, make: () => Promise<T>): Promise<T> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? make() : read(text);
}

/** The identity of a data folder, made where there is none. The caller holds the folder's lock. */
export async function openPeerIdentity(dataFolder: string): Promise<PeerIdentity | Problem> {
  const folder = join(dataFolder, "peer");
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const privateKey = await readOr(join(folder, "identity.pem"), createPrivateKey, async () => {
      const made = generateKeyPairSync("ed25519").privateKey;
      await keep(join(folder, "identity.pem"), made.export({ type: "pkcs8", format: "pem" }));
      return made;
    });
    if (privateKey.asymmetricKeyType !== "ed25519") throw new Error("identity.pem is no key of Ed25519");
    // Both halves in one file: a kill between two would leave a certificate without its key.
    const pair = await readOr(join(folder, "certificate.pem"), readPair, async () => {
      const made = await makeCertificate();
      await keep(join(folder, "certificate.pem"), `${made.certificate}${made.key}`);
      return made;
    });
    if (!new X509Certificate(pair.certificate).checkPrivateKey(createPrivateKey(pair.key)))
      throw new Error("certificate.pem has another's key");
    return identityOf(privateKey, pair);
  } catch (error) {
    const why = error instanceof Error ? error.message : "unreadable";
    return shareProblem("peer-identity", `${folder}: ${why}`);
  }
}

function readPair(text: string): CertificatePair {
  const at = text.indexOf("-----BEGIN PRIVATE KEY-----");
  if (at < 0) throw new Error("certificate.pem has no key");
  return { certificate: text.slice(0, at), key: text.slice(at) };
}
