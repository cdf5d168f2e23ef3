/**
 * A refusal on its way out of the reader of one document. It is thrown, as it can come from any depth of the tree, and
 * caught by `read-rules.ts` alone, which adds the file and what else is known and gives it back as a `RuleRefusal`.
 */
import type { RefusalKind } from "./rule.js";

export class Refused extends Error {
  readonly kind: RefusalKind;
  readonly line: number;

  constructor(kind: RefusalKind, line: number, reason: string) {
    super(reason);
    this.name = "Refused";
    this.kind = kind;
    this.line = line;
  }
}
