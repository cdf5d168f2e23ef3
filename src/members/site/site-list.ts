/**
 * What a list is: one file in `lists/`, with its columns, how a row becomes an entry and an entry a row, by what an entry is
 * known again, and which of its values no two entries have. Pure: the store and the other entries come in from outside.
 */
import type { SiteEntry, SiteListName } from "../../model/index.js";
import type { CellReader, Cells } from "./cell-reader.js";

export interface Column {
  readonly name: string;
  /** Other words for it in a header, in lower case with single spaces. */
  readonly also?: readonly string[];
  /** Without it a file can't be read. */
  readonly isNeeded?: true;
}

/** A value that an entry has for itself alone, in one spelling, and the column it stands in. */
export interface OwnValue {
  readonly column: string;
  readonly value: string;
}

export interface SiteList<Entry extends SiteEntry = SiteEntry> {
  readonly name: SiteListName;
  readonly columns: readonly Column[];
  /** Faults stay with the reader; the entry counts only where there are none. */
  read(cells: CellReader): Omit<Entry, "id">;
  /** `nameOf` answers what an entry of another list is called. */
  write(entry: Entry, nameOf: (list: SiteListName, id: string) => string): Cells;
  /** What people call it. */
  nameOf(entry: Omit<Entry, "id">, nameOf: (list: SiteListName, id: string) => string): string;
  /** By what it is known again when it comes in a file: in one spelling. */
  keyOf(entry: Omit<Entry, "id">): string;
  ownValues(entry: Omit<Entry, "id">): readonly OwnValue[];
  /** The entries of other lists that it names. */
  refs(entry: Omit<Entry, "id">): readonly (readonly [SiteListName, string])[];
}

/** Values of one cell, as they are read back. */
export const joined = (values: readonly string[]): string => values.join(" | ");
