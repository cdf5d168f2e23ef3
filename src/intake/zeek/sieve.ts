/**
 * What a compiled scanner must know of Zeek's logs (`sieve-plan.ts`). JSON logs of packages, and those in which a
 * name means something of its own, are left to the format; TSV logs say their columns, so all of them are known.
 */
import { remembered } from "../remember.js";
import type { JsonSievePlan, TsvSievePlan } from "../sieve-plan.js";
import { everywhere, isPlainZeekLog, ownLogs } from "./fields.js";
import { logOfFile, zeekLog } from "./log-name.js";
import { columnReadings, type TsvHead } from "./tsv-head.js";

const prefix = "zeek-";

/** By file name: it names the log of records that don't. */
export const zeekJsonSieve: (fileName: string) => JsonSievePlan = remembered((fileName) => {
  const byFile = logOfFile(fileName);
  const log = zeekLog(null, fileName);
  return {
    kind: "json",
    name: `zeek-json ${byFile ?? ""}`,
    fields: everywhere,
    slowFields: ["proxied", "seen.indicator"],
    target: { path: "uri", host: "host" },
    targetAlone: "slow",
    logFields: ["_path", "@stream"],
    defaultLog: isPlainZeekLog(log) ? prefix + log : null,
    knownLogs: new Map([...ownLogs].map((name) => [name, prefix + zeekLog(name, fileName)])),
    isPlainLog: (of: string) => isPlainZeekLog(of.slice(prefix.length)),
    commonFields: (
      "ts uid fuid id.orig_p id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig " +
      "local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes trans_id rtt qclass " +
      "qclass_name qtype qtype_name rcode rcode_name AA TC RD RA Z TTLs rejected version cipher curve resumed " +
      "established method user_agent trans_depth request_body_len response_body_len status_code status_msg tags " +
      "resp_fuids resp_mime_types orig_fuids orig_mime_types source depth analyzers mime_type filename is_orig " +
      "seen_bytes total_bytes missing_bytes overflow_bytes timedout conn_uids next_protocol ssl_history " +
      "tunnel_parents name addl notice peer ip_proto"
    ).split(" "),
  };
});

const noTarget = { target: -1, host: -1 };

export function zeekTsvSieve(head: TsvHead, log: string): TsvSievePlan | null {
  if (head.separator !== "\t" || head.setSeparator.length !== 1 || head.columns.length === 0) return null;
  if (head.unsetField !== "-" || head.emptyField !== "(empty)") return null;
  if (head.columns.length > 2000 || head.inLastCell > 0 || !/^[\x21-\x7e]$/.test(head.setSeparator))
    return null;
  // a column that stands twice gives its last value to the parts that are put together
  if (new Set(head.columns.map((column) => column.name)).size < head.columns.length) return null;
  const readings = columnReadings(head, log);
  const isHttp = log === "http" || log === "open_http";
  const { target, host } = isHttp
    ? {
        target: head.columns.findIndex((column) => column.name === "uri"),
        host: head.columns.findIndex((column) => column.name === "host"),
      }
    : noTarget;
  return {
    kind: "tsv",
    name: `zeek-tsv ${log} ${JSON.stringify([head.columns, head.setSeparator, head.labels])}`,
    log: prefix + log,
    columns: head.columns.map(({ name, kind }, at) => ({
      name,
      kind,
      reading: at === target ? "target" : at === host ? "paired-host" : (readings[at] ?? null),
    })),
    cellsMin: head.columns.length - head.labels,
    cellsMax: head.columns.length,
    setSeparator: head.setSeparator,
  };
}
