/** The audit chain, newest first, and where it ends: for the center's operators and auditors. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { auditKinds, type ChainedEntry, listAudit } from "../../store/index.js";
import { defineAction } from "../action.js";
import { auditPageShape } from "../audit-shape.js";
import type { Center } from "../center.js";
import { pageRowsMax } from "../limits.js";
import { recordsFor } from "../records.js";
import { textShape } from "../shapes.js";

const tokenMark = "token:";

/** Names of the people, members and tokens that a page's entries are by or about, by the id as it stands there. */
async function namesOf(
  center: Center,
  entries: readonly ChainedEntry[],
): Promise<ReadonlyMap<string, string>> {
  const { db } = center.state;
  const asked = [...new Set(entries.flatMap(({ actor, subject }) => [actor, subject]))];
  if (asked.length === 0) return new Map();
  const ids = [...new Set(asked.map((id) => (id.startsWith(tokenMark) ? id.slice(tokenMark.length) : id)))];
  const people = await db.selectFrom("person").select(["id", "name"]).where("id", "in", ids).execute();
  const members = await db.selectFrom("member").select(["id", "name"]).where("id", "in", ids).execute();
  const tokens = await db
    .selectFrom("api_token as t")
    .leftJoin("member as m", "m.id", "t.member_id")
    .select(["t.id", "t.name", "m.name as member"])
    .where("t.id", "in", ids)
    .execute();
  const named = tokens.map(
    ({ id, name, member }) => [id, `token ${name}${member === null ? "" : ` of ${member}`}`] as const,
  );
  return new Map([
    ...[...people, ...members].map(({ id, name }) => [id, name] as const),
    ...named,
    ...named.map(([id, name]) => [`${tokenMark}${id}`, name] as const),
  ]);
}

export const auditList = defineAction({
  id: "audit-list",
  method: "GET",
  path: "/audit",
  summary: "The audit chain, newest first",
  roles: ["operator", "auditor"],
  input: z.object({
    kind: textShape.min(1).max(60).optional(),
    before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    limit: z.coerce.number().int().min(1).max(pageRowsMax).default(50),
  }),
  output: auditPageShape,
  async handle(center, { person }, { kind, before, limit }) {
    const { db } = center.state;
    const all = await listAudit(db, { kind, before, limit: limit + 1 });
    const rows = await recordsFor(center, person, { record: "audit entry", memberId: null }, all);
    if (rows instanceof Problem) return rows;
    const page = rows.slice(0, limit);
    const names = await namesOf(center, page);
    return {
      rows: page.map((entry) => ({
        ...entry,
        actorName: names.get(entry.actor) ?? null,
        subjectName: names.get(entry.subject) ?? null,
      })),
      next: rows.length > limit ? (page.at(-1)?.sequence ?? null) : null,
      kinds: await auditKinds(db),
      status: await center.audit.status(),
    };
  },
});
