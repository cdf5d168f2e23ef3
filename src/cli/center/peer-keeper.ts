/**
 * Keeps what flows between this center and its peers: fills what waits for each, sends it, takes what comes, and tells
 * members of what other ports warn of. It looks every two seconds, one peer after another, and stops with the center;
 * whatever a kill cuts off is done again from where it was.
 */
import type { SourceHealth } from "../../api/index.js";
import { type Clock, type Log, Problem } from "../../base/index.js";
import { indicatorRevision } from "../../intel/index.js";
import { communityRevision } from "../../members/index.js";
import {
  fillOutbox,
  forgetWithdrawn,
  nextTryUs,
  type Peer,
  type PeerIdentity,
  pushBatch,
  type Received,
  readPeers,
  readStandings,
  receiveBatch,
  sendByTls,
  settlePeerClaims,
} from "../../share/index.js";
import { type AuditKeeper, type Checkpoint, inTransaction, type State } from "../../store/index.js";
import { loadCommunity, noticesOf, tellOfPeers } from "../../warn/index.js";

const everyMsDefault = 2000;
const forgetEveryUs = 600e6;
/** A clock that differs by more is told to operators. */
const clockDifferenceMaxUs = 60e6;
/** Tries in a row that fail before it is called a fault: two minutes of them. */
const failuresMax = 6;

export interface PeerKeeperParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: PeerIdentity;
  readonly audit: AuditKeeper;
  /** Whether peers may stand in this or a private network. */
  readonly mayBeNear: boolean;
  /** Milliseconds between two looks at what is to be told; 2,000 where left out. */
  readonly everyMs?: number | undefined;
  readonly onIndicators: () => Promise<void>;
  readonly onWarnings: () => void;
}

export class PeerKeeper {
  readonly #parts: PeerKeeperParts;
  readonly #ending = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #under: Promise<void> | null = null;
  #revision = "";
  #forgotUs = 0;
  #readings: readonly Omit<SourceHealth, "sinceUs">[] = [];

  constructor(parts: PeerKeeperParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.wake(), parts.everyMs ?? everyMsDefault);
    this.#timer.unref();
  }

  get readings(): readonly Omit<SourceHealth, "sinceUs">[] {
    return this.#readings;
  }

  /** Looks now, unless it does so already; resolves when it is through. */
  wake(): Promise<void> {
    this.#under ??= this.#look()
      .catch((error: unknown) => {
        if (!this.#ending.signal.aborted)
          this.#parts.log.warn({ error }, "other centers could not be told; tried again in a moment");
      })
      .finally(() => {
        this.#under = null;
      });
    return this.#under;
  }

  async head(): Promise<Checkpoint | null> {
    return (await this.#parts.audit.status()).checkpoint;
  }

  /** Takes a batch that came: by TLS with the hash of the certificate that was shown, by file with null. */
  async receive(line: string, certificate: string | null, actor?: string): Promise<Received | Problem> {
    const { state, clock, identity, log, onIndicators } = this.#parts;
    const received = await receiveBatch({ state, clock, identity }, line, certificate, actor);
    if (received instanceof Problem) {
      log.warn({ why: received.detail, code: received.code }, "a batch of another center was refused");
      return received;
    }
    if (received.changed > 0) await onIndicators();
    if (received.warnings > 0) await this.#tell();
    return received;
  }

  /** Queues what is due for all peers, without sending it. */
  async fill(): Promise<void> {
    for (const peer of await this.#confirmed()) await this.#fill(peer);
  }

  async #confirmed(): Promise<readonly Peer[]> {
    return (await readPeers(this.#parts.state.db)).filter(({ state }) => state === "confirmed");
  }

  async #look(): Promise<void> {
    const { state, clock } = this.#parts;
    const peers = await this.#confirmed();
    if (peers.length > 0) await this.#settle();
    await this.#tell();
    for (const peer of peers) {
      if (this.#ending.signal.aborted) return;
      await this.#fill(peer);
      await this.#send(peer);
    }
    if (clock.nowUs() - this.#forgotUs > forgetEveryUs) {
      await forgetWithdrawn(state.db);
      this.#forgotUs = clock.nowUs();
    }
    await this.#read();
  }

  /** Feeds of this center's own may have come to list what peers told, or to list it no more. */
  async #settle(): Promise<void> {
    const { state, clock, onIndicators } = this.#parts;
    if ((await indicatorRevision(state)) === this.#revision) return;
    const changed = await inTransaction(state.db, (tx) =>
      settlePeerClaims({ ...state, db: tx }, clock, null),
    );
    this.#revision = await indicatorRevision(state);
    if (changed > 0) await onIndicators();
  }

  async #tell(): Promise<void> {
    const { state, clock, log, onWarnings } = this.#parts;
    for (;;) {
      const { looked, warnings } = await tellOfPeers(state, clock, log);
      if (warnings > 0) onWarnings();
      if (looked === 0) return;
    }
  }

  async #fill(peer: Peer): Promise<void> {
    const { state, clock, identity } = this.#parts;
    // Asked for first: what changes meanwhile is decided again the next time.
    const revision = await communityRevision(state.db);
    const community = await loadCommunity(state.db);
    await fillOutbox(
      {
        state,
        clock,
        identity,
        gate: community.gate,
        revision,
        met: (tx, values) => noticesOf(tx, community, values, clock.nowUs()),
      },
      peer,
    );
  }

  async #send(peer: Peer): Promise<void> {
    if (peer.url === null) return;
    const { state, clock, identity, log, mayBeNear } = this.#parts;
    const standing = (await readStandings(state.db, identity.publicKey)).find(({ id }) => id === peer.id);
    if (standing === undefined || nextTryUs(standing) > clock.nowUs()) return;
    const send = sendByTls(identity, mayBeNear, this.#ending.signal);
    const pushing = { state, clock, identity, send, head: () => this.head() };
    while (!this.#ending.signal.aborted) {
      const sent = await pushBatch(pushing, peer);
      if (sent instanceof Problem) log.warn({ peer: peer.name, why: sent.detail }, "a peer was not reached");
      if (sent instanceof Problem || sent === 0) return;
    }
  }

  async #read(): Promise<void> {
    const { state, identity } = this.#parts;
    const standings = await readStandings(state.db, identity.publicKey);
    this.#readings = standings
      .filter((each) => each.state === "confirmed")
      .map((each) => {
        const isAway = each.failures >= failuresMax;
        const isOff = Math.abs(each.clockDifferenceUs ?? 0) > clockDifferenceMaxUs;
        const broken = each.refused.find(({ code }) => code === "peer-head");
        const advice = isAway
          ? `It was not reached ${each.failures} times in a row: ${each.note} ${each.waiting} messages wait.`
          : broken !== undefined
            ? `${broken.detail} Ask its operators whether its chain came back from a backup.`
            : isOff
              ? `The two clocks differ by ${Math.round(Math.abs(each.clockDifferenceUs ?? 0) / 1e6)} s: one of them is wrong.`
              : "";
        return {
          id: `peer-${each.id}`,
          title: `Peer ${each.name}`,
          state: advice === "" ? ("well" as const) : ("degraded" as const),
          advice,
        };
      });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#under;
  }
}
