/**
 * Looks values up: pasted, many at once, defanged or not. Each gets a verdict in a word and what is known of it. What
 * is listed may be less than the value (the host of a URL, a name above, a network around): the sentence names it.
 */
import { z } from "zod";
import { readValue } from "../../intel/index.js";
import { defineAction } from "../action.js";
import { allowanceOf, judge, type Knowledge } from "../judging.js";
import { countSightings, coveringValues, readAllowances, readClaims } from "../known.js";
import { bodyBytesMax, lookupValuesMax } from "../limits.js";
import { apiProblem } from "../problems.js";
import { lookupShape, textShape } from "../shapes.js";

export const indicatorLookup = defineAction({
  id: "indicator-lookup",
  method: "POST",
  path: "/lookup",
  summary: "What is known of values; many at once, defanged is fine",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  scope: "read",
  input: z.object({ text: textShape.min(1, "Paste at least one value").max(bodyBytesMax) }),
  output: z.object({ rows: z.array(lookupShape) }),
  async handle(center, { person }, { text }) {
    const texts = [...new Set(text.split(/[\s,;|]+/).filter((part) => part !== ""))];
    if (texts.length > lookupValuesMax)
      return apiProblem(
        "input-invalid",
        `text: ${texts.length} values were given; ${lookupValuesMax} at a time can be looked up.`,
      );
    const asked = texts.map((raw) => ({ raw: raw.slice(0, 8192), observable: readValue(raw) }));
    const covering = asked.map(({ observable }) => (observable === null ? [] : coveringValues(observable)));
    const all = [...new Set(covering.flat())];
    const { db } = center.state;
    const claims = await readClaims(db, person, all, center.clock.nowUs());
    const allowances = await readAllowances(db, person, all);
    const sightings = await countSightings(
      db,
      person,
      asked.flatMap(({ observable }) => (observable === null ? [] : [observable.value])),
    );
    const rows = asked.map(({ raw, observable }, at) => {
      const values = covering[at] ?? [];
      const known = values.flatMap((value) => claims.get(value) ?? []);
      const knowledge: Knowledge = {
        observable,
        claims: known,
        allowedBy: observable === null ? null : allowanceOf(observable, known, allowances),
      };
      return {
        text: raw,
        observable,
        ...judge(knowledge),
        claims: knowledge.claims,
        allowedBy: knowledge.allowedBy,
        // A count of what may not be told would tell it.
        sightings:
          observable === null || (knowledge.claims.length === 0 && person.role !== "operator")
            ? 0
            : (sightings.get(observable.value) ?? 0),
      };
    });
    return { rows };
  },
});
