/**
 * Why there is a detection: what its rule means, its records, what mattered in them, and the warnings that came of it.
 * What rules of a port say is its own writing and may name a member, so members read only what comes with the program.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { ownSource } from "../../detect/index.js";
import { explainDetection } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { detectionShape } from "../detection-shapes.js";
import { evidenceShape, idShape, listOf } from "../shapes.js";

export const detectionExplain = defineAction({
  id: "detection-explain",
  method: "GET",
  path: "/detections/:id/why",
  summary: "The whole story of a detection",
  roles: ["viewer", "analyst", "admin", "operator"],
  scope: "read",
  input: z.object({ id: idShape }),
  output: z.object({
    detection: detectionShape.omit({ memberName: true }),
    /** What it means, in plain words; empty where nobody wrote it, or where it is not for this reader. */
    explains: z.string(),
    evidence: listOf(evidenceShape),
    warnings: listOf(z.object({ id: idShape, rule: z.string(), sentence: z.string() })),
  }),
  async handle({ state, rules }, { person }, { id }) {
    const story = await explainDetection(state, person, id);
    if (story instanceof Problem) return story;
    await rules.ready;
    const ruleId = story.detection.rule.id;
    const detector = rules.builtIn.find((one) => one.id === ruleId);
    const known = rules.book.rules.find(({ key }) => key === ruleId);
    const isReadable = person.memberId === null || known?.source === ownSource;
    const written = isReadable ? (known?.document.description ?? "") : "";
    return { ...story, explains: detector?.explains ?? written };
  },
});
