/** How this is connected: A file, by curl. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const curl = {
  id: "curl",
  title: "A file, by curl",
  order: 10,
  into: "A shell",
  lines: ({ address }) => `curl -H "Authorization: Bearer $TOKEN" \\
     --data-binary @conn.log ${address}/ingest`,
  note: "The answer says how many records were read. 200 means safe on disk.",
} satisfies Shipper;
