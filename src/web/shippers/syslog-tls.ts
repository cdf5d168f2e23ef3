/** How this is connected: Syslog over TLS. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const syslogTls = {
  id: "syslog-tls",
  title: "Syslog over TLS",
  order: 50,
  into: "/etc/rsyslog.d/90-breakwater.conf (apt-get install rsyslog-gnutls)",
  lines: ({ host }) => `global(defaultNetstreamDriverCAFile="/etc/rsyslog.d/center.pem"
       defaultNetstreamDriverCertFile="/etc/rsyslog.d/client.pem"
       defaultNetstreamDriverKeyFile="/etc/rsyslog.d/client.key")
*.* action(type="omfwd" target="${host}" port="6514" protocol="tcp" TCP_Framing="octet-counted"
           streamDriver="gtls" streamDriverMode="1" streamDriverAuthMode="x509/name" streamDriverPermittedPeers="${host}"
           template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1"
           queue.type="LinkedList" queue.filename="breakwater" queue.maxDiskSpace="1g" queue.saveOnShutdown="on")`,
  center: ({ host }) => `intake:
  syslogTls:
    host: ${host}
    port: 6514
    clients:
      - { member: Pier 7 Terminal, fingerprint: "sha-256:AB:CD:…" }`,
  note: "The member is known by its client certificate. center.pem is the center's certificate, or that of who issued it.",
} satisfies Shipper;
