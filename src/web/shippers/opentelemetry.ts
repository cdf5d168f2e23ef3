/** How this is connected: OpenTelemetry. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const opentelemetry = {
  id: "opentelemetry",
  title: "OpenTelemetry",
  order: 140,
  into: "The collector's configuration",
  lines: ({ address }) => `exporters:
  otlphttp/breakwater:
    logs_endpoint: ${address}/v1/logs
    headers: { Authorization: "Bearer $TOKEN" }
service:
  pipelines:
    logs: { exporters: [otlphttp/breakwater] }`,
  note: "Logs only, in protobuf or JSON. A record's original line is read where it has one (log.record.original or its body).",
} satisfies Shipper;
