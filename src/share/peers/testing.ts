/** Centers for tests of peers: a state store, an identity and a gate each, which speak to one another without a network. */
import { generateKeyPairSync } from "node:crypto";
import { sql } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import { importEntries } from "../../intel/index.js";
import { communityRevision } from "../../members/index.js";
import type { FeedEntry, Member, ObservableType, Tlp } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { openGate } from "../gate/gate.js";
import type { MembersOwn } from "../gate/origin-search.js";
import type { NoticeObject } from "../gate/request.js";
import { syncClaims } from "../taxii/indicators/sync-claims.js";
import type { PeerAgreement } from "./agreement.js";
import { makeCertificate } from "./certificate.js";
import { fillOutbox } from "./fill.js";
import { identityOf, type PeerIdentity } from "./identity.js";
import {
  acceptPeer,
  agreeWithPeer,
  confirmPeer,
  invitePeer,
  type Peer,
  peerParties,
  readPeers,
} from "./peers.js";
import { pushBatch, type SendLine } from "./push.js";
import { type Received, receiveBatch } from "./receive.js";

export async function testIdentity(): Promise<PeerIdentity> {
  return identityOf(generateKeyPairSync("ed25519").privateKey, await makeCertificate());
}

export function fine<T>(value: T | Problem): T {
  if (value instanceof Problem) throw new Error(`${value.code}: ${value.detail}`);
  return value;
}

export interface Said {
  readonly value: string;
  readonly type?: ObservableType;
  readonly tlp?: Tlp;
  readonly confidence?: number;
  readonly labels?: readonly string[];
}

/** What crosses from one center to another, for tests that lose, repeat or read it. */
export type Crossing = (line: string, deliver: (line: string) => Promise<string>) => Promise<string>;

export class TestPort {
  readonly name: string;
  readonly state: State;
  readonly clock: Clock;
  readonly identity: PeerIdentity;
  members: readonly Member[] = [];
  own: MembersOwn = { exposures: [], people: [] };
  /** What its members met. */
  notices: readonly NoticeObject[] = [];

  constructor(name: string, state: State, clock: Clock, identity: PeerIdentity) {
    this.name = name;
    this.state = state;
    this.clock = clock;
    this.identity = identity;
  }

  static async open(name: string, clock: Clock): Promise<TestPort> {
    return new TestPort(name, await openTestState(), clock, await testIdentity());
  }

  /** Says these of a source and nothing else, as an import that replaces does. */
  async feed(name: string, said: readonly Said[]): Promise<void> {
    const entries = said.map(({ value, type = "ipv4", ...claim }, at): FeedEntry => {
      return { observable: { type, value }, claim, line: at + 1 };
    });
    const source = { name, tlp: "TLP:GREEN", confidence: 50, mark: null } as const;
    await importEntries(this.state, this.clock, source, entries);
    await sql`delete from indicator_claim c using indicator i, intel_source s
      where i.id = c.indicator_id and s.id = c.source_id and s.name = ${name}
        and i.value <> all(${said.map(({ value }) => value)}::text[])`.execute(this.state.db);
    await syncClaims(this.state, this.clock);
  }

  /** The peer that another port is to this one. */
  async peer(other: TestPort): Promise<Peer> {
    const peers = await readPeers(this.state.db);
    const found = peers.find((each) => each.publicKey === other.identity.publicKey && each.state !== "ended");
    if (found === undefined) throw new Error(`${this.name} does not know ${other.name}`);
    return found;
  }

  async agree(other: TestPort, change: Partial<PeerAgreement>): Promise<void> {
    fine(await agreeWithPeer(this, (await this.peer(other)).id, change, "test"));
  }

  async fill(other: TestPort): Promise<number> {
    const { state, clock, identity } = this;
    const gate = openGate(this.members, [], this.own, {
      groups: [],
      notSharing: [],
      peers: await peerParties(state.db),
    });
    const revision = await communityRevision(state.db);
    const met = async (_tx: unknown, values: readonly { type: string; value: string }[]) =>
      this.notices.filter(({ observable }) =>
        values.some(({ type, value }) => type === observable.type && value === observable.value),
      );
    return fillOutbox({ state, clock, identity, gate, revision, met }, await this.peer(other));
  }

  async receive(from: TestPort, line: string): Promise<Received | Problem> {
    return receiveBatch(this, line, from.identity.certificateHash);
  }

  /** Fills and sends all that waits for another port. */
  async push(other: TestPort, crossing: Crossing = (line, deliver) => deliver(line)): Promise<void> {
    const deliver = async (line: string): Promise<string> => {
      const received = await other.receive(this, line);
      if (received instanceof Problem)
        return JSON.stringify({ status: 422, code: received.code, detail: received.detail });
      return JSON.stringify({ received: received.received, atUs: other.clock.nowUs(), head: null });
    };
    const send: SendLine = async (_peer, line) => {
      const text = await crossing(line, deliver);
      return { status: text.includes('"code"') ? 422 : 200, text };
    };
    for (let round = 0; round < 200; round++) {
      const filled = await this.fill(other);
      const sent = await pushBatch({ ...this.parts(), send, head: async () => null }, await this.peer(other));
      if (sent instanceof Problem) throw new Error(sent.detail);
      if (sent === 0 && filled === 0) return;
    }
    throw new Error("it does not come to an end");
  }

  parts() {
    const { state, clock, identity } = this;
    return { state, clock, identity };
  }

  /** What stands of others' words: origin token, value, hops, whoever brought it. */
  async holds(): Promise<readonly string[]> {
    const { rows } = await sql<{ text: string }>`
      select o.kind || ' ' || o.value || ' ' || o.tlp || ' by ' || p.name || ' after ' || o.hops as text
      from peer_object o join peer p on p.id = o.peer_id where not o.withdrawn order by 1`.execute(
      this.state.db,
    );
    return rows.map(({ text }) => text);
  }

  /** Claims: `198.51.100.7 peer:B 50`. */
  async claims(): Promise<readonly string[]> {
    const { rows } = await sql<{ text: string }>`
      select i.value || ' ' || s.name || ' ' || c.confidence as text
      from indicator_claim c join indicator i on i.id = c.indicator_id join intel_source s on s.id = c.source_id
      order by 1`.execute(this.state.db);
    return rows.map(({ text }) => text);
  }
}

/** Introduces two ports to one another and confirms both; null where what they tell is carried by hand. */
export async function introduce(
  one: TestPort,
  other: TestPort,
  change: Partial<PeerAgreement> = {},
  url: string | null = "https://192.0.2.7:8421",
): Promise<void> {
  const invited = fine(await invitePeer(one.parts(), { name: one.name, url }, "test"));
  fine(await invitePeer(other.parts(), { name: other.name, url }, "test"));
  const accepted = fine(await acceptPeer(other.parts(), invited.line, "test"));
  fine(await acceptPeer(one.parts(), accepted.answer ?? "", "test"));
  for (const [port, far] of [
    [one, other],
    [other, one],
  ] as const) {
    fine(await confirmPeer(port.parts(), (await port.peer(far)).id, accepted.fingerprint, "test"));
    await port.agree(far, change);
  }
}
