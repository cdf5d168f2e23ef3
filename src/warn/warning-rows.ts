/** Warnings in the state store: looked up by member and key, written many at a time. */
import { type Kysely, sql } from "kysely";
import type { CloseReason, WarningDraft } from "../model/index.js";
import type { Tables } from "../store/index.js";
import { portions, storableJson } from "./storable.js";

export interface StoredWarning {
  readonly id: string;
  readonly memberId: string;
  readonly key: string;
  readonly draft: WarningDraft;
  readonly state: "open" | "closed";
  readonly closeReason: CloseReason | null;
  readonly createdUs: number;
  readonly updatedUs: number;
  /** Rule and form hash of the last receipt toward the member; null where there is none. */
  readonly receipt: { readonly rule: string; readonly formHash: string } | null;
}

interface Row {
  readonly id: string;
  readonly member_id: string;
  readonly key: string;
  readonly draft: object;
  readonly state: string;
  readonly close_reason: string | null;
  readonly created_us: number;
  readonly updated_us: number;
  readonly rule: string | null;
  readonly form_hash: string | null;
}

export const warningKey = (memberId: string, key: string): string => `${memberId} ${key}`;

/** The newest warning under each of the keys, the open one where there is one. */
export async function readByKey(
  tx: Kysely<Tables>,
  drafts: readonly WarningDraft[],
): Promise<ReadonlyMap<string, StoredWarning>> {
  const stored = new Map<string, StoredWarning>();
  for (const part of portions(drafts)) {
    const keys = part.map((draft) => ({ m: draft.recipientMemberId, k: draft.key }));
    const { rows } = await sql<Row>`
      select distinct on (w.member_id, w.key) w.id, w.member_id, w.key, w.draft, w.state, w.close_reason,
        w.created_us, w.updated_us, r.rule, r.form_hash
      from json_to_recordset(${storableJson(keys)}::json) as k(m text, k text)
      join warning w on w.member_id = k.m and w.key = k.k
      left join lateral (select rule, form_hash from release
        where object_kind = 'warning' and object_id = w.id and recipient_kind = 'member' and channel <> 'mail'
        order by id desc limit 1) r on true
      order by w.member_id, w.key, (w.state = 'open') desc, w.updated_us desc
    `.execute(tx);
    for (const row of rows)
      stored.set(warningKey(row.member_id, row.key), {
        id: row.id,
        memberId: row.member_id,
        key: row.key,
        draft: row.draft as WarningDraft,
        state: row.state === "open" ? "open" : "closed",
        closeReason: row.close_reason as CloseReason | null,
        createdUs: row.created_us,
        updatedUs: row.updated_us,
        receipt: row.rule === null ? null : { rule: row.rule, formHash: row.form_hash ?? "" },
      });
  }
  return stored;
}

export interface WarningToWrite {
  readonly id: string;
  readonly draft: WarningDraft;
  /** When what its reader sees last changed. */
  readonly updatedUs: number;
}

/** Inserts new warnings, or gives those of known ids their new draft. */
export async function writeWarnings(
  tx: Kysely<Tables>,
  nowUs: number,
  warnings: readonly WarningToWrite[],
): Promise<void> {
  for (const part of portions(warnings)) {
    const rows = part.map(({ id, draft, updatedUs }) => ({
      id,
      r: draft.rule,
      k: draft.key,
      m: draft.recipientMemberId,
      d: draft,
      u: draft.urgency,
      mark: draft.mark,
      at: updatedUs,
    }));
    await sql`
      insert into warning (id, rule, key, member_id, draft, urgency, state, close_reason, mark, created_us, updated_us)
      select id, r, k, m, d, u, 'open', null, mark, ${nowUs}::bigint, at
      from json_to_recordset(${storableJson(rows)}::json) as x(id text, r text, k text, m text, d jsonb, u text,
        mark text, at bigint)
      on conflict (id) do update set draft = excluded.draft, urgency = excluded.urgency, mark = excluded.mark,
        updated_us = excluded.updated_us
    `.execute(tx);
  }
}
