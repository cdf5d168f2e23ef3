/**
 * Reads the other TAXII servers that are set up, each when it is due, one after another; stops with the center. What
 * came goes into the index like an import.
 */
import type { Clock, Log, Problem } from "../../base/index.js";
import {
  askOther,
  dueUs,
  type OtherServer,
  type OtherState,
  pullOther,
  readOthers,
  shareProblem,
} from "../../share/index.js";
import type { State } from "../../store/index.js";
import type { SetUpServer } from "./other-servers.js";

const everyMs = 10_000;

export interface PullerParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  /** Those that are set up now. */
  readonly servers: () => Promise<readonly SetUpServer[]>;
  /** After indicators were new or changed. */
  readonly onTaken: () => Promise<void>;
}

export class TaxiiPuller {
  readonly #parts: PullerParts;
  readonly #timer: NodeJS.Timeout;
  readonly #ending = new AbortController();
  #under: Promise<void> = Promise.resolve();
  #isLooking = false;

  constructor(parts: PullerParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#look(), everyMs);
    this.#timer.unref();
  }

  async others(): Promise<readonly OtherState[]> {
    const servers = await this.#parts.servers();
    const states = await readOthers(this.#parts.state, servers);
    return states.map((state, at) => {
      const waits = servers[at]?.waits ?? "";
      return waits === "" ? state : { ...state, note: waits };
    });
  }

  /** Reads one server now, after what is under way; answers how many indicators were new or changed. */
  async pull(name: string): Promise<number | Problem> {
    const servers = await this.#parts.servers();
    const server = servers.find((each) => each.name === name);
    if (server !== undefined && server.waits !== "")
      return shareProblem("taxii-other-unknown", `${name}: ${server.waits}`);
    if (server === undefined) {
      const known = servers.map((each) => each.name).join(", ");
      const which = known === "" ? "None is set up." : `There are: ${known}.`;
      return shareProblem("taxii-other-unknown", `${name}: No other server has this name. ${which}`);
    }
    const run = this.#under.then(() => this.#pull(server));
    this.#under = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#under = this.#under
      .then(() => this.#pullDue())
      .catch((error: unknown) => this.#parts.log.warn({ error }, "other TAXII servers could not be read"))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  async #pullDue(): Promise<void> {
    const { state, clock } = this.#parts;
    const servers = (await this.#parts.servers()).filter(({ waits }) => waits === "");
    const states = await readOthers(state, servers);
    for (const [at, server] of servers.entries()) {
      if (this.#ending.signal.aborted) return;
      if (dueUs(server, states[at] as OtherState) <= clock.nowUs()) await this.#pull(server);
    }
  }

  async #pull(server: OtherServer): Promise<number | Problem> {
    const { state, clock, log, onTaken } = this.#parts;
    const ask = askOther(server, this.#ending.signal);
    const { taken, problem } = await pullOther(state, clock, server, ask);
    const { name } = server;
    if (problem !== null)
      log.warn({ server: name, why: problem.detail }, "another TAXII server could not be read");
    if (taken > 0) {
      log.info({ server: name, taken }, "indicators came from another TAXII server");
      await onTaken();
    }
    return problem ?? taken;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#under;
  }
}
