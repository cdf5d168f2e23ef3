/**
 * Any JSON objects, as a last resort: whatever a collector writes is better read by its field names than not at
 * all. Names are those of ECS, OCSF, Windows event shippers and common use, nested or dotted; what has none of
 * them is still an event, with a time if one is found and nothing carried.
 * https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html
 */
import { Problem } from "../../base/index.js";
import type { Action } from "../../model/index.js";
import { carryAll } from "../carried/carried-table.js";
import type { Format } from "../format.js";
import { genericNames, genericTable } from "../generic-fields.js";
import { isJsonObject, type JsonObject, parseJsonRecord } from "../json-record.js";
import { endpoint } from "../record-fields.js";
import { parseTime } from "../time.js";

/** The first of the paths that the record has, nested or as one key. */
function first(native: JsonObject, paths: readonly string[]): unknown {
  for (const path of paths) {
    let value: unknown = native[path];
    if (value === undefined && path.includes(".")) {
      value = native;
      for (const name of path.split(".")) value = isJsonObject(value) ? value[name] : undefined;
    }
    if (value !== undefined && value !== null && value !== "") return Array.isArray(value) ? value[0] : value;
  }
  return undefined;
}

function word(native: JsonObject, paths: readonly string[]): string {
  const value = first(native, paths);
  return typeof value === "string" && value.length <= 64 ? value.toLowerCase() : "";
}

const actions: readonly (readonly [RegExp, Action])[] = [
  [/^(?:block|drop|den|reject|refus)/, "blocked"],
  [/^(?:allow|accept|permit|pass)/, "allowed"],
  [/^(?:fail|invalid)/, "failed"],
  [/^success/, "succeeded"],
];

export const jsonLines = {
  id: "json-lines",
  title: "JSON, one object a record",
  framing: "json",
  sniff({ text, lines }) {
    const start = /^\s*(?:#.*\s+)*(?:\[\s*)?\{\s*(?:"|\}|$)/.test(text);
    return start || lines.some((line) => /^\{".*\}$/.test(line)) ? 0.51 : 0;
  },
  read(record) {
    const native = parseJsonRecord(record);
    if (native instanceof Problem) return native;
    const names = genericNames;
    const done = word(native, names.action);
    const dataset = word(native, names.log).replace(/[^a-z0-9_-]+/g, "-");
    return {
      timeUs: parseTime(first(native, names.time)),
      log: dataset === "" ? "json" : `json-${dataset}`,
      source: endpoint(first(native, names.source), first(native, names.sourcePort)),
      destination: endpoint(first(native, names.destination), first(native, names.destinationPort)),
      protocol: word(native, names.protocol),
      service: word(native, names.service),
      action: actions.find(([start]) => start.test(done))?.[1] ?? "",
      carried: carryAll(genericTable, native),
      native,
    };
  },
} satisfies Format<null>;
