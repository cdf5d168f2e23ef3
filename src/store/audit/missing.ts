/**
 * Something of a copy that is not where it should be. What it is called is known when the rest of the copy has been
 * looked through: it stands elsewhere, it is gone, or it is gone together with everything after it.
 */
import type { CopyLine } from "./copy-line.js";
import type { AuditFault } from "./verdict.js";

export interface Missing {
  /** Whether a later line is what is missing. */
  is(line: CopyLine): boolean;
  /** What is wrong where it was found in a later line. */
  found(line: number): AuditFault;
  /** What is wrong where it was not; `later` is the highest entry that any later line speaks of or is. */
  never(later: Later): AuditFault;
}

export interface Later {
  /** Entries came behind the place. */
  readonly entries: boolean;
  /** The highest entry that came, or that was signed, behind the place. */
  readonly spokenOf: number;
}

export interface MissingPart {
  /** `Entry 7`, at the beginning of a sentence. */
  readonly what: string;
  readonly entry: number | null;
  /** The line where it should stand. */
  readonly line: number;
  is(line: CopyLine): boolean;
  /** True for an entry: without any entry behind it, the tail is what is missing. */
  readonly mayBeTail?: boolean;
}

export function missingPart({ what, entry, line, is, mayBeTail }: MissingPart): Missing {
  return {
    is,
    found: (other) => ({
      fault: "reordered",
      entry,
      line,
      sentence: `${what} should stand here and stands in line ${other}.`,
    }),
    never: (later) =>
      mayBeTail === true && !later.entries
        ? { fault: "truncated", entry, line, sentence: `${what} and what came after it is missing.` }
        : { fault: "dropped", entry, line, sentence: `${what} is missing.` },
  };
}

export const missingEntry = (sequence: number, line: number): Missing =>
  missingPart({
    what: `Entry ${sequence}`,
    entry: sequence,
    line,
    is: (other) => other.type === "entry" && other.entry.sequence === sequence,
    mayBeTail: true,
  });

export const missingCheckpoint = (number: number, line: number): Missing =>
  missingPart({
    what: `Checkpoint ${number}`,
    entry: null,
    line,
    is: (other) => other.type === "checkpoint" && other.checkpoint.number === number,
  });

/**
 * A line that can't be read. Which entry it was is known when that entry is nowhere else in the copy but something
 * later speaks of it; `receiptsOf` is the entry whose receipts were still coming.
 */
export function unreadableLine(line: number, expected: number, receiptsOf: number | null): Missing {
  const fault = (entry: number | null): AuditFault => ({
    fault: "flipped",
    entry,
    line,
    sentence: `Line ${line} is not what was written: ${entry === null ? "it can't be read" : `entry ${entry} was changed`}.`,
  });
  return {
    is: (other) => other.type === "entry" && other.entry.sequence === expected,
    found: () => fault(receiptsOf),
    never: (later) => fault(receiptsOf ?? (later.spokenOf >= expected ? expected : null)),
  };
}
