/**
 * Loads the sample port into a running center and takes it out again. Its members, indicators and telemetry go
 * through the same code as real ones, and all carry its mark, by which `remove` finds them. The half hour ends at
 * the moment it is loaded and is played in some twenty seconds, minute by minute, so that one can watch it arrive.
 */
import type { DemoState } from "../../api/index.js";
import { type Clock, Problem } from "../../base/index.js";
import type { Accepted } from "../../intake/index.js";
import type { EntriesSource } from "../../intel/index.js";
import { addMember, listMembers } from "../../members/index.js";
import type { FeedEntry } from "../../model/index.js";
import { appendAudit, centerActor, inTransaction, type State } from "../../store/index.js";
import {
  fillSampleSite,
  readSamplePort,
  type SampleLine,
  type SamplePort,
  sampleFeed,
  sampleMark,
  sampleTraffic,
} from "../../work/index.js";
import type { Arrival } from "./ingest.js";

export interface DemoParts {
  readonly clock: Clock;
  readonly state: State;
  readonly take: (arrival: Arrival) => Promise<Accepted | Problem>;
  /** Puts the sample port's feed into the store, under its mark. */
  readonly addFeed: (source: EntriesSource, entries: readonly FeedEntry[], actor: string) => Promise<void>;
  readonly refresh: (what: "members" | "indicators") => Promise<void>;
  /** Removes every row and event that carries the mark. */
  readonly removeMarked: (mark: string, actor: string) => Promise<void>;
  readonly onChange: () => void;
  /** Real milliseconds for one minute of the sample; 0 in tests. */
  readonly minuteMs: number;
}

const absent: DemoState = { state: "absent", done: 0, note: "" };
const loaded: DemoState = { state: "loaded", done: 1, note: "" };

export class DemoPlayer {
  readonly #parts: DemoParts;
  #state: DemoState = absent;
  #playing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: DemoParts) {
    this.#parts = parts;
  }

  get state(): DemoState {
    return this.#state;
  }

  /** Finds out whether the store holds the sample port from an earlier run. */
  async open(): Promise<void> {
    const members = await listMembers(this.#parts.state.db);
    if (members.some((member) => member.mark === sampleMark)) this.#state = loaded;
  }

  /** Starts, and answers at once; `done` grows from 0 to 1. The actor is who the audit chain names. */
  start(actor: string): DemoState {
    if (this.#state.state !== "absent") return this.#state;
    this.#set({ state: "loading", done: 0, note: "Making three members and their indicators" });
    this.#stopped = false;
    this.#playing = this.#load(actor).then(
      () => this.#set(this.#stopped ? absent : loaded),
      async (error: unknown) => {
        await this.#parts.removeMarked(sampleMark, centerActor);
        this.#set({ ...absent, note: error instanceof Error ? error.message : "It could not be loaded." });
      },
    );
    return this.#state;
  }

  /** Removes it without trace, also in the middle of loading. */
  async remove(actor: string): Promise<DemoState> {
    this.#stopped = true;
    await this.#playing;
    this.#set({ state: "removing", done: 0, note: "Removing everything it made" });
    await this.#parts.removeMarked(sampleMark, actor);
    await this.#parts.refresh("members");
    await this.#parts.refresh("indicators");
    this.#set(absent);
    return this.#state;
  }

  /** Ends playing without removing what was played, for the center's own end. */
  async close(): Promise<void> {
    this.#stopped = true;
    await this.#playing;
  }

  #set(state: DemoState): void {
    this.#state = state;
    this.#parts.onChange();
  }

  async #load(actor: string): Promise<void> {
    const { clock, refresh, addFeed, state } = this.#parts;
    const port = readSamplePort();
    await inTransaction(state.db, (tx) =>
      appendAudit(tx, clock, [{ kind: "demo-load", actor, subject: sampleMark, detail: {} }]),
    );
    const members = await this.#addMembers(port, actor);
    await addFeed(
      { ...port.feed, confidence: port.campaign.confidence, mark: sampleMark },
      sampleFeed(port),
      actor,
    );
    const startUs = clock.nowUs() - port.minutes * 60e6;
    const memberId = members.get(port.site.member) as string;
    await fillSampleSite(state.db, clock, port, { memberId, startUs, actor });
    await refresh("members");
    await refresh("indicators");
    const lines = sampleTraffic(port, startUs);
    for (let minute = 0, from = 0; minute < port.minutes && !this.#stopped; minute++) {
      const endUs = minute === port.minutes - 1 ? Number.POSITIVE_INFINITY : startUs + (minute + 1) * 60e6;
      const next = lines.findIndex((line, at) => at >= from && line.atUs >= endUs);
      const to = next < 0 ? lines.length : next;
      await this.#play(lines.slice(from, to), members, minute);
      from = to;
      this.#set({
        state: "loading",
        done: (minute + 1) / port.minutes,
        note: `Minute ${minute + 1} of ${port.minutes}`,
      });
      await new Promise((resolve) => setTimeout(resolve, this.#parts.minuteMs));
    }
  }

  async #addMembers(port: SamplePort, actor: string): Promise<ReadonlyMap<string, string>> {
    const { state, clock } = this.#parts;
    const ids = new Map<string, string>();
    for (const { id, name, sector, providers, networks } of port.members) {
      const member = await addMember(
        state.db,
        clock,
        { name, sector, providers, networks, mark: sampleMark },
        actor,
      );
      if (member instanceof Problem) throw new Error(member.detail);
      ids.set(id, member.id);
    }
    return ids;
  }

  /** One minute of everybody's telemetry: what one sensor logged goes in together. */
  async #play(
    lines: readonly SampleLine[],
    members: ReadonlyMap<string, string>,
    minute: number,
  ): Promise<void> {
    const arrivals = new Map<string, SampleLine[]>();
    for (const line of lines) {
      const key = `${line.member}/${line.fileName}`;
      arrivals.set(key, [...(arrivals.get(key) ?? []), line]);
    }
    for (const [key, own] of arrivals) {
      const [{ member, fileName }] = own as [SampleLine, ...SampleLine[]];
      const text = own.map((line) => `${line.text}\n`).join("");
      const taken = await this.#parts.take({
        door: "demo",
        origin: fileName,
        name: `${key}/${minute}`,
        memberId: members.get(member) ?? null,
        mark: sampleMark,
        bytes: once(Buffer.from(text)),
      });
      if (taken instanceof Problem) throw new Error(taken.detail);
    }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
