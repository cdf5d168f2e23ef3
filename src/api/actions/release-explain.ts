/**
 * Why something left or did not: the receipt, its rule, and the community it was decided in. For the center alone, as
 * receipts are numbered through: what lies between two of a member's own would tell how much left toward others.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { explainRelease } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { recordFor } from "../records.js";
import { releaseStoryShape } from "../shapes.js";

export const releaseExplain = defineAction({
  id: "release-explain",
  method: "GET",
  path: "/releases/:number/why",
  summary: "Why the gate released or refused something",
  roles: ["operator", "auditor"],
  scope: "read",
  input: z.object({ number: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  output: releaseStoryShape,
  async handle(center, { person }, { number }) {
    const story = await explainRelease(center.state.db, person, number);
    if (story instanceof Problem) return story;
    return recordFor(center, person, { record: "release", memberId: null }, story);
  },
});
