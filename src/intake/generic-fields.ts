/**
 * Names by which unknown JSON usually calls things: ECS first, then OCSF, Zeek-, Suricata- and Windows-like
 * names. Only for records of no known format; a known one has its own table.
 */
import { compileTable, type FieldTable } from "./carried/carried-table.js";
import type { Reading } from "./carried/reading.js";

const rows = (reading: Reading, paths: string): FieldTable =>
  Object.fromEntries(paths.split(/\s+/).map((path) => [path, reading]));

/** ECS writes a certificate's and a file's fields alike wherever they stand. */
const below = (paths: readonly string[], names: FieldTable): FieldTable =>
  Object.fromEntries(
    paths.flatMap((path) => Object.entries(names).map(([name, reading]) => [`${path}.${name}`, reading])),
  );

const hashes: FieldTable = { md5: "hash", sha1: "hash", sha256: "hash", sha512: "hash" };

export const genericFields: FieldTable = {
  ...rows(
    "address",
    "source.ip destination.ip client.ip server.ip source.nat.ip destination.nat.ip host.ip related.ip " +
      "src_ip dst_ip dest_ip srcip dstip src_addr dst_addr source_ip destination_ip client_ip server_ip " +
      "remote_ip remote_addr local_ip local_addr sourceIPAddress src_endpoint.ip dst_endpoint.ip " +
      "SourceIp DestinationIp IpAddress ClientIP id.orig_h id.resp_h saddr daddr dns.resolved_ip threat.indicator.ip",
  ),
  ...rows(
    "host",
    "source.address destination.address source.domain destination.domain client.domain server.domain " +
      "url.domain hostname host.hostname related.hosts tls.client.server_name server_name sni tls.sni http.host " +
      "http.hostname src dst ip ip_address address DestinationHostname dns.answers.data dst_endpoint.hostname " +
      "src_endpoint.hostname remote_host",
  ),
  ...rows(
    "domain",
    "domain dns.question.name query dns.rrname rrname QueryName query.hostname email.from.domain",
  ),
  ...rows(
    "url",
    "url url.full url.original uri http.url request_url http.request.referrer referrer referer http_refer",
  ),
  ...rows(
    "mails",
    "email email.from.address email.to.address email.reply_to.address sender recipient from to",
  ),
  ...rows("forwarded", "x_forwarded_for xff http.xff network.forwarded_ip"),
  ...rows("ja3", "tls.client.ja3 ja3 tls.ja3.hash"),
  ...rows("ja3s", "tls.server.ja3s ja3s tls.ja3s.hash"),
  ...rows("ja4", "tls.client.ja4 ja4"),
  ...rows("dn", "tls.server.subject tls.server.issuer tls.client.subject tls.client.issuer"),
  ...rows("dn", "x509.subject.distinguished_name tls.server.x509.subject.distinguished_name"),
  ...rows("name", "tls.server.x509.alternative_names x509.alternative_names"),
  ...rows("hash", "md5 sha1 sha256 sha512 hash related.hash"),
  ...below(["hash", "file.hash", "process.hash", "dll.hash", "tls.server.hash", "tls.client.hash"], hashes),
};

export const genericTable = compileTable(genericFields);

const list = (paths: string): readonly string[] => paths.split(" ");

export const genericNames = {
  time: list(
    "@timestamp timestamp ts time event.created eventTime Event.System.TimeCreated.#attributes.SystemTime " +
      "Event.System.TimeCreated.SystemTime UtcTime TimeCreated datetime date created_at",
  ),
  source: list(
    "source.ip source.address src_ip srcip src_addr source_ip client.ip client_ip remote_addr SourceIp " +
      "src_endpoint.ip id.orig_h saddr src sourceIPAddress IpAddress",
  ),
  sourcePort: list(
    "source.port src_port srcport source_port client.port SourcePort src_endpoint.port id.orig_p sport",
  ),
  destination: list(
    "destination.ip destination.address dest_ip dst_ip dstip dst_addr destination_ip server.ip server_ip " +
      "DestinationIp dst_endpoint.ip id.resp_h daddr dst",
  ),
  destinationPort: list(
    "destination.port dest_port dst_port dstport destination_port server.port DestinationPort " +
      "dst_endpoint.port id.resp_p dport",
  ),
  protocol: list("network.transport proto transport protocol Protocol connection_info.protocol_name"),
  service: list("network.protocol app_proto service service.name"),
  action: list("event.outcome event.action action outcome"),
  log: list("event.dataset data_stream.dataset event.module"),
} as const;
