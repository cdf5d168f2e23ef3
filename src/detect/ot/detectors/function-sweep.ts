/** One station tries what a machine can do: many different functions within minutes. */
import type { OtKind } from "../../../model/index.js";
import type { Detector } from "../../behaviour/detector.js";
import { minuteUs } from "../../behaviour/state.js";
import { modbusBase } from "../modbus-functions.js";
import { askerOf, assetOf } from "../relation.js";
import { type SweepParts, sweepRun } from "../sweep-run.js";

const least = 12;
const windowUs = 10 * minuteUs;
const oddMin = 4;

/** Every client of some protocols has a dozen of these. */
const uncounted: ReadonlySet<OtKind> = new Set<OtKind>(["reply", "notify", "session", "subscribe"]);

const parts: SweepParts = {
  version: 1,
  capacity: 2048,
  least,
  windowUs,
  levels: { learning: "medium", after: "high" },
  oddMin,
  things: "functions",
  keyOf: (message) =>
    !message.counts || uncounted.has(message.kind) ? null : { from: askerOf(message), to: assetOf(message) },
  thingOf: (message) => modbusBase(message.function),
  isOdd: ({ kind, error }) => kind === "unknown" || error !== "",
};

export const functionSweep = {
  id: "function-sweep",
  kind: "ot",
  title: "A station tries the functions of a machine, one after the other",
  explains:
    `A station asked one machine for ${least} functions that it never asked it for, within ${windowUs / minuteUs} minutes: a tool ` +
    "that finds out what a controller can do, or an engineering tool at its first work. Medium while the network is " +
    `learned, high afterwards, and high at any time where ${oddMin} of them are unknown or refused; one step milder with a ` +
    "work order or maintenance window. The count is of different functions.",
  level: "high",
  techniques: ["T0888", "T0855"],
  scope: "member",
  stateBytesMax: 32 * 1024 * 1024,
  wants: ({ ot }) => ot !== null,
  open: (saved, surroundings) => sweepRun(parts, saved, surroundings),
} satisfies Detector;
