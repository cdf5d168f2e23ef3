/** The lines of a copy of the audit chain between its first and last, page by page (see `audit-export`). */
import { z } from "zod";
import { copyPage } from "../../store/index.js";
import { defineAction } from "../action.js";
import { auditCopyEntriesMax } from "../limits.js";
import { recordFor } from "../records.js";

const sequenceShape = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const auditCopy = defineAction({
  id: "audit-copy",
  method: "GET",
  path: "/audit/copy",
  summary: "Lines of a copy of the audit chain",
  roles: ["operator", "auditor"],
  input: z.object({ after: sequenceShape.default(0), through: sequenceShape }),
  output: z.object({ lines: z.array(z.string()).readonly(), next: z.number().nullable() }),
  async handle(center, { person }, { after, through }) {
    const page = await copyPage(center.state.db, after, through, auditCopyEntriesMax);
    return recordFor(center, person, { record: "audit entry", memberId: null }, page);
  },
});
