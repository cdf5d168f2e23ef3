/** How far a replay is and what it has found; after its end, until another begins. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { recordFor } from "../records.js";
import { replayShape } from "../rule-shapes.js";

export const ruleReplayRead = defineAction({
  id: "rule-replay-read",
  method: "GET",
  path: "/rules/replay",
  summary: "How far a replay is and what it has found",
  roles: ["operator"],
  input: z.object({}),
  output: replayShape,
  handle: async (center, { person }) =>
    recordFor(center, person, { record: "event", memberId: null }, center.replays.state),
});
