/** How this is connected: Suricata. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const suricata = {
  id: "suricata",
  title: "Suricata",
  order: 30,
  into: "A shell on the sensor",
  lines: ({ address }) => `breakwater send --to ${address} --token "$TOKEN" /var/log/suricata/eve.json`,
  note: "eve.json as Suricata writes it by default is what is needed.",
} satisfies Shipper;
