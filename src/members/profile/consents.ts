/**
 * To which other members a member agreed to be named as the origin of what it shares. Only what stands here is agreed,
 * and a consent to a group ends with the membership in it.
 */
import type { Kysely } from "kysely";
import type { Clock, Problem } from "../../base/index.js";
import { type Consent, type ConsentScope, consentScopes } from "../../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { lockMembers } from "../locking.js";
import { readMember } from "../member-rows.js";
import { membersProblem } from "../problems.js";

export interface ConsentInput {
  readonly to: string;
  readonly groupId: string | null;
}

const keyOf = ({ to, groupId }: ConsentInput): string => `${to}/${groupId ?? ""}`;

/** Replaces the member's consents. One that stays keeps the instant since when it holds. */
export async function writeConsents(
  db: Kysely<Tables>,
  clock: Clock,
  memberId: string,
  wanted: readonly ConsentInput[],
  actor: string = centerActor,
): Promise<readonly Consent[] | Problem> {
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    const member = await readMember(tx, memberId);
    if (member === null) return membersProblem("member-unknown", "No member has this id.");
    const since = new Map(member.consents.map((consent) => [keyOf(consent), consent.sinceUs]));
    const consents = new Map<string, Consent>();
    for (const { to, groupId } of wanted) {
      const scope = consentScopes.find((each) => each === to);
      if (scope === undefined)
        return membersProblem("consent-invalid", `Consents are to: ${consentScopes.join(", ")}.`);
      if ((scope === "group") !== (groupId !== null))
        return membersProblem(
          "consent-invalid",
          "A consent to a group names the group; one to all members names none.",
        );
      // A group it is not in and a group that is not there get one answer.
      if (groupId !== null && !member.groups.includes(groupId))
        return membersProblem("group-unknown", "You are in no group with this id.");
      const key = keyOf({ to, groupId });
      consents.set(key, { to: scope as ConsentScope, groupId, sinceUs: since.get(key) ?? clock.nowUs() });
    }
    await tx.deleteFrom("member_consent").where("member_id", "=", memberId).execute();
    const kept = [...consents.values()];
    if (kept.length > 0)
      await tx
        .insertInto("member_consent")
        .values(
          kept.map(({ to, groupId, sinceUs }) => ({
            member_id: memberId,
            scope: to,
            group_id: groupId,
            since_us: sinceUs,
          })),
        )
        .execute();
    const to = (scope: ConsentScope) => kept.filter((consent) => consent.to === scope).length;
    const detail = Object.fromEntries(consentScopes.map((scope) => [scope, to(scope)]));
    await appendAudit(tx, clock, [{ kind: "consent-set", actor, subject: memberId, detail }]);
    return kept;
  });
}
