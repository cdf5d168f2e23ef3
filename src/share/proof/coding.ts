/** A coat in which a value can leave: how it is written, and what to look for in bytes so that it is found. */
import type { Secret } from "./world.js";

export interface Coding {
  readonly name: string;
  readonly sorts: readonly Secret["sort"][];
  readonly write: (value: string) => string;
  /** What to look for in lower-cased bytes; empty where only `exact` tells. */
  readonly found?: (value: string) => readonly string[];
  /** What to look for in the bytes as they are. */
  readonly exact?: (value: string) => readonly string[];
  /** A part of a name that may be anybody's: hidden only where words are cut, not where a whole would be refused. */
  readonly alone?: true;
}
