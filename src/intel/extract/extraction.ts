/** What extraction is asked and what it answers; see docs/extract.md. */
import type { Observable, ObservableType } from "../../model/index.js";

/** The model's observables, and CVE ids, which name a weakness and no place. */
export type ExtractedKind = ObservableType | "vulnerability";

export interface ExtractedObservable {
  readonly kind: ExtractedKind;
  /** Refanged and normalized as everything else is (`model/observable`); a CVE id in capitals. */
  readonly value: string;
  /** As it was written where it stood first. */
  readonly text: string;
  /** Where it stood first, from 1; for anything but plain text it is a line of `Extraction.text`. */
  readonly line: number;
  /** 0 to 100: how sure it is that this was meant as an indicator. */
  readonly confidence: number;
}

export interface Extraction {
  /** In the order in which they stand. */
  readonly observables: readonly ExtractedObservable[];
  /** What was not read, and what was left out, with the reason; plain sentences. */
  readonly notes: readonly string[];
  /** The plain text that was searched, bounded. */
  readonly text: string;
}

export type ExtractionInput =
  | { readonly bytes: Uint8Array; readonly fileName?: string | undefined }
  | { readonly text: string };

export interface ExtractionOptions {
  /** The name of an allow list that has a value, or null. */
  readonly allowedBy?: ((observable: Observable) => string | null) | undefined;
  /**
   * Names that never are indicators of this report: the reporter's own, the publisher's. What stands below one is
   * left out with it.
   */
  readonly ownNames?: readonly string[] | undefined;
  /** True for the reporter's own values: they are left out however they are written. */
  readonly isOwn?: ((observable: Observable) => boolean) | undefined;
}
