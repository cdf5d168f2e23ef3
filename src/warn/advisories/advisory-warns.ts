/**
 * What a member is told of an advisory that speaks of what it has: pure, same matches in, same draft out. A match by name
 * alone is told where the flaw is known to be used or is as grave as can be; the others stand in the list of matches.
 */
import { parseAddress } from "../../base/index.js";
import {
  type Advisory,
  type AdvisoryMatch,
  type InventoryItem,
  type KnownExploited,
  type MatchConfidence,
  type Member,
  matchConfidences,
  type Observable,
  type Urgency,
  type WarningDraft,
} from "../../model/index.js";
import { mostRestrictive } from "../../share/index.js";
import { inAllLanguages } from "../sentences/in-all-languages.js";

export const advisoryWarns = {
  id: "advisory",
  title: "An advisory speaks of what you have",
  explains:
    "A published advisory names a product and version that the member lists, registered or was heard to have. Only that " +
    "member is told. How urgent it is follows from whether attackers are known to use it (CISA's KEV), from its CVSS score, " +
    "and from how sure the match is.",
} as const;

/** One open warning for each. */
export const advisoryKey = (advisoryId: string): string => `${advisoryWarns.id} ${advisoryId}`;

const weights: Readonly<Record<MatchConfidence, number>> = { exact: 1, likely: 0.9, possible: 0.6 };
const rank = (confidence: MatchConfidence): number => matchConfidences.indexOf(confidence);

export interface Judged {
  readonly urgency: Urgency;
  /** Whether it is told, or only listed. */
  readonly isTold: boolean;
  /** CVSS of the gravest flaw that is met; null where none is given. */
  readonly score: number | null;
  readonly exploited: readonly KnownExploited[];
}

/** How urgent matches of one member and advisory are; `matches` is not empty. */
export function judge(
  advisory: Advisory,
  matches: readonly AdvisoryMatch[],
  known: ReadonlyMap<string, KnownExploited>,
): Judged {
  const met = new Set(matches.flatMap(({ flaws }) => flaws));
  const scores = advisory.flaws.flatMap(({ id, score }) => (met.has(id) && score !== null ? [score] : []));
  const score = scores.length === 0 ? null : Math.max(...scores);
  const exploited = [...met].flatMap((id) => known.get(id) ?? []);
  const surest = surestOf(matches);
  // A flaw without a score counts as one in the middle.
  const gravity = (score ?? 6) * weights[surest];
  const byScore: Urgency = gravity >= 9 ? "high" : gravity >= 7 ? "medium" : "low";
  const isUsed = exploited.length > 0;
  const urgency: Urgency = !isUsed
    ? byScore
    : surest === "possible"
      ? "medium"
      : surest === "exact" && gravity >= 9
        ? "critical"
        : "high";
  return { urgency, isTold: surest !== "possible" || isUsed || (score ?? 0) >= 9, score, exploited };
}

function surestOf(matches: readonly AdvisoryMatch[]): MatchConfidence {
  return matchConfidences[Math.min(...matches.map(({ confidence }) => rank(confidence)))] ?? "possible";
}

const fixesMax = 3;
const mitigationsMax = 2;
const quoteCharsMax = 400;

export function draftOfAdvisory(
  advisory: Advisory,
  { id: memberId, mark }: Pick<Member, "id" | "mark">,
  given: readonly AdvisoryMatch[],
  { urgency, score, exploited }: Judged,
): WarningDraft {
  const matches = [...given].sort(
    (a, b) => rank(a.confidence) - rank(b.confidence) || (a.item.key < b.item.key ? -1 : 1),
  );
  const facts = {
    id: advisory.id,
    title: advisory.title,
    publisher: advisory.publisher,
    url: advisory.url,
    items: matches.map(({ item, product, confidence, reason }) => ({
      name: item.name,
      product: [item.vendor, item.product].filter((text) => text !== "").join(" "),
      firmware: item.firmware,
      range: product.version,
      confidence,
      reason,
    })),
    flaws: [...new Set(matches.flatMap(({ flaws }) => flaws))],
    score,
    exploited: exploited.map(({ cve }) => cve),
    isUsedForRansom: exploited.some(({ isUsedForRansom }) => isUsedForRansom),
    ...remediesFor(advisory, matches),
    isCrane: matches.some(({ item }) => item.isCrane),
  };
  return {
    rule: advisoryWarns.id,
    key: advisoryKey(advisory.id),
    recipientMemberId: memberId,
    originMemberIds: [memberId],
    observable: observableOf(
      advisory,
      matches.map(({ item }) => item),
    ),
    urgency,
    // It tells of the member's own machines, so it is never less than AMBER.
    tlp: mostRestrictive(["TLP:AMBER", advisory.tlp]),
    ...inAllLanguages((sentences) => sentences.advisory(facts)),
    evidence: [],
    sightingIds: [],
    mark,
  };
}

/** What the advisory says of the products that were met. */
function remediesFor(
  { products, remedies }: Advisory,
  matches: readonly AdvisoryMatch[],
): { readonly fixes: readonly string[]; readonly mitigations: readonly string[] } {
  const met = new Set(matches.map(({ product }) => products.findIndex(({ id }) => id === product.id)));
  const said = remedies.filter(
    (each) => each.products.length === 0 || each.products.some((at) => met.has(at)),
  );
  const textsOf = (kinds: readonly string[], most: number): readonly string[] =>
    said
      .filter(({ kind }) => kinds.includes(kind))
      .slice(0, most)
      .map(
        ({ text, url }) =>
          (text.length > quoteCharsMax ? `${text.slice(0, quoteCharsMax)}…` : text) +
          (url === "" ? "" : ` ${url}`),
      );
  return {
    fixes: textsOf(["vendor fix", "no fix planned", "none available"], fixesMax),
    mitigations: textsOf(["mitigation", "workaround"], mitigationsMax),
  };
}

/** The machine, by its address; else the page of the advisory or of its first flaw. */
function observableOf({ id, url, flaws }: Advisory, items: readonly InventoryItem[]): Observable {
  const address = items.find((item) => parseAddress(item.address) !== null)?.address;
  if (address !== undefined) return { type: address.includes(":") ? "ipv6" : "ipv4", value: address };
  const page =
    url === "" ? `https://www.cve.org/CVERecord?id=${encodeURIComponent(flaws[0]?.id ?? id)}` : url;
  return { type: "url", value: page };
}
