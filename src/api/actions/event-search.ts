/**
 * Searches the port's own telemetry: a time range and terms that must all hold, newest first, by keyset. A
 * member's people search their own member's events, whatever terms they give.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { searchFields } from "../../store/index.js";
import { defineAction } from "../action.js";
import { pageRowsMax, termCharactersMax, termsMax } from "../limits.js";
import { recordsFor } from "../records.js";
import { eventShape, textShape, timeShape } from "../shapes.js";

const termShape = z.object({
  field: z.enum(searchFields),
  op: z.enum(["is", "is-not", "contains", "starts-with", "ends-with", "at-least", "at-most"]).default("is"),
  value: textShape.max(termCharactersMax),
});
/** The event store's row numbers are unsigned and of 64 bits. */
const isRowNumber = (id: string) => /^\d{1,20}$/.test(id) && BigInt(id) < 2n ** 64n;
const cursorShape = z.object({
  timeUs: timeShape,
  id: z.string().refine(isRowNumber, "is not the `next` of an earlier page"),
});

export const eventSearch = defineAction({
  id: "event-search",
  method: "POST",
  path: "/events/search",
  summary: "Search events by time and terms, newest first",
  roles: ["analyst", "admin", "operator"],
  scope: "read",
  input: z.object({
    fromUs: timeShape,
    toUs: timeShape,
    terms: z.array(termShape).max(termsMax).default([]),
    limit: z.number().int().min(1).max(pageRowsMax).default(50),
    before: cursorShape.optional(),
  }),
  output: z.object({ rows: z.array(eventShape), next: cursorShape.nullable() }),
  async handle(center, { person }, { before, ...search }) {
    const own =
      person.memberId === null
        ? []
        : [{ field: "member" as const, op: "is" as const, value: person.memberId }];
    const page = await center.events.search({
      ...search,
      terms: [...own, ...search.terms],
      ...(before === undefined ? {} : { before }),
    });
    const { memberId } = person;
    const rows = await recordsFor(center, person, { record: "event", memberId }, page.rows);
    return rows instanceof Problem ? rows : { rows: rows.map((row) => ({ ...row })), next: page.next };
  },
});
