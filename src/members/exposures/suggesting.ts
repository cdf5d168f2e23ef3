/**
 * What a member's own telemetry says it has: software its machines named themselves, domains of certificates its
 * servers showed, names asked for that its own addresses answer to. Three bounded questions to the event store over
 * the last days; a member confirms (which registers it like any other) or declines, and what was declined stays away.
 * Whether another member has a suggested value is not asked here: leaving it out would tell.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem, parseAddress } from "../../base/index.js";
import type { ExposureKind, Member } from "../../model/index.js";
import { appendAudit, centerActor, type EventStore, inTransaction, type Tables } from "../../store/index.js";
import { MemberNetworks } from "../member-networks.js";
import { readMember } from "../member-rows.js";
import { hasUnseen } from "../names.js";
import { membersProblem } from "../problems.js";
import { isShared, readDomain, registeredDomain } from "./domains.js";
import { suggestionDays, suggestionsMax } from "./limits.js";
import { listExposuresOf } from "./listing.js";
import { readExposure } from "./reading.js";

export interface Suggestion {
  readonly kind: ExposureKind;
  readonly value: string;
  readonly also: readonly string[];
  /** Where it comes from, one sentence. */
  readonly why: string;
}

const dayUs = 86_400e6;
const rowsMax = 5_000;
const timeMsMax = 10_000;
/** Examples in a sentence. */
const namedMax = 3;

const during = "member = {member:String} AND time >= fromUnixTimestamp64Micro({from:Int64})";

const softwareSql = `SELECT JSONExtractString(native, 'name') AS name,
    arrayStringConcat(arrayFilter(part -> part != '', [JSONExtractRaw(native, 'version.major'),
      JSONExtractRaw(native, 'version.minor'), JSONExtractRaw(native, 'version.minor2'),
      JSONExtractRaw(native, 'version.minor3')]), '.') AS version,
    JSONExtractString(native, 'host') AS host
  FROM event WHERE ${during} AND log = 'zeek-software' AND name != '' GROUP BY name, version, host`;

const certificatesSql = `SELECT arrayJoin(names) AS name, destination_address AS host
  FROM event WHERE ${during} AND log IN ('zeek-ssl', 'eve-tls') GROUP BY name, host`;

const knownCertificatesSql = `SELECT extract(JSONExtractString(native, 'subject'), 'CN=([^,/]+)') AS name,
    JSONExtractString(native, 'host') AS host
  FROM event WHERE ${during} AND log = 'zeek-known_certs' AND name != '' GROUP BY name, host`;

const namesSql = `SELECT arrayJoin(names) AS name, arrayJoin(addresses) AS host
  FROM event WHERE ${during} AND log IN ('zeek-dns', 'eve-dns') GROUP BY name, host`;

export type Ask = EventStore["query"];

/** What a member may want to register; a Problem where the telemetry can't be asked. */
export async function suggestExposures(
  db: Kysely<Tables>,
  clock: Clock,
  ask: Ask,
  memberId: string,
): Promise<readonly Suggestion[] | Problem> {
  const member = await readMember(db, memberId);
  if (member === null) return membersProblem("member-unknown", "No member has this id.");
  const parameters = { member: memberId, from: clock.nowUs() - suggestionDays * dayUs };
  const rowsOf = async (sql: string): Promise<readonly (readonly string[])[] | Problem> => {
    const answer = await ask(sql, parameters, { timeMsMax, rowsMax });
    return answer instanceof Problem ? answer : answer.rows.map((row) => row.map(String));
  };
  const software = await rowsOf(softwareSql);
  if (software instanceof Problem) return software;
  const certificates = await rowsOf(certificatesSql);
  if (certificates instanceof Problem) return certificates;
  const known = await rowsOf(knownCertificatesSql);
  if (known instanceof Problem) return known;
  const names = await rowsOf(namesSql);
  if (names instanceof Problem) return names;
  const inside = insideOf(member);
  const found = [
    ...products(software, inside),
    ...domains([...certificates, ...known], inside, "A certificate of one of your servers is for"),
    ...domains(names, inside, "Your own addresses answer to"),
  ];
  return (await withoutKnown(db, memberId, found)).slice(0, 2 * suggestionsMax);
}

function insideOf(member: Member): (address: string) => boolean {
  const networks = new MemberNetworks([member]);
  return (address) => parseAddress(address) !== null && networks.isInside(member.id, address);
}

const listed = (texts: ReadonlySet<string>): string =>
  [...texts].slice(0, namedMax).join(", ") + (texts.size > namedMax ? " and others" : "");

/** One product a name, the versions seen beside it. */
function products(
  rows: readonly (readonly string[])[],
  inside: (address: string) => boolean,
): readonly Suggestion[] {
  const found = new Map<string, { versions: Set<string>; hosts: Set<string> }>();
  for (const [name = "", version = "", host = ""] of rows) {
    // What a client says of itself may be an attack; a product's name is made of few signs.
    if (!inside(host) || !/^\p{L}[\p{L}\p{N} ._+()/-]{2,79}$/u.test(name) || hasUnseen(name)) continue;
    const product = found.get(name) ?? { versions: new Set(), hosts: new Set() };
    found.set(name, product);
    product.hosts.add(host);
    if (/^[0-9][0-9.]{0,30}$/.test(version)) product.versions.add(version);
  }
  return [...found]
    .sort(([, a], [, b]) => b.hosts.size - a.hosts.size)
    .slice(0, suggestionsMax)
    .map(([name, { versions, hosts }]) => ({
      kind: "product",
      value: name,
      also: [...versions].slice(0, namedMax).map((version) => `version ${version}`),
      why: `${hosts.size === 1 ? "One of your machines named" : `${hosts.size} of your machines named`} it in the last ${suggestionDays} days: ${listed(hosts)}.`,
    }));
}

/** The registered domains above names that belong to addresses inside. */
function domains(
  rows: readonly (readonly string[])[],
  inside: (address: string) => boolean,
  said: string,
): readonly Suggestion[] {
  const found = new Map<string, Set<string>>();
  for (const [name = "", host = ""] of rows) {
    const domain = readDomain(name);
    if (domain === null || !inside(host) || domain.endsWith(".arpa")) continue;
    const registered = registeredDomain(domain);
    if (isShared(registered)) continue;
    const names = found.get(registered) ?? new Set();
    found.set(registered, names.add(domain));
  }
  return [...found]
    .sort(([, a], [, b]) => b.size - a.size)
    .slice(0, suggestionsMax)
    .map(([value, names]) => ({ kind: "domain", value, also: [], why: `${said} ${listed(names)}.` }));
}

/** Without what is registered, declined, or can't be registered at all. */
async function withoutKnown(
  db: Kysely<Tables>,
  memberId: string,
  found: readonly Suggestion[],
): Promise<readonly Suggestion[]> {
  const own = await listExposuresOf(db, memberId);
  const ownDomains = own
    .filter(({ kind }) => kind === "domain" || kind === "mail domain")
    .map(({ value }) => value);
  const declined = await db
    .selectFrom("exposure_declined")
    .select(["kind", "value"])
    .where("member_id", "=", memberId)
    .execute();
  const known = new Set([...own, ...declined].map(({ kind, value }) => `${kind}\n${value.toLowerCase()}`));
  const suggestions: Suggestion[] = [];
  for (const each of found) {
    const key = `${each.kind}\n${each.value.toLowerCase()}`;
    const isOwn =
      each.kind === "domain" &&
      ownDomains.some((domain) => each.value === domain || each.value.endsWith(`.${domain}`));
    if (known.has(key) || isOwn || readExposure(each) instanceof Problem) continue;
    known.add(key);
    suggestions.push(each);
  }
  return suggestions;
}

/** What is declined is not suggested again. At most ten thousand are remembered, the oldest forgotten first. */
export async function declineSuggestion(
  db: Kysely<Tables>,
  clock: Clock,
  memberId: string,
  suggestion: { readonly kind: string; readonly value: string },
  actor: string = centerActor,
): Promise<{ readonly kind: ExposureKind; readonly value: string } | Problem> {
  const read = readExposure(suggestion);
  if (read instanceof Problem) return read;
  const { kind, value } = read;
  return inTransaction(db, async (tx) => {
    if ((await readMember(tx, memberId)) === null)
      return membersProblem("member-unknown", "No member has this id.");
    await tx
      .insertInto("exposure_declined")
      .values({ member_id: memberId, kind, value, at_us: clock.nowUs() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx
      .deleteFrom("exposure_declined")
      .where("member_id", "=", memberId)
      .where("value", "not in", (eb) =>
        eb
          .selectFrom("exposure_declined")
          .select("value")
          .where("member_id", "=", memberId)
          .orderBy("at_us", "desc")
          .limit(declinedMax),
      )
      .execute();
    await appendAudit(tx, clock, [{ kind: "exposure-decline", actor, subject: memberId, detail: { kind } }]);
    return { kind, value };
  });
}

const declinedMax = 10_000;
