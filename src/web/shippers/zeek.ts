/** How this is connected: Zeek. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const zeek = {
  id: "zeek",
  title: "Zeek",
  order: 20,
  into: "local.zeek on the sensor, then a shell there",
  lines: ({ address }) => `# local.zeek: write logs as JSON
@load policy/tuning/json-logs

# then, on the sensor
breakwater send --to ${address} --token "$TOKEN" /opt/zeek/logs/current`,
  note: "Logs on the center's own machine are better followed: see docs/send-telemetry.md.",
} satisfies Shipper;
