/**
 * What the kernel asks the index for: values, or "odd" where the record goes the slow way. For a name only its root
 * is asked for at first, for a URL its host; the whole comes with it.
 */
import type { Address } from "../../../base/index.js";

export type LookedUp =
  | { readonly kind: "address"; readonly address: Address }
  | { readonly kind: "domain"; readonly root: string; readonly name: string }
  | { readonly kind: "url"; readonly host: string; readonly path: string }
  | { readonly kind: "hash" | "email" | "ja3" | "ja4"; readonly text: string };

/** Values to look up, or doubt. Where there is doubt what was found so far is of no interest. */
export type Read = "odd" | readonly LookedUp[];

/** Everything together; doubt in one is doubt in all. */
export function allOf(parts: readonly Read[]): Read {
  return parts.includes("odd") ? "odd" : parts.flatMap((part) => (part === "odd" ? [] : part));
}

/** True where a text must be read otherwise before it can be compared. */
export function isEscaped(raw: string): boolean {
  return /[\\\r\x80-\uffff]/.test(raw);
}
