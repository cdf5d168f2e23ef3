/** A value found in a line, before anything is said of whether it was meant. */
import type { ExtractedKind } from "./extraction.js";

export interface Candidate {
  readonly kind: ExtractedKind;
  readonly value: string;
  /** Where it stands in the whole line. */
  readonly start: number;
  readonly end: number;
  /** How it was broken (see `broken-parts`). */
  readonly how: number;
}
