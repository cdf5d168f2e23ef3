/**
 * Verifies a copy of the chain, line by line, with nothing but the copy and the public key, and says of the first
 * bad entry how it is bad. Three things must hold: every entry's hash is that of its content and of the entry before
 * it; everything is there once and in order; and what was signed says the same. Where something is missing, the rest
 * of the copy is looked through for it before it is called dropped or reordered, and an entry that does not fit its
 * neighbour is judged by what comes next.
 */
import { sha256Hex } from "../../base/index.js";
import { type Checkpoint, type CopyEnd, isSignedCheckpoint, isSignedEnd } from "./checkpoint.js";
import { carriesReceipts } from "./copy.js";
import { type CopyLine, readCopyLine } from "./copy-line.js";
import { type ChainedEntry, entryHash, noHash } from "./entry.js";
import { ReceiptGroup } from "./receipt-group.js";
import type { AuditReceipt } from "./receipts.js";
import type { AuditFault, AuditFaultKind, AuditVerdict } from "./verdict.js";

export interface VerifyOptions {
  /** Public keys that may have signed, 64 hex digits each: more than one where the center got a new key. */
  readonly keys: readonly string[];
  /** An entry known from elsewhere: the copy must reach it and have this hash there. */
  readonly head?: { readonly sequence: number; readonly hash: string } | undefined;
}

/** Something that is not where it should be: what it is judged to be when the rest has been looked through. */
interface Missing {
  is(line: CopyLine): boolean;
  found(): AuditFault;
  never(): AuditFault;
}

/** Two neighbours that do not fit: one of them was rewritten together with its hash. */
interface Misfit {
  readonly line: number;
  readonly sequence: number;
  readonly hash: string;
}

export class CopyVerifier {
  readonly #options: VerifyOptions;
  #line = 0;
  #header = "";
  #expected = 1;
  #hash = noHash;
  #firstUs = 0;
  #lastUs = 0;
  /** Entries up to here are what the key signed. */
  #proven = 0;
  #checkpoints = 0;
  #receipts = 0;
  #group: ReceiptGroup | null = null;
  #misfit: Misfit | null = null;
  #missing: Missing | null = null;
  /** The highest entry that anything later in the copy speaks of. */
  #spokenOf = 0;
  #laterEntries = false;
  #ended = false;
  #fault: AuditFault | null = null;

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  /** True where nothing that follows can change the verdict. */
  get decided(): boolean {
    return this.#fault !== null;
  }

  /** The next line, without its end; null where its bytes are no text. */
  take(text: string | null): void {
    this.#line++;
    if (this.#fault !== null) return;
    const line = text === null ? null : readCopyLine(text);
    if (this.#missing !== null) return this.#lookFor(this.#missing, line);
    if (line === null) return this.#unreadable();
    if (this.#ended) return this.#bad("repeated", null, "There is something behind the end of the copy.");
    if (this.#line === 1) return this.#takeHeader(line, text ?? "");
    switch (line.type) {
      case "header":
        return this.#bad("repeated", null, "There is a second header.");
      case "entry":
        return this.#takeEntry(line.entry);
      case "receipt":
        return this.#takeReceipt(line.receipt, line.of);
      case "checkpoint":
        return this.#takeCheckpoint(line.checkpoint);
      case "end":
        return this.#takeEnd(line.end);
    }
  }

  /** The verdict after the last line; `cut` says that the last line had no end. */
  finish(cut = false): AuditVerdict {
    const { head } = this.#options;
    const last = this.#expected - 1;
    if (this.#fault === null && this.#missing !== null) this.#fault = this.#missing.never();
    if (this.#fault === null && cut)
      this.#bad("truncated", this.#expected, "The copy ends in the middle of a line.");
    if (this.#fault === null && this.#misfit !== null) this.#blame(this.#misfit.sequence, this.#misfit.line);
    if (this.#fault === null && !this.#ended)
      this.#bad("truncated", this.#expected, `The copy ends after entry ${last} without its signed end.`);
    if (this.#fault === null && head !== undefined && last < head.sequence)
      this.#bad(
        "truncated",
        this.#expected,
        `The copy ends after entry ${last}; entry ${head.sequence} is known to exist.`,
      );
    if (this.#fault !== null) return { ok: false, ...this.#fault };
    return {
      ok: true,
      entries: last,
      receipts: this.#receipts,
      checkpoints: this.#checkpoints,
      head: { sequence: last, hash: this.#hash },
      firstUs: this.#firstUs,
      lastUs: this.#lastUs,
    };
  }

  #bad(fault: AuditFaultKind, entry: number | null, sentence: string, line = this.#line): void {
    this.#fault ??= { fault, entry, line, sentence };
  }

  #blame(sequence: number, line: number): void {
    this.#bad(
      "flipped",
      sequence,
      `Entry ${sequence} was changed together with its hash: its neighbours were chained to another one.`,
      line,
    );
  }

  #lookFor(missing: Missing, line: CopyLine | null): void {
    if (line === null) return;
    if (missing.is(line)) this.#fault = missing.found();
    if (line.type === "entry") {
      this.#laterEntries = true;
      this.#spokenOf = Math.max(this.#spokenOf, line.entry.sequence);
    }
    if (line.type === "checkpoint") this.#spokenOf = Math.max(this.#spokenOf, line.checkpoint.sequence);
    if (line.type === "end") this.#spokenOf = Math.max(this.#spokenOf, line.end.sequence);
  }

  #miss(
    what: string,
    entry: number | null,
    is: (line: CopyLine) => boolean,
    isTail: () => boolean = () => false,
  ): void {
    const line = this.#line;
    this.#missing = {
      is,
      found: () => ({
        fault: "reordered",
        entry,
        line,
        sentence: `${what} should stand here and stands in line ${this.#line}.`,
      }),
      never: () =>
        isTail()
          ? { fault: "truncated", entry, line, sentence: `${what} and what came after it is missing.` }
          : { fault: "dropped", entry, line, sentence: `${what} is missing.` },
    };
  }

  #missEntry(): void {
    const missing = this.#expected;
    this.#miss(
      `Entry ${missing}`,
      missing,
      (line) => line.type === "entry" && line.entry.sequence === missing,
      () => !this.#laterEntries,
    );
  }

  /** A line that can't be read: which entry it was is known when it is nowhere else in the copy. */
  #unreadable(): void {
    const line = this.#line;
    const expected = this.#expected;
    const group = this.#group?.isShort === true ? this.#group.of : null;
    const fault = (entry: number | null): AuditFault => ({
      fault: "flipped",
      entry,
      line,
      sentence: `Line ${line} is not what was written: ${entry === null ? "it can't be read" : `entry ${entry} was changed`}.`,
    });
    this.#missing = {
      is: (other) => other.type === "entry" && other.entry.sequence === expected,
      found: () => fault(group),
      never: () => fault(group ?? (this.#spokenOf >= expected ? expected : null)),
    };
  }

  #takeHeader(line: CopyLine, text: string): void {
    if (line.type === "header") this.#header = sha256Hex(text);
    else this.#miss("The header", null, (other) => other.type === "header");
  }

  /** Receipts behind the entry before must be complete when something else comes. */
  #closeGroup(): boolean {
    const group = this.#group;
    if (group?.isShort !== true) return true;
    this.#miss(
      `A receipt of entry ${group.of}`,
      group.of,
      (line) => line.type === "receipt" && line.of === group.of,
    );
    return false;
  }

  #takeEntry(entry: ChainedEntry): void {
    if (entryHash(entry) !== entry.hash)
      return this.#bad(
        "flipped",
        this.#expected,
        `Entry ${this.#expected} was changed: its hash is another.`,
      );
    const { sequence, previous, hash } = entry;
    if (sequence < this.#expected)
      return this.#bad("repeated", sequence, `Entry ${sequence} is there a second time.`);
    if (!this.#closeGroup()) return;
    if (sequence > this.#expected) {
      this.#laterEntries = true;
      return this.#missEntry();
    }
    if (this.#misfit !== null) return this.#judge(previous);
    if (previous !== this.#hash) {
      if (this.#proven === sequence - 1) return this.#blame(sequence, this.#line);
      this.#misfit = { line: this.#line, sequence, hash };
    }
    const { head } = this.#options;
    if (head?.sequence === sequence && head.hash !== hash)
      return this.#bad("replaced", sequence, `Entry ${sequence} is not the one known from elsewhere.`);
    if (sequence === 1) this.#firstUs = entry.atUs;
    this.#lastUs = entry.atUs;
    this.#expected = sequence + 1;
    this.#hash = hash;
    this.#group = carriesReceipts(entry) ? new ReceiptGroup(sequence, entry.detail) : null;
  }

  /** Which of two that do not fit was rewritten: not the one that what follows was chained to. */
  #judge(chainedTo: string): void {
    const misfit = this.#misfit as Misfit;
    if (chainedTo === misfit.hash) this.#blame(misfit.sequence - 1, misfit.line - 1);
    else this.#blame(misfit.sequence, misfit.line);
  }

  #takeReceipt(receipt: AuditReceipt, of: number): void {
    const group = this.#group;
    if (group?.isShort !== true)
      return of >= this.#expected
        ? this.#missEntry()
        : this.#bad("repeated", of, `There are more receipts of entry ${of} than it says.`);
    this.#receipts++;
    const fault = group.take(receipt, of);
    if (fault !== null)
      this.#bad(fault, group.of, `The receipts of entry ${group.of} are not those it stands for.`);
  }

  /** What is not proven yet, for a sentence. */
  #unproven(): string {
    const last = this.#expected - 1;
    return this.#proven + 1 >= last ? `entry ${last}` : `entries ${this.#proven + 1} to ${last}`;
  }

  #isOurs(publicKey: string, what: string): boolean {
    if (this.#options.keys.includes(publicKey)) return true;
    const sentence = `${what} is signed by another key (${publicKey.slice(0, 16)}…): ${this.#unproven()} can't be trusted.`;
    this.#bad("replaced", this.#proven + 1, sentence);
    return false;
  }

  #takeCheckpoint(checkpoint: Checkpoint): void {
    const { number, sequence, hash } = checkpoint;
    if (!this.#isOurs(checkpoint.publicKey, `Checkpoint ${number}`)) return;
    if (!isSignedCheckpoint(checkpoint))
      return this.#bad(
        "replaced",
        this.#proven + 1,
        `Checkpoint ${number} is not what the key signed: ${this.#unproven()} can't be trusted.`,
      );
    const next = this.#checkpoints + 1;
    if (number > next)
      return this.#miss(
        `Checkpoint ${next}`,
        null,
        (line) => line.type === "checkpoint" && line.checkpoint.number === next,
      );
    if (number < next) return this.#bad("repeated", null, `Checkpoint ${number} is there a second time.`);
    if (sequence >= this.#expected) return this.#missEntry();
    if (!this.#closeGroup()) return;
    if (sequence < this.#expected - 1)
      return this.#bad("reordered", null, `Checkpoint ${number} belongs behind entry ${sequence}.`);
    if (!this.#stands(hash, `checkpoint ${number}`)) return;
    this.#proven = sequence;
    this.#checkpoints = number;
  }

  /** Whether the chain so far has the hash that was signed. */
  #stands(hash: string, what: string): boolean {
    if (this.#misfit !== null) this.#judge(hash);
    else if (hash !== this.#hash)
      this.#bad(
        "replaced",
        this.#proven + 1,
        `The chain was rewritten: ${what} was signed over something else than ${this.#unproven()}.`,
      );
    return this.#fault === null;
  }

  #takeEnd(end: CopyEnd): void {
    if (!this.#isOurs(end.publicKey, "The end of the copy")) return;
    if (!isSignedEnd(end))
      return this.#bad(
        "replaced",
        this.#proven + 1,
        `The end of the copy is not what the key signed: ${this.#unproven()} can't be trusted.`,
      );
    if (end.sequence >= this.#expected) return this.#missEntry();
    if (!this.#closeGroup()) return;
    if (end.sequence < this.#expected - 1)
      return this.#bad(
        "replaced",
        end.sequence + 1,
        `The center had signed ${end.sequence} entries when it made this copy; it has ${this.#expected - 1}.`,
      );
    if (!this.#stands(end.hash, "the end of the copy")) return;
    if (end.checkpoints !== this.#checkpoints) {
      const next = this.#checkpoints + 1;
      return this.#miss(
        `Checkpoint ${next}`,
        null,
        (line) => line.type === "checkpoint" && line.checkpoint.number === next,
      );
    }
    if (end.header !== this.#header) return this.#bad("flipped", null, "The header was changed.", 1);
    this.#ended = true;
  }
}
