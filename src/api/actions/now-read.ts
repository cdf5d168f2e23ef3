/**
 * The state of the port on one screen; for a member's people, of their member. A member's figures are made of the
 * warnings the gate releases to it and of nothing else; whose the center's own figures are the gate says as well.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { roles } from "../../model/index.js";
import { listWarnings } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { figuresFor } from "../figures.js";
import { centersSteps, membersSteps } from "../first-steps.js";
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
    const nowUs = center.clock.nowUs();
    const figures = await figuresFor(center, person, "console", {
      counts: center.counts(),
      steps: await centersSteps(db, person, nowUs),
      demo: center.demoState(),
    });
    const isWhole = figures !== null;
    const page = await listWarnings(center.state, person, { state: "open", limit: isWhole ? 60 : 200 });
    if (page instanceof Problem) return page;
    const { openWarnings, unanswered } = await countOpen(db, page, isWhole);
    const sources = isCenter ? center.health() : [];
    const steps = isCenter ? (figures?.steps ?? []) : await membersSteps(db, person, nowUs);
    return {
      ...stateOfThings({ isCenter, openWarnings, unanswered, sources, steps }),
      atUs: nowUs,
      since: sinceUs === undefined ? null : await readSince(center.state, person, sinceUs),
      openWarnings,
      unanswered,
      counts: figures?.counts ?? null,
      sources,
      steps,
      top: mostUrgent(page.warnings).slice(0, topMax),
      demo: figures?.demo ?? null,
    };
  },
});
