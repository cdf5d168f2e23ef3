/**
 * Meets a STIX pattern with stored events: those of the caller's company, of all members for the center's operators.
 * A match may hold events of several members then, and goes out as rows do.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { searchPattern } from "../../detect/index.js";
import { defineAction } from "../action.js";
import { patternCharactersMax, patternMatchesMax } from "../limits.js";
import { recordsFor } from "../records.js";
import { patternFoundShape, textShape, timeShape } from "../shapes.js";

export const patternSearch = defineAction({
  id: "pattern-search",
  method: "POST",
  path: "/events/patterns",
  summary: "Search events that meet a STIX pattern together, earliest match first",
  roles: ["analyst", "admin", "operator"],
  scope: "read",
  input: z.object({
    pattern: textShape.min(1).max(patternCharactersMax),
    fromUs: timeShape,
    toUs: timeShape,
    limit: z.number().int().min(1).max(patternMatchesMax).default(20),
  }),
  output: patternFoundShape,
  async handle(center, { person }, { limit, ...asked }) {
    const { memberId } = person;
    const terms = memberId === null ? [] : [{ field: "member" as const, op: "is" as const, value: memberId }];
    const found = await searchPattern(center.events, { ...asked, terms, matchesMax: limit });
    if (found instanceof Problem) return found;
    const rows = await recordsFor(center, person, { record: "event", memberId }, found.matches.flat());
    if (rows instanceof Problem) return rows;
    return {
      matches: found.matches.map((match) => match.map((row) => ({ ...row }))),
      events: found.events,
      completeSinceUs: found.completeSinceUs,
      beyondTelemetry: [...found.beyondTelemetry],
    };
  },
});
