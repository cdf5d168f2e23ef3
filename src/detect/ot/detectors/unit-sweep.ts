/** One station looks which units stand behind a machine: many unit ids within minutes. */
import type { Detector } from "../../behaviour/detector.js";
import { minuteUs } from "../../behaviour/state.js";
import { askerOf, assetOf } from "../relation.js";
import { type SweepParts, sweepRun } from "../sweep-run.js";

const least = 8;
const windowUs = 10 * minuteUs;

const parts: SweepParts = {
  version: 1,
  capacity: 2048,
  least,
  windowUs,
  levels: { learning: "low", after: "medium" },
  oddMin: 4,
  things: "units",
  // Rings of EtherCAT number their slaves; each cycle passes all.
  keyOf: (message) =>
    message.isRequest && message.protocol === "modbus"
      ? { from: askerOf(message), to: assetOf(message) }
      : null,
  thingOf: ({ unit }) => unit,
  isOdd: ({ error }) => error !== "",
};

export const unitSweep = {
  id: "unit-sweep",
  kind: "ot",
  title: "A station tries unit ids at one machine",
  explains:
    `A station asked one machine for ${least} Modbus units that it never asked it for, within ${windowUs / minuteUs} minutes: ` +
    "somebody looks what stands behind a gateway, or a poller of many units begins its work. Low while the network is " +
    "learned, medium afterwards; high where 4 of them were refused. The count is of different units.",
  level: "medium",
  techniques: ["T0846", "T0888"],
  scope: "member",
  stateBytesMax: 32 * 1024 * 1024,
  wants: ({ ot }) => ot !== null,
  open: (saved, surroundings) => sweepRun(parts, saved, surroundings),
} satisfies Detector;
