/**
 * The question to DNS that a record tells of, with its answers where it has them. Suricata writes questions and answers
 * as records of their own (v2: `type`; v3: `request`, `response`) and in three shapes; name servers' own query logs come
 * over syslog.
 */
import type { DnsFact } from "../fact.js";
import type { About } from "./about.js";
import { type Native, numberAt, recordAt, textAt, textsAt, valueAt } from "./native-fields.js";

const nameMax = 255;

function fact(
  query: string,
  type: string,
  rcode: string,
  answers: readonly string[],
  ttl: number | null,
): DnsFact | null {
  const name = query.toLowerCase().replace(/\.$/, "").slice(0, nameMax);
  if (name === "") return null;
  return { query: name, type: type.toUpperCase(), rcode: rcode.toUpperCase(), answers, ttl };
}

function least(list: unknown): number | null {
  if (!Array.isArray(list)) return typeof list === "number" ? list : null;
  const numbers = list.map(Number).filter((ttl) => Number.isFinite(ttl) && ttl >= 0);
  return numbers.length === 0 ? null : Math.min(...numbers.slice(0, 64));
}

function zeekDns({ native }: About): DnsFact | null {
  return fact(
    textAt(native, "query"),
    textAt(native, "qtype_name"),
    textAt(native, "rcode_name"),
    textsAt(native, "answers"),
    least(valueAt(native, "TTLs")),
  );
}

function eveAnswers(dns: Native): { readonly answers: readonly string[]; readonly ttl: number | null } {
  const answers: string[] = [];
  const ttls: number[] = [];
  const list = valueAt(dns, "answers") ?? valueAt(dns, "answer.answers");
  for (const one of Array.isArray(list) ? list.slice(0, 64) : []) {
    if (typeof one !== "object" || one === null) continue;
    const rdata = textAt(one as Native, "rdata");
    if (rdata !== "") answers.push(rdata);
    const ttl = numberAt(one as Native, "ttl");
    if (ttl !== null) ttls.push(ttl);
  }
  if (answers.length === 0)
    for (const kind of ["A", "AAAA", "CNAME", "TXT"]) answers.push(...textsAt(dns, `grouped.${kind}`));
  const rdata = textAt(dns, "rdata");
  if (answers.length === 0 && rdata !== "") answers.push(rdata);
  const ttl = ttls.length > 0 ? Math.min(...ttls) : numberAt(dns, "ttl");
  return { answers, ttl };
}

function eveDns({ native }: About): DnsFact | null {
  const dns = recordAt(native, "dns");
  if (dns === null) return null;
  const queries = valueAt(dns, "queries") ?? valueAt(dns, "query");
  const first = Array.isArray(queries) ? (queries[0] as Native | undefined) : undefined;
  const query =
    textAt(dns, "rrname") || (first === undefined || first === null ? "" : textAt(first, "rrname"));
  const type =
    textAt(dns, "rrtype") || (first === undefined || first === null ? "" : textAt(first, "rrtype"));
  const { answers, ttl } = eveAnswers(dns);
  return fact(query, type, textAt(dns, "rcode"), answers, ttl);
}

/** BIND, unbound and dnsmasq. */
const sayings: readonly RegExp[] = [
  /\bquery: (?<query>\S{1,255}) IN (?<type>[A-Z0-9]{1,10})\b/,
  /^query\[(?<type>[A-Z0-9]{1,10})\] (?<query>\S{1,255}) from /,
  /^info: \S+ (?<query>\S{1,255})\. (?<type>[A-Z0-9]{1,10}) IN\b/,
];

function syslogDns({ native }: About): DnsFact | null {
  const message = textAt(native, "message").slice(0, 1024);
  for (const saying of sayings) {
    const groups = saying.exec(message)?.groups;
    if (groups !== undefined) return fact(groups["query"] ?? "", groups["type"] ?? "", "", [], null);
  }
  return null;
}

function otherDns({ native }: About): DnsFact | null {
  const answers = textsAt(native, "dns.resolved_ip");
  return fact(
    textAt(native, "dns.question.name", "qname", "QueryName"),
    textAt(native, "dns.question.type", "qtype", "QueryType"),
    textAt(native, "dns.response_code", "rcode"),
    answers.length > 0
      ? answers
      : textAt(native, "ipaddr")
          .split(/[,;] ?/)
          .filter((one) => one !== ""),
    null,
  );
}

export function dnsOf(about: About): DnsFact | null {
  const { log } = about;
  if (log === "zeek-dns") return zeekDns(about);
  if (log === "eve-dns") return eveDns(about);
  if (log === "syslog") return syslogDns(about);
  return log === "fortigate-dns" || log.startsWith("json") ? otherDns(about) : null;
}
