/** Errors in bursts: somebody asks a machine for what it does not have. */
import type { Detector } from "../../behaviour/detector.js";
import { minuteUs } from "../../behaviour/state.js";
import { type RelationParts, relationRun } from "../relation-run.js";

const least = 5;
const withinUs = 5 * minuteUs;

const parts: RelationParts = {
  version: 1,
  capacity: 10_000,
  levels: { learning: "low", after: "medium" },
  forgets: true,
  byFunction: false,
  burst: { least, withinUs },
  isOne: ({ error }) => error !== "",
};

export const protocolErrors = {
  id: "protocol-errors",
  kind: "ot",
  title: "A machine answers one station with many errors",
  explains:
    `At least ${least} messages that report an error (exceptions, refusals, faults) between one station and one machine within ` +
    `${withinUs / minuteUs} minutes: a tool that tries addresses and functions, or a device that was set up anew. From then on ` +
    "each counts. Low while the network is learned, medium afterwards; pairs that had such errors in the learning time are " +
    "silent then.",
  level: "medium",
  techniques: ["T0888", "T0861", "T0806"],
  scope: "member",
  stateBytesMax: 16 * 1024 * 1024,
  wants: ({ ot }) => ot !== null,
  open: (saved, surroundings) => relationRun(parts, saved, surroundings),
} satisfies Detector;
