/**
 * The state of the port on one screen; for a member's people, of their member. A member's figures are made of the
 * warnings the gate releases to it and of nothing else.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { roles } from "../../model/index.js";
import { listWarnings } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { readFirstSteps } from "../first-steps.js";
import { countOpen, mostUrgent, readSince, stateOfThings } from "../now.js";
import { nowShape } from "../now-shape.js";
import { timeShape } from "../shapes.js";

const topMax = 5;

export const nowRead = defineAction({
  id: "now-read",
  method: "GET",
  path: "/now",
  summary: "The state of the port, in a sentence and a few figures",
  roles,
  scope: "read",
  input: z.object({ sinceUs: z.coerce.number().pipe(timeShape).optional() }),
  output: nowShape,
  async handle(center, { person }, { sinceUs }) {
    const { db } = center.state;
    const isCenter = person.memberId === null;
    const isOperator = person.role === "operator";
    const page = await listWarnings(center.state, person, { state: "open", limit: isOperator ? 60 : 200 });
    if (page instanceof Problem) return page;
    const { openWarnings, unanswered } = await countOpen(db, page, isOperator);
    const sources = isCenter ? center.health() : [];
    const steps = await readFirstSteps(db, person, center.clock.nowUs());
    return {
      ...stateOfThings({ isCenter, openWarnings, unanswered, sources, steps }),
      atUs: center.clock.nowUs(),
      since: sinceUs === undefined ? null : await readSince(center.state, person, sinceUs),
      openWarnings,
      unanswered,
      counts: isOperator ? center.counts() : null,
      sources,
      steps,
      top: mostUrgent(page.warnings).slice(0, topMax),
      demo: isOperator ? center.demoState() : null,
    };
  },
});
