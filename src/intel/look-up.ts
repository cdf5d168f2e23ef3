/**
 * What the store knows: every claim, streamed for building an index, and one value with all that is claimed of
 * it and of what lies around it. The stream groups values of which the same is claimed, so that a million of
 * them are a few thousand rows to read.
 */
import { sql } from "kysely";
import { formatNetwork, maskAddress, type Problem, parseNetwork } from "../base/index.js";
import type { Indicator, IndicatorClaim, Observable, ObservableType, Tlp } from "../model/index.js";
import type { State } from "../store/index.js";
import type { AllowLists } from "./allow-match.js";
import { intelProblem } from "./problems.js";
import { readValue } from "./read-value.js";

interface ClaimColumns {
  readonly source: string;
  readonly confidence: number;
  readonly tlp: Tlp;
  readonly valid_from_us: number | null;
  readonly valid_until_us: number | null;
  readonly labels: readonly string[];
}

const idsPerPage = 100_000;

/**
 * Calls `visit` for every claim of every indicator; the same claim object comes for all values of which a source
 * says the same. With `atUs`, claims that have expired by then are left out.
 */
export async function loadIndicators(
  state: State,
  visit: (observable: Observable, claim: IndicatorClaim) => void,
  atUs: number | null = null,
): Promise<void> {
  const { rows: bounds } = await sql<{ last: number | null }>`select max(id) as last from indicator`.execute(
    state.db,
  );
  const last = bounds[0]?.last ?? 0;
  const known = new Map<string, IndicatorClaim>();
  for (let from = 0; from < last; from += idsPerPage) {
    const { rows } = await sql<ClaimColumns & { type: ObservableType; values: string }>`
      select i.type, s.name as source, c.confidence, c.tlp, c.valid_from_us, c.valid_until_us, c.labels,
             string_agg(i.value, chr(10)) as values
      from indicator i
      join indicator_claim c on c.indicator_id = i.id
      join intel_source s on s.id = c.source_id
      where i.id > ${from} and i.id <= ${from + idsPerPage}
        and (${atUs}::bigint is null or c.valid_until_us is null or c.valid_until_us > ${atUs}::bigint)
      group by i.type, s.name, c.confidence, c.tlp, c.valid_from_us, c.valid_until_us, c.labels`.execute(
      state.db,
    );
    for (const row of rows) {
      const claim = shareClaim(known, row);
      for (const value of row.values.split("\n")) visit({ type: row.type, value }, claim);
    }
  }
}

function claimOf(row: ClaimColumns): IndicatorClaim {
  return {
    source: row.source,
    confidence: row.confidence,
    validFromUs: row.valid_from_us,
    validUntilUs: row.valid_until_us,
    tlp: row.tlp,
    labels: row.labels,
  };
}

function shareClaim(known: Map<string, IndicatorClaim>, row: ClaimColumns): IndicatorClaim {
  const key = JSON.stringify([
    row.source,
    row.confidence,
    row.tlp,
    row.valid_from_us,
    row.valid_until_us,
    row.labels,
  ]);
  let claim = known.get(key);
  if (claim === undefined) {
    claim = claimOf(row);
    known.set(key, claim);
  }
  return claim;
}

export interface LookUp {
  readonly observable: Observable;
  /** The indicator of exactly this value, null where there is none. */
  readonly indicator: Indicator | null;
  /** Indicators of names above it and networks around it, nearest first. */
  readonly around: readonly Indicator[];
}

/** What is known of a value as somebody wrote it, defanged or not. */
export async function lookupIndicator(
  state: State,
  text: string,
  allowLists: AllowLists | null = null,
): Promise<LookUp | Problem> {
  const observable = readValue(text.slice(0, 16_384));
  if (observable === null)
    return intelProblem(
      "value-unknown",
      `${JSON.stringify(text.slice(0, 120))} is no value that telemetry carries.`,
    );
  const asked = [observable, ...wider(observable)];
  const { rows } = await sql<ClaimColumns & { type: ObservableType; value: string }>`
    select i.type, i.value, s.name as source, c.confidence, c.tlp, c.valid_from_us, c.valid_until_us, c.labels
    from indicator i
    join indicator_claim c on c.indicator_id = i.id
    join intel_source s on s.id = c.source_id
    join unnest(${asked.map((one) => one.value)}::text[], ${asked.map((one) => one.type)}::text[]) as a(value, type)
      on a.value = i.value and a.type = i.type
    order by c.confidence desc, s.name`.execute(state.db);
  const found = asked.flatMap((one): Indicator[] => {
    const claims = rows.filter((row) => row.type === one.type && row.value === one.value).map(claimOf);
    return claims.length === 0
      ? []
      : [{ observable: one, claims, allowedBy: allowLists?.match(one) ?? null }];
  });
  const exact = found.find((one) => one.observable === observable) ?? null;
  return { observable, indicator: exact, around: found.filter((one) => one !== exact) };
}

/** Names above a name, networks around an address or network, nearest first. */
function wider({ type, value }: Observable): readonly Observable[] {
  if (type === "domain") {
    const labels = value.split(".");
    return labels.slice(1, -1).map((_, at) => ({ type: "domain", value: labels.slice(at + 1).join(".") }));
  }
  if (type !== "ipv4" && type !== "ipv6" && type !== "cidr") return [];
  const network = parseNetwork(value);
  if (network === null) return [];
  const networks: Observable[] = [];
  for (let prefix = network.prefix - 1; prefix >= 0; prefix--)
    networks.push({
      type: "cidr",
      value: formatNetwork({ address: maskAddress(network.address, prefix), prefix }),
    });
  return networks;
}
