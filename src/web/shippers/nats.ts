/** How this is connected: NATS. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const nats = {
  id: "nats",
  title: "NATS",
  order: 150,
  into: "A shell, to try it",
  lines: () => `nats pub telemetry.pier7 "$(cat eve.json | head -1)"`,
  center: () => `intake:
  nats:
    servers: [nats.example:4222]
    subjects:
      - { subject: telemetry.pier7, member: Pier 7 Terminal }`,
  note: "The subjects must be of a JetStream stream. Whose each subject is, the center's configuration says.",
} satisfies Shipper;
