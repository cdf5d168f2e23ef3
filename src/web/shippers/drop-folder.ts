/** How this is connected: Drop folder. See docs/shippers.md and docs/send-telemetry.md. */
import type { Shipper } from "../shipper.js";

export const dropFolder = {
  id: "drop-folder",
  title: "Drop folder",
  order: 160,
  into: "A shell where the folder is mounted",
  lines: () => `cp conn.log.gz /srv/drop/pier7/conn.log.gz.part
mv /srv/drop/pier7/conn.log.gz.part /srv/drop/pier7/conn.log.gz`,
  center: () => `intake:
  drop:
    - { path: /srv/drop/pier7, member: Pier 7 Terminal }`,
  note: "A file is read when it is complete: renamed in, or unchanged for five seconds. Then it is in done/.",
} satisfies Shipper;
