/** What left of a report, for the member whose it is: by which rule, since which hour, to how many in words. */
import { type Kysely, sql } from "kysely";
import type { Problem } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import { countInWords } from "../gate/count-in-words.js";
import { type GateRule, gateRules } from "../gate/request.js";
import { shareProblem } from "../problems.js";

/** One kind of release of a member's report: by which rule, since when, to how many in words. */
export interface ReportRelease {
  readonly rule: string;
  readonly reason: string;
  /** The hour in which it first was. */
  readonly sinceUs: number;
  readonly to: string;
}

const hourUs = 3_600_000_000;
const hourOf = (us: number): number => Math.floor(us / hourUs) * hourUs;

/**
 * The releases of a member's own report, gathered: numbers in words and times to the hour, as everywhere. What was kept
 * back is not among them: whose ceiling or group was in the way is the others' own.
 */
export async function readReleases(
  db: Kysely<Tables>,
  person: Person,
  reportId: string,
): Promise<readonly ReportRelease[] | Problem> {
  const own = await db
    .selectFrom("report")
    .select(["shared_id", "member_id", "mark"])
    .select(
      sql<number>`jsonb_array_length(report -> 'namedPersonIds')
      + jsonb_array_length(coalesce(report -> 'namedMails', '[]'))`.as("named"),
    )
    .select(
      sql<boolean>`report -> 'handling' ->> 'affectedPartyNotifications' = 'must-not'
      or jsonb_array_length(coalesce(report -> 'groupIds', '[]')) > 0`.as("isToSome"),
    )
    // That it left at all; one withdrawn before its time did not.
    .select(({ selectFrom }) =>
      selectFrom("release")
        .select(({ fn }) => fn.min<number | null>("at_us").as("at"))
        .where("object_kind", "=", "report")
        .whereRef("object_id", "=", "report.shared_id")
        .as("left_us"),
    )
    .where("id", "=", reportId)
    .where("member_id", "=", person.memberId ?? "")
    .executeTakeFirst();
  if (own === undefined) return shareProblem("report-unknown", "No report of your company has this id.");
  const rows = await db
    .selectFrom("release")
    .select("rule")
    .select(({ fn }) => [
      fn.min<number>("at_us").as("since"),
      fn.count<number>("recipient_id").distinct().as("recipients"),
    ])
    .where("object_kind", "=", "report")
    .where("object_id", "=", own.shared_id)
    .where("released", "=", true)
    // The sample port's members are nobody that a report of a real one reached.
    .where("mark", "is not distinct from", own.mark)
    // Its own receipts are there so that the others do not tell who sent it.
    .where("recipient_id", "!=", own.member_id)
    // To how many of the addresses it names it went would tell which of them are known.
    .where("rule", "not in", ["named-person", "operator"] satisfies GateRule[])
    .where(
      sql<boolean>`recipient_id not in (select person.id from person where person.member_id = ${own.member_id})`,
    )
    .groupBy("rule")
    .orderBy("rule")
    .execute();
  const told = rows.map(({ rule, since, recipients }) => ({
    rule,
    reason: Object.hasOwn(gateRules, rule) ? gateRules[rule as keyof typeof gateRules] : rule,
    sinceUs: hourOf(Number(since)),
    to: countInWords(Number(recipients)),
  }));
  return [...(own.isToSome ? toSome(own) : told), ...toNamed(own), ...(await toOperators(db, reportId))];
}

/**
 * A report that is kept from some of the members by what they are (affected, outside a group): to how many it went, or
 * that it reached nobody, would tell who they are to whoever chooses its words well. The same is said either way.
 */
function toSome({ left_us }: { readonly left_us: number | null }): readonly ReportRelease[] {
  if (left_us === null) return [];
  const reason = gateRules["origin-hidden"];
  return [{ rule: "origin-hidden", reason, sinceUs: hourOf(Number(left_us)), to: "those it may go to" }];
}

function toNamed(own: { readonly left_us: number | null; readonly named: number }): readonly ReportRelease[] {
  if (own.left_us === null || Number(own.named) === 0) return [];
  const sinceUs = hourOf(Number(own.left_us));
  return [
    { rule: "named-person", reason: gateRules["named-person"], sinceUs, to: "whom you named, where known" },
  ];
}

/** The files that the center's operators took out. */
async function toOperators(db: Kysely<Tables>, reportId: string): Promise<readonly ReportRelease[]> {
  const { since } = await db
    .selectFrom("release")
    .select(({ fn }) => fn.min<number | null>("at_us").as("since"))
    .where("object_kind", "=", "evidence")
    .where("object_id", "in", ({ selectFrom }) =>
      selectFrom("report_evidence").select("report_evidence.id").where("report_id", "=", reportId),
    )
    .where("rule", "=", "operator" satisfies GateRule)
    .executeTakeFirstOrThrow();
  if (since === null) return [];
  const reason = "They saved a file that you sent along.";
  return [{ rule: "operator", reason, sinceUs: hourOf(Number(since)), to: "the center's operators" }];
}
