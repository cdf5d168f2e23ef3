/**
 * The manifest of a pack: what is in it, with the SHA-256 of each file, signed by the center that made it with
 * Ed25519 (RFC 8032) over its canonical form (RFC 8785), behind a word that keeps the signature from standing for
 * anything else the same key signs. People compare the fingerprint: the SHA-256 of the 32 bytes of the public key.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson, type Problem } from "../../base/index.js";
import { signedBy } from "../../store/index.js";
import { workProblem } from "../problems.js";
import { partBytesMax, partsMax } from "./limits.js";
import { lineShape } from "./part.js";

export const formatVersion = 1;
const signedWord = "breakwater pack 1\n";

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const partId = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/);

/** The longest name of a center on a pack. */
export const centerNameMax = 120;

const manifestShape = z.strictObject({
  format: z.literal("breakwater-pack"),
  version: z.literal(formatVersion),
  /** The center's name, where its operator wanted it on the pack. */
  center: lineShape(centerNameMax).nullable(),
  created: z.iso.datetime(),
  parts: z
    .array(
      z.strictObject({
        id: partId,
        entries: z.number().int().min(0),
        bytes: z.number().int().min(0).max(partBytesMax),
        sha256: hex64,
      }),
    )
    .max(partsMax),
  publicKey: hex64,
  fingerprint: hex64,
});
const signedShape = manifestShape.extend({ signature: z.string().max(88) });

export type Manifest = z.infer<typeof manifestShape>;

export interface Signer {
  /** 64 hex digits. */
  readonly publicKey: string;
  /** The signature of a text, in base64. */
  sign(text: string): string;
}

export const fingerprintOf = (publicKey: string): string =>
  createHash("sha256").update(Buffer.from(publicKey, "hex")).digest("hex");

/** In groups of four, as people compare it. */
export const spelled = (fingerprint: string): string => (fingerprint.match(/.{1,4}/g) ?? []).join(" ");

/** A fingerprint as somebody typed it; null where it is not a whole one. */
export function readFingerprint(text: string): string | null {
  const plain = text.replace(/[\s:-]/g, "").toLowerCase();
  return /^[0-9a-f]{64}$/.test(plain) ? plain : null;
}

/** The manifest's file. */
export function signManifest(
  said: Omit<Manifest, "format" | "version" | "publicKey" | "fingerprint">,
  signer: Signer,
): { readonly manifest: Manifest; readonly text: string } {
  const { publicKey } = signer;
  const manifest: Manifest = {
    format: "breakwater-pack",
    version: formatVersion,
    ...said,
    publicKey,
    fingerprint: fingerprintOf(publicKey),
  };
  const signature = signer.sign(signedWord + canonicalJson(manifest));
  return { manifest, text: canonicalJson({ ...manifest, signature }) };
}

const versionShape = z.object({ format: z.literal("breakwater-pack"), version: z.number() });

/** The manifest in a file, its signature verified. */
export function readManifest(bytes: Uint8Array): Manifest | Problem {
  const text = Buffer.from(bytes).toString("utf8");
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return workProblem("pack-broken", "Its manifest is not JSON.");
  }
  const about = versionShape.safeParse(content);
  if (!about.success)
    return workProblem("pack-broken", "Its manifest does not say that it is one of a pack.");
  if (about.data.version > formatVersion)
    return workProblem("pack-newer", `It has version ${about.data.version}; ${formatVersion} is read here.`);
  const parsed = signedShape.safeParse(content);
  if (!parsed.success) return workProblem("pack-broken", `Its manifest: ${firstIssue(parsed.error)}`);
  const { signature, ...manifest } = parsed.data;
  // Other spaces, an other order or a key twice would be other bytes under one signature.
  if (canonicalOf({ ...manifest, signature }) !== text)
    return workProblem("pack-broken", "Its manifest is not written as canonical JSON (RFC 8785).");
  if (manifest.fingerprint !== fingerprintOf(manifest.publicKey))
    return workProblem("pack-signature", "Its fingerprint is not that of its key.");
  if (!signedBy(manifest.publicKey, signedWord + canonicalJson(manifest), signature))
    return workProblem("pack-signature", "The signature is not that of the key it names over this manifest.");
  if (new Set(manifest.parts.map(({ id }) => id)).size !== manifest.parts.length)
    return workProblem("pack-broken", "Its manifest names a part twice.");
  return manifest;
}

/** Null for what has no canonical form, such as half a character. */
function canonicalOf(value: object): string | null {
  try {
    return canonicalJson(value);
  } catch {
    return null;
  }
}

/** The first thing that is wrong, with its place. */
export function firstIssue({ issues }: z.ZodError): string {
  const [first] = issues;
  if (first === undefined) return "it is invalid.";
  const place = first.path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("");
  return `${place === "" ? "the whole" : place.replace(/^\./, "")}: ${first.message}.`;
}
