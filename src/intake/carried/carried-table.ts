/**
 * Field tables: which native field of a format may carry an observable, as data. A table maps a field's path to
 * a reading; reading a record walks the table's paths and nothing else. The same tables feed any faster path.
 *
 * A path is written without list marks (`dns.answers.rdata`): lists are followed wherever they stand, and show
 * in the name of what was found (`dns.answers[].rdata`). A path may stand nested, dotted (`id.orig_h` as one
 * key) or with underscores (`id_orig_h`): it is found either way and named as the record has it.
 */
import type { Carried } from "../../model/index.js";
import type { JsonObject } from "../json-record.js";
import { type Reading, readCarried } from "./reading.js";

export type FieldTable = Readonly<Record<string, Reading>>;

interface Node {
  /** The path as it is named where no list was met on the way. */
  readonly path: string;
  reading: Reading | null;
  readonly children: Map<string, Node>;
}

/** A table made ready for walking. */
export interface CompiledTable {
  readonly root: Node;
}

/** Readings for top-level fields that the table lacks, told by the name's end (`_h`); null where there is none. */
export type FieldGuess = (field: string) => Reading | null;

export function compileTable(table: FieldTable): CompiledTable {
  const root: Node = { path: "", reading: null, children: new Map() };
  const leaf = (path: string, reading: Reading) =>
    root.children.set(path, { path, reading, children: root.children.get(path)?.children ?? new Map() });
  for (const [path, reading] of Object.entries(table)) {
    let node = root;
    for (const name of path.split(".")) {
      let next = node.children.get(name);
      if (next === undefined) {
        next = { path: node === root ? name : `${node.path}.${name}`, reading: null, children: new Map() };
        node.children.set(name, next);
      }
      node = next;
    }
    node.reading = reading;
    if (!path.includes(".")) continue;
    leaf(path, reading);
    leaf(path.replaceAll(".", "_"), reading);
  }
  return { root };
}

/** What reading a field of this name has, where the record is flat (a column). */
export function readingOf(table: CompiledTable, field: string): Reading | null {
  return table.root.children.get(field)?.reading ?? null;
}

/** Finds all that the table names in the record, in the record's order. */
export function carryAll(table: CompiledTable, record: JsonObject, guess?: FieldGuess): Carried[] {
  const out: Carried[] = [];
  for (const key in record) {
    const node = table.root.children.get(key);
    if (node !== undefined) visit(node, record[key], null, out);
    else if (guess !== undefined) {
      const reading = guess(key);
      if (reading !== null) carryValue(key, reading, record[key], out);
    }
  }
  return out;
}

/** `name` is null as long as the node's own path names it. Depth is bounded by the table's. */
function visit(node: Node, value: unknown, name: string | null, out: Carried[]): void {
  if (typeof value === "string") {
    if (node.reading !== null) readCarried(name ?? node.path, node.reading, value, out);
  } else if (Array.isArray(value)) {
    const within = `${name ?? node.path}[]`;
    for (const element of value) if (!Array.isArray(element)) visit(node, element, within, out);
  } else if (typeof value === "object" && value !== null && node.children.size > 0) {
    for (const key in value) {
      const child = node.children.get(key);
      if (child === undefined) continue;
      visit(child, (value as JsonObject)[key], name === null ? null : `${name}.${key}`, out);
    }
  }
}

/** One field's value, or each element of a list, by one reading. */
export function carryValue(field: string, reading: Reading, value: unknown, out: Carried[]): void {
  if (typeof value === "string") readCarried(field, reading, value, out);
  else if (Array.isArray(value))
    for (const element of value)
      if (typeof element === "string") readCarried(`${field}[]`, reading, element, out);
}
