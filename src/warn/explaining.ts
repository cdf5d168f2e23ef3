/**
 * The whole story of one warning, for `breakwater explain`: the rule and what it says, the sightings it was built
 * on, what each source says of the value, what the gate decided, and who answered. Each part goes through the gate
 * by itself: a member sees its own sightings and receipts and no trace of others, operators see all.
 */
import { type Kysely, sql } from "kysely";
import { Problem } from "../base/index.js";
import type {
  IndicatorClaim,
  Person,
  Reaction,
  ReleasedWarning,
  Sighting,
  WarningDraft,
} from "../model/index.js";
import { type Gate, gateRules, readReceipts, type StoredReceipt } from "../share/index.js";
import type { State, Tables } from "../store/index.js";
import { advisoryWarns } from "./advisories/advisory-warns.js";
import { readClaims } from "./claims.js";
import { sisterCrane } from "./cranes/sister-crane.js";
import { detectionRules } from "./detection-rules/index.js";
import { findWarning } from "./reading.js";
import { warningRules } from "./rules/index.js";
import { contextUs } from "./sighting-context.js";
import { toSighting } from "./sightings.js";

export interface ExplainedReceipt extends Omit<StoredReceipt, "id"> {
  /** Its number, for operators: what lies between two of them tells how much left toward others. */
  readonly id: number | null;
  /** The rule in words. */
  readonly ruleSays: string;
}

export interface WarningStory {
  readonly warning: ReleasedWarning;
  readonly rule: { readonly id: string; readonly title: string; readonly explains: string };
  /** Those the reader may see, oldest first. */
  readonly sightings: readonly Sighting[];
  readonly claims: readonly IndicatorClaim[];
  readonly receipts: readonly ExplainedReceipt[];
  readonly reactions: readonly Reaction[];
}

const sightingsMax = 500;

export async function explainWarning(
  state: State,
  person: Person,
  warningId: string,
): Promise<WarningStory | Problem> {
  const found = await findWarning(state.db, person, warningId);
  if (found instanceof Problem) return found;
  const { released, object, community } = found;
  const { draft } = object;
  const rule = [...warningRules, ...detectionRules, sisterCrane, advisoryWarns].find(
    (each) => each.id === draft.rule,
  );
  const isOperator = released.center !== null;
  const receipts = await readReceipts(state.db, "warning", [warningId]);
  return {
    warning: released,
    rule: {
      id: draft.rule,
      title: rule?.title ?? draft.rule,
      explains: rule?.explains ?? "This rule is no longer part of the center.",
    },
    sightings: await readSightings(state.db, community.gate, person, draft),
    claims: await readClaims(state.db, community.gate, person, draft.observable),
    // A refusal's reason may name another member; those who are no operators see what reached them.
    receipts: receipts
      .filter((receipt) => isOperator || receipt.released)
      .map((receipt) => ({
        ...receipt,
        id: isOperator ? receipt.id : null,
        ruleSays: (gateRules as Readonly<Record<string, string>>)[receipt.rule] ?? receipt.reason,
      })),
    reactions: released.reactions,
  };
}

/** The windows behind the draft, of its value: for operators of its origins, around the sightings it names. */
async function readSightings(
  db: Kysely<Tables>,
  gate: Gate,
  person: Person,
  draft: WarningDraft,
): Promise<readonly Sighting[]> {
  const rows = await db
    .selectFrom("sighting")
    .selectAll()
    .where("value", "=", draft.observable.value)
    .where("type", "=", draft.observable.type)
    .where("member_id", "in", person.memberId === null ? [...draft.originMemberIds, ""] : [person.memberId])
    .where("allowed_by", "is", null)
    .where(
      "last_us",
      ">=",
      // A member's are told around its own last one: around others', which of its own are told would say when theirs were.
      person.memberId === null
        ? sql<number>`(select coalesce(max(last_us), 0) - ${contextUs}::bigint from sighting
            where id = any(${[...draft.sightingIds]}::text[]))`
        : sql<number>`(select coalesce(max(own.last_us), 0) - ${contextUs}::bigint from sighting own
            where own.member_id = ${person.memberId} and own.type = ${draft.observable.type}
              and own.value = ${draft.observable.value} and own.allowed_by is null)`,
    )
    .orderBy("first_us")
    .orderBy("id")
    .limit(sightingsMax)
    .execute();
  return rows.flatMap((row) => {
    const sighting = toSighting(row);
    const decision = gate.decide({
      object: { kind: "sighting", id: sighting.id, sighting },
      recipient: { kind: "person", person },
      channel: "console",
    });
    return decision.released ? [decision.form] : [];
  });
}
