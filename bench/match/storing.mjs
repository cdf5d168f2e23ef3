// Storing all events: the product's whole way from bytes to rows in the event store, and beside it what chDB does
// when it is given the same NDJSON file to read by itself. The yardstick keeps fewer columns (it makes no lists of
// names and addresses, and does not keep the record), so it does less for a row than the product.
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { CannotMeasure } from "./processes.mjs";
import { clock } from "./statistics.mjs";

export async function store({ folder, indicators, snapshot, input, bytes }) {
  const { indexOf, lineStart, openStoring } = await import("./measure.mjs");
  const { index } = await indexOf({ indicators, snapshot });
  const storing = await openStoring(folder, index);
  const to = lineStart(input.path, bytes);
  let round = 0;
  return {
    round: () => storing.store(input, { from: 0, to, name: `round ${round++}` }),
    async close() {
      await storing.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The fields that chDB reads for itself, with the types it would be given by hand. */
const structure = [
  "timestamp String",
  "event_type LowCardinality(String)",
  "src_ip String",
  "src_port UInt16",
  "dest_ip String",
  "dest_port UInt16",
  "proto LowCardinality(String)",
  "app_proto LowCardinality(String)",
  "host LowCardinality(String)",
  "community_id String",
  "dns Tuple(rrname String, rrtype String)",
  "tls Tuple(sni String, ja4 String)",
  "http Tuple(hostname String, url String, http_user_agent String)",
  "fileinfo Tuple(filename String, sha256 String)",
];

export async function engineAlone({ folder, input, lines }) {
  let chdb;
  try {
    chdb = createRequire(import.meta.url)("chdb");
  } catch (error) {
    throw new CannotMeasure(`chDB can't be loaded here: ${error.message}`);
  }
  const session = new chdb.Session(folder);
  session.query("CREATE DATABASE bench ENGINE = Atomic");
  const columns = structure.map((column) =>
    column.startsWith("timestamp") ? "time DateTime64(6, 'UTC')" : column,
  );
  session.query(
    `CREATE TABLE bench.event (${columns.join(", ")}) ENGINE = MergeTree ORDER BY time
     SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  );
  const names = structure.map((column) => column.split(" ")[0]).slice(1);
  const insert = `INSERT INTO bench.event
    SELECT parseDateTime64BestEffort(timestamp, 6, 'UTC') AS time, ${names.join(", ")}
    FROM file('${input.path}', 'JSONEachRow', '${structure.join(", ")}') LIMIT ${lines}
    SETTINGS input_format_skip_unknown_fields = 1, input_format_null_as_default = 1, max_insert_threads = 1,
      max_threads = 1, max_parsing_threads = 1`;
  return {
    round: () => {
      session.query("TRUNCATE TABLE bench.event");
      const took = clock();
      session.query(insert);
      const timed = took();
      const rows = Number(session.query("SELECT count() FROM bench.event", "TSV"));
      return { ...timed, rows };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
