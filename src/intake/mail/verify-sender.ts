/**
 * Verifying who sent a mail: DKIM (RFC 6376), SPF (RFC 7208) and what the domain asks for by DMARC (RFC 7489), by
 * `mailauth`. What counts is alignment with the domain of From: a signature that leaves out From, or a part of the
 * body (`l=`), or is made with SHA-1 (RFC 8301), proves nothing here; nor does SPF of an empty sender. Run in a thread of
 * its own (`verify-mail.ts`), as some of these readers take time that grows faster than the mail.
 */
import { domainToASCII } from "node:url";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { dmarc } from "mailauth/lib/dmarc/index.js";
import { spf } from "mailauth/lib/spf/index.js";
import PostalMime from "postal-mime";
import { getDomain } from "tldts";
import { headOf } from "./form.js";
import { dkimSignaturesMax, mailHeadBytesMax } from "./limits.js";
import { senderOf } from "./sender-of.js";
import type { Checked, MailEvidence, MailVerdict } from "./verdict.js";

export type Resolve = (name: string, type: string) => Promise<unknown>;
/** As `mailauth` types what it asks with. */
type Resolver = NonNullable<NonNullable<Parameters<typeof dkimVerify>[1]>["resolver"]>;

const none: Checked = { result: "none", domain: null };

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);
const organisation = (domain: string): string | null => getDomain(domain, { allowPrivateDomains: true });

/** DMARC's alignment: the same domain, or of the same organisation where the domain does not ask for more. */
function isAligned(domain: string, fromDomain: string, isStrict: boolean): boolean {
  const one = domain.toLowerCase();
  if (one === fromDomain) return true;
  const owner = organisation(fromDomain);
  return !isStrict && owner !== null && organisation(one) === owner;
}

export async function verifySender(evidence: MailEvidence, resolve: Resolve): Promise<MailVerdict> {
  const bytes = Buffer.from(evidence.bytes.buffer, evidence.bytes.byteOffset, evidence.bytes.byteLength);
  const head = headOf(bytes);
  const named = senderOf(
    await PostalMime.parse(Buffer.concat([head, Buffer.from("\r\n")]), { maxHeadersSize: mailHeadBytesMax }),
  );
  const resolver = resolve as Resolver;
  const signatures = await verifySignatures(bytes, head, resolver);
  const path = await verifyPath(evidence, resolver);
  const fromDomain = named.from === null ? "" : domainToASCII(domainOf(named.from)).toLowerCase();
  const policy =
    fromDomain === ""
      ? false
      : await dmarc({
          headerFrom: `x@${fromDomain}`,
          spfDomains: path.proven === null ? [] : [path.proven],
          dkimDomains: signatures.proven.map((domain) => ({ id: domain, domain, aligned: false })),
          resolver,
        });
  // Where the domain can't be asked how exact it wants to be, it is taken to want all.
  const isUnknown = policy !== false && policy.status.result === "temperror";
  const wants = policy === false ? undefined : policy.alignment;
  const byDkim = signatures.proven.find((domain) =>
    isAligned(domain, fromDomain, isUnknown || (wants?.dkim.strict ?? false)),
  );
  const bySpf =
    path.proven !== null && isAligned(path.proven, fromDomain, isUnknown || (wants?.spf.strict ?? false));
  const checks = {
    dkim: byDkim === undefined ? signatures.told : { result: "pass", domain: byDkim },
    spf: path.told,
    dmarc: policy === false ? none : { result: policy.status.result, domain: fromDomain },
  };
  const provenBy = [
    ...(fromDomain !== "" && byDkim !== undefined ? (["dkim"] as const) : []),
    ...(fromDomain !== "" && bySpf ? (["spf"] as const) : []),
  ];
  const hasProven = signatures.proven.length > 0 || path.proven !== null;
  const isTemporary =
    provenBy.length === 0 &&
    ([checks.dkim, checks.spf].some(({ result }) => result === "temperror") || (isUnknown && hasProven));
  return { ...named, ...checks, provenBy, isTemporary };
}

interface Signature {
  readonly status: { readonly result: string };
  readonly signingDomain?: string;
  readonly algo?: string;
  /** Names of the fields that were really signed: `From: Subject`. */
  readonly signingHeaders?: { readonly keys: string };
  readonly canonBodyLengthLimited?: boolean;
}

interface Proven {
  readonly told: Checked;
}

async function verifySignatures(
  bytes: Buffer,
  head: Buffer,
  resolver: Resolver,
): Promise<Proven & { readonly proven: readonly string[] }> {
  const count = head.toString("latin1").match(/^dkim-signature[ \t]*:/gim)?.length ?? 0;
  if (count === 0) return { told: none, proven: [] };
  if (count > dkimSignaturesMax) return { told: { result: "permerror", domain: null }, proven: [] };
  // Its types leave out some of what it answers.
  const results = (await dkimVerify(bytes, { resolver })).results as unknown as readonly Signature[];
  const proven = results.filter(
    ({ status, algo, signingHeaders, canonBodyLengthLimited }) =>
      status.result === "pass" &&
      /-sha256$/i.test(algo ?? "") &&
      canonBodyLengthLimited !== true &&
      (signingHeaders?.keys ?? "")
        .toLowerCase()
        .split(/[:\s]+/)
        .includes("from"),
  );
  const first = proven[0] ?? results.find(({ status }) => status.result === "temperror") ?? results[0];
  // One that verifies but proves nothing is told as what it is here: of no use.
  const isWeak = first !== undefined && proven.length === 0 && first.status.result === "pass";
  return {
    told: {
      result: isWeak ? "policy" : (first?.status.result ?? "none"),
      domain: first?.signingDomain ?? null,
    },
    proven: proven.flatMap(({ signingDomain }) =>
      signingDomain === undefined ? [] : [signingDomain.toLowerCase()],
    ),
  };
}

async function verifyPath(
  { address, helo, mailFrom }: MailEvidence,
  resolver: Resolver,
): Promise<Proven & { readonly proven: string | null }> {
  if (address === null || mailFrom === "") return { told: none, proven: null };
  const sender = `${mailFrom.slice(0, mailFrom.lastIndexOf("@"))}@${domainToASCII(domainOf(mailFrom))}`;
  const { domain, status } = await spf({ sender, ip: address, helo, mta: "center", resolver });
  return {
    told: { result: status.result, domain },
    proven: status.result === "pass" ? domain.toLowerCase() : null,
  };
}
