/**
 * How two centers introduce themselves: one signed line of canonical JSON (RFC 8785) that says who speaks, where, with
 * which certificate, until when. It proves only that one key wrote all of it; whose key that is, people tell one another
 * by the fingerprint, which both sides compute from both keys, so that both read the same (`peers.ts` lets nothing flow
 * before). An answer names the invitation it answers, which is thereby used up.
 */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Clock, canonicalJson, type Problem, sha256Hex } from "../../base/index.js";
import { signedBy } from "../../store/index.js";
import { shareProblem } from "../problems.js";
import { type PeerIdentity, signedText } from "./identity.js";
import { invitationBytesMax, invitationLifeUs } from "./limits.js";

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
/** Letters, digits and what names of ports have between them; no control characters, nothing to be taken for markup. */
export const peerName = z.string().regex(/^[\p{L}\p{N}](?:[\p{L}\p{N} .,'()-]{0,58}[\p{L}\p{N}.)])?$/u);
/** Where the other center's door for peers is; only with TLS. */
export const peerUrl = z.url({ protocol: /^https$/ }).max(300);

const invitationShape = z.strictObject({
  kind: z.literal("breakwater peer invitation"),
  version: z.literal(1),
  name: peerName,
  publicKey: hex64,
  certificate: hex64,
  /** Null where packs go by file alone. */
  url: peerUrl.nullable(),
  nonce: hex64,
  answers: hex64.nullable(),
  expiresUs: z.number().int().positive(),
});
export type Invitation = z.infer<typeof invitationShape>;

export interface OwnPlace {
  readonly name: string;
  readonly url: string | null;
}

/** One line. */
export function writeInvitation(
  identity: PeerIdentity,
  clock: Clock,
  { name, url }: OwnPlace,
  answers: string | null,
): { readonly line: string; readonly invitation: Invitation } {
  const invitation: Invitation = {
    kind: "breakwater peer invitation",
    version: 1,
    name,
    publicKey: identity.publicKey,
    certificate: identity.certificateHash,
    url,
    nonce: randomBytes(32).toString("hex"),
    answers,
    expiresUs: clock.nowUs() + invitationLifeUs,
  };
  const signature = identity.sign("invitation", canonicalJson(invitation));
  return { line: canonicalJson({ invitation, signature }), invitation };
}

const refused = (detail: string): Problem => shareProblem("peer-invitation", detail);

/** Reads an invitation of another center: whole, signed, of this version, in time, and not one's own. */
export function readInvitation(identity: PeerIdentity, clock: Clock, text: string): Invitation | Problem {
  const line = text.trim();
  if (Buffer.byteLength(line) > invitationBytesMax)
    return refused(`It is longer than ${invitationBytesMax} bytes.`);
  let said: unknown;
  try {
    said = JSON.parse(line);
    // Written otherwise it would have fields twice, or say the same in another text.
    if (canonicalJson(said) !== line)
      return refused("It is not written as it was signed: a character was changed.");
  } catch {
    return refused("It is no line of JSON: copy the whole line, from { to }.");
  }
  const outer = z
    .strictObject({ invitation: z.record(z.string(), z.unknown()), signature: z.string() })
    .safeParse(said);
  if (!outer.success) return refused("It has no invitation and signature.");
  const { invitation: unread, signature } = outer.data;
  if (unread["version"] !== 1)
    return refused(
      `It is of version ${JSON.stringify(unread["version"])?.slice(0, 20)}; this center speaks version 1 and no other.`,
    );
  const read = invitationShape.safeParse(unread);
  if (!read.success) {
    const [issue] = read.error.issues;
    return refused(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  const invitation = read.data;
  if (!signedBy(invitation.publicKey, signedText("invitation", canonicalJson(invitation)), signature))
    return refused("Its signature does not fit: it was altered on the way.");
  if (invitation.publicKey === identity.publicKey) return refused("It is this center's own.");
  if (invitation.expiresUs <= clock.nowUs()) return refused("It has expired: ask for a new one.");
  if (invitation.expiresUs > clock.nowUs() + 2 * invitationLifeUs)
    return refused("It would hold for longer than invitations do: one of the two clocks is wrong.");
  return invitation;
}

/**
 * What people compare: 192 bits of SHA-256 over both keys, in twelve groups of four hex digits. The same on both sides; who
 * puts itself between the two needs two keys of its own that meet in it, which takes 2^96 tries.
 */
export function fingerprintOf(one: string, other: string): string {
  const hash = sha256Hex(`breakwater peer fingerprint\n${[one, other].sort().join("\n")}`).slice(0, 48);
  return (hash.match(/.{4}/g) as string[]).join(" ");
}
