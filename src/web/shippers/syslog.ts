/** How this is connected: Firewall, by syslog. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const syslog = {
  id: "syslog",
  title: "Firewall, by syslog",
  order: 40,
  into: "/etc/rsyslog.d/90-breakwater.conf, or the firewall's own form",
  lines: ({
    host,
  }) => `*.* action(type="omfwd" target="${host}" port="8514" protocol="tcp" TCP_Framing="octet-counted"
           template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1"
           queue.type="LinkedList" queue.filename="breakwater" queue.maxDiskSpace="1g" queue.saveOnShutdown="on")`,
  center: ({ host }) => `intake:
  syslog: { host: ${host}, port: 8514 }`,
  note: "Whose it is, the sender's network tells. Nothing is answered over syslog: what was on its way when the center stops is gone. RELP and Elasticsearch's shape lose nothing.",
} satisfies Shipper;
