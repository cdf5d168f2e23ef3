/** How this is connected: Vector. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const vector = {
  id: "vector",
  title: "Vector",
  order: 110,
  into: "vector.yaml",
  lines: ({ address }) => `sinks:
  breakwater:
    type: elasticsearch
    inputs: [my_source]
    endpoints: ["${address}/elastic"]
    auth: { strategy: basic, user: breakwater, password: "$TOKEN" }
    bulk: { index: logs, action: create }
    id_key: breakwater_id   # a transform sets it: .breakwater_id = uuid_v7()
    request_retry_partial: true`,
  note: "request_retry_partial is needed: without it Vector drops what has to wait.",
} satisfies Shipper;
