/**
 * Begins a copy of the audit chain: writes down who takes it, signs what there is, and answers the copy's first and
 * last line. The lines between are read with `audit-copy`, page by page. Reading the chain to verify it is written
 * down under another kind, as nothing is kept of it.
 */
import { z } from "zod";
import { appendAudit, inTransaction } from "../../store/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { auditCopyShape } from "../audit-shape.js";
import { recordFor } from "../records.js";

export const auditExport = defineAction({
  id: "audit-export",
  method: "POST",
  path: "/audit/export",
  summary: "Begin a copy of the audit chain",
  roles: ["operator", "auditor"],
  input: z.object({ purpose: z.enum(["export", "verify"]).default("export") }),
  output: auditCopyShape,
  async handle(center, caller, { purpose }) {
    const entry = { kind: `audit-${purpose}`, actor: actorOf(caller), subject: "audit", detail: {} };
    await inTransaction(center.state.db, (tx) => appendAudit(tx, center.clock, [entry]));
    const frame = await center.audit.frame();
    return recordFor(center, caller.person, { record: "audit entry", memberId: null }, frame);
  },
});
