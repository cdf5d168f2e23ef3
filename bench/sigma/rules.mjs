// Sigma rules as YAML, drawn from a seed: the rules of `match/rules.mjs` (what four in ten of a collection look for in
// records of networks, and the others on hosts) written as people write them: with a log source, a filter that takes
// something out again, some with a regular expression, some for `dns`, `proxy` and `webserver` wherever these are seen.
import { Draw } from "../match/draw.mjs";
import { makeRules } from "../match/rules.mjs";

const services = { http: "http", dns: "dns", tls: "tls", alert: "alert", fileinfo: "fileinfo", flow: "flow" };

/** The log source of a rule by the first of its fields that tells one. */
function sourceOf(required) {
  const fields = required.flat().map(({ field }) => field);
  const section = fields
    .map((field) => services[field.split(".")[0]])
    .find((service) => service !== undefined);
  if (section !== undefined) return { product: "suricata", service: section };
  const isNetwork = fields.every((field) => ["proto", "app_proto", "dest_port", "src_port"].includes(field));
  return isNetwork
    ? { product: "suricata", service: "flow" }
    : { product: "windows", category: "process_creation" };
}

/** Generic names, so that Zeek's and other sensors' records are looked at as well. */
const generic = {
  "http.url": ["proxy", "c-uri"],
  "http.hostname": ["proxy", "cs-host"],
  "http.http_user_agent": ["proxy", "c-useragent"],
  "http.http_refer": ["webserver", "cs-referer"],
  "http.http_method": ["webserver", "cs-method"],
  "dns.rrname": ["dns", "query"],
  "dns.rrtype": ["dns", "record_type"],
};

const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;

function itemText(item, number, nameOf) {
  const [{ field, op }] = item;
  const modifier = op === "equals" ? "" : `|${op}`;
  const values = item.map(({ value }) => `      - ${quoted(value)}\n`).join("");
  return `  selection_${number}:\n    ${nameOf(field)}${modifier}:\n${values}`;
}

function ruleText(rule, number, draw) {
  const { required } = rule;
  const isGeneric = number >= 6 && draw.once(3) && required.flat().every(({ field }) => field in generic);
  const categories = new Set(required.flat().map(({ field }) => generic[field]?.[0]));
  const category = isGeneric && categories.size === 1 ? [...categories][0] : null;
  const nameOf = category === null ? (field) => field : (field) => generic[field][1];
  const source = category === null ? sourceOf(required) : { category };
  const pattern = draw.once(12)
    ? `  selection_re:\n    ${nameOf(required[0][0].field)}|re: '[a-z]{2,}[^ ]*'\n`
    : "";
  const filter = draw.once(2)
    ? `  filter_main_own:\n    ${nameOf(required[0][0].field)}|contains: 'port-community.example'\n`
    : "";
  return (
    `title: Rule ${number}\nid: 00000000-0000-4000-8000-${String(number).padStart(12, "0")}\nstatus: test\n` +
    `logsource:\n${Object.entries(source)
      .map(([key, value]) => `  ${key}: ${value}\n`)
      .join("")}` +
    `detection:\n${required.map((item, at) => itemText(item, at, nameOf)).join("")}${pattern}${filter}` +
    `  condition: all of selection_*${filter === "" ? "" : " and not 1 of filter_main_*"}\nlevel: medium\n`
  );
}

/** One text with so many documents. */
export function makeSigmaRules(count, seed = 11) {
  const draw = new Draw(seed);
  return makeRules(count)
    .map((rule, number) => `---\n${ruleText(rule, number, draw)}`)
    .join("");
}
