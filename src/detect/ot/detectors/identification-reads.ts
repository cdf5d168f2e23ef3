/** A station asks machines what they are, what they hold, and what else there is. */
import type { Detector } from "../../behaviour/detector.js";
import { type RelationParts, relationRun } from "../relation-run.js";

const parts: RelationParts = {
  version: 1,
  capacity: 10_000,
  levels: { learning: "informational", after: "medium" },
  forgets: true,
  isOne: ({ kind, isRequest }) => isRequest && (kind === "identify" || kind === "list"),
};

export const identificationReads = {
  id: "identification-reads",
  kind: "ot",
  title: "A station asks machines what they are",
  explains:
    "Questions for a device's identity or its lists: Modbus identification, S7 system lists and blocks, List Identity, " +
    "BACnet Who-Is, OPC UA endpoints and browsing. Who asks whom is learned for 14 days (or as long as the member has set), " +
    "and told in that time: informational. Who asks later for the first time is medium; one step milder with a work order " +
    "or maintenance window.",
  level: "medium",
  techniques: ["T0888", "T0846", "T0861"],
  scope: "member",
  stateBytesMax: 16 * 1024 * 1024,
  wants: ({ ot }) => ot !== null,
  open: (saved, surroundings) => relationRun(parts, saved, surroundings),
} satisfies Detector;
