/**
 * The centers that this one knows: introduced by signed invitations, confirmed by people who compared the fingerprint,
 * ended by one of them. Between any two of these steps nothing flows. Each step is an entry of the audit chain.
 */
import type { Kysely, Selectable } from "kysely";
import { type Clock, newId, Problem } from "../../base/index.js";
import { appendAudit, inTransaction, type State, type Tables } from "../../store/index.js";
import type { PeerParty } from "../gate/request.js";
import { shareProblem } from "../problems.js";
import { agreementShape, firstAgreement, type PeerAgreement, partyOf } from "./agreement.js";
import { withdrawAll } from "./arrivals.js";
import type { PeerIdentity } from "./identity.js";
import {
  fingerprintOf,
  type Invitation,
  type OwnPlace,
  readInvitation,
  writeInvitation,
} from "./invitation.js";
import { settlePeerClaims } from "./settle-claims.js";

export const peerStates = ["introduced", "confirmed", "ended"] as const;
export type PeerState = (typeof peerStates)[number];

export interface Peer {
  readonly id: string;
  readonly name: string;
  readonly publicKey: string;
  /** SHA-256 of its TLS certificate, in hex. */
  readonly certificate: string;
  readonly url: string | null;
  readonly state: PeerState;
  readonly agreement: PeerAgreement;
  readonly createdUs: number;
}

export const toPeer = (row: Selectable<Tables["peer"]>): Peer => ({
  id: row.id,
  name: row.name,
  publicKey: row.public_key,
  certificate: row.certificate,
  url: row.url,
  state: row.state as PeerState,
  agreement: agreementShape.parse(row.agreement),
  createdUs: row.created_us,
});

export async function readPeers(db: Kysely<Tables>): Promise<readonly Peer[]> {
  const rows = await db.selectFrom("peer").selectAll().orderBy("name").orderBy("created_us").execute();
  return rows.map(toPeer);
}

export async function readPeer(db: Kysely<Tables>, id: string): Promise<Peer | Problem> {
  const row = await db.selectFrom("peer").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? shareProblem("peer-unknown", "No peer has this id.") : toPeer(row);
}

/** Those to which something may go, as the gate knows them. */
export async function peerParties(db: Kysely<Tables>): Promise<readonly PeerParty[]> {
  return (await readPeers(db))
    .filter(({ state }) => state === "confirmed")
    .map(({ id, name, agreement }) => partyOf(id, name, agreement));
}

const placeKey = "peer-place";

async function readPlace(db: Kysely<Tables>): Promise<OwnPlace | null> {
  const row = await db.selectFrom("setting").select("value").where("key", "=", placeKey).executeTakeFirst();
  return (row?.value as OwnPlace | undefined) ?? null;
}

async function writePlace(db: Kysely<Tables>, place: OwnPlace): Promise<void> {
  const value = JSON.stringify(place);
  await db
    .insertInto("setting")
    .values({ key: placeKey, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

export interface PeerParts {
  readonly state: State;
  readonly clock: Clock;
  readonly identity: PeerIdentity;
}

/** A new invitation. What it says of this center is kept for the next; a part left out stays as it is. */
export function invitePeer(
  { state, clock, identity }: PeerParts,
  said: { readonly name?: string | undefined; readonly url?: string | null | undefined },
  actor: string,
): Promise<{ readonly line: string; readonly invitation: Invitation } | Problem> {
  return inTransaction(state.db, async (tx) => {
    const known = await readPlace(tx);
    const name = said.name ?? known?.name;
    if (name === undefined) return shareProblem("peer-place", "No invitation was made here yet.");
    const place = { name, url: said.url === undefined ? (known?.url ?? null) : said.url };
    await writePlace(tx, place);
    const made = await keepOwn(tx, { state, clock, identity }, place, null);
    const detail = { nonce: made.invitation.nonce, byFile: place.url === null };
    await appendAudit(tx, clock, [{ kind: "peer-invite", actor, subject: "peers", detail }]);
    return made;
  });
}

async function keepOwn(tx: Kysely<Tables>, parts: PeerParts, place: OwnPlace, answers: string | null) {
  const { clock, identity } = parts;
  await tx.deleteFrom("peer_invitation").where("expires_us", "<=", clock.nowUs()).execute();
  const made = writeInvitation(identity, clock, place, answers);
  const { nonce, publicKey: public_key, expiresUs: expires_us } = made.invitation;
  await tx
    .insertInto("peer_invitation")
    .values({ nonce, ours: true, public_key, expires_us, used_us: null })
    .execute();
  return made;
}

export interface Accepted {
  readonly peer: Peer;
  readonly fingerprint: string;
  /** What the other side accepts in turn; null where the invitation was its answer. */
  readonly answer: string | null;
}

/** Takes another center's invitation, or its answer to one's own. */
export function acceptPeer(parts: PeerParts, text: string, actor: string): Promise<Accepted | Problem> {
  const { state, clock, identity } = parts;
  const invitation = readInvitation(identity, clock, text);
  if (invitation instanceof Problem) return Promise.resolve(invitation);
  return inTransaction(state.db, async (tx): Promise<Accepted | Problem> => {
    const place = await readPlace(tx);
    if (place === null)
      return shareProblem(
        "peer-place",
        "The answer would have no name: make an invitation of your own first.",
      );
    const refusal = (await unlessKnown(tx, invitation)) ?? (await takeNonce(tx, clock, invitation));
    if (refusal !== null) return refusal;
    const row = {
      id: newId(),
      name: invitation.name,
      public_key: invitation.publicKey,
      certificate: invitation.certificate,
      url: invitation.url,
      state: "introduced",
      agreement: JSON.stringify(firstAgreement),
      created_us: clock.nowUs(),
      confirmed_us: null,
      ended_us: null,
    };
    await tx.insertInto("peer").values(row).execute();
    await tx.insertInto("peer_link").values({ peer_id: row.id }).execute();
    const answer =
      invitation.answers === null ? (await keepOwn(tx, parts, place, invitation.nonce)).line : null;
    await appendAudit(tx, clock, [
      {
        kind: "peer-accept",
        actor,
        subject: row.id,
        detail: {
          publicKey: invitation.publicKey,
          certificate: invitation.certificate,
          nonce: invitation.nonce,
        },
      },
    ]);
    return {
      peer: toPeer({ ...row, agreement: firstAgreement }),
      fingerprint: fingerprintOf(identity.publicKey, invitation.publicKey),
      answer,
    };
  });
}

/** An invitation is taken once; an answer uses up the invitation it answers. */
async function takeNonce(tx: Kysely<Tables>, clock: Clock, invitation: Invitation): Promise<Problem | null> {
  const { answers, nonce, publicKey, expiresUs } = invitation;
  const seen = await tx.selectFrom("peer_invitation").select("nonce").where("nonce", "=", nonce).execute();
  if (seen.length > 0) return shareProblem("peer-invitation", "It was taken before.");
  if (answers !== null) {
    const used = await tx
      .updateTable("peer_invitation")
      .set({ used_us: clock.nowUs() })
      .where("nonce", "=", answers)
      .where("ours", "=", true)
      .where("used_us", "is", null)
      .where("expires_us", ">", clock.nowUs())
      .returning("nonce")
      .execute();
    if (used.length === 0)
      return shareProblem(
        "peer-invitation",
        "It answers no invitation of this center that still waits for an answer.",
      );
  }
  await tx
    .insertInto("peer_invitation")
    .values({ nonce, ours: false, public_key: publicKey, expires_us: expiresUs, used_us: clock.nowUs() })
    .execute();
  return null;
}

async function unlessKnown(tx: Kysely<Tables>, { publicKey, name }: Invitation): Promise<Problem | null> {
  const known = (await readPeers(tx)).filter(({ state }) => state !== "ended");
  if (known.some((peer) => peer.publicKey === publicKey))
    return shareProblem("peer-known", "A peer has this key.");
  return known.some((peer) => peer.name.toLowerCase() === name.toLowerCase())
    ? shareProblem("peer-known", `A peer is called ${name}: one of the two needs another name.`)
    : null;
}

/** People compared the fingerprint: from now on what was agreed flows. */
export function confirmPeer(
  { state, clock, identity }: PeerParts,
  id: string,
  fingerprint: string | undefined,
  actor: string,
): Promise<Peer | Problem> {
  return inTransaction(state.db, async (tx) => {
    const peer = await readPeer(tx, id);
    if (peer instanceof Problem) return peer;
    if (peer.state !== "introduced")
      return shareProblem("peer-state", `${peer.name} is ${peer.state} already.`);
    const own = fingerprintOf(identity.publicKey, peer.publicKey);
    const bare = (text: string): string => text.toLowerCase().replace(/[^0-9a-f]/g, "");
    if (fingerprint !== undefined && bare(fingerprint) !== bare(own))
      return shareProblem("peer-fingerprint", `Here it reads ${own}.`);
    await tx
      .updateTable("peer")
      .set({ state: "confirmed", confirmed_us: clock.nowUs() })
      .where("id", "=", id)
      .execute();
    const detail = { fingerprint: own, typed: fingerprint !== undefined };
    await appendAudit(tx, clock, [{ kind: "peer-confirm", actor, subject: id, detail }]);
    return { ...peer, state: "confirmed" };
  });
}

export function agreeWithPeer(
  { state, clock }: Pick<PeerParts, "state" | "clock">,
  id: string,
  change: Partial<PeerAgreement>,
  actor: string,
): Promise<Peer | Problem> {
  return inTransaction(state.db, async (tx) => {
    const peer = await readPeer(tx, id);
    if (peer instanceof Problem) return peer;
    if (peer.state === "ended") return shareProblem("peer-state", `${peer.name} was ended.`);
    const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const agreement = agreementShape.parse({ ...peer.agreement, ...said });
    const json = JSON.stringify(agreement);
    await tx.updateTable("peer").set({ agreement: json }).where("id", "=", id).execute();
    await appendAudit(tx, clock, [{ kind: "peer-agree", actor, subject: id, detail: agreement }]);
    return { ...peer, agreement };
  });
}

/** Ends it here, for good: nothing flows, and what it told counts no more. Its chain's heads stay, as proof. */
export function endPeer(
  { state, clock }: Pick<PeerParts, "state" | "clock">,
  id: string,
  actor: string,
): Promise<Peer | Problem> {
  return inTransaction(state.db, async (tx) => {
    const peer = await readPeer(tx, id);
    if (peer instanceof Problem) return peer;
    if (peer.state === "ended") return shareProblem("peer-state", `${peer.name} was ended.`);
    await tx
      .updateTable("peer")
      .set({ state: "ended", ended_us: clock.nowUs() })
      .where("id", "=", id)
      .execute();
    for (const table of ["peer_outbox", "peer_told", "peer_refusal"] as const)
      await tx.deleteFrom(table).where("peer_id", "=", id).execute();
    // Those it was passed on to are told that it is withdrawn: the row stays until they were (`forget.ts`).
    await withdrawAll(tx, id);
    await settlePeerClaims({ ...state, db: tx }, clock, null);
    await appendAudit(tx, clock, [{ kind: "peer-end", actor, subject: id, detail: {} }]);
    return { ...peer, state: "ended" };
  });
}
