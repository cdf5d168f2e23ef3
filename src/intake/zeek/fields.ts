/**
 * What Zeek's fields carry, all logs in one table, since a name mostly means the same in every log; where it
 * does not (`subject` is a certificate's in ssl and free text in smtp), the log has its own rows. A reading of
 * null takes a field out again. https://docs.zeek.org/en/master/script-reference/log-files.html
 */
import {
  type CompiledTable,
  compileTable,
  type FieldGuess,
  type FieldTable,
} from "../carried/carried-table.js";
import type { Reading } from "../carried/reading.js";

export const everywhere: FieldTable = {
  "id.orig_h": "address",
  "id.resp_h": "address",
  // ICSNPP: who sent this message, next to who opened the connection
  source_h: "address",
  destination_h: "address",
  src: "address",
  dst: "address",
  host: "host",
  query: "domain",
  answers: "host",
  ans_query: "domain",
  server_name: "host",
  subject: "dn",
  issuer: "dn",
  client_subject: "dn",
  client_issuer: "dn",
  client_cert_subject: "dn",
  server_cert_subject: "dn",
  ja3: "ja3",
  ja3s: "ja3s",
  ja4: "ja4",
  resp_certificate_sha1: "hash",
  cert_chain_fps: "hash",
  client_cert_chain_fps: "hash",
  fingerprint: "hash",
  "certificate.subject": "dn",
  "certificate.issuer": "dn",
  "san.dns": "name",
  "san.uri": "url",
  "san.email": "email",
  "san.ip": "address",
  md5: "hash",
  sha1: "hash",
  sha256: "hash",
  tx_hosts: "address",
  rx_hosts: "address",
  referrer: "url",
  origin: "url",
  proxied: "forwarded",
  url: "url",
  "data_channel.orig_h": "address",
  "data_channel.resp_h": "address",
  client_addr: "address",
  server_addr: "address",
  requested_addr: "address",
  assigned_addr: "address",
  domain: "domain",
  host_name: "host",
  client_fqdn: "host",
  server_dns_computer_name: "domain",
  server_tree_name: "domain",
  domainname: "domain",
  hostname: "host",
  "request.host": "address",
  "request.name": "domain",
  "bound.host": "address",
  "bound.name": "domain",
  framed_addr: "address",
  tunnel_client: "host",
  "seen.indicator": "any",
  socket_address: "address",
  endpoint_url: "url",
  ref_id: "address",
};

const byLog: Readonly<Record<string, Readonly<Record<string, Reading | null>>>> = {
  smtp: {
    subject: null,
    mailfrom: "mails",
    rcptto: "mails",
    from: "mails",
    to: "mails",
    cc: "mails",
    reply_to: "mails",
    helo: "host",
    x_originating_ip: "address",
    path: "address",
  },
  smtp_links: { link: "url", host: "host" },
  sip: {
    subject: null,
    uri: "sip",
    request_from: "sip",
    request_to: "sip",
    response_from: "sip",
    response_to: "sip",
    reply_to: "sip",
    request_path: "sip",
    response_path: "sip",
  },
  kerberos: { client: "principal", service: "principal" },
  smb_mapping: { path: "unc" },
  smb_files: { path: "unc" },
  ftp: { arg: "url" },
  notice: { sub: "dn" },
  known_certs: { issuer_subject: "dn" },
  reporter: { host: null },
  stats: { host: null },
};

const compiled = new Map<string, CompiledTable>(
  Object.entries(byLog).map(([log, rows]) => {
    const table: Record<string, Reading> = { ...everywhere };
    for (const [field, reading] of Object.entries(rows)) {
      if (reading === null) delete table[field];
      else table[field] = reading;
    }
    return [log, compileTable(table)];
  }),
);
const general = compileTable(everywhere);

/** The table of a log by its name (`conn`); `open_http` has http's. */
export function zeekTable(log: string): CompiledTable {
  return compiled.get(log.startsWith("open_") ? log.slice(5) : log) ?? general;
}

/** Logs of Zeek itself: all their fields are known, so none is guessed. */
export const ownLogs: ReadonlySet<string> = new Set(
  (
    "analyzer capture_loss conn dce_rpc dhcp dns dpd files ftp http intel irc kerberos known_certs known_hosts " +
    "known_services mysql notice ntlm ntp ocsp packet_filter pe radius rdp reporter rfb sip smb_files smb_mapping " +
    "smtp snmp socks software ssh ssl stats syslog traceroute tunnel weird x509 quic ldap modbus dnp3"
  ).split(" "),
);

/** True for logs all of whose fields have the readings they have everywhere (or none at all). */
export function isPlainZeekLog(log: string): boolean {
  const plain = log.startsWith("open_") ? log.slice(5) : log;
  const rows = byLog[plain];
  return (
    ownLogs.has(plain) && (rows === undefined || Object.values(rows).every((reading) => reading === null))
  );
}

/** For logs of packages nobody has listed: a field's name tells by its end what it is. */
export function zeekGuess(log: string): FieldGuess | undefined {
  return ownLogs.has(log.startsWith("open_") ? log.slice(5) : log) ? undefined : guessByEnd;
}

const ends: readonly (readonly [RegExp, Reading])[] = [
  [/(?:_h|_ip|_addr|_address|_ip_address)$/, "address"],
  // OPC UA's policies and profiles are named by URIs that are places only in form
  [/(?<!policy|profile)_(?:url|uri)$/, "url"],
  [/_(?:md5|sha1|sha256)$/, "hash"],
  [/_(?:domain|fqdn)$/, "domain"],
];

const guessByEnd: FieldGuess = (field) => ends.find(([end]) => end.test(field))?.[1] ?? null;
