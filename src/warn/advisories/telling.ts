/**
 * Tells members of advisories: holds all that are known against what each member has, makes or changes one warning for each
 * member and advisory, and closes the warnings of what a member has no longer. What a person closed comes back only where
 * there is more to tell than at that time: another machine, another flaw, a flaw that is used now.
 */
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Clock, Log } from "../../base/index.js";
import { type KnownAdvisories, knownAdvisories, matchAdvisory, prepareInventory } from "../../intel/index.js";
import type { Advisory, AdvisoryMatch, InventoryItem, Member } from "../../model/index.js";
import { appendAudit, centerActor, type State, type Tables } from "../../store/index.js";
import { type Community, ensureCommunity, loadCommunity } from "../community.js";
import { queueClosed } from "../deliveries/queueing.js";
import type { Proposal } from "../proposing.js";
import { storeWarnings } from "../storing.js";
import { advisoryKey, draftOfAdvisory, type Judged, judge } from "./advisory-warns.js";
import { readInventories } from "./inventories.js";

export interface MemberMatches {
  readonly member: Member;
  readonly advisory: Advisory;
  readonly matches: readonly AdvisoryMatch[];
  readonly judged: Judged;
}

/** All that advisories say of members' inventories; of one member's where `memberId` is given. */
export async function matchesOf(
  db: Kysely<Tables>,
  memberId: string | null = null,
): Promise<readonly MemberMatches[]> {
  const { members, exposures } = await loadCommunity(db);
  return matchAll(await knownAdvisories(db), members, await readInventories(db, exposures, memberId));
}

/** Advisories between two looks at whatever else the center has to do: some 50 ms with 20,000 machines. */
const atOnce = 50;

/**
 * All inventories are one while they are matched: members have much in common, and what is the same is compared once.
 * Measured with 20,000 machines and 2,376 advisories of 10,962 products: see docs/cranes.md.
 */
async function matchAll(
  { advisories, exploited }: KnownAdvisories,
  members: readonly Member[],
  inventories: ReadonlyMap<string, readonly InventoryItem[]>,
): Promise<readonly MemberMatches[]> {
  const owners = new Map<InventoryItem, Member>();
  const found = new Map<Member, MemberMatches[]>();
  for (const member of members) {
    for (const item of inventories.get(member.id) ?? []) owners.set(item, member);
    found.set(member, []);
  }
  const inventory = prepareInventory([...owners.keys()]);
  for (const [at, advisory] of advisories.entries()) {
    if (at % atOnce === atOnce - 1) await new Promise((resolve) => setImmediate(resolve));
    const ofMember = new Map<Member, AdvisoryMatch[]>();
    for (const match of matchAdvisory(advisory, inventory)) {
      const member = owners.get(match.item) as Member;
      const matches = ofMember.get(member);
      if (matches === undefined) ofMember.set(member, [match]);
      else matches.push(match);
    }
    for (const [member, matches] of ofMember)
      found.get(member)?.push({ member, advisory, matches, judged: judge(advisory, matches, exploited) });
  }
  return [...found.values()].flat();
}

/** What the last look was at: nothing of it changed, nothing is to be told. A new day is looked at anew. */
let lastLook = "";

interface ToldOfAdvisories {
  /** The mark of each new warning. */
  readonly newMarks: readonly (string | null)[];
  readonly updatedWarnings: number;
  readonly withdrawn: number;
}

const nothing: ToldOfAdvisories = { newMarks: [], updatedWarnings: 0, withdrawn: 0 };
const dayUs = 24 * 3600 * 1e6;

export async function tellOfAdvisories(state: State, clock: Clock, log?: Log): Promise<ToldOfAdvisories> {
  const known = await knownAdvisories(state.db);
  if (known.advisories.length === 0) return nothing;
  const { members, exposures } = await loadCommunity(state.db);
  const inventories = await readInventories(state.db, exposures);
  const look = createHash("sha256")
    .update(JSON.stringify([known.stamp, Math.floor(clock.nowUs() / dayUs), members, [...inventories]]))
    .digest("hex");
  if (look === lastLook) return nothing;
  const told = (await matchAll(known, members, inventories)).filter(({ judged }) => judged.isTold);
  const done = await state.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(74202)`.execute(tx);
    return tell(tx, clock, await ensureCommunity(tx, clock), told, log);
  });
  lastLook = look;
  return done;
}

async function tell(
  tx: Kysely<Tables>,
  clock: Clock,
  { byId, gate }: Community,
  told: readonly MemberMatches[],
  log?: Log,
): Promise<ToldOfAdvisories> {
  const grown = await keepTold(tx, clock.nowUs(), told);
  const proposals = told
    // One that was removed while they were matched is told nothing.
    .filter(({ member }) => byId.has(member.id))
    .map(
      ({ member, advisory, matches, judged }): Proposal => ({
        draft: draftOfAdvisory(advisory, member, matches, judged),
        lastHitUs: grown.get(toldKey(member.id, advisory.id)) ?? 0,
        early: false,
        alone: () => null,
      }),
    );
  const { newIds, updatedIds } = await storeWarnings(tx, clock, gate, proposals, log);
  const withdrawn = await withdraw(tx, clock, told);
  const fresh =
    newIds.length === 0
      ? []
      : await tx
          .selectFrom("warning")
          .select("mark")
          .where("id", "in", [...newIds])
          .execute();
  return { newMarks: fresh.map(({ mark }) => mark), updatedWarnings: updatedIds.length, withdrawn };
}

const toldKey = (memberId: string, advisoryId: string): string => `${memberId} ${advisoryId}`;

/** What a warning stands on, so that it is seen when there is more. */
function basisOf({ matches, judged }: MemberMatches): readonly string[] {
  return [
    ...matches.map(
      ({ item, confidence }) => `${item.key} ${confidence === "possible" ? "possible" : "sure"}`,
    ),
    ...new Set(matches.flatMap(({ flaws }) => flaws)),
    ...judged.exploited.map(({ cve }) => `used ${cve}`),
  ].sort();
}

/** Remembers what is told; answers when each last became more. */
async function keepTold(
  tx: Kysely<Tables>,
  nowUs: number,
  told: readonly MemberMatches[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.selectFrom("advisory_told").selectAll().execute();
  const before = new Map(rows.map((row) => [toldKey(row.member_id, row.advisory_id), row]));
  const now = told.map((each) => {
    const basis = basisOf(each);
    const known = before.get(toldKey(each.member.id, each.advisory.id));
    const isMore = known === undefined || basis.some((one) => !known.basis.includes(one));
    return { m: each.member.id, a: each.advisory.id, b: basis, g: isMore ? nowUs : known.grown_us };
  });
  await sql`insert into advisory_told (member_id, advisory_id, basis, grown_us)
    select x.m, x.a, x.b, x.g from json_to_recordset(${JSON.stringify(now)}::json) as x(m text, a text, b text[], g bigint)
    join member on member.id = x.m
    on conflict (member_id, advisory_id) do update set basis = excluded.basis, grown_us = excluded.grown_us`.execute(
    tx,
  );
  return new Map(now.map(({ m, a, g }) => [toldKey(m, a), g]));
}

/** Closes the warnings of advisories that speak of nothing the member has any more. */
async function withdraw(tx: Kysely<Tables>, clock: Clock, told: readonly MemberMatches[]): Promise<number> {
  const still = told.map(({ member, advisory }) => ({ m: member.id, a: advisory.id }));
  const { rows } = await sql<{ m: string; a: string }>`
    delete from advisory_told t where not exists (
      select 1 from json_to_recordset(${JSON.stringify(still)}::json) as s(m text, a text)
      where s.m = t.member_id and s.a = t.advisory_id)
    returning member_id as m, advisory_id as a`.execute(tx);
  let closed = 0;
  for (const { m, a } of rows) {
    const warnings = await tx
      .updateTable("warning")
      .set({ state: "closed", close_reason: "not about us", updated_us: clock.nowUs() })
      .where("member_id", "=", m)
      .where("key", "=", advisoryKey(a))
      .where("state", "=", "open")
      .returning("id")
      .execute();
    for (const { id } of warnings) {
      await queueClosed(tx, clock, id, "");
      const detail = { reason: "not about us", advisory: a };
      await appendAudit(tx, clock, [{ kind: "warning-close", actor: centerActor, subject: id, detail }]);
      closed++;
    }
  }
  return closed;
}
