/**
 * Who else has what a member would register: the same or a part of one another's public networks and domains, the
 * same IMO number, a domain that others' people have mail addresses at (`mail-domains.ts`). Asked for many at once and by index, so that ten thousand entries against a quarter of a million
 * are one question. Private networks are anybody's.
 */
import { type Kysely, sql } from "kysely";
import { type Problem, parseNetwork } from "../../base/index.js";
import type { Tables } from "../../store/index.js";
import { isPrivateNetwork, privateNetworks } from "../networks.js";
import { membersProblem } from "../problems.js";
import { othersWritingFrom } from "./mail-domains.js";
import { domainsOf, imoNumbersOf, networksOf, type ReadExposure } from "./reading.js";

export interface Key {
  readonly kind: "domain" | "imo";
  readonly value: string;
}

/** `pier7.example` as `example.pier7.`: one that begins with it is in it. */
const fromEnd = (domain: string): string => `${domain.split(".").reverse().join(".")}.`;

export function keysOf(exposure: ReadExposure): readonly Key[] {
  return [
    ...domainsOf(exposure).map((domain) => ({ kind: "domain", value: fromEnd(domain) }) as const),
    ...imoNumbersOf(exposure).map((value) => ({ kind: "imo", value }) as const),
  ];
}

export function publicNetworksOf(exposure: ReadExposure): readonly string[] {
  return networksOf(exposure).filter((text) => {
    const network = parseNetwork(text);
    return network !== null && !isPrivateNetwork(network);
  });
}

/** The name and all above it, but for the last label, which is nobody's. */
function withAbove(value: string): readonly string[] {
  const labels = value.split(".").slice(0, -1);
  return labels.slice(1).map((_, at) => `${labels.slice(0, at + 2).join(".")}.`);
}

/**
 * Which members other than this one have something of each, in their registers or as where their people's mail
 * addresses are; keyed by the place in the list.
 */
export async function holdersOf(
  db: Kysely<Tables>,
  memberId: string | null,
  exposures: readonly ReadExposure[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const keys = exposures.flatMap((exposure, n) => keysOf(exposure).map((key) => ({ n, ...key })));
  const equal = keys.flatMap(({ n, kind, value }) =>
    (kind === "domain" ? withAbove(value) : [value]).map((each) => ({ n, kind, value: each })),
  );
  // The sign behind the dot: what lies between begins with the value.
  const below = keys
    .filter(({ kind }) => kind === "domain")
    .map(({ n, kind, value }) => ({ n, kind, low: value, high: `${value.slice(0, -1)}/` }));
  const networks = exposures.flatMap((each, n) => publicNetworksOf(each).map((network) => ({ n, network })));
  const { rows } = await sql<{ n: number; member_id: string }>`
    select a.n, k.member_id
    from json_to_recordset(${JSON.stringify(equal)}::json) as a(n int, kind text, value text)
    join exposure_key k on k.kind = a.kind and k.value = a.value
    where k.member_id is distinct from ${memberId}
    union
    select a.n, k.member_id
    from json_to_recordset(${JSON.stringify(below)}::json) as a(n int, kind text, low text, high text)
    join exposure_key k on k.kind = a.kind and k.value > a.low collate "C" and k.value < a.high collate "C"
    where k.member_id is distinct from ${memberId}
    union
    select a.n, x.member_id
    from json_to_recordset(${JSON.stringify(networks)}::json) as a(n int, network text)
    join exposure_network x on x.network && a.network::cidr
    where x.member_id is distinct from ${memberId}
    union
    select a.n, m.member_id
    from json_to_recordset(${JSON.stringify(networks)}::json) as a(n int, network text)
    join member_network m on m.network && a.network::cidr
    where m.member_id is distinct from ${memberId}
      and not exists (select 1 from unnest(${[...privateNetworks]}::cidr[]) as p where m.network <<= p)`.execute(
    db,
  );
  const holders = new Map<number, Set<string>>();
  const add = (n: number, id: string) => holders.set(n, (holders.get(n) ?? new Set()).add(id));
  for (const { n, member_id } of rows) add(n, member_id);
  for (const [n, ids] of await othersWritingFrom(db, memberId, exposures)) for (const id of ids) add(n, id);
  return new Map([...holders].map(([n, ids]) => [n, [...ids]]));
}

/** Whether a member's record may have these networks beside what others registered; the answer is the record's own. */
export async function checkRegister(
  tx: Kysely<Tables>,
  memberId: string | null,
  networks: readonly string[],
): Promise<Problem | null> {
  const asked = networks.map((value) => ({ kind: "network", value, also: [], note: "" }) as const);
  const holders = await holdersOf(tx, memberId, asked);
  return holders.size === 0
    ? null
    : membersProblem("network-unavailable", "At least one of the networks can't be registered for you.");
}
