/** Stops a replay; what it has found so far stays to be read. */
import { z } from "zod";
import { appendAudit, inTransaction } from "../../store/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { recordFor } from "../records.js";
import { replayShape } from "../rule-shapes.js";

export const ruleReplayStop = defineAction({
  id: "rule-replay-stop",
  method: "POST",
  path: "/rules/replay/stop",
  summary: "Stop a replay",
  roles: ["operator"],
  input: z.object({}),
  output: replayShape,
  async handle(center, caller) {
    const stopped = await center.replays.stop();
    const subject = `rule:${stopped.rule}`.slice(0, 200);
    const entry = { kind: "rule-replay-stop", actor: actorOf(caller), subject, detail: {} };
    await inTransaction(center.state.db, (tx) => appendAudit(tx, center.clock, [entry]));
    return recordFor(center, caller.person, { record: "event", memberId: null }, stopped);
  },
});
