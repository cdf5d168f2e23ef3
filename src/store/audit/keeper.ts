/**
 * Signs the chain while the center runs: a checkpoint each minute or thousand entries, and one at the end. Before it
 * signs it reads what came since the last checkpoint and sees that it goes on from there; what was rewritten below
 * the program is never signed, and health says so. Entries are committed in order and never changed, so it needs no
 * lock, and two that sign at once agree.
 */
import type { Kysely } from "kysely";
import type { Clock, Log } from "../../base/index.js";
import { inTransaction } from "../state/in-transaction.js";
import type { Tables } from "../state/tables.js";
import { appendAudit } from "./append.js";
import { type Checkpoint, isSignedCheckpoint, signCheckpoint } from "./checkpoint.js";
import { copyFrame } from "./copy.js";
import { centerActor, entryHash, noHash } from "./entry.js";
import type { AuditKey } from "./key.js";
import { lastCheckpoint, lastEntry, listAudit, readAudit } from "./read.js";

const lookEveryMs = 1_000;
const signEveryMs = 60_000;
const signEveryEntries = 1_000;
const pageEntries = 5_000;

export interface AuditOptions {
  readonly db: Kysely<Tables>;
  readonly clock: Clock;
  readonly log: Log;
  readonly key: AuditKey;
}

export interface AuditStatus {
  readonly publicKey: string;
  /** The last entry; null in an empty chain. */
  readonly head: { readonly sequence: number; readonly hash: string; readonly atUs: number } | null;
  readonly checkpoint: Checkpoint | null;
  /** Why nothing is signed any more, one sentence; empty where all is well. */
  readonly fault: string;
}

/** The chain as somebody wrote it, and not as it was signed. */
class ChainFault extends Error {}

export class AuditKeeper {
  readonly #options: AuditOptions;
  readonly #timer: NodeJS.Timeout;
  #last: Checkpoint | null = null;
  #signedMs: number;
  #fault = "";
  /** The store did not answer at the last look. */
  #isAway = false;
  #signing: Promise<unknown> = Promise.resolve();

  private constructor(options: AuditOptions) {
    this.#options = options;
    this.#signedMs = options.clock.monotonicMs();
    this.#timer = setInterval(() => void this.#look(), lookEveryMs);
    this.#timer.unref();
  }

  /** Takes the chain up where it ends, and writes down which key signs from now on where it is another one. */
  static async open(options: AuditOptions): Promise<AuditKeeper> {
    const { db, clock, key } = options;
    const [known] = await listAudit(db, { kind: "audit-key", limit: 1 });
    if (known?.subject !== key.publicKey)
      await inTransaction(db, (tx) =>
        appendAudit(tx, clock, [
          { kind: "audit-key", actor: centerActor, subject: key.publicKey, detail: { algorithm: "Ed25519" } },
        ]),
      );
    const keeper = new AuditKeeper(options);
    await keeper.checkpoint();
    return keeper;
  }

  get publicKey(): string {
    return this.#options.key.publicKey;
  }

  get fault(): string {
    return this.#fault;
  }

  async status(): Promise<AuditStatus> {
    const head = await lastEntry(this.#options.db);
    return {
      publicKey: this.publicKey,
      head: head === null ? null : { sequence: head.sequence, hash: head.hash, atUs: head.atUs },
      checkpoint: this.#last,
      fault: this.#fault,
    };
  }

  /** Signs what stands now. Answers the last checkpoint, which may be an older one where there is nothing to sign. */
  checkpoint(): Promise<Checkpoint | null> {
    const signing = this.#signing.then(() => this.#sign());
    this.#signing = signing.catch(() => undefined);
    return signing;
  }

  /** The first and last line of a copy of everything there is now, with a checkpoint at its end. */
  async frame(): Promise<{ readonly first: string; readonly last: string; readonly sequence: number }> {
    const { db, key, clock } = this.#options;
    const signed = await this.checkpoint();
    const last = await lastCheckpoint(db);
    // Of a broken chain the copy shows all there is, and all that was ever signed of it.
    const entry = this.#fault === "" ? signed : await lastEntry(db);
    const stands = (last?.sequence ?? 0) > (entry?.sequence ?? 0) ? last : entry;
    const head = { sequence: stands?.sequence ?? 0, hash: stands?.hash ?? noHash };
    const checkpoints = last?.number ?? 0;
    return { ...copyFrame(key, clock, head, checkpoints), sequence: head.sequence };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.checkpoint();
  }

  async #look(): Promise<void> {
    const { db, clock, log } = this.#options;
    try {
      const head = await lastEntry(db);
      const unsigned = (head?.sequence ?? 0) - (this.#last?.sequence ?? 0);
      if (unsigned === 0) this.#signedMs = clock.monotonicMs();
      else if (unsigned >= signEveryEntries || clock.monotonicMs() - this.#signedMs >= signEveryMs)
        await this.checkpoint();
      this.#isAway = false;
    } catch (error) {
      // Once for as long as it lasts: it is tried every second.
      if (!this.#isAway)
        log.warn({ err: error }, "the audit chain can't be signed for now; it is tried again");
      this.#isAway = true;
    }
  }

  async #sign(): Promise<Checkpoint | null> {
    const { db, clock, key, log } = this.#options;
    try {
      const last = await this.#lastGood();
      const head = await this.#walk(last);
      this.#fault = "";
      this.#last = last;
      this.#signedMs = clock.monotonicMs();
      if (head.sequence === (last?.sequence ?? 0)) return last;
      const next = signCheckpoint(key, { number: (last?.number ?? 0) + 1, ...head, atUs: clock.nowUs() });
      await db
        .insertInto("audit_checkpoint")
        .values({
          number: next.number,
          sequence: next.sequence,
          hash: next.hash,
          at_us: next.atUs,
          public_key: next.publicKey,
          signature: next.signature,
        })
        .onConflict((conflict) => conflict.column("number").doNothing())
        .execute();
      this.#last = await lastCheckpoint(db);
      return this.#last;
    } catch (error) {
      if (!(error instanceof ChainFault)) throw error;
      if (this.#fault !== error.message) log.error({ fault: error.message }, "the audit chain is broken");
      this.#fault = error.message;
      return this.#last;
    }
  }

  /** The last checkpoint of the store, which must be signed, and not older than the one this run signed last. */
  async #lastGood(): Promise<Checkpoint | null> {
    const last = await lastCheckpoint(this.#options.db);
    if (last !== null && !isSignedCheckpoint(last))
      throw new ChainFault(`Checkpoint ${last.number} of the audit chain is not signed by its key.`);
    if ((last?.number ?? 0) < (this.#last?.number ?? 0))
      throw new ChainFault(`Checkpoint ${this.#last?.number} of the audit chain is gone from the store.`);
    return last;
  }

  /** Goes from a checkpoint to the end and answers where that is; a ChainFault where the chain does not hold. */
  async #walk(from: Checkpoint | null): Promise<{ readonly sequence: number; readonly hash: string }> {
    const { db } = this.#options;
    let at = { sequence: from?.sequence ?? 0, hash: from?.hash ?? noHash };
    if (from !== null) {
      const [signed] = await readAudit(db, from.sequence - 1, from.sequence, 1);
      if (signed === undefined || signed.hash !== from.hash || entryHash(signed) !== from.hash)
        throw new ChainFault(`Entry ${from.sequence} of the audit chain is not what was signed.`);
    }
    for (;;) {
      const page = await readAudit(db, at.sequence, Number.MAX_SAFE_INTEGER, pageEntries);
      for (const entry of page) {
        if (
          entry.sequence !== at.sequence + 1 ||
          entry.previous !== at.hash ||
          entryHash(entry) !== entry.hash
        )
          throw new ChainFault(
            `Entry ${at.sequence + 1} of the audit chain was changed after it was written.`,
          );
        at = { sequence: entry.sequence, hash: entry.hash };
      }
      if (page.length < pageEntries) return at;
    }
  }
}
