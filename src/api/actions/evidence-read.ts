/**
 * A file of a report, to be saved: never shown by the browser, whatever it is. Each time is a release with its receipt.
 */
import { z } from "zod";
import { readEvidence } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { downloadShape, idShape } from "../shapes.js";

export const evidenceRead = defineAction({
  id: "evidence-read",
  method: "GET",
  path: "/evidence/:id",
  summary: "A file of a report, for its own member and the center's operators",
  roles: ["viewer", "analyst", "admin", "operator"],
  scope: "read",
  answers: "download",
  input: z.object({ id: idShape }),
  output: downloadShape,
  async handle(center, caller, { id }) {
    const { gate } = await loadCommunity(center.state.db);
    return readEvidence(center.state, center.clock, gate, caller.person, id, actorOf(caller));
  },
});
