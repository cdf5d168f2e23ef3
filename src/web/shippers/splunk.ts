/** How this is connected: Splunk senders. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const splunk = {
  id: "splunk",
  title: "Splunk senders",
  order: 130,
  into: "What sends to an HTTP Event Collector",
  lines: ({ address }) => `url    ${address}/services/collector
token  $TOKEN

# to try it
curl -H "Authorization: Splunk $TOKEN" ${address}/services/collector/event \\
     -d '{"event": "<34>1 2026-11-02T08:00:00Z fw1 sshd 7 - - Failed password for root from 203.0.113.66 port 4711 ssh2"}'`,
  note: "Events and raw, with acknowledgement where the sender names a channel. Let events carry a time: a body equal to the byte counts once.",
} satisfies Shipper;
