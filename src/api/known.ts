/**
 * What is known of a value: the claims on it, on the names above it, on the networks around it and, for a URL or a
 * mail address, on the host in it, as far as the gate lets them go to the asker. It meets what the same value in
 * telemetry meets (docs/scan.md). One query for all values of a request, as
 * one array parameter (PostgreSQL takes at most 65,535 parameters). A value that is known but may not be told
 * answers exactly as one that is not known.
 */
import { type Kysely, sql } from "kysely";
import { formatNetwork, maskAddress, parseAddress } from "../base/index.js";
import { hostWithin } from "../detect/index.js";
import type { IndicatorClaim, Observable, Person, Tlp } from "../model/index.js";
import { anAllowList, type Gate } from "../share/index.js";
import type { Tables } from "../store/index.js";
import { loadCommunity } from "../warn/index.js";

export interface KnownClaim extends IndicatorClaim {
  /** The value the claim is on: the asked one, the host in it, a name above it, or a network around it. */
  readonly value: string;
}

/** The values that are the asked one: for an https URL also its http twin, as a feed's `host/path` is kept so. */
export function sameValues({ type, value }: Observable): readonly string[] {
  return type === "url" && value.startsWith("https://") ? [value, `http://${value.slice(8)}`] : [value];
}

/** The value itself and everything that covers it, the nearest first. */
export function coveringValues(observable: Observable): readonly string[] {
  const { type, value } = observable;
  const host = hostWithin(observable);
  if (host !== null) return [...sameValues(observable), ...coveringValues(host)];
  if (type === "domain") {
    const labels = value.split(".");
    return labels.slice(0, -1).map((_, at) => labels.slice(at).join("."));
  }
  const address = type === "ipv4" || type === "ipv6" ? parseAddress(value) : null;
  if (address === null) return sameValues(observable);
  const bits = address.v4 ? 32 : 128;
  const networks = Array.from({ length: bits - 1 }, (_, at) => {
    const prefix = bits - 1 - at;
    return formatNetwork({ address: maskAddress(address, prefix), prefix });
  });
  return [value, ...networks];
}

/** Claims by the value they are on, released to this person and valid now. */
export async function readClaims(
  db: Kysely<Tables>,
  person: Person,
  values: readonly string[],
  nowUs: number,
): Promise<ReadonlyMap<string, readonly KnownClaim[]>> {
  if (values.length === 0) return new Map();
  const rows = await db
    .selectFrom("indicator as i")
    .innerJoin("indicator_claim as c", "c.indicator_id", "i.id")
    .innerJoin("intel_source as s", "s.id", "c.source_id")
    .select([
      "i.id",
      "i.value",
      "s.name",
      "c.confidence",
      "c.tlp",
      "c.labels",
      "c.valid_from_us",
      "c.valid_until_us",
    ])
    .where(sql<boolean>`i.value = any(${[...values]}::text[])`)
    .orderBy("c.confidence", "desc")
    .execute();
  const { gate } = await loadCommunity(db);
  const found = new Map<string, KnownClaim[]>();
  for (const row of rows) {
    if (row.valid_until_us !== null && row.valid_until_us < nowUs) continue;
    const claim: IndicatorClaim = {
      source: row.name,
      confidence: row.confidence,
      tlp: row.tlp as Tlp,
      labels: row.labels,
      validFromUs: row.valid_from_us,
      validUntilUs: row.valid_until_us,
    };
    const decision = gate.decide({
      object: { kind: "claim", id: String(row.id), claim },
      recipient: { kind: "person", person },
      channel: "console",
    });
    if (!decision.released || !mayBeTold(gate, person, row)) continue;
    found.set(row.value, [...(found.get(row.value) ?? []), { ...decision.form, value: row.value }]);
  }
  return found;
}

/** Whether a value itself may be told, as TAXII and MISP ask: one that shows another member is not known. */
function mayBeTold(
  gate: Gate,
  person: Person,
  { id, value, tlp }: { readonly id: number; readonly value: string; readonly tlp: string },
): boolean {
  return gate.decide({
    object: { kind: "exchange", id: String(id), memberId: null, tlp, content: { value } },
    recipient: { kind: "person", person },
    channel: "console",
  }).released;
}

/** The allow lists that hold these values as exact entries; one whose name shows another member goes without it. */
export async function readAllowances(
  db: Kysely<Tables>,
  person: Person,
  values: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (values.length === 0) return new Map();
  const rows = await db
    .selectFrom("allow_entry as e")
    .innerJoin("allow_list as l", "l.id", "e.list_id")
    .select(["l.id", "e.value", "l.name"])
    .where(sql<boolean>`e.value = any(${[...values]}::text[])`)
    .execute();
  if (rows.length === 0) return new Map();
  const { gate } = await loadCommunity(db);
  const isOperator = person.memberId === null && person.role === "operator";
  const told = (name: string): string =>
    isOperator || (gate.shownBy(name)?.every((id) => id === person.memberId) ?? false) ? name : anAllowList;
  const may = rows.filter((row) => mayBeTold(gate, person, { ...row, tlp: "TLP:CLEAR" }));
  return new Map(may.map((row) => [row.value, told(row.name)]));
}

/** Sightings of each value: at the asker's member, at all members for operators. */
export async function countSightings(
  db: Kysely<Tables>,
  person: Person,
  values: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (values.length === 0 || (person.memberId === null && person.role !== "operator")) return new Map();
  let query = db
    .selectFrom("sighting")
    .select((eb) => ["value", eb.fn.countAll<number>().as("count")])
    .where(sql<boolean>`value = any(${[...values]}::text[])`)
    .groupBy("value");
  if (person.memberId !== null) query = query.where("member_id", "=", person.memberId);
  const rows = await query.execute();
  return new Map(rows.map((row) => [row.value, Number(row.count)]));
}
