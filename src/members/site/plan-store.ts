/** The plan of the port as it is kept: one for the center, its operators'. A plan of the sample port carries its mark. */
import { type Kysely, sql } from "kysely";
import type { Clock } from "../../base/index.js";
import type { PortPlan } from "../../model/index.js";
import { appendAudit, inTransaction, type Tables } from "../../store/index.js";

export interface KeptPlan {
  readonly plan: PortPlan;
  readonly changedUs: number;
  readonly mark: string | null;
}

export async function keptPlan(db: Kysely<Tables>): Promise<KeptPlan | null> {
  const row = await db.selectFrom("port_plan").selectAll().executeTakeFirst();
  if (row === undefined) return null;
  return { plan: row.plan as unknown as PortPlan, changedUs: row.changed_us, mark: row.mark };
}

/** Puts a plan in place of the one there is. */
export async function writePlan(
  db: Kysely<Tables>,
  clock: Clock,
  plan: PortPlan,
  actor: string,
  mark: string | null = null,
): Promise<KeptPlan> {
  const changedUs = clock.nowUs();
  await inTransaction(db, async (tx) => {
    await sql`insert into port_plan (plan, changed_us, mark) values (${JSON.stringify(plan)}::jsonb, ${changedUs}, ${mark})
      on conflict (single) do update set plan = excluded.plan, changed_us = excluded.changed_us, mark = excluded.mark`.execute(
      tx,
    );
    await appendAudit(tx, clock, [
      { kind: "plan-put", actor, subject: "plan", detail: { features: plan.features.length } },
    ]);
  });
  return { plan, changedUs, mark };
}
