/** An edge as people see it. */
import { z } from "zod";
import type { EdgeRow } from "../share/index.js";
import { idShape, timeShape } from "./shapes.js";

export const edgeShape = z.object({
  id: idShape,
  memberId: idShape,
  name: z.string(),
  version: z.string(),
  firstUs: timeShape,
  contactUs: timeShape,
  /** Its clock less the center's, in microseconds. */
  clockDifferenceUs: z.number(),
  set: z.object({
    indicators: z.number(),
    hashed: z.number(),
    /** When it last heard that its set is up to date; null before. */
    currentUs: timeShape.nullable(),
  }),
  waiting: z.object({
    bytes: z.number(),
    bytesMax: z.number(),
    oldestUs: timeShape.nullable(),
    /** Hits that had no room. */
    dropped: z.number(),
  }),
  records: z.number(),
  doors: z.array(z.object({ id: z.string(), title: z.string(), state: z.string() })).readonly(),
  /** What it met and no source lists any more; null for members, whom it would tell what is listed. */
  unlisted: z.number().nullable(),
});

export function edgeOf(row: EdgeRow, forOperator: boolean): z.infer<typeof edgeShape> {
  const { report } = row;
  return {
    id: row.edgeId,
    memberId: row.memberId,
    name: row.name,
    version: report?.version ?? "",
    firstUs: row.firstUs,
    contactUs: row.contactUs,
    clockDifferenceUs: report === null ? 0 : report.nowUs - row.contactUs,
    set: {
      indicators: report?.set.indicators ?? 0,
      hashed: report?.set.blind ?? 0,
      currentUs: report?.set.currentUs ?? null,
    },
    waiting: {
      bytes: report?.waiting.bytes ?? 0,
      bytesMax: report?.waiting.bytesMax ?? 0,
      oldestUs: report?.waiting.oldestUs ?? null,
      dropped: report?.waiting.dropped ?? 0,
    },
    records: report?.records ?? 0,
    doors: report?.doors ?? [],
    unlisted: forOperator ? row.unlisted : null,
  };
}
