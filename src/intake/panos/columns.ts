/**
 * The columns of PAN-OS logs by type, in the vendor's order and names (`""` where the vendor reserves one). Each
 * list ends where nothing further carries an observable; later columns differ by version.
 * Specification: PAN-OS Administrator's Guide, "Syslog Field Descriptions", one page a type.
 */
const first = ["", "receive_time", "serial", "type", "subtype", "", "time_generated"];

const session = [
  ...first,
  ..."src dst natsrc natdst rule srcuser dstuser app vsys from to inbound_if outbound_if logset".split(" "),
  "",
  ..."sessionid repeatcnt sport dport natsport natdport flags proto action".split(" "),
];

const traffic = [
  ...session,
  ..."bytes bytes_sent bytes_received packets start elapsed category".split(" "),
  "",
  ..."seqno actionflags srcloc dstloc".split(" "),
  "",
  ..."pkts_sent pkts_received session_end_reason".split(" "),
];

const threat = [
  ...session,
  ..."misc threatid category severity direction seqno actionflags srcloc dstloc".split(" "),
  "",
  ..."contenttype pcap_id filedigest cloud url_idx user_agent filetype xff referer sender subject recipient reportid".split(
    " ",
  ),
];

const globalprotect = [
  ...first,
  ..."vsys eventid stage auth_method tunnel_type srcuser srcregion machinename public_ip public_ipv6".split(
    " ",
  ),
  ..."private_ip private_ipv6 hostid serialnumber client_ver client_os client_os_ver repeatcnt reason error".split(
    " ",
  ),
  ..."opaque status location login_duration connect_method error_code portal seqno actionflags".split(" "),
];

const system = [
  ...first,
  "vsys",
  "eventid",
  "object",
  "",
  "",
  "module",
  "severity",
  "opaque",
  "seqno",
  "actionflags",
];

const byType: Readonly<Record<string, readonly string[]>> = {
  TRAFFIC: traffic,
  THREAT: threat,
  GLOBALPROTECT: globalprotect,
  SYSTEM: system,
};

/** The names of a type's columns; only the common seven for a type that is not in the table. */
export function columnsOf(type: string): readonly string[] {
  return byType[type] ?? first;
}
