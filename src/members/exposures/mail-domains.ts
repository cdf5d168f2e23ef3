/**
 * Whose people have mail addresses under a domain: a domain that others' people write from is not one member's to hide
 * from them, whoever is first to register it. Any entry is asked about that can be read as a domain or ends in one
 * behind an @: the gate cuts a host or a brand written like a domain as it cuts a domain. Domains that are everybody's
 * wait for another reason, whoever has addresses there (`common-names.ts`).
 */
import type { Kysely } from "kysely";
import type { Tables } from "../../store/index.js";
import { centerMemberId } from "../center-setting.js";
import { domainOf } from "../sign-in/email.js";
import { isShared, readDomain } from "./domains.js";
import type { ReadExposure } from "./reading.js";

/** What of an entry reads as a domain. */
function domainsIn({ kind, value, also }: ReadExposure): readonly string[] {
  if (kind === "network") return [];
  return [value, ...also]
    .map((text) => readDomain(text.slice(text.lastIndexOf("@") + 1)))
    .filter((domain) => domain !== null);
}

/** The domain and those above it, but for the last label, which is nobody's. */
function withAbove(domain: string): readonly string[] {
  const labels = domain.split(".");
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join("."));
}

/** Which members have people with addresses at a domain, above it or below it; the center's own count as its member's. */
async function whoWritesFrom(db: Kysely<Tables>): Promise<(domain: string) => ReadonlySet<string>> {
  const center = await centerMemberId(db);
  const people = await db
    .selectFrom("person")
    .select(["member_id", "email"])
    .where("email", "is not", null)
    .execute();
  const at = new Map<string, Set<string>>();
  const below = new Map<string, Set<string>>();
  const note = (where: typeof at, domain: string, memberId: string) =>
    where.set(domain, (where.get(domain) ?? new Set()).add(memberId));
  for (const { member_id, email } of people) {
    const memberId = member_id ?? center;
    const domain = domainOf(email ?? "");
    if (memberId === null || isShared(domain)) continue;
    note(at, domain, memberId);
    for (const above of withAbove(domain)) note(below, above, memberId);
  }
  return (domain) =>
    new Set([
      ...(below.get(domain) ?? []),
      ...withAbove(domain).flatMap((above) => [...(at.get(above) ?? [])]),
    ]);
}

/** The members other than this one whose people have addresses there; keyed by the place in the list. */
export async function othersWritingFrom(
  db: Kysely<Tables>,
  memberId: string | null,
  exposures: readonly ReadExposure[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = new Map<number, readonly string[]>();
  const asked = exposures.map(domainsIn);
  if (asked.every((domains) => domains.length === 0)) return found;
  const writes = await whoWritesFrom(db);
  for (const [n, domains] of asked.entries()) {
    const others = [...new Set(domains.flatMap((domain) => [...writes(domain)]))];
    const besides = others.filter((id) => id !== memberId);
    if (besides.length > 0) found.set(n, besides);
  }
  return found;
}
