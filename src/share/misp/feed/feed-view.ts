/**
 * The feed as one reader has it: which events there are, each with the second it last changed in, and which attributes
 * the gate keeps from this reader. What the gate decided holds for one gate; another community makes another view. A
 * view goes on where it stopped: asked again with nothing new it reads nothing.
 */
import { sql } from "kysely";
import { type Tlp, uuid5 } from "../../../model/index.js";
import { aSource } from "../../gate/others-names.js";
import type { Client } from "../../taxii/client.js";
import { mayHearOfEnd } from "../../taxii/indicators/claim-object.js";
import { attributeObject, type EventHead } from "./event-object.js";
import type { FeedParts } from "./feed-parts.js";
import { changedRows, claimOf, type FeedRow, saidOf } from "./rows.js";
import { mispNamespace } from "./sync-events.js";

export interface ViewEvent {
  readonly head: EventHead;
  /** Its rows in the store; several where sources that can't be named are one. */
  readonly ids: Set<number>;
  changedS: number;
  /** Attributes that are not withdrawn. */
  live: number;
}

interface Place {
  readonly second: number;
  readonly stixId: string;
}

const orderOf = ({ head }: ViewEvent): string => `${head.source}\n${head.tlp}\n${head.day}\n${head.uuid}`;

const rowsAtOnce = 2000;
/** An event of nothing but withdrawn attributes is listed for so long, so that all who had it read that they went. */
const goneAfterS = 30 * 86_400;

export class FeedView {
  readonly #parts: FeedParts;
  readonly #client: Client;
  /** By UUID: those of which the reader gets something, and all that it may get something of. */
  readonly #events = new Map<string, ViewEvent>();
  readonly #presented = new Map<string, ViewEvent>();
  /** By the event's id; null where its marking keeps it from this reader. */
  readonly #byId = new Map<number, ViewEvent | null>();
  readonly #hidden = new Set<string>();
  #place: Place = { second: -1, stixId: "" };
  #namespace = "";
  #under: Promise<void> = Promise.resolve();

  constructor(parts: FeedParts, client: Client) {
    this.#parts = parts;
    this.#client = client;
  }

  get namespace(): string {
    return this.#namespace;
  }

  /** Those that the manifest has, in an order that is no lot's: by source, marking and day. */
  listed(): readonly ViewEvent[] {
    const untilS = this.#parts.clock.nowUs() / 1e6 - goneAfterS;
    return [...this.#events.values()]
      .filter(({ live, changedS }) => live > 0 || changedS > untilS)
      .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }

  event(uuid: string): ViewEvent | null {
    return this.#events.get(uuid) ?? null;
  }

  isHidden(stixId: string): boolean {
    return this.#hidden.has(stixId);
  }

  /** An attribute's JSON as this reader gets it; null where it gets none. */
  released(eventUuid: string, row: FeedRow): string | null {
    const { gate } = this.#parts;
    const asked = { recipient: this.#client.recipient, channel: "misp" } as const;
    const claim = { kind: "claim", id: row.stix_id, claim: claimOf(row) } as const;
    const said = gate.decide({ object: claim, ...asked });
    if (!said.released) return null;
    const gone = { id: row.stix_id, tlp: row.tlp, goneValue: row.gone_value };
    if (row.type === null && !mayHearOfEnd(gate, asked, gone)) return null;
    const content = attributeObject(eventUuid, saidOf(row, said.form));
    const object = { kind: "exchange", id: row.stix_id, memberId: null, tlp: row.tlp, content } as const;
    const whole = gate.decide({ object, ...asked });
    return whole.released ? JSON.stringify(whole.form) : null;
  }

  /** Brings it up to what there is now; one after another, whoever asks. */
  refresh(): Promise<void> {
    this.#under = this.#under.catch(() => undefined).then(() => this.#refresh());
    return this.#under;
  }

  async #refresh(): Promise<void> {
    if (this.#namespace === "") this.#namespace = (await mispNamespace(this.#parts.state.db)) ?? "";
    const touched = new Set<number>();
    for (;;) {
      const rows = await changedRows(this.#parts.state, this.#place, rowsAtOnce);
      await this.#meet(rows);
      for (const row of rows) if (this.#take(row)) touched.add(row.event_id);
      const last = rows.at(-1);
      if (last === undefined) break;
      this.#place = { second: last.changed_s, stixId: last.stix_id };
    }
    if (touched.size > 0) await this.#count(touched);
  }

  /** Learns of events that were not met before. */
  async #meet(rows: readonly FeedRow[]): Promise<void> {
    const unmet = [...new Set(rows.map(({ event_id }) => event_id))].filter((id) => !this.#byId.has(id));
    if (unmet.length === 0) return;
    const found = await this.#parts.state.db
      .selectFrom("misp_event")
      .selectAll()
      .where("id", "=", sql<number>`any(${unmet}::int[])`)
      .execute();
    for (const row of found) this.#byId.set(row.id, this.#present(row));
  }

  /** The event as the reader has it; sources that can't be named to it are one, so that it can't tell them apart. */
  #present(row: {
    readonly id: number;
    readonly uuid: string;
    readonly source_name: string;
    readonly tlp: string;
    readonly day: string;
  }): ViewEvent | null {
    const { tlp, day } = row;
    const named = this.#releasedName(row.uuid, row.source_name, tlp);
    if (named === null) return null;
    const isNamed = named !== aSource;
    const uuid = isNamed ? row.uuid : uuid5(this.#namespace, `unnamed ${tlp} ${day}`);
    const known = this.#presented.get(uuid);
    if (known !== undefined) {
      known.ids.add(row.id);
      return known;
    }
    const event = { head: { uuid, source: named, tlp, day }, ids: new Set([row.id]), changedS: 0, live: 0 };
    this.#presented.set(uuid, event);
    return event;
  }

  /** Null where the marking lets nothing of the event go to this reader. */
  #releasedName(uuid: string, source: string, tlp: string): string | null {
    const asked = { recipient: this.#client.recipient, channel: "misp" } as const;
    const nothing = { confidence: 0, labels: [], validFromUs: null, validUntilUs: null };
    const claim = { ...nothing, source, tlp: tlp as Tlp };
    const said = this.#parts.gate.decide({ object: { kind: "claim", id: uuid, claim }, ...asked });
    if (!said.released) return null;
    if (source === "" || said.form.source === aSource) return aSource;
    const content = { source };
    const whole = this.#parts.gate.decide({
      object: { kind: "exchange", id: uuid, memberId: null, tlp, content },
      ...asked,
    });
    return whole.released ? said.form.source : aSource;
  }

  /** True where the reader gets it. */
  #take(row: FeedRow): boolean {
    const event = this.#byId.get(row.event_id) ?? null;
    if (event === null || this.#hidden.has(row.stix_id)) return false;
    if (this.released(event.head.uuid, row) === null) {
      this.#hidden.add(row.stix_id);
      return false;
    }
    this.#events.set(event.head.uuid, event);
    event.changedS = Math.max(event.changedS, row.changed_s);
    return true;
  }

  async #count(touched: ReadonlySet<number>): Promise<void> {
    const events = new Set([...touched].map((id) => this.#byId.get(id) as ViewEvent));
    for (const event of events) {
      const { rows } = await sql<{ live: number }>`
        select count(*)::int as live from misp_attribute a join exchange_claim e on e.stix_id = a.stix_id
        where a.event_id = any(${[...event.ids]}::int[]) and not e.revoked
          and a.stix_id <> all(${[...this.#hidden]}::text[])`.execute(this.#parts.state.db);
      event.live = rows[0]?.live ?? 0;
    }
  }
}
