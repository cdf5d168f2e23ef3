/**
 * Why there is a sighting, and why something left or did not, for `breakwater explain`. A sighting goes through the
 * gate like everywhere. A receipt is the center's own: its reason may name a member, so operators alone read it.
 */
import type { Kysely } from "kysely";
import type { Problem } from "../base/index.js";
import { communityRevision } from "../members/index.js";
import type { Evidence, IndicatorClaim, Person, Sighting } from "../model/index.js";
import { gateRules, readReceipt, type StoredReceipt } from "../share/index.js";
import type { State, Tables } from "../store/index.js";
import { readClaims } from "./claims.js";
import { loadCommunity } from "./community.js";
import { warnProblem } from "./problems.js";
import { releaseRows, warningColumns } from "./reading.js";
import { warningRules } from "./rules/index.js";
import { toSighting } from "./sightings.js";

export interface SightingStory {
  readonly sighting: Sighting;
  /** The hits themselves, up to ten. */
  readonly evidence: readonly Evidence[];
  readonly claims: readonly IndicatorClaim[];
  /** Warnings about the same value that the reader may read. */
  readonly warnings: readonly { readonly id: string; readonly rule: string; readonly sentence: string }[];
}

const warningsMax = 50;

export async function explainSighting(
  { db }: State,
  person: Person,
  sightingId: string,
): Promise<SightingStory | Problem> {
  const unknown = warnProblem("sighting-unknown", "No sighting that you may read has this id.");
  const row = await db.selectFrom("sighting").selectAll().where("id", "=", sightingId).executeTakeFirst();
  if (row === undefined) return unknown;
  const community = await loadCommunity(db);
  const decision = community.gate.decide({
    object: { kind: "sighting", id: row.id, sighting: toSighting(row) },
    recipient: { kind: "person", person },
    channel: "console",
  });
  if (!decision.released) return unknown;
  const { observable } = decision.form;
  let query = db
    .selectFrom("warning")
    .select(warningColumns)
    .where(
      "key",
      "in",
      warningRules.map(({ id }) => `${id} ${observable.type} ${observable.value}`),
    );
  if (person.memberId !== null) query = query.where("member_id", "=", person.memberId);
  const rows = await query.orderBy("updated_us", "desc").orderBy("id").limit(warningsMax).execute();
  const warnings = await releaseRows(db, community, person, rows);
  return {
    sighting: decision.form,
    evidence: decision.form.evidence,
    claims: await readClaims(db, community.gate, person, observable),
    warnings: warnings.map(({ id, rule, sentence }) => ({ id, rule, sentence })),
  };
}

export interface ReleaseStory {
  readonly receipt: StoredReceipt;
  /** The rule in words. */
  readonly ruleSays: string;
  /** True where members, groups, exposures and policies are still as they were when it was decided. */
  readonly communityStands: boolean;
}

export async function explainRelease(
  db: Kysely<Tables>,
  person: Person,
  number: number,
): Promise<ReleaseStory | Problem> {
  const receipt = await readReceipt(db, number);
  if (receipt === null) return warnProblem("release-unknown", `No receipt has the number ${number}.`);
  const ruleSays = (gateRules as Readonly<Record<string, string>>)[receipt.rule] ?? "";
  return {
    receipt: { ...receipt, reason: person.role === "operator" ? receipt.reason : "" },
    ruleSays,
    communityStands: receipt.community === (await communityRevision(db)),
  };
}
