/**
 * Decides which of the found values were meant as indicators, and how sure that is. The rules, in order; the first
 * that holds decides (docs/extract.md explains each to the reader):
 *
 * 1. what a references section holds, and what the author calls harmless, is left out;
 * 2. the reporter's own names, the publisher's, allow-listed values are left out;
 * 3. addresses that are nobody's on the internet (private, loopback, multicast) and example names are left out;
 * 4. in a report that breaks its indicators, whole links, names and mail addresses outside its lists are citations;
 * 5. whole links to places where reports are published are citations;
 * 6. what stands in a mail that was forwarded, or says who it is from, is no citation and no imprint.
 */
import { parseNetwork } from "../../base/index.js";
import type { Observable } from "../../model/index.js";
import { surely } from "./broken-parts.js";
import type { Candidate } from "./candidate.js";
import type { ExtractionOptions } from "./extraction.js";
import type { LineCues } from "./line-cues.js";
import { registrable } from "./names.js";
import { isReferenceHost } from "./reference-hosts.js";
import type { Section } from "./sections.js";

/** One place where a value stands, and what is around it. */
export interface Occurrence extends Candidate {
  readonly raw: string;
  readonly line: number;
  readonly section: Section;
  readonly cues: LineCues;
  /** Who a mail in the text says it is from. */
  readonly isSender: boolean;
}

/** What is known of the whole report before any value is judged. */
export interface ReportTraits {
  /** The author breaks indicators. */
  readonly breaks: boolean;
  /** Registrable names of the publisher, as its imprint shows them, and names given from outside. */
  readonly ownNames: ReadonlySet<string>;
}

export type LeftOut = "reference" | "harmless" | "own" | "allowed" | "private" | "example" | "other-hash";

const nobodys = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/3",
  "::/8",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
].map((text) => parseNetwork(text));
const exampleNetworks = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"].map((text) =>
  parseNetwork(text),
);
type Networks = typeof nobodys;

function isWithin(text: string, networks: Networks): boolean {
  const inner = parseNetwork(text);
  if (inner === null) return false;
  return networks.some((network) => {
    if (network === null || network.address.v4 !== inner.address.v4 || inner.prefix < network.prefix)
      return false;
    for (let bit = 0; bit < network.prefix; bit++) {
      const word = network.address.v4 ? 3 : bit >>> 5;
      const mask = 0x80000000 >>> (bit & 31);
      if (((network.address.words[word as 0] ^ inner.address.words[word as 0]) & mask) !== 0) return false;
    }
    return true;
  });
}

/** The host that a value is or stands on, null for hashes and the like. */
export function hostOf(kind: Candidate["kind"], value: string): string | null {
  if (kind === "domain" || kind === "ipv4" || kind === "ipv6" || kind === "cidr") return value;
  if (kind === "email") return value.slice(value.lastIndexOf("@") + 1);
  return kind === "url" ? new URL(value).hostname.replace(/^\[|\]$/g, "") : null;
}

const networkKinds = new Set(["url", "domain", "email", "ipv4", "ipv6", "cidr"]);

/** What can be told only of all values together. */
export function traitsOf(all: readonly Occurrence[], options: ExtractionOptions): ReportTraits {
  const broken = new Set<string>();
  const whole = new Set<string>();
  const ownNames = new Set<string>();
  for (const name of options.ownNames ?? []) ownNames.add(name.toLowerCase());
  for (const one of all) {
    if (!networkKinds.has(one.kind)) continue;
    (one.how > 0 ? broken : whole).add(one.value);
    const isImprint = one.how === 0 && one.cues.imprint && one.section !== "mail" && !one.isSender;
    const host = isImprint ? hostOf(one.kind, one.value) : null;
    if (host !== null && (one.kind === "email" || one.kind === "domain" || one.kind === "url"))
      ownNames.add(registrable(host));
  }
  return { breaks: broken.size >= 3 || (broken.size > 0 && broken.size >= whole.size), ownNames };
}

function isOwn(host: string, ownNames: ReadonlySet<string>): boolean {
  for (let at = 0; at >= 0; ) {
    if (ownNames.has(host.slice(at))) return true;
    const dot = host.indexOf(".", at);
    at = dot < 0 ? -1 : dot + 1;
  }
  return false;
}

function isExampleName(host: string): boolean {
  return /(?:^|\.)example\.(?:com|net|org|edu)$|^(?:your-?|my-?)?(?:domain|site|company)\.(?:com|org|tld)$/.test(
    host,
  );
}

/** Why this place does not count, or null where it does. */
export function leftOutBecause(
  one: Occurrence,
  traits: ReportTraits,
  options: ExtractionOptions,
): LeftOut | null {
  const { kind, cues, how } = one;
  if (one.section === "references" && kind !== "vulnerability") return "reference";
  if (cues.harmless) return "harmless";
  if (kind !== "vulnerability" && options.isOwn?.({ type: kind, value: one.value }) === true) return "own";
  if (
    (cues.hash === "other" || one.section === "keys") &&
    (kind === "md5" || kind === "sha1" || kind === "sha256")
  )
    return "other-hash";
  const host = hostOf(kind, one.value);
  if (host !== null) {
    const why = hostLeftOut(one, host, traits);
    if (why !== null) return why;
  }
  if (kind === "vulnerability" || options.allowedBy === undefined) return null;
  if (options.allowedBy({ type: kind, value: one.value } satisfies Observable) === null) return null;
  // A large site's page may be hostile where somebody took care to break its link; the site itself is not.
  return kind === "url" && how > 0 && new URL(one.value).pathname.length > 1 ? null : "allowed";
}

function hostLeftOut(one: Occurrence, host: string, traits: ReportTraits): LeftOut | null {
  const { kind, cues, how, section } = one;
  const isSent = section === "mail" || one.isSender;
  const isImprint = cues.imprint && kind === "email" && !isSent;
  if (how < surely && (isOwn(host, traits.ownNames) || isImprint)) return "own";
  if (how === 0) {
    if (isWithin(host, nobodys)) return "private";
    if (isExampleName(host) || (cues.example && isWithin(host, exampleNetworks))) return "example";
    const listed = cues.listed && section === "indicators";
    const isLink = kind === "url" || kind === "domain" || kind === "email";
    if (kind === "url" && isReferenceHost(host)) return "reference";
    if (isSent) return null;
    if (isLink && cues.cites && kind !== "email" && !listed) return "reference";
    if (isLink && traits.breaks && !listed) return "reference";
  }
  return null;
}

const base: Readonly<Record<string, number>> = {
  md5: 75,
  sha1: 80,
  sha256: 85,
  sha512: 85,
  ja3: 80,
  ja3s: 80,
  ja4: 85,
  vulnerability: 90,
  ipv4: 55,
  ipv6: 50,
  cidr: 60,
  url: 60,
  domain: 40,
  email: 45,
};

/** 0 to 100, for one place that counts. */
export function confidenceOf(one: Occurrence, traits: ReportTraits): number {
  let confidence = base[one.kind] ?? 40;
  if (networkKinds.has(one.kind)) {
    if (one.how === surely) confidence = 90;
    else if (one.how > 0) confidence += 15;
    else if (traits.breaks && one.section !== "mail") confidence -= 15;
    if (one.isSender) confidence += 25;
  }
  if (one.section === "indicators") confidence += 10;
  if (one.cues.listed) confidence += 5;
  if (one.cues.cites || one.cues.example) confidence -= 10;
  return Math.max(1, Math.min(100, confidence));
}
