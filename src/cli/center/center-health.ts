/**
 * The health list: every store and door with its state, since when, what it means and how to mend it. It is
 * asked often and must not wait, so it is renewed in the background every few seconds.
 */
import type { SourceHealth } from "../../api/index.js";
import type { Clock, Log } from "../../base/index.js";
import { listEdges } from "../../share/index.js";
import type { AuditKeeper, Drainer, EventStore, Spool, State } from "../../store/index.js";

export type Reading = Omit<SourceHealth, "sinceUs">;

export interface HealthParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly state: State;
  readonly events: EventStore;
  readonly spool: Spool;
  readonly drainer: Drainer;
  readonly audit: AuditKeeper;
  /** Null where no mail is sent. */
  readonly mail: { health(): Promise<Reading> } | null;
  /** What watches behaviour; its trouble in a sentence, empty where there is none. */
  readonly watchTrouble: () => string;
  /** Doors tell of themselves. */
  readonly doors: () => readonly Reading[];
  readonly onChange: () => void;
}

const everyMs = 5_000;
/** Edges come every half minute. */
const silentUs = 5 * 60e6;

export class CenterHealth {
  readonly #parts: HealthParts;
  readonly #timer: NodeJS.Timeout;
  #list: readonly SourceHealth[] = [];

  constructor(parts: HealthParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.renew(), everyMs);
    this.#timer.unref();
  }

  get list(): readonly SourceHealth[] {
    return this.#list;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async renew(): Promise<void> {
    const readings = [
      await this.#state(),
      await this.#events(),
      this.#spool(),
      this.#audit(),
      this.#watch(),
      ...(await this.#edges()),
      ...(this.#parts.mail === null ? [] : [await this.#parts.mail.health()]),
      ...this.#parts.doors(),
    ];
    const before = new Map(this.#list.map((source) => [source.id, source]));
    let changed = readings.length !== this.#list.length;
    this.#list = readings.map((reading) => {
      const known = before.get(reading.id);
      if (known !== undefined && known.state === reading.state) return { ...reading, sinceUs: known.sinceUs };
      changed = true;
      return { ...reading, sinceUs: this.#parts.clock.nowUs() };
    });
    if (changed) this.#parts.onChange();
  }

  async #state(): Promise<Reading> {
    const { form } = this.#parts.state;
    const health = await this.#parts.state.health();
    return { id: "state", title: `State store (${form})`, state: health.state, advice: health.advice };
  }

  async #events(): Promise<Reading> {
    const health = await this.#parts.events.health();
    const state = health.ok ? "well" : health.form === "none" ? "degraded" : "down";
    return {
      id: "events",
      title: `Event store (${health.form})`,
      state,
      advice: health.ok ? "" : health.detail,
    };
  }

  #watch(): Reading {
    const trouble = this.#parts.watchTrouble();
    const advice =
      trouble === ""
        ? ""
        : `${trouble} Hits and rules count as ever; look at the log, and report it if it comes again.`;
    return {
      id: "watch",
      title: "Detectors of behaviour",
      state: trouble === "" ? "well" : "degraded",
      advice,
    };
  }

  /** One line for all edges, where there are any. */
  async #edges(): Promise<readonly Reading[]> {
    const edges = await listEdges(this.#parts.state.db);
    if (edges.length === 0) return [];
    const nowUs = this.#parts.clock.nowUs();
    const silent = edges.filter(({ contactUs }) => nowUs - contactUs > silentUs);
    const faulty = edges.filter(({ report }) => (report?.detection?.fault ?? "") !== "");
    const namesOf = (some: typeof edges) =>
      some
        .slice(0, 3)
        .map(({ name }) => name)
        .join(", ");
    const advice = [
      ...(silent.length === 0
        ? []
        : [`${silent.length} of ${edges.length} are silent (${namesOf(silent)}): see under Members.`]),
      ...(faulty.length === 0
        ? []
        : [
            `${faulty.length} of ${edges.length} can't read the rules they were given (${namesOf(faulty)}): bring them to this version.`,
          ]),
    ].join(" ");
    return [{ id: "edges", title: "Edges", state: advice === "" ? "well" : "degraded", advice }];
  }

  #audit(): Reading {
    const { fault } = this.#parts.audit;
    const advice =
      fault === ""
        ? ""
        : `${fault} Nothing is signed any more: somebody wrote into the state database. Export the chain and verify it.`;
    return { id: "audit", title: "Audit chain", state: fault === "" ? "well" : "down", advice };
  }

  #spool(): Reading {
    const { bytes, bytesMax, batches, setAside } = this.#parts.spool.depth();
    const { lastFailure } = this.#parts.drainer.figures();
    const full = bytes > bytesMax * 0.8;
    const waiting = `${batches} batches wait (${Math.round(bytes / 1e6)} MB).`;
    const aside =
      setAside === 0
        ? ""
        : `${setAside} batches could not be stored for what is in them and were set aside in spool/set-aside: what they should have warned of is not told. Report this with the center's log; after an update move the files back into spool and start again.`;
    const trying = lastFailure === "" ? "" : `${waiting} The last try failed: ${lastFailure}`;
    const advice = full
      ? `${waiting} At ${Math.round(bytesMax / 1e6)} MB senders are told to wait: see why the stores don't keep up.`
      : [trying, aside].filter((text) => text !== "").join(" ");
    return {
      id: "spool",
      title: "Spool",
      state: full ? "down" : advice === "" ? "well" : "degraded",
      advice,
    };
  }
}
