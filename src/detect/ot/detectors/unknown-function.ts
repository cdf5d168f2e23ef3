/** A function that the protocol does not have. */
import type { Detector } from "../../behaviour/detector.js";
import { type RelationParts, relationRun } from "../relation-run.js";

const parts: RelationParts = {
  version: 1,
  capacity: 4096,
  levels: { learning: "low", after: "medium" },
  forgets: false,
  byFunction: false,
  isOne: ({ kind }) => kind === "unknown",
};

export const unknownFunction = {
  id: "unknown-function",
  kind: "ot",
  title: "A message has a function that its protocol does not have",
  explains:
    "Functions that the protocol's standard does not know, by sender and receiver: a tool that tries codes, a broken or a " +
    "foreign protocol on this port, or a maker's own function. Each message is counted; low while the network is learned, " +
    "medium afterwards, one step milder with a work order or maintenance window. The first is told at once, more each minute.",
  level: "medium",
  techniques: ["T0888", "T0855"],
  scope: "member",
  stateBytesMax: 8 * 1024 * 1024,
  anyTime: true,
  wants: ({ ot }) => ot !== null,
  open: (saved, surroundings) => relationRun(parts, saved, surroundings),
} satisfies Detector;
