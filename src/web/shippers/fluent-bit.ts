/** How this is connected: Fluent Bit. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const fluentBit = {
  id: "fluent-bit",
  title: "Fluent Bit",
  order: 120,
  into: "fluent-bit.conf",
  lines: ({ scheme, host, port }) => `[OUTPUT]
    Name               es
    Match              *
    Host               ${host}
    Port               ${port}
    Path               /elastic
    HTTP_User          breakwater
    HTTP_Passwd        $TOKEN
    Index              logs
    Suppress_Type_Name On
    Generate_ID        On
    Write_Operation    create
    Retry_Limit        False
    tls                ${scheme === "https" ? "On" : "Off"}`,
  note: "Generate_ID makes an id of each record's content, so that it counts once.",
} satisfies Shipper;
