/**
 * Keeps one PostgreSQL server running: starts it again when it ends, each time a little later, up to ten seconds.
 * It watches the process and not only its exit, because an adopted server is not our child. A statement that
 * was under way when the server ended fails, as its outcome is unknown; a new one waits for the next server.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Clock, Log } from "../../../base/index.js";
import type { ClusterFolder } from "./cluster.js";
import type { PostgresUser } from "./postgres-user.js";
import type { Programs } from "./programs.js";
import { adopt, type RunningServer, serverLives, startServer, stopServer } from "./server.js";

const watchEveryMs = 500;
const backoffFirstMs = 100;
const backoffMaxMs = 10_000;
/** A server that ran this long was well; the next start needs no patience. */
const wellAfterMs = 60_000;

export interface SupervisorParts {
  readonly where: ClusterFolder;
  readonly programs: Programs;
  readonly user: PostgresUser;
  readonly password: string;
  readonly log: Log;
  readonly clock: Clock;
}

export class Supervisor {
  readonly #parts: SupervisorParts;
  #server: RunningServer;
  #timer: NodeJS.Timeout | undefined;
  #restarting: Promise<void> | undefined;
  #startedMs: number;
  #backoffMs = backoffFirstMs;
  #restarts = 0;
  #closing = false;

  private constructor(parts: SupervisorParts, server: RunningServer) {
    this.#parts = parts;
    this.#server = server;
    this.#startedMs = parts.clock.monotonicMs();
    this.#timer = setInterval(() => this.check(), watchEveryMs).unref();
  }

  /** Adopts the server that runs, or starts one; a server that was killed may leave children that end first. */
  static async open(parts: SupervisorParts): Promise<Supervisor> {
    return new Supervisor(parts, await Supervisor.#adoptOrStart(parts));
  }

  static async #adoptOrStart(parts: SupervisorParts): Promise<RunningServer> {
    const { where, programs, user, password, log } = parts;
    const attemptsMax = 8;
    for (let attempt = 1; ; attempt++) {
      const found = await adopt(where, password);
      if (found !== null) {
        log.info({ pid: found.pid }, "adopted the PostgreSQL that was still running");
        return found;
      }
      try {
        return await startServer(where, programs, user, password);
      } catch (error) {
        if (attempt === attemptsMax) throw error;
        await wait(backoffFirstMs * attempt);
      }
    }
  }

  get socket(): string {
    return this.#server.socket;
  }

  get pid(): number {
    return this.#server.pid;
  }

  get adopted(): boolean {
    return this.#server.adopted;
  }

  get restarts(): number {
    return this.#restarts;
  }

  get restarting(): boolean {
    return this.#restarting !== undefined;
  }

  /** Looks whether the server lives, and starts it again where it does not. */
  check(): void {
    if (this.#closing || this.#restarting !== undefined || serverLives(this.#server)) return;
    this.#restarting = this.#restart().finally(() => {
      this.#restarting = undefined;
    });
  }

  /** Resolves once a server runs, or has been tried for `waitMs`. */
  async ready(waitMs: number): Promise<void> {
    this.check();
    const restarting = this.#restarting;
    if (restarting === undefined) return;
    const giveUp = new AbortController();
    await Promise.race([
      restarting,
      wait(waitMs, undefined, { signal: giveUp.signal }).catch(() => undefined),
    ]);
    giveUp.abort();
  }

  async #restart(): Promise<void> {
    const { clock, log } = this.#parts;
    if (clock.monotonicMs() - this.#startedMs > wellAfterMs) this.#backoffMs = backoffFirstMs;
    while (!this.#closing) {
      log.warn({ pid: this.#server.pid, waitMs: this.#backoffMs }, "PostgreSQL ended; starting it again");
      await wait(this.#backoffMs);
      this.#backoffMs = Math.min(this.#backoffMs * 2, backoffMaxMs);
      if (this.#closing) return;
      try {
        this.#server = await Supervisor.#adoptOrStart(this.#parts);
        this.#startedMs = clock.monotonicMs();
        this.#restarts++;
        return;
      } catch (error) {
        log.error({ err: error }, "PostgreSQL did not start");
      }
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#timer);
    await this.#restarting;
    await stopServer(this.#server, this.#parts.where);
  }
}
