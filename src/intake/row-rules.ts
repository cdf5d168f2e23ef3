/**
 * What a compiled row maker must know of a format to make rows of the event store without reading records one by
 * one: what a log's name means, how its texts are written in columns, and which fields carry what. Everything here
 * comes from the very tables and functions that the format itself reads by. What the row maker is not sure of, the
 * format reads.
 */
import type { CompiledTable, FieldGuess } from "./carried/carried-table.js";
import type { Reading } from "./carried/reading.js";
import type { ColumnKind } from "./zeek/tsv-head.js";

/** What the name of a log means for its records. */
export interface LogMeaning {
  /** As it stands in an event: `zeek-conn`. */
  readonly log: string;
  readonly table: CompiledTable;
  /** For fields at the top that the table lacks. */
  readonly guess: FieldGuess | undefined;
  /** The service that the log alone tells: for EVE, where the record has a section of that name. */
  readonly service: string;
  /** The protocol of records that name none. */
  readonly protocol: string;
  readonly kind: "http" | "conn" | "notice" | "drop" | "alert" | "other";
}

interface AnyRowRules {
  /** How a record's texts stand in their columns; empty where they say nothing. */
  protocolOf(text: string): string;
  serviceOf(text: string): string;
}

/** Formats whose records are JSON objects, one a line. */
export interface JsonRowRules extends AnyRowRules {
  readonly kind: "eve" | "zeek-json";
  /** By the name a record gives; null, where it gives none. Null for records that are left to the format. */
  logOf(written: string | null): LogMeaning | null;
}

/** Zeek's tab-separated logs, under one head. */
export interface CellRowRules extends AnyRowRules {
  readonly kind: "zeek-tsv";
  readonly log: LogMeaning;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: ColumnKind;
    readonly reading: Reading | null;
  }[];
  /** Columns at the end that a record may lack, and whether they share the last cell. */
  readonly labels: number;
  readonly labelsInLastCell: boolean;
  /** One character. */
  readonly setSeparator: string;
  readonly emptyField: string;
  readonly unsetField: string;
}

export type RowRules = JsonRowRules | CellRowRules;
