/**
 * What the protocol needs of a collection, whatever fills it: objects in the order they were added, no two at the same
 * microsecond, as one reader may read them. A shelf has asked the gate already; the protocol decides nothing.
 */
import type { Problem } from "../../base/index.js";
import type { Match } from "./query.js";

/** A collection as one client sees it (TAXII 2.1, section 5.2.1). */
export interface Collection {
  /** UUIDv4. */
  readonly id: string;
  /** Another word for the id in addresses, unique in its API root; null for none. */
  readonly alias: string | null;
  readonly title: string;
  readonly description: string;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  readonly mediaTypes: readonly string[];
}

/** One version of one object on a shelf. */
export interface ShelfObject {
  /** Microseconds since 1970, strictly rising in a collection. */
  readonly addedUs: number;
  readonly id: string;
  /** `modified`, else `created`, else when it was added (section 3.6). */
  readonly version: string;
  /** `2.0` or `2.1`. */
  readonly specVersion: string;
  /** The object as JSON. */
  readonly content: string;
}

export interface ShelfPage {
  readonly objects: readonly ShelfObject[];
  /** There are more than these. */
  readonly more: boolean;
}

/** What became of one object that a client gave (section 4.3.1). */
export interface Taken {
  readonly id: string;
  readonly version: string;
  readonly message: string;
}

export interface Taking {
  readonly successes: readonly Taken[];
  readonly failures: readonly Taken[];
}

export interface Shelf {
  /** At most `limit` objects that were added after `afterUs`, in the order they were added. */
  page(afterUs: number, limit: number, match: Match): Promise<ShelfPage>;
  /** Whether this reader may know any version of the object. */
  has(id: string): Promise<boolean>;
  /** Takes objects as they came in an envelope; what is not taken is named one by one. */
  add(objects: readonly unknown[]): Promise<Taking | Problem>;
  /** Removes the versions that match, in every version of STIX where none is named; answers how many there were. */
  remove(id: string, match: Match): Promise<number>;
}
