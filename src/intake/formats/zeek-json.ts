/**
 * Zeek's logs as JSON: one object a record, keys dotted (`id.orig_h`), with underscores (`id_orig_h`) or nested.
 * The log is named by `_path` (JSON streaming), `@stream` (Corelight's and Security Onion's shippers) or the
 * file. Lines beginning with `#` are comments. https://docs.zeek.org/en/master/log-formats.html
 */
import { Problem } from "../../base/index.js";
import { carryAll } from "../carried/carried-table.js";
import type { Format } from "../format.js";
import { parseJsonRecord } from "../json-record.js";
import { remembered } from "../remember.js";
import { zeekEvent } from "../zeek/event.js";
import { zeekGuess, zeekTable } from "../zeek/fields.js";
import { logOfFile, zeekLog } from "../zeek/log-name.js";
import { zeekJsonRows } from "../zeek/rows.js";
import { zeekJsonSieve } from "../zeek/sieve.js";

const rowsOfFile = remembered(zeekJsonRows);

export const zeekJson = {
  id: "zeek-json",
  title: "Zeek, JSON",
  framing: "json",
  sniff({ text, fileName }) {
    if (!/^\s*(?:#.*\s+)*[[{]/.test(text)) return 0;
    const hasTime = /"(?:ts|t)"\s*:/.test(text);
    if (/"(?:_path|@stream)"\s*:\s*"/.test(text)) return hasTime ? 0.95 : 0.6;
    if (hasTime && /"(?:id[._]orig_h|uid|fuid)"\s*:/.test(text)) return 0.9;
    return hasTime && /\.log\b/.test(fileName) && logOfFile(fileName) !== null ? 0.7 : 0;
  },
  head: (line) => (line.startsWith("#") ? null : undefined),
  read(record, origin) {
    const native = parseJsonRecord(record);
    if (native instanceof Problem) return native;
    const written = native["_path"] ?? native["@stream"];
    const log = zeekLog(typeof written === "string" ? written : null, origin.fileName);
    return zeekEvent(native, log, carryAll(zeekTable(log), native, zeekGuess(log)));
  },
  sieve: (origin) => zeekJsonSieve(origin.fileName),
  rows: (origin) => rowsOfFile(origin.fileName),
} satisfies Format<null>;
