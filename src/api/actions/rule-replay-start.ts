/**
 * Begins to ask a rule of stored events, and answers at once: a rule that is known, one of a version that waits, or one
 * that somebody is writing. How often it would have told, and on whom, comes from `rule-replay-read`.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { ownTaxonomies } from "../../detect/index.js";
import { appendAudit, inTransaction } from "../../store/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { recordFor } from "../records.js";
import { replayShape, ruleKeyInput, sourceNameInput } from "../rule-shapes.js";
import { textShape } from "../shapes.js";

const dayUs = 86_400e6;

export const ruleReplayStart = defineAction({
  id: "rule-replay-start",
  method: "POST",
  path: "/rules/replay",
  summary: "Ask a rule of the last days' events, before it goes live",
  roles: ["operator"],
  input: z.object({
    rule: ruleKeyInput.optional(),
    /** Of what waits to be looked at in this source. */
    source: sourceNameInput.optional(),
    /** The text of a rule that is not kept anywhere yet; its last document is asked. */
    text: textShape.max(200_000).optional(),
    days: z.number().int().min(1).max(365).default(30),
  }),
  output: replayShape,
  async handle(center, caller, { rule: key, source, text, days }) {
    const { state, clock, rules, replays } = center;
    await rules.ready;
    const asked = await rules.findForReplay({ key, source, text });
    if (asked instanceof Problem) return asked;
    const toUs = clock.nowUs();
    const { exceptions } = rules.tuning;
    const range = { fromUs: toUs - days * dayUs, toUs };
    const started = replays.start({ ...asked, ...range, taxonomies: ownTaxonomies(), exceptions });
    if (started instanceof Problem) return started;
    const subject = `rule:${asked.rule.key}`.slice(0, 200);
    const entry = { kind: "rule-replay-start", actor: actorOf(caller), subject, detail: { days } };
    await inTransaction(state.db, (tx) => appendAudit(tx, clock, [entry]));
    return recordFor(center, caller.person, { record: "event", memberId: null }, started);
  },
});
