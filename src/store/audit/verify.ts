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
import {
  type Later,
  type Missing,
  missingCheckpoint,
  missingEntry,
  missingPart,
  unreadableLine,
} from "./missing.js";
import { ReceiptGroup } from "./receipt-group.js";
import type { AuditReceipt } from "./receipts.js";
import type { AuditFault, AuditFaultKind, AuditVerdict } from "./verdict.js";

export interface VerifyOptions {
  /** Public keys that may have signed, 64 hex digits each: more than one where the center got a new key. */
  readonly keys: readonly string[];
  /** An entry known from elsewhere: the copy must reach it and have this hash there. */
  readonly head?: { readonly sequence: number; readonly hash: string } | undefined;
}

/** Two neighbours that do not fit: one of them was rewritten together with its hash. */
interface Misfit {
  readonly line: number;
  readonly sequence: number;
  readonly hash: string;
}

/** What was found wrong, at once or once the rest has been looked through; null where nothing is. */
type Finding = AuditFault | Missing | null;

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
  #ended = false;
  #missing: Missing | null = null;
  #later: Later = { entries: false, spokenOf: 0 };
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
    if (this.#missing === null) this.#keep(this.#step(line, text ?? ""));
    // The line that showed that something is missing speaks of later things too.
    if (this.#missing !== null && line !== null) this.#lookFor(this.#missing, line);
  }

  /** The verdict after the last line; `cut` says that the last line had no end. */
  finish(cut = false): AuditVerdict {
    const fault = this.#fault ?? this.#missing?.never(this.#later) ?? this.#atEnd(cut);
    if (fault !== null) return { ok: false, ...fault };
    return {
      ok: true,
      entries: this.#last,
      receipts: this.#receipts,
      checkpoints: this.#checkpoints,
      head: { sequence: this.#last, hash: this.#hash },
      firstUs: this.#firstUs,
      lastUs: this.#lastUs,
    };
  }

  get #last(): number {
    return this.#expected - 1;
  }

  #keep(finding: Finding): void {
    if (finding === null) return;
    if ("never" in finding) this.#missing = finding;
    else this.#fault = finding;
  }

  #lookFor(missing: Missing, line: CopyLine): void {
    if (missing.is(line)) this.#fault = missing.found(this.#line);
    const spokenOf =
      line.type === "entry"
        ? line.entry.sequence
        : line.type === "checkpoint"
          ? line.checkpoint.sequence
          : line.type === "end"
            ? line.end.sequence
            : 0;
    this.#later = {
      entries: this.#later.entries || line.type === "entry",
      spokenOf: Math.max(this.#later.spokenOf, spokenOf),
    };
  }

  #step(line: CopyLine | null, text: string): Finding {
    if (line === null)
      return unreadableLine(
        this.#line,
        this.#expected,
        this.#group?.isShort === true ? this.#group.of : null,
      );
    if (this.#ended) return this.#bad("repeated", null, "There is something behind the end of the copy.");
    if (this.#line === 1) return this.#takeHeader(line, text);
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

  #atEnd(cut: boolean): AuditFault | null {
    const { head } = this.#options;
    const last = this.#last;
    if (cut) return this.#bad("truncated", this.#expected, "The copy ends in the middle of a line.");
    if (this.#misfit !== null) return this.#blame(this.#misfit.sequence, this.#misfit.line);
    if (!this.#ended)
      return this.#bad(
        "truncated",
        this.#expected,
        `The copy ends after entry ${last} without its signed end.`,
      );
    if (head !== undefined && last < head.sequence)
      return this.#bad(
        "truncated",
        this.#expected,
        `The copy ends after entry ${last}; entry ${head.sequence} is known to exist.`,
      );
    return null;
  }

  #bad(fault: AuditFaultKind, entry: number | null, sentence: string, line = this.#line): AuditFault {
    return { fault, entry, line, sentence };
  }

  #blame(sequence: number, line: number): AuditFault {
    return this.#bad(
      "flipped",
      sequence,
      `Entry ${sequence} was changed together with its hash: its neighbours were chained to another one.`,
      line,
    );
  }

  #takeHeader(line: CopyLine, text: string): Finding {
    if (line.type !== "header")
      return missingPart({
        what: "The header",
        entry: null,
        line: 1,
        is: (other) => other.type === "header",
      });
    this.#header = sha256Hex(text);
    return null;
  }

  /** Receipts behind the entry before must be complete when something else comes. */
  #shortGroup(): Finding {
    const group = this.#group;
    if (group?.isShort !== true) return null;
    return missingPart({
      what: `A receipt of entry ${group.of}`,
      entry: group.of,
      line: this.#line,
      is: (line) => line.type === "receipt" && line.of === group.of,
    });
  }

  #takeEntry(entry: ChainedEntry): Finding {
    const { sequence, previous, hash } = entry;
    if (entryHash(entry) !== hash)
      return this.#bad(
        "flipped",
        this.#expected,
        `Entry ${this.#expected} was changed: its hash is another.`,
      );
    if (sequence < this.#expected)
      return this.#bad("repeated", sequence, `Entry ${sequence} is there a second time.`);
    const short = this.#shortGroup();
    if (short !== null) return short;
    if (sequence > this.#expected) return missingEntry(this.#expected, this.#line);
    if (this.#misfit !== null) return this.#judge(this.#misfit, previous);
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
    return null;
  }

  /** Which of two that do not fit was rewritten: not the one that what follows was chained to. */
  #judge(misfit: Misfit, chainedTo: string): AuditFault {
    return chainedTo === misfit.hash
      ? this.#blame(misfit.sequence - 1, misfit.line - 1)
      : this.#blame(misfit.sequence, misfit.line);
  }

  #takeReceipt(receipt: AuditReceipt, of: number): Finding {
    const group = this.#group;
    if (group?.isShort !== true)
      return of >= this.#expected
        ? missingEntry(this.#expected, this.#line)
        : this.#bad("repeated", of, `There are more receipts of entry ${of} than it says.`);
    this.#receipts++;
    const fault = group.take(receipt, of);
    return fault === null
      ? null
      : this.#bad(fault, group.of, `The receipts of entry ${group.of} are not those it stands for.`);
  }

  /** What is not proven yet, for a sentence. */
  #unproven(): string {
    return this.#proven + 1 >= this.#last
      ? `entry ${this.#last}`
      : `entries ${this.#proven + 1} to ${this.#last}`;
  }

  /** Whether something is signed, and by a key that may sign. */
  #unsigned(publicKey: string, signed: () => boolean, what: string): AuditFault | null {
    const ours = this.#options.keys.includes(publicKey);
    if (ours && signed()) return null;
    const how = ours ? "is not what the key signed" : `is signed by another key (${publicKey.slice(0, 16)}…)`;
    return this.#bad("replaced", this.#proven + 1, `${what} ${how}: ${this.#unproven()} can't be trusted.`);
  }

  #takeCheckpoint(checkpoint: Checkpoint): Finding {
    const { number, sequence, hash } = checkpoint;
    const unsigned = this.#unsigned(
      checkpoint.publicKey,
      () => isSignedCheckpoint(checkpoint),
      `Checkpoint ${number}`,
    );
    if (unsigned !== null) return unsigned;
    const next = this.#checkpoints + 1;
    if (number > next) return missingCheckpoint(next, this.#line);
    if (number < next) return this.#bad("repeated", null, `Checkpoint ${number} is there a second time.`);
    if (sequence >= this.#expected) return missingEntry(this.#expected, this.#line);
    if (sequence < this.#last)
      return this.#bad("reordered", null, `Checkpoint ${number} belongs behind entry ${sequence}.`);
    const wrong = this.#shortGroup() ?? this.#rewritten(hash, `checkpoint ${number}`);
    if (wrong !== null) return wrong;
    this.#proven = sequence;
    this.#checkpoints = number;
    return null;
  }

  /** Where the chain so far has another hash than was signed. */
  #rewritten(hash: string, what: string): AuditFault | null {
    if (this.#misfit !== null) return this.#judge(this.#misfit, hash);
    if (hash === this.#hash) return null;
    return this.#bad(
      "replaced",
      this.#proven + 1,
      `The chain was rewritten: ${what} was signed over something else than ${this.#unproven()}.`,
    );
  }

  #takeEnd(end: CopyEnd): Finding {
    const unsigned = this.#unsigned(end.publicKey, () => isSignedEnd(end), "The end of the copy");
    if (unsigned !== null) return unsigned;
    if (end.sequence >= this.#expected) return missingEntry(this.#expected, this.#line);
    const short = this.#shortGroup();
    if (short !== null) return short;
    if (end.sequence < this.#last)
      return this.#bad(
        "replaced",
        end.sequence + 1,
        `The center had signed ${end.sequence} entries when it made this copy; it has ${this.#last}.`,
      );
    const rewritten = this.#rewritten(end.hash, "the end of the copy");
    if (rewritten !== null) return rewritten;
    if (end.checkpoints !== this.#checkpoints) return missingCheckpoint(this.#checkpoints + 1, this.#line);
    if (end.header !== this.#header) return this.#bad("flipped", null, "The header was changed.", 1);
    this.#ended = true;
    return null;
  }
}
