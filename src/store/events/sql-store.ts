/**
 * The event store over an engine: one SQL for every form. Pages are found by their last row (time and id), not by
 * counting rows from the beginning, so that a page deep in the past costs what the first one does.
 */
import { assert } from "../../base/index.js";
import type { Action } from "../../model/index.js";
import type { Engine } from "./engine.js";
import type {
  Bucket,
  EventStore,
  Histogram,
  QueryOptions,
  Search,
  SearchPage,
  SearchTerm,
  SpooledBlock,
  TimeRange,
} from "./event-store.js";
import type { EventRow } from "./row.js";
import { fiveMinutes, fiveMinutesMs } from "./schema.js";
import { type Parameters, projected, rangeSql, termSql, timeText } from "./search-sql.js";

const limitMax = 1_000;
/** Buckets answered at most; a caller picks a bucket that fits its range. */
const bucketsMax = 10_000;

const rowColumns = `toString(id), toUnixTimestamp64Micro(time), timed, toUnixTimestamp64Micro(received), member, door,
  origin, mark, log, source_address, source_port, destination_address, destination_port, protocol, service, action,
  names, addresses, urls, hashes, mails, user, message, native`;

type RowTuple = readonly [
  string,
  number,
  boolean,
  number,
  string,
  string,
  string,
  string,
  string,
  string,
  number,
  string,
  number,
  string,
  string,
  Action,
  string[],
  string[],
  string[],
  string[],
  string[],
  string,
  string,
  string,
];

export function sqlStore(engine: Engine): EventStore {
  return {
    form: engine.form,
    insert: (...blocks) => insert(engine, blocks),
    has: (firstTimeUs, firstId) => has(engine, firstTimeUs, firstId),
    search: (search) => runSearch(engine, search),
    histogram: (histogram) => runHistogram(engine, histogram),
    count: (range) => count(engine, range),
    query: (sql, parameters = {}, options: QueryOptions = {}) =>
      engine.person(sql, { ...parameters }, options),
    deleteMarked: (mark) => deleteMarked(engine, mark),
    health: () => engine.health(),
    close: () => engine.close(),
  };
}

async function insert(engine: Engine, blocks: readonly SpooledBlock[]): Promise<void> {
  const [first] = blocks;
  if (first === undefined) return;
  assert(
    blocks.every((block) => block.day === first.day && block.mark === first.mark),
    "blocks that are inserted together are of one partition",
  );
  await engine.insertFiles(blocks);
}

async function has(engine: Engine, firstTimeUs: number, firstId: string): Promise<boolean> {
  const parameters = { time: timeText(firstTimeUs), id: firstId };
  const rows = await engine.read(
    "SELECT 1 FROM event WHERE time = {time:DateTime64(6, 'UTC')} AND id = {id:UInt64} LIMIT 1",
    parameters,
  );
  return rows.length > 0;
}

function conditions(terms: readonly SearchTerm[], parameters: Parameters): string[] {
  return terms.map((term, index) => termSql(term, `p${index}`, parameters));
}

async function runSearch(engine: Engine, search: Search): Promise<SearchPage> {
  const limit = Math.min(Math.max(Math.floor(search.limit), 1), limitMax);
  const parameters: Parameters = {};
  const where = [rangeSql(search, parameters), ...conditions(search.terms, parameters)];
  if (search.before !== undefined) {
    parameters["beforeTime"] = timeText(search.before.timeUs);
    parameters["beforeId"] = search.before.id;
    const time = "{beforeTime:DateTime64(6, 'UTC')}";
    where.push(`time <= ${time} AND (time < ${time} OR id < {beforeId:UInt64})`);
  }
  const rows = (await engine.read(
    `SELECT ${rowColumns} FROM event WHERE ${where.join(" AND ")} ORDER BY time DESC, id DESC LIMIT ${limit + 1}`,
    parameters,
  )) as readonly RowTuple[];
  const page = rows.slice(0, limit).map(rowOf);
  const last = page.at(-1);
  const next = rows.length > limit && last !== undefined ? { timeUs: last.timeUs, id: last.id } : null;
  return { rows: page, next };
}

function rowOf(tuple: RowTuple): EventRow {
  const [id, timeUs, timed, receivedUs, member, door, origin, mark, log, ...rest] = tuple;
  const [
    sourceAddress,
    sourcePort,
    destinationAddress,
    destinationPort,
    protocol,
    service,
    action,
    ...lists
  ] = rest;
  const [names, addresses, urls, hashes, mails, user, message, native] = lists;
  return {
    id,
    timeUs,
    timed,
    receivedUs,
    memberId: member === "" ? null : member,
    door,
    origin,
    mark: mark === "" ? null : mark,
    log,
    source: { address: sourceAddress, port: sourcePort },
    destination: { address: destinationAddress, port: destinationPort },
    protocol,
    service,
    action,
    names,
    addresses,
    urls,
    hashes,
    mails,
    user,
    message,
    native,
  };
}

async function runHistogram(engine: Engine, histogram: Histogram): Promise<readonly Bucket[]> {
  const { sql, parameters } = histogramSql(histogram);
  const rows = (await engine.read(sql, parameters)) as readonly (readonly [number, string, number])[];
  return rows.map(([startUs, key, events]) => ({ startUs, key, events }));
}

/** Over the five-minute counts where bucket and terms allow it, else over the rows; the answer is the same. */
export function histogramSql(histogram: Histogram): { sql: string; parameters: Parameters } {
  const bucketMs = Math.max(1, Math.floor(histogram.bucketMs));
  const bucketUs = bucketMs * 1000;
  const range: TimeRange = {
    fromUs: Math.floor(histogram.fromUs / bucketUs) * bucketUs,
    toUs: Math.ceil(histogram.toUs / bucketUs) * bucketUs,
  };
  const parameters: Parameters = { bucket: bucketUs };
  const terms = conditions(histogram.terms, parameters);
  const key = histogram.by === undefined ? "''" : histogram.by;
  const projectable =
    bucketMs % fiveMinutesMs === 0 && histogram.terms.every((term) => projected.has(term.field));
  const instant = projectable ? fiveMinutes : "time";
  const where = [rangeSql(range, parameters, instant), ...terms].join(" AND ");
  const counted = projectable
    ? `SELECT ${fiveMinutes} AS at, ${key} AS key, count() AS events FROM event WHERE ${where} GROUP BY at, key`
    : `SELECT time AS at, ${key} AS key, 1 AS events FROM event WHERE ${where}`;
  const micros = projectable ? "toInt64(toUnixTimestamp(at)) * 1000000" : "toUnixTimestamp64Micro(at)";
  const sql = `SELECT intDiv(${micros}, {bucket:Int64}) * {bucket:Int64} AS start, key, sum(events)
    FROM (${counted}) GROUP BY start, key ORDER BY start, key LIMIT ${bucketsMax}`;
  return { sql, parameters };
}

async function count(engine: Engine, range: TimeRange | undefined): Promise<number> {
  const parameters: Parameters = {};
  const where = range === undefined ? "" : ` WHERE ${rangeSql(range, parameters)}`;
  const rows = await engine.read(`SELECT count() FROM event${where}`, parameters);
  return Number(rows[0]?.[0] ?? 0);
}

/** A mark is part of the partition key, so its rows go as whole partitions, at once and without rewriting others. */
async function deleteMarked(engine: Engine, mark: string): Promise<void> {
  assert(mark !== "", "what is real has no mark and is not deleted");
  const rows = await engine.read("SELECT DISTINCT _partition_id FROM event WHERE mark = {mark:String}", {
    mark,
  });
  for (const [partition] of rows) {
    assert(
      typeof partition === "string" && /^[A-Za-z0-9_-]+$/.test(partition),
      "a partition id is a plain word",
    );
    await engine.write(`ALTER TABLE event DROP PARTITION ID '${partition}'`, {});
  }
}
