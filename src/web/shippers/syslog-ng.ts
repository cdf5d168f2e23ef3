/** How this is connected: syslog-ng. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const syslogNg = {
  id: "syslog-ng",
  title: "syslog-ng",
  order: 80,
  into: "/etc/syslog-ng/conf.d/breakwater.conf (apt-get install syslog-ng-core syslog-ng-mod-http syslog-ng-scl)",
  lines: ({ address }) => `options { use-uniqid(yes); };
template t_breakwater { template("<\${PRI}>1 \${ISODATE} \${HOST} \${PROGRAM} \${PID:--} - - \${MESSAGE}"); };
destination d_breakwater {
  elasticsearch-http(url("${address}/elastic/_bulk") index("logs") type("") custom-id("\${UNIQID}")
    template("$(format-json --pair @timestamp=\${ISODATE} --pair message=$(template t_breakwater))")
    user("breakwater") password("$TOKEN") batch-lines(1000) batch-bytes(512Kb) batch-timeout(1000) retries(1000000)
    disk-buffer(reliable(yes) disk-buf-size(1073741824)));
};
log { source(s_src); destination(d_breakwater); flags(flow-control); };`,
  note: "Each line has an id, so that it counts once however often it is sent.",
} satisfies Shipper;
