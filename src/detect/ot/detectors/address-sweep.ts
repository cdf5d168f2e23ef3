/** One station speaks a control protocol to many machines within minutes. */
import type { Detector } from "../../behaviour/detector.js";
import { minuteUs } from "../../behaviour/state.js";
import { askerOf, assetOf } from "../relation.js";
import { type SweepParts, sweepRun } from "../sweep-run.js";

const least = 10;
const windowUs = 10 * minuteUs;

const parts: SweepParts = {
  version: 1,
  capacity: 1024,
  least,
  windowUs,
  levels: { learning: "low", after: "high" },
  oddMin: 4,
  things: "machines",
  keyOf: (message) =>
    message.isRequest && message.kind !== "notify" ? { from: askerOf(message), to: "" } : null,
  thingOf: assetOf,
  isOdd: ({ kind, error }) => kind === "unknown" || error !== "",
};

export const addressSweep = {
  id: "address-sweep",
  kind: "ot",
  title: "A station speaks a control protocol to many machines",
  explains:
    `A station sent requests of one control protocol to ${least} machines that it never spoke to, within ` +
    `${windowUs / minuteUs} minutes: a search for controllers, or a poller that begins its work. Low while the network is ` +
    "learned, high afterwards; high at any time where 4 of them were refused or unknown. The count is of different machines.",
  level: "high",
  techniques: ["T0846", "T0840"],
  scope: "member",
  stateBytesMax: 16 * 1024 * 1024,
  wants: ({ ot }) => ot !== null,
  open: (saved, surroundings) => sweepRun(parts, saved, surroundings),
} satisfies Detector;
