/** How this is connected: Logstash. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const logstash = {
  id: "logstash",
  title: "Logstash",
  order: 100,
  into: "A pipeline's output",
  lines: ({ address }) => `filter { uuid { target => "[@metadata][id]" } }
output {
  elasticsearch {
    hosts => ["${address}/elastic"]
    user => "breakwater"
    password => "$TOKEN"
    index => "logs"
    document_id => "%{[@metadata][id]}"
    action => "create"
    manage_template => false
    ilm_enabled => false
  }
}`,
  note: "Each line has an id, so that it counts once however often it is sent.",
} satisfies Shipper;
