/** How this is connected: Filebeat. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const filebeat = {
  id: "filebeat",
  title: "Filebeat",
  order: 90,
  into: "filebeat.yml",
  lines: ({ address }) => `output.elasticsearch:
  hosts: ["${address}/elastic"]
  username: breakwater
  password: "$TOKEN"
setup.ilm.enabled: false
setup.template.enabled: false
processors:
  - add_id: ~`,
  note: "Filebeat 7, 8 and 9; other Beats likewise. add_id gives each line an id, so that it counts once.",
} satisfies Shipper;
