/**
 * Which Zeek log a record belongs to, where the record or its header does not say: by the file's name, as Zeek,
 * its rotation and those who label data sets write it (`conn.log`, `http.10:00:00-11:00:00.log`,
 * `labeled-conn.log`, `conn.log.labeled`, `manager.intel.log`, BTest's `…__ssh.log`).
 *
 * `open_conn` and its like (written for connections still open) show again what `conn` shows once more at its
 * end. They are records like others and may carry hits early, but `zeek-open_…` marks them: whoever counts
 * connections leaves them out (`isSeenAgain`).
 */
import { remembered } from "../remember.js";

const word = /^[a-z0-9_-]{1,64}$/;

/** A log name as it may stand in an event, or null. */
function cleanLogName(text: string): string | null {
  const name = text.trim().toLowerCase();
  return word.test(name) ? name : null;
}

/** The log a file's name tells; null where it tells none. */
export function logOfFile(fileName: string): string | null {
  const name = logOfName(fileName);
  return name === "" ? null : name;
}

const logOfName = remembered((fileName: string): string => {
  let name = fileName.replace(/(\.(log|json|ndjson|jsonl|txt|tsv|labeled|labelled|csv))+$/i, "");
  const double = name.lastIndexOf("__");
  if (double >= 0) name = name.slice(double + 2);
  const parts = name.split(".").filter((part) => !/^[\d:_-]*$/.test(part));
  // `manager.intel`: the last word, unless it is a rotation's time
  const last = (parts.at(-1) ?? "").replace(/^labell?ed[-_]/, "").replace(/[-_]\d[\d:_-]*$/, "");
  return cleanLogName(last) ?? "";
});

/** A written name as it may stand in an event, empty where it can't. */
const cleaned = remembered((written: string): string => cleanLogName(written) ?? "other");

/** The log, with `open_` in front where only the file's name says so. */
export function zeekLog(written: string | null, fileName: string): string {
  const byFile = logOfFile(fileName);
  if (written === null) return byFile ?? "other";
  const clean = cleaned(written);
  return byFile === `open_${clean}` ? byFile : clean;
}

/** True for records of connections that will be logged again when they end: not to be counted twice. */
export function isSeenAgain(log: string): boolean {
  return log.startsWith("zeek-open_");
}
