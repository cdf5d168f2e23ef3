/** What a compiled scanner must know of EVE (`sieve-plan.ts`). */
import type { JsonSievePlan } from "../sieve-plan.js";
import { eveFields } from "./fields.js";

export const eveSieve: JsonSievePlan = {
  kind: "json",
  name: "eve",
  fields: eveFields,
  slowFields: [
    "smb.ntlmssp",
    "smb.kerberos",
    "smb.share",
    "smb.named_pipe",
    "krb5.realm",
    "krb5.sname",
    "krb5.cname",
    "sip.uri",
    "sip.request_line",
    "xff",
    "http.xff",
    "alert.xff",
    "smtp.xff",
    "http.request_headers",
    "http.response_headers",
  ],
  target: { path: "http.url", host: "http.hostname" },
  targetAlone: "nothing",
  logFields: ["event_type"],
  defaultLog: null,
  knownLogs: new Map(
    (
      "alert anomaly dhcp dns drop fileinfo flow ftp http ike mdns mqtt netflow nfs quic rdp rfb smb smtp snmp ssh " +
      "stats tftp tls"
    )
      .split(" ")
      .map((type) => [type, `eve-${type}`]),
  ),
  isPlainLog: () => true,
  commonFields: (
    "timestamp flow_id in_iface vlan src_port dest_port proto app_proto flow pkts_toserver pkts_toclient " +
    "bytes_toserver bytes_toclient start end age state reason alerted tcp tcp_flags tcp_flags_ts tcp_flags_tc " +
    "syn fin psh ack rst ts_max_regions tc_max_regions community_id dns type id rrtype tx_id opcode qr rd ra aa " +
    "flags rcode ttl grouped answers version tls serial notbefore notafter string cipher http http_user_agent " +
    "http_content_type http_method protocol status length http_port alert action gid signature_id rev signature " +
    "category severity metadata direction payload payload_printable stream packet packet_info linktype fileinfo " +
    "filename gaps stored size host sensor pkt_src icmp_type icmp_code response_icmp_type anomaly event layer " +
    "smtp email stats uptime decoder pkts bytes invalid ipv4 ipv6 max_frame_size parent_id session_resumed"
  ).split(" "),
};
