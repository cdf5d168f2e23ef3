/**
 * Reading warnings, for the API and the command line. Every warning goes through the gate again toward the person
 * who asks, so that a ceiling lowered or a member renamed counts at once. A warning that is another member's, one
 * the gate keeps back and one that never was get the same answer.
 */
import { type Kysely, sql } from "kysely";
import { Problem } from "../base/index.js";
import {
  type CloseReason,
  type Person,
  type Reaction,
  type ReactionKind,
  type ReleasedWarning,
  type WarningDraft,
  type WarningState,
  warningStates,
} from "../model/index.js";
import type { Channel, Decision, GateRequest, Recipient, WarningObject } from "../share/index.js";
import { type Keyset, keysetText, readKeyset, type State, type Tables } from "../store/index.js";
import { type Community, loadCommunity } from "./community.js";
import { warnProblem } from "./problems.js";

export interface WarningQuery {
  readonly state?: WarningState | undefined;
  /** `next` of the page before. */
  readonly before?: string | undefined;
  /** 50 where left out, at most 200. */
  readonly limit?: number | undefined;
}

export interface WarningPage {
  readonly warnings: readonly ReleasedWarning[];
  /** Where to read on, null at the end. */
  readonly next: string | null;
}

const limitMax = 200;

interface Row {
  readonly id: string;
  readonly draft: object;
  readonly state: string;
  readonly close_reason: string | null;
  readonly created_us: number;
  readonly updated_us: number;
}

export const warningColumns = ["id", "draft", "state", "close_reason", "created_us", "updated_us"] as const;

/**
 * Newest change first, by keys and not by counting, so that a page is as fast at a million rows. A page is full and
 * its `next` is made of what the person may read alone: how many warnings were kept back, and when, can't be told.
 */
export async function listWarnings(
  state: State,
  person: Person,
  query: WarningQuery = {},
): Promise<WarningPage | Problem> {
  const limit = Math.max(1, Math.min(limitMax, Math.floor(query.limit ?? 50)));
  const cursor = query.before === undefined ? null : readCursor(query.before);
  if (cursor instanceof Problem) return cursor;
  const community = await loadCommunity(state.db);
  const read: Read = { db: state.db, person, state: query.state };
  const found: ReleasedWarning[] = [];
  let from = cursor;
  // One more than asked for is looked for: that there is more is said only of what the reader may read.
  for (let round = 0; round < roundsMax && found.length <= limit; round++) {
    const count = round === 0 ? limit + 1 : limitMax;
    const rows = await readRows(read, from, count);
    found.push(...(await releaseRows(state.db, community, person, rows)));
    const last = rows.at(-1);
    if (last === undefined || rows.length < count) break;
    from = { us: last.updated_us, id: last.id };
  }
  const warnings = found.slice(0, limit);
  const last = warnings.at(-1);
  return {
    warnings,
    next: found.length > limit && last !== undefined ? keysetText({ us: last.updatedUs, id: last.id }) : null,
  };
}

/** Rows that the gate keeps back are read past, up to about four thousand of them in a row. */
const roundsMax = 20;

interface Read {
  readonly db: Kysely<Tables>;
  readonly person: Person;
  readonly state: WarningState | undefined;
}

function readRows({ db, person, state }: Read, from: Keyset | null, count: number): Promise<readonly Row[]> {
  let select = db.selectFrom("warning").select(warningColumns);
  // What the last receipt kept from the member is not even counted over; the gate still decides on the rest.
  if (person.memberId !== null)
    select = select.where("member_id", "=", person.memberId).where(releasedLast, "=", true);
  if (state !== undefined) select = select.where("state", "=", state);
  if (from !== null)
    select = select.where(
      sql<boolean>`(updated_us < ${from.us} or (updated_us = ${from.us}
        and (key, id) > (coalesce((select w.key from warning w where w.id = ${from.id}), ''), ${from.id})))`,
    );
  // What changed at once stands by what it is about, and not by lot: so two looks are the same, whoever was met.
  return select.orderBy("updated_us", "desc").orderBy("key").orderBy("id").limit(count).execute();
}

/** Whether the last receipt toward a warning's own member released it. */
const releasedLast = sql<boolean>`(select r.released from release r
  where r.object_kind = 'warning' and r.object_id = warning.id and r.recipient_kind = 'member'
    and r.recipient_id = warning.member_id and r.channel <> 'mail'
  order by r.id desc limit 1)`;

function readCursor(text: string): Keyset | Problem {
  return readKeyset(text) ?? warnProblem("cursor-invalid", "It is not the `next` of an earlier page.");
}

/** One warning as a person may read it. */
export async function readWarning(
  state: State,
  person: Person,
  warningId: string,
): Promise<ReleasedWarning | Problem> {
  const found = await findWarning(state.db, person, warningId);
  return found instanceof Problem ? found : found.released;
}

export interface FoundWarning {
  readonly released: ReleasedWarning;
  readonly object: WarningObject;
  readonly community: Community;
}

/** The same words for another member's warning and for one that never was. */
export const warningUnknown = (): Problem =>
  warnProblem("warning-unknown", "No warning that you may read has this id.");

/** A warning with its released form, for those of this room that do more with it. */
export async function findWarning(
  db: Kysely<Tables>,
  person: Person,
  warningId: string,
): Promise<FoundWarning | Problem> {
  const asked = await askGate(db, warningId, { kind: "person", person }, "console");
  if (asked === null || !asked.decision.released) return warningUnknown();
  return { released: asked.decision.form, object: asked.request.object, community: asked.community };
}

export interface AskedWarning {
  readonly request: GateRequest<WarningObject>;
  readonly decision: Decision<ReleasedWarning>;
  readonly community: Community;
}

/** What the gate says of a warning toward a recipient by a channel; null where there is no such warning. */
export async function askGate(
  db: Kysely<Tables>,
  warningId: string,
  recipient: Recipient,
  channel: Channel,
): Promise<AskedWarning | null> {
  const row = await db
    .selectFrom("warning")
    .select(warningColumns)
    .where("id", "=", warningId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const community = await loadCommunity(db);
  const object = objectOf(row, (await readReactions(db, [row.id])).get(row.id) ?? []);
  const request = { object, recipient, channel };
  return { request, decision: community.gate.decide(request), community };
}

/** The released forms of rows, for a person. */
export async function releaseRows(
  db: Kysely<Tables>,
  community: Community,
  person: Person,
  rows: readonly Row[],
): Promise<readonly ReleasedWarning[]> {
  const reactions = await readReactions(
    db,
    rows.map((row) => row.id),
  );
  return rows.flatMap((row) => {
    const object = objectOf(row, reactions.get(row.id) ?? []);
    const decision = community.gate.decide({
      object,
      recipient: { kind: "person", person },
      channel: "console",
    });
    return decision.released ? [decision.form] : [];
  });
}

function objectOf(row: Row, reactions: readonly Reaction[]): WarningObject {
  return {
    kind: "warning",
    id: row.id,
    draft: row.draft as WarningDraft,
    createdUs: row.created_us,
    updatedUs: row.updated_us,
    state: warningStates.find((known) => known === row.state) ?? "closed",
    closeReason: row.close_reason as CloseReason | null,
    reactions,
  };
}

/** The reactions to some warnings, oldest first. */
async function readReactions(
  db: Kysely<Tables>,
  warningIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Reaction[]>> {
  const byWarning = new Map<string, Reaction[]>();
  if (warningIds.length === 0) return byWarning;
  const rows = await db
    .selectFrom("reaction as r")
    .innerJoin("person as p", "p.id", "r.person_id")
    .select(["r.warning_id", "r.kind", "r.note", "r.at_us", "p.name"])
    .where("r.warning_id", "in", [...warningIds])
    .orderBy("r.at_us")
    .orderBy("r.id")
    .execute();
  for (const row of rows) {
    const reaction = { kind: row.kind as ReactionKind, person: row.name, note: row.note, atUs: row.at_us };
    const list = byWarning.get(row.warning_id);
    if (list === undefined) byWarning.set(row.warning_id, [reaction]);
    else list.push(reaction);
  }
  return byWarning;
}
