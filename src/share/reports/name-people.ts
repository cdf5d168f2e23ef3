/**
 * Whom a TLP:RED report is for, where its sender knows a mail address and not who in the community has it. Nobody is
 * told whether an address is known: it is taken as it comes and looked up when the report leaves. An address is matched
 * with a person only where the person's company registered what stands behind its @ as its own: no two companies can
 * have that, so that nobody gets another's RED by giving one of its people another's address.
 */
import { type Kysely, sql } from "kysely";
import type { Report } from "../../model/index.js";
import type { Tables } from "../../store/index.js";

/** The report with the people that its addresses name now. */
export async function nameByMail(tx: Kysely<Tables>, report: Report): Promise<Report> {
  if (report.namedMails.length === 0) return report;
  const { rows } = await sql<{ readonly id: string }>`
    select distinct person.id from person
      join exposure on exposure.member_id = person.member_id and exposure.kind in ('domain', 'mail domain')
      cross join lateral unnest(array[exposure.value] || exposure.also) as own (domain)
    where person.email = any(${[...report.namedMails]}::text[])
      and (split_part(person.email, '@', 2) = own.domain
        or right(split_part(person.email, '@', 2), length(own.domain) + 1) = '.' || own.domain)
    order by person.id`.execute(tx);
  const namedPersonIds = [...new Set([...report.namedPersonIds, ...rows.map(({ id }) => id)])];
  await sql`
    update report set report = jsonb_set(report, '{namedPersonIds}', ${JSON.stringify(namedPersonIds)}::jsonb)
    where id = ${report.id}`.execute(tx);
  return { ...report, namedPersonIds };
}
