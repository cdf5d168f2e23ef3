/** Commands that no daily work has: a stop, a restart, a program, a change of mode. Each is told, known or not. */
import { graveKinds } from "../../../model/index.js";
import type { Detector } from "../../behaviour/detector.js";
import type { RelationParts } from "../relation-run.js";
import { relationRun } from "../relation-run.js";

const parts: RelationParts = {
  version: 1,
  capacity: 4096,
  levels: { learning: "high", after: "critical" },
  forgets: false,
  isOne: ({ kind }) => graveKinds.has(kind),
};

export const graveCommand = {
  id: "grave-command",
  kind: "ot",
  title: "A controller is stopped, restarted, programmed or changed in its mode",
  explains:
    "A message that stops, starts or restarts a controller or its program, loads a program or firmware into it, changes its " +
    "mode, deletes in it, or orders it otherwise beyond daily work (PLC Stop, PLC Control, COLD_RESTART, STOP_APPL, " +
    "reinitialize_device, device_communication_control, Request Download). Each is counted and told, requests and answers, " +
    "at any time and however long the station has done it: high while the network is learned, critical afterwards. With a " +
    "work order or a maintenance window for the machine it is one step milder, and says which. The first is told at once, " +
    "more of the same each minute; what one station does to one machine in one way is one warning.",
  level: "high",
  techniques: ["T0858", "T0816", "T0843", "T0889", "T0857", "T0855"],
  scope: "member",
  stateBytesMax: 8 * 1024 * 1024,
  anyTime: true,
  wants: ({ ot }) => ot !== null,
  open: (saved, surroundings) => relationRun(parts, saved, surroundings),
} satisfies Detector;
