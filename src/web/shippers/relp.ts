/** How this is connected: rsyslog, by RELP. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const relp = {
  id: "relp",
  title: "rsyslog, by RELP",
  order: 60,
  into: "/etc/rsyslog.d/90-breakwater.conf (apt-get install rsyslog-relp)",
  lines: ({ host }) => `module(load="omrelp")
module(load="mmsequence")
template(name="breakwater" type="string"
         string="<%pri%>1 %timestamp:::date-rfc3339% %hostname% %programname% %procid% - [meta sequenceId=\\"%$!sequence%\\"] %msg%")
action(type="mmsequence" mode="instance" from="1" to="2147483646" var="$!sequence")
action(type="omrelp" target="${host}" port="2514" template="breakwater" windowSize="2000" action.resumeRetryCount="-1"
       queue.type="LinkedList" queue.filename="breakwater" queue.maxDiskSpace="1g" queue.saveOnShutdown="on")`,
  center: ({ host }) => `intake:
  relp: { host: ${host}, port: 2514, tls: true }`,
  note: "Each line is answered when it is safe, and sent again until it is; the sequence lets it count once.",
} satisfies Shipper;
