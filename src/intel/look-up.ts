/**
 * What the store knows: every claim, streamed for building an index, and one value with all that is claimed of
 * it and of what lies around it.
 */
import { setImmediate as turn } from "node:timers/promises";
import { sql } from "kysely";
import { formatNetwork, maskAddress, type Problem, parseNetwork } from "../base/index.js";
import type { Indicator, IndicatorClaim, Observable, ObservableType, Tlp } from "../model/index.js";
import type { State } from "../store/index.js";
import type { AllowLists } from "./allow-match.js";
import { labelSeparator } from "./claim-batch.js";
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
/** Claims handed over in a row: some five milliseconds of an index's work, then whatever waits has its turn. */
const claimsPerTurn = 2048;

/** What the store's sources have claimed so far: equal answers mean equal claims, except for changes under way. */
export interface ClaimedSource {
  readonly id: number;
  readonly name: string;
  /** The instant of its last run. */
  readonly runUs: number;
  readonly claims: number;
}

/** The mark of what is claimed now; another one after any change. */
export async function indicatorRevision(state: State): Promise<string> {
  const { rows } = await sql<{
    revision: string;
  }>`select revision::text as revision from indicator_revision`.execute(state.db);
  return rows[0]?.revision ?? "";
}

export async function claimedSources(state: State): Promise<readonly ClaimedSource[]> {
  const { rows } = await sql<{ id: number; name: string; run_us: number; claims: number }>`
    select s.id, s.name, s.imported_us as run_us, coalesce(c.claims, 0) as claims
    from intel_source s left join (
      select source_id, count(*) as claims from indicator_claim group by source_id) c on c.source_id = s.id
    order by s.id`.execute(state.db);
  return rows.map(({ id, name, run_us: runUs, claims }) => ({ id, name, runUs, claims }));
}

/** Calls `visit` for what one source has claimed since an instant of its runs, that one included. */
export async function loadClaimsSince(
  state: State,
  { id, sinceUs }: { readonly id: number; readonly sinceUs: number },
  visit: (observable: Observable, claim: IndicatorClaim) => void,
): Promise<void> {
  await loadPages(state, visit, { atUs: null, sourceId: id, sinceUs });
}

/**
 * Calls `visit` for every claim of every indicator; the same claim object comes for all values of which a source
 * says the same. With `atUs`, claims that have expired by then are left out. A page is one text with a line a
 * claim, as a row each would cost more than everything else. Visits come in short rows, so that who is scanning
 * meanwhile never waits long.
 */
export async function loadIndicators(
  state: State,
  visit: (observable: Observable, claim: IndicatorClaim) => void,
  atUs: number | null = null,
): Promise<void> {
  await loadPages(state, visit, { atUs, sourceId: null, sinceUs: null });
}

interface PageFilter {
  readonly atUs: number | null;
  readonly sourceId: number | null;
  readonly sinceUs: number | null;
}

async function loadPages(
  state: State,
  visit: (observable: Observable, claim: IndicatorClaim) => void,
  { atUs, sourceId, sinceUs }: PageFilter,
): Promise<void> {
  const sources = await state.db.selectFrom("intel_source").select(["id", "name"]).execute();
  const book = new ClaimBook(new Map(sources.map((source) => [String(source.id), source.name])));
  const { rows: bounds } = await sql<{ last: number | null }>`select max(id) as last from indicator`.execute(
    state.db,
  );
  const last = bounds[0]?.last ?? 0;
  for (let from = 0; from < last; from += idsPerPage) {
    const to = from + idsPerPage;
    // the range stands on both tables: the planner does not carry an inequality over a join
    const { rows } = await sql<{ page: string | null }>`
      select string_agg(concat_ws(chr(9), i.value, i.type, c.source_id, c.confidence, c.tlp,
               coalesce(c.valid_from_us::text, ''), coalesce(c.valid_until_us::text, ''),
               array_to_string(c.labels, chr(31))), chr(10)) as page
      from indicator i join indicator_claim c on c.indicator_id = i.id
      where i.id > ${from}::int and i.id <= ${to}::int
        and c.indicator_id > ${from}::int and c.indicator_id <= ${to}::int
        and (${sourceId}::int is null or c.source_id = ${sourceId}::int)
        and (${sinceUs}::bigint is null or c.last_us >= ${sinceUs}::bigint)
        and (${atUs}::bigint is null or c.valid_until_us is null or c.valid_until_us > ${atUs}::bigint)`.execute(
      state.db,
    );
    const page = rows[0]?.page ?? "";
    for (let at = 0, visited = 0; at < page.length; visited++) {
      if (visited % claimsPerTurn === claimsPerTurn - 1) await turn();
      let end = page.indexOf("\n", at);
      if (end < 0) end = page.length;
      const valueEnd = page.indexOf("\t", at);
      const typeEnd = page.indexOf("\t", valueEnd + 1);
      const claim = book.of(page.slice(typeEnd + 1, end));
      if (claim !== null)
        visit(
          { type: page.slice(valueEnd + 1, typeEnd) as ObservableType, value: page.slice(at, valueEnd) },
          claim,
        );
      at = end + 1;
    }
  }
}

/** Claims by their line; a line seen before is the same object. */
class ClaimBook {
  readonly #sources: ReadonlyMap<string, string>;
  readonly #known = new Map<string, IndicatorClaim>();

  constructor(sources: ReadonlyMap<string, string>) {
    this.#sources = sources;
  }

  /** Null for a claim of a source that came while the pages were read: the next load has it. */
  of(line: string): IndicatorClaim | null {
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    const [sourceId = "", confidence = "", tlp = "", from = "", until = "", labels = ""] = line.split("\t");
    const source = this.#sources.get(sourceId);
    if (source === undefined) return null;
    const claim: IndicatorClaim = {
      source,
      confidence: Number(confidence),
      validFromUs: from === "" ? null : Number(from),
      validUntilUs: until === "" ? null : Number(until),
      tlp: tlp as Tlp,
      labels: labels === "" ? [] : labels.split(labelSeparator),
    };
    this.#known.set(Buffer.from(line).toString(), claim); // a copy, as a slice would hold its whole page
    return claim;
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
