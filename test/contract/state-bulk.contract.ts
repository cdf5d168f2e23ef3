/**
 * The way many rows go in: one statement, one array a column, unnested. A statement of one placeholder a value
 * ends at 65,535 of them, and is many times slower to parse. The rate is printed, and held against a floor that
 * only a change of kind falls under.
 */
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { State } from "../../src/store/index.js";

const rows = 50_000;
const perStatement = 10_000;
const rowsPerSecondMin = 2_000;

/** Inserts `count` indicators with a claim each; the numbers start at `from`. */
export async function insertIndicators(
  state: State,
  sourceId: number,
  from: number,
  count: number,
): Promise<void> {
  const values = Array.from({ length: count }, (_, i) => `host-${from + i}.example`);
  await state.db.transaction().execute(async (trx) => {
    await sql`with made as (
        insert into indicator (type, value) select 'domain', v from unnest(${values}::text[]) as v
        on conflict (value, type) do nothing returning id)
      insert into indicator_claim (indicator_id, source_id, confidence, tlp, labels, first_us, last_us)
        select id, ${sourceId}, 80, 'GREEN', array['c2'], 1, 2 from made`.execute(trx);
  });
}

export async function testSource(state: State): Promise<number> {
  const { id } = await state.db
    .insertInto("intel_source")
    .values({ name: "bulk", format: "plain", tlp: "GREEN", confidence: 80, imported_us: 1, mark: null })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

export function bulkContract(current: () => State): void {
  test(`${rows} indicators go in by unnest`, { timeout: 120_000 }, async () => {
    const state = current();
    const sourceId = await testSource(state);
    const started = performance.now();
    for (let from = 0; from < rows; from += perStatement)
      await insertIndicators(state, sourceId, from, perStatement);
    const rate = rows / ((performance.now() - started) / 1000);
    console.info(`${state.form}: ${Math.round(rate)} indicators a second (indicator and claim)`);
    const { n } = await state.db
      .selectFrom("indicator_claim")
      .select((eb) => eb.fn.countAll<number>().as("n"))
      .executeTakeFirstOrThrow();
    expect(n).toBe(rows);
    expect(rate).toBeGreaterThan(rowsPerSecondMin);
    await state.db.deleteFrom("intel_source").where("id", "=", sourceId).execute();
  });
}
