/**
 * Removing a member. What goes: everything that is the member's own, at once, and with an entry of the audit chain for
 * every session, token and invitation that ends by it. What stays: warnings others got that were built on its
 * sightings, and, for the gate alone, what it was known by, its people with it, so that what stays still does not show it. What it met in
 * the last fourteen days counts in others' warnings as before, so that a count does not tell what it had met. A member
 * with open warnings is removed only by who says so, as these end unread.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, Problem } from "../base/index.js";
import type { Member } from "../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../store/index.js";
import { centerMemberId } from "./center-setting.js";
import { lockMembers, takeMember } from "./locking.js";
import { readMember } from "./member-rows.js";
import { membersProblem } from "./problems.js";
import { rememberRemoved } from "./removed-members.js";
import { dropRemovedSightings, keepSightings } from "./removed-sightings.js";
import { endAccessOfMember } from "./sign-in/leaving.js";
import { isMakerStanding, type Maker, makerGone } from "./sign-in/standing.js";
import { forgetTokens } from "./tokens.js";

/** How many of each go with a member. */
export interface Removal {
  readonly openWarnings: number;
  readonly warnings: number;
  readonly sightings: number;
  readonly people: number;
  readonly tokens: number;
  readonly contacts: number;
  readonly agreements: number;
  readonly exposures: number;
  readonly groups: number;
}

export interface RemovedMemberAnswer extends Member {
  readonly removal: Removal;
}

async function countRemoval(db: Kysely<Tables>, id: string): Promise<Removal> {
  const { rows } = await sql<Removal>`select
    (select count(*) from warning where member_id = ${id} and state = 'open') as "openWarnings",
    (select count(*) from warning where member_id = ${id}) as warnings,
    (select count(*) from sighting where member_id = ${id}) as sightings,
    (select count(*) from person where member_id = ${id}) as people,
    (select count(*) from api_token where member_id = ${id} and revoked_us is null) as tokens,
    (select count(*) from member_contact where member_id = ${id}) as contacts,
    (select count(*) from agreement where member_id = ${id}) as agreements,
    (select count(*) from exposure where member_id = ${id}) as exposures,
    (select count(*) from group_member where member_id = ${id}) as groups`.execute(db);
  return rows[0] as Removal;
}

async function readRemovable(db: Kysely<Tables>, id: string): Promise<Member | Problem> {
  const member = await readMember(db, id);
  if (member === null) return membersProblem("member-unknown", "No member has this id.");
  return (await centerMemberId(db)) === id ? membersProblem("member-is-center", member.name) : member;
}

/** What would go, for whoever is about to remove a member. */
export async function previewRemoval(db: Kysely<Tables>, id: string): Promise<Removal | Problem> {
  const member = await readRemovable(db, id);
  return member instanceof Problem ? member : countRemoval(db, id);
}

export interface RemovalOptions {
  readonly withOpenWarnings?: boolean;
  /** Who asked for it. */
  readonly actor?: string;
  readonly maker?: Maker;
}

export async function removeMember(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  { withOpenWarnings = false, actor = centerActor, maker = null }: RemovalOptions = {},
): Promise<RemovedMemberAnswer | Problem> {
  const removed = await inTransaction(db, async (tx): Promise<RemovedMemberAnswer | Problem> => {
    await lockMembers(tx);
    await takeMember(tx, id);
    if (!(await isMakerStanding(tx, clock, maker))) return makerGone();
    const member = await readRemovable(tx, id);
    if (member instanceof Problem) return member;
    const removal = await countRemoval(tx, id);
    if (removal.openWarnings > 0 && !withOpenWarnings)
      return membersProblem(
        "member-has-open-warnings",
        `${removal.openWarnings} of its warnings ${removal.openWarnings === 1 ? "is" : "are"} open and would end with it.`,
      );
    const ended = await endAccessOfMember(tx, clock, id, actor);
    await rememberRemoved(tx, member);
    await dropRemovedSightings(tx, clock.nowUs());
    await keepSightings(tx, clock.nowUs(), id);
    await tx.deleteFrom("member").where("id", "=", id).execute();
    const entry = { kind: "member-remove", actor, subject: id, detail: { ...removal } };
    await appendAudit(tx, clock, [entry, ...ended]);
    return { ...member, removal };
  });
  forgetTokens(db);
  return removed;
}
