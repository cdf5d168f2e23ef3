// Rules as collections of Sigma have them, drawn from a seed: `makeRules(3000)`. Four in ten look at fields of
// network records, the others at what only hosts and clouds log, since a center runs its whole collection over
// everything. Six in ten look for pieces of text, a quarter for whole values, the rest for a word that a regular
// expression needs. Six of them are met by what `eve.mjs` writes, so that answers can be compared.
//
// A rule is `{ id, required }`: items that must all hold, each a choice of predicates `{ field, op, value }`.
// `holds` evaluates one the way everybody first writes it; it is the yardstick and the oracle.
import { Draw } from "./draw.mjs";

const words = (text) => text.trim().split(/\s+/);

const texts = words(`
  http.url http.hostname http.http_user_agent http.http_refer dns.rrname tls.sni tls.subject tls.issuerdn
  alert.signature fileinfo.filename`);
const wholes = {
  "http.http_method": words("GET POST PUT CONNECT OPTIONS TRACE"),
  "dns.rrtype": words("A AAAA TXT NULL MX ANY HTTPS"),
  app_proto: words("tls dns http smb ssh modbus ntp rdp dcerpc enip dnp3"),
  proto: words("TCP UDP ICMP"),
  dest_port: words("22 23 445 3389 5900 502 20000 44818 161 8443 4444 1337 6667"),
  "http.http_content_type": words(
    "application/x-dosexec application/octet-stream application/java-archive text/x-sh",
  ),
  "tls.version": ["SSLv2", "SSLv3", "TLSv1", "TLS 1.0"],
  "flow.state": words("new established closed bypassed"),
  "http.protocol": words("HTTP/1.0 HTTP/0.9"),
};
const elsewhere = words(`
  Image CommandLine ParentImage ParentCommandLine OriginalFileName TargetFilename TargetObject Details ImageLoaded
  EventID ServiceName ScriptBlockText Hashes User LogonType TicketOptions PipeName Initiated DestinationHostname
  QueryName SourceImage GrantedAccess CallTrace AccessMask ObjectName ShareName eventSource eventName userAgent
  operationName Provider_Name Channel Product Company IntegrityLevel Payload`);
const tools = words(`
  wp-admin cmd.exe powershell /etc/passwd ..%2f jndi:ldap shell eval( base64 union+select /cgi-bin/ autodiscover
  mimikatz cobalt beacon /owa/ download upload payload rundll32 certutil bitsadmin whoami /admin/ sqlmap nikto
  masscan zgrab nmap dirbuster gobuster hydra webshell c99 r57 phpunit struts ognl thinkphp drupal`);

/** `cmd.exex3f`, `/k2ab/w09ab1/` or a name that means nothing: what rules look for is mostly not there. */
function rareText(draw) {
  const kind = draw.below(3);
  if (kind === 0) return draw.pick(tools) + draw.name(draw.between(2, 5));
  if (kind === 1) return `/${draw.name(draw.between(3, 7))}/${draw.name(draw.between(3, 8))}/`;
  return draw.name(draw.between(6, 14));
}

const times = (count, make) => Array.from({ length: count }, make);
const choice = (field, op, values) => values.map((value) => ({ field, op, value }));

function wholeItem(draw) {
  const field = draw.pick(Object.keys(wholes));
  return choice(field, "equals", [draw.pick(wholes[field])]);
}

function piecesRule(draw, fieldOf, onNetwork) {
  const op = draw.pick(["contains", "contains", "contains", "endswith", "startswith"]);
  const item = choice(
    fieldOf(),
    op,
    times(draw.between(1, 8), () => rareText(draw)),
  );
  return onNetwork && draw.once(2) ? [item, wholeItem(draw)] : [item];
}

function wholesRule(draw, fieldOf, onNetwork) {
  if (onNetwork && draw.once(3))
    return [wholeItem(draw), choice(fieldOf(), draw.pick(["contains", "equals"]), [rareText(draw)])];
  const value = () => (onNetwork || draw.once(3) ? rareText(draw) : String(draw.below(9999)));
  const item = choice(fieldOf(), "equals", times(draw.between(1, 6), value));
  return draw.once(2) ? [item, choice(fieldOf(), "contains", [rareText(draw)])] : [item];
}

/** What a regular expression can't do without. */
const patternRule = (draw, fieldOf) => [choice(fieldOf(), "contains", [draw.pick(tools)])];

const met = [
  [choice("http.url", "contains", ["zz", "qq7"]), choice("http.http_method", "equals", ["POST"])],
  [choice("http.http_user_agent", "startswith", ["python-requests"]), choice("http.url", "contains", ["/a"])],
  [
    choice("tls.sni", "endswith", [".ru", ".su", ".top"]),
    choice("tls.version", "equals", ["TLS 1.2"]),
    choice("dest_port", "equals", ["443"]),
  ],
  [choice("dns.rrname", "contains", ["port"]), choice("dns.rrtype", "equals", ["TXT"])],
  [
    choice("alert.signature", "contains", ["modbus", "vnc scan"]),
    choice("dest_port", "equals", ["502", "5900"]),
  ],
  [choice("http.http_user_agent", "contains", ["curl/"]), choice("http.http_method", "equals", ["POST"])],
];

export function makeRules(count, seed = 5) {
  const draw = new Draw(seed);
  return times(count, (_, number) => {
    const id = `rule-${number}`;
    if (number < met.length) return { id, required: met[number] };
    const onNetwork = draw.below(10) < 4;
    const fieldOf = () => draw.pick(onNetwork ? texts : elsewhere);
    const kind = draw.below(100);
    const make = kind < 60 ? piecesRule : kind < 85 ? wholesRule : patternRule;
    return { id, required: make(draw, fieldOf, onNetwork) };
  });
}

function valueAt(record, path) {
  let value = record;
  for (const name of path.split(".")) value = value?.[name];
  return value;
}

function isMet({ field, op, value: wanted }, record) {
  const value = valueAt(record, field);
  if (value === undefined || value === null) return false;
  const text = String(value).toLowerCase();
  const small = wanted.toLowerCase();
  if (op === "equals") return text === small;
  if (op === "contains") return text.includes(small);
  return op === "startswith" ? text.startsWith(small) : text.endsWith(small);
}

/** Whether a rule holds for a record, looked at from scratch. */
export function holds(rule, record) {
  return rule.required.every((item) => item.some((predicate) => isMet(predicate, record)));
}
