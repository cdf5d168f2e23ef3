/**
 * How Zeek's records stand in rows, in JSON and tab-separated: what a log's name means. The event of a record is
 * made by the same functions (`event.ts`).
 */
import type { CellRowRules, JsonRowRules, LogMeaning } from "../row-rules.js";
import { connService, defaultProtocol, plainLog, serviceOfLog } from "./event.js";
import { zeekGuess, zeekTable } from "./fields.js";
import { zeekLog } from "./log-name.js";
import { columnReadings, type TsvHead } from "./tsv-head.js";

function meaningOf(log: string): LogMeaning {
  const plain = plainLog(log);
  const service = plain === "conn" ? "" : serviceOfLog(plain);
  return {
    log: `zeek-${log}`,
    table: zeekTable(log),
    guess: zeekGuess(log),
    service,
    protocol: defaultProtocol(service),
    kind: plain === "http" || plain === "conn" || plain === "notice" ? plain : "other",
  };
}

const texts = {
  protocolOf: (text: string) => text.toLowerCase(),
  serviceOf: connService,
};

export function zeekJsonRows(fileName: string): JsonRowRules {
  return {
    kind: "zeek-json",
    logOf: (written) => meaningOf(zeekLog(written, fileName)),
    ...texts,
  };
}

/** Null for heads that are out of the ordinary: another separator, columns of one name. */
export function zeekTsvRows(head: TsvHead, log: string): CellRowRules | null {
  const names = new Set(head.columns.map(({ name }) => name));
  if (head.separator !== "\t" || names.size < head.columns.length || !/^[!-~]$/.test(head.setSeparator))
    return null;
  const readings = columnReadings(head, log);
  return {
    kind: "zeek-tsv",
    log: meaningOf(log),
    columns: head.columns.map(({ name, kind }, at) => ({ name, kind, reading: readings[at] ?? null })),
    labels: head.labels,
    labelsInLastCell: head.inLastCell > 0,
    setSeparator: head.setSeparator,
    emptyField: head.emptyField,
    unsetField: head.unsetField,
    ...texts,
  };
}
