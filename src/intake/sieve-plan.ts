/**
 * What a compiled scanner must know of a format to find what its records carry without reading them: which fields
 * carry what, as data, made from the very tables that the format itself reads by. A scanner may see more in a
 * record than the format does, never less; whatever it is not sure of, the format reads.
 */
import type { Event } from "../model/index.js";
import type { FieldTable } from "./carried/carried-table.js";
import type { Reading } from "./carried/reading.js";
import type { JsonObject } from "./json-record.js";
import type { ColumnKind } from "./zeek/tsv-head.js";

/** Formats whose records are JSON objects, one a line. */
export interface JsonSievePlan {
  readonly kind: "json";
  /** Equal names mean equal plans. */
  readonly name: string;
  readonly fields: FieldTable;
  /** Sections whose fields the scanner leaves to the format: a record that has one is read by it. */
  readonly slowFields: readonly string[];
  /** A request's target and its host, which make a URL together. */
  readonly target: { readonly path: string; readonly host: string };
  /** What a target means in a record without a host: nothing, or something only the format knows. */
  readonly targetAlone: "nothing" | "slow";
  /** Top-level fields that name the record's log; the first that is there counts. */
  readonly logFields: readonly string[];
  /** The log (`zeek-conn`) of records that name none; null where such records are left to the format. */
  readonly defaultLog: string | null;
  /** Names that logs are known to have, and the log of each: a scanner need not read a record to learn them. */
  readonly knownLogs: ReadonlyMap<string, string>;
  /** False for logs with readings of their own, which are left to the format. */
  isPlainLog(log: string): boolean;
  /** Names of frequent fields that carry nothing, so that the scanner can keep clear of them. */
  readonly commonFields: readonly string[];
}

/** Formats whose records are lines of tab-separated cells under one head. */
export interface TsvSievePlan {
  readonly kind: "tsv";
  readonly name: string;
  readonly log: string;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: ColumnKind;
    readonly reading: Reading | "target" | "paired-host" | null;
  }[];
  readonly cellsMin: number;
  readonly cellsMax: number;
  /** What parts the values of a set: one character. */
  readonly setSeparator: string;
}

export type SievePlan = JsonSievePlan | TsvSievePlan;

/** The name a record gives to its log, as it stands there; null where it gives none. */
export function logNameOf(plan: JsonSievePlan, event: Event): string | null {
  const native = event.native as JsonObject;
  for (const field of plan.logFields) {
    const name = native[field];
    if (name !== undefined && name !== null) return typeof name === "string" ? name : null;
  }
  return null;
}
