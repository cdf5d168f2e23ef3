/**
 * The table `event`, in one place: every form of the event store makes it from here, and only ENGINE differs.
 * Ordered by time; an address, name, URL or hash is found by bloom filters; counts per five minutes come from
 * a projection, as a materialized view would lose rows at a kill. The partition is the day and the mark, so
 that a block of the spool is one part, and a sample port goes by dropping its partitions.
 */
import { searchExpressions } from "./search-sql.js";

export const eventColumns = [
  "day",
  "time",
  "id",
  "received",
  "timed",
  "member",
  "door",
  "origin",
  "mark",
  "log",
  "source_address",
  "source_port",
  "destination_address",
  "destination_port",
  "protocol",
  "service",
  "action",
  "names",
  "addresses",
  "urls",
  "hashes",
  "mails",
  "user",
  "message",
  "native",
] as const;

export const eventDatabase = "breakwater";

/** The only part that differs between chDB and a cluster. */
export const embeddedEngine = "MergeTree";

/**
 * fsync_*: an insert that was answered is on disk, and the spool's file can go. old_parts_lifetime: a merged part
 * is not synced, so its sources stay until the system has written it (chDB's own default is 0). min_bytes_for_wide_part:
 * up to 256 MiB (some 300,000 rows) a part is one file with all columns, as an insert that writes and syncs each of
 * its 119 files by itself costs up to half as much again; merges make larger parts of it, with a file a column.
 */
const tableSettings =
  "fsync_after_insert = 1, fsync_part_directory = 1, old_parts_lifetime = 60, " +
  "min_bytes_for_wide_part = 268435456";

export const createDatabase = `CREATE DATABASE IF NOT EXISTS ${eventDatabase} ENGINE = Atomic`;

/** Brings a table that an earlier version made to these settings; changes nothing where it has them. */
export const alterSettings = `ALTER TABLE ${eventDatabase}.event MODIFY SETTING ${tableSettings}`;

/** What is run at every opening, in this order. */
export function openingStatements(engine: string): readonly string[] {
  return [createDatabase, createTable(engine), alterSettings];
}

export function createTable(engine: string): string {
  return `CREATE TABLE IF NOT EXISTS ${eventDatabase}.event (
    day Date,
    time DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    id UInt64 CODEC(Delta, ZSTD(1)),
    received DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    timed Bool,
    member LowCardinality(String),
    door LowCardinality(String),
    origin LowCardinality(String),
    mark LowCardinality(String),
    log LowCardinality(String),
    source_address String CODEC(ZSTD(1)),
    source_port UInt16 CODEC(ZSTD(1)),
    destination_address String CODEC(ZSTD(1)),
    destination_port UInt16 CODEC(ZSTD(1)),
    protocol LowCardinality(String),
    service LowCardinality(String),
    action LowCardinality(String),
    names Array(String) CODEC(ZSTD(1)),
    addresses Array(String) CODEC(ZSTD(1)),
    urls Array(String) CODEC(ZSTD(1)),
    hashes Array(String) CODEC(ZSTD(1)),
    mails Array(String) CODEC(ZSTD(1)),
    user String CODEC(ZSTD(1)),
    message String CODEC(ZSTD(1)),
    native String CODEC(ZSTD(1)),
    INDEX by_address ${searchExpressions.address} TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_name names TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_url urls TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_hash hashes TYPE bloom_filter(0.01) GRANULARITY 1,
    PROJECTION by_five_minutes (
      SELECT ${fiveMinutes}, log, member, action, mark, count()
      GROUP BY ${fiveMinutes}, log, member, action, mark
    )
  )
  ENGINE = ${engine}
  PARTITION BY (day, mark)
  ORDER BY (time, id)
  SETTINGS ${tableSettings}`;
}

/** The projection's bucket; a query uses the projection only if it filters by this very expression. */
export const fiveMinutes = "toStartOfFiveMinutes(time)";
export const fiveMinutesMs = 300_000;
