/** How this is connected: rsyslog, by HTTP. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const rsyslog = {
  id: "rsyslog",
  title: "rsyslog, by HTTP",
  order: 70,
  into: "/etc/rsyslog.d/90-breakwater.conf (apt-get install rsyslog-elasticsearch)",
  lines: ({ scheme, host, port }) => `module(load="omelasticsearch")
template(name="breakwater" type="string" option.json="on"
         string="{\\"message\\":\\"<%pri%>1 %timestamp:::date-rfc3339% %hostname% %programname% %procid% - - %msg%\\"}")
template(name="breakwater-id" type="string" string="%uuid%")
action(type="omelasticsearch" server="${scheme}://${host}" serverport="${port}" usehttps="${scheme === "https" ? "on" : "off"}"
       uid="breakwater" pwd="$TOKEN" template="breakwater" searchIndex="logs" searchType=""
       bulkmode="on" writeoperation="create" dynbulkid="on" bulkid="breakwater-id" retryfailures="on"
       action.resumeRetryCount="-1" queue.type="LinkedList" queue.filename="breakwater"
       queue.maxDiskSpace="1g" queue.saveOnShutdown="on" queue.dequeueBatchSize="1000")`,
  note: "Each line has an id, so that it counts once however often it is sent. retryfailures is needed: without it rsyslog drops what has to wait.",
} satisfies Shipper;
