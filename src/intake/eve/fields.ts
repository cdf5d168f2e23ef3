/**
 * What Suricata's EVE carries, all event types in one table: an alert has the sections of the protocol it fired
 * on, so sections and not event types are what counts. DNS stands in its three forms: v1 flat (`dns.rrname`,
 * `dns.rdata`), v2 with `answers` and `grouped`, v3 with `queries`; alerts have `query` and `answer`.
 * https://docs.suricata.io/en/latest/output/eve/eve-json-format.html
 */
import { compileTable, type FieldTable } from "../carried/carried-table.js";

/** A DNS section's rows under a path. */
function dns(path: string): FieldTable {
  const record = (list: string): FieldTable => ({
    [`${path}.${list}.rrname`]: "domain",
    [`${path}.${list}.rdata`]: "host",
    [`${path}.${list}.srv.name`]: "domain",
    [`${path}.${list}.soa.mname`]: "domain",
  });
  return {
    [`${path}.rrname`]: "domain",
    [`${path}.rdata`]: "host",
    [`${path}.query.rrname`]: "domain",
    [`${path}.queries.rrname`]: "domain",
    [`${path}.grouped.A`]: "address",
    [`${path}.grouped.AAAA`]: "address",
    [`${path}.grouped.CNAME`]: "domain",
    [`${path}.grouped.MX`]: "domain",
    [`${path}.grouped.NS`]: "domain",
    [`${path}.grouped.PTR`]: "domain",
    [`${path}.grouped.SRV.name`]: "domain",
    [`${path}.grouped.SOA.mname`]: "domain",
    ...record("answers"),
    ...record("answer"),
    ...record("answer.answers"),
    ...record("authorities"),
    ...record("answer.authorities"),
    ...record("additionals"),
  };
}

/** A file's rows, as in `fileinfo` and each of `files`. */
function file(path: string): FieldTable {
  return { [`${path}.md5`]: "hash", [`${path}.sha1`]: "hash", [`${path}.sha256`]: "hash" };
}

function hello(path: string): FieldTable {
  return {
    [`${path}.sni`]: "host",
    [`${path}.ja3`]: "ja3",
    [`${path}.ja3.hash`]: "ja3",
    [`${path}.ja3s`]: "ja3s",
    [`${path}.ja3s.hash`]: "ja3s",
    [`${path}.ja4`]: "ja4",
  };
}

function certificate(path: string): FieldTable {
  return {
    [`${path}.subject`]: "dn",
    [`${path}.issuerdn`]: "dn",
    [`${path}.fingerprint`]: "fingerprint",
    [`${path}.subjectaltname`]: "name",
  };
}

export const eveFields: FieldTable = {
  src_ip: "address",
  dest_ip: "address",
  xff: "forwarded",
  "alert.xff": "forwarded",
  "flow.src_ip": "address",
  "flow.dest_ip": "address",
  "tunnel.src_ip": "address",
  "tunnel.dest_ip": "address",
  "arp.src_ip": "address",
  "arp.dest_ip": "address",
  ...dns("dns"),
  ...dns("mdns"),
  ...hello("tls"),
  ...hello("quic"),
  ...certificate("tls"),
  ...certificate("tls.client"),
  "http.hostname": "host",
  "http.http_refer": "url",
  "http.redirect": "url",
  "http.xff": "forwarded",
  ...file("fileinfo"),
  ...file("files"),
  "smtp.helo": "host",
  "smtp.mail_from": "mails",
  "smtp.rcpt_to": "mails",
  "smtp.xff": "forwarded",
  "email.from": "mails",
  "email.to": "mails",
  "email.cc": "mails",
  "email.reply_to": "mails",
  "email.url": "url",
  "email.body_md5": "hash",
  "email.x_originating_ip": "address",
  "smb.share": "unc",
  "smb.named_pipe": "unc",
  "smb.ntlmssp.host": "host",
  "smb.ntlmssp.domain": "domain",
  "smb.kerberos.realm": "domain",
  "smb.kerberos.snames": "host",
  "krb5.realm": "domain",
  "krb5.sname": "principal",
  "krb5.cname": "principal",
  "sip.uri": "sip",
  "sip.request_line": "sip",
  "rdp.client.client_name": "host",
  "dhcp.assigned_ip": "address",
  "dhcp.client_ip": "address",
  "dhcp.relay_ip": "address",
  "dhcp.next_server_ip": "address",
  "dhcp.requested_ip": "address",
  "dhcp.routers": "address",
  "dhcp.dns_servers": "address",
  "dhcp.hostname": "host",
  "snmp.trap_address": "address",
  "bittorrent_dht.request.ip": "address",
  "bittorrent_dht.response.values.ip": "address",
  "bittorrent_dht.response.nodes.ip": "address",
  "bittorrent_dht.response.nodes6.ip": "address",
  "rpc.creds.machine_name": "host",
  "ftp.reply_address": "address",
};

export const eveTable = compileTable(eveFields);
