/**
 * For tests: rules and records drawn from the same few words, so that rules are met, met by half, and missed by a
 * letter; tapes made by looking at every character; and a kernel to ask.
 */

import { Buffer } from "node:buffer";
import type { Draw } from "../../base/index.js";
import { instantiate } from "../kernel/kernel.js";
import { KernelMemory } from "../kernel/kernel-memory.js";
import type { CompiledPredicates } from "./compile-predicates.js";
import {
  type FoundCandidates,
  installPredicates,
  type PredicateKernel,
  PredicateRunner,
} from "./predicate-runner.js";
import type { FieldText, Predicate, PredicateOp, RuleShape } from "./rule-shape.js";

export const fieldNames = [
  "url",
  "http.hostname",
  "sni",
  "rrname",
  "port",
  "proto",
  "tags",
  "agent",
  "id.orig_h",
];
const words =
  "a,xy,cmd,.ru,/etc/passwd,POST,get,evil.example,443,8080,-1,true,0.5,1e3,curl/7.88,Mozilla/5.0,zz".split(
    ",",
  );
const odd = ["é", "K", "ß", "İ", "ΑΣ", "\\", "\n", '"', "/"];
const operations: readonly PredicateOp[] = [
  "equals",
  "contains",
  "contains",
  "startswith",
  "endswith",
  "exists",
];

/** A text of zero to five words and letters. */
export function drawText(draw: Draw, oddPercent: number): string {
  const parts = Array.from({ length: draw.below(5) }, () =>
    draw.chance(oddPercent)
      ? draw.pick(odd)
      : draw.chance(70)
        ? draw.pick(words)
        : draw.pick([..."abXY.-/_@`["]),
  );
  const text = parts.join("");
  return draw.chance(80) ? text : draw.chance(50) ? text.toUpperCase() : text.repeat(draw.between(1, 12));
}

function drawPredicate(draw: Draw): Predicate {
  const value = draw.chance(60) ? draw.pick(words) : drawText(draw, 3);
  return {
    field: draw.pick(fieldNames),
    op: draw.pick(operations),
    value,
    ...(draw.chance(15) ? { cased: true } : {}),
  };
}

export function drawRules(draw: Draw, count: number): RuleShape[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `rule-${number}`,
    required: Array.from({ length: draw.pick([0, 1, 1, 2, 2, 3]) }, () =>
      Array.from({ length: draw.pick([1, 1, 2, 5]) }, () => drawPredicate(draw)),
    ),
    ...(draw.chance(50) ? { fields: [draw.pick(fieldNames)] } : {}),
  }));
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

function drawJson(draw: Draw, oddPercent: number): Json {
  const kind = draw.below(20);
  if (kind < 12) return drawText(draw, oddPercent);
  if (kind < 15) return draw.pick([443, 8080, -1, 0, 0.5, 1.25, 1000, 2 ** 53, 1e21, 1e-7, 123456789012345]);
  if (kind < 16) return draw.pick([true, false, null]);
  if (kind < 17) return { [draw.pick(fieldNames)]: drawText(draw, oddPercent) };
  const items = Array.from({ length: draw.below(4) }, () => drawText(draw, oddPercent) as Json);
  if (draw.chance(20)) items.push(draw.pick<Json>([443, null, true, ["a"], { url: "xy" }]));
  return items;
}

/** A record as a line of JSON, without its line end. */
export function drawLine(draw: Draw, oddPercent: number): string {
  const names = draw.shuffled([...fieldNames, "other", "longer.names", "port"]).slice(0, draw.below(9));
  const pairs = names.map((name) => {
    const value = JSON.stringify(drawJson(draw, oddPercent));
    return `${JSON.stringify(name)}:${draw.chance(20) ? " " : ""}${draw.chance(4) ? oddNumber(draw) : value}`;
  });
  return `{${pairs.join(draw.chance(20) ? ", " : ",")}}`;
}

const oddNumber = (draw: Draw) =>
  draw.pick(["1.50", "-0", "1E3", "10.0", "0.0000001", "12345678901234567", "9007199254740993", "0.10"]);

/** Rules about what these records say, or nearly say: each about one of them. */
export function drawRulesOf(
  draw: Draw,
  records: readonly (readonly FieldText[])[],
  count: number,
): RuleShape[] {
  const predicateOf = (texts: readonly FieldText[]): Predicate => {
    const [field, text] = draw.pick(texts);
    if (text === null || draw.chance(10)) return { field, op: "exists", value: "" };
    const op = draw.pick(operations.slice(0, -1));
    const from = op === "contains" || op === "endswith" ? draw.below(text.length + 1) : 0;
    const to = op === "contains" || op === "startswith" ? draw.between(from, text.length) : text.length;
    const value = text.slice(from, to);
    return {
      field,
      op,
      value: draw.chance(10) ? `${value}x` : draw.chance(10) ? value.toUpperCase() : value,
      ...(draw.chance(15) ? { cased: true } : {}),
    };
  };
  return Array.from({ length: count }, (_, number) => {
    const texts = draw.pick(records);
    const choice = () =>
      Array.from({ length: draw.pick([1, 1, 2, 4]) }, () =>
        predicateOf(draw.chance(80) ? texts : draw.pick(records)),
      );
    return { id: `rule-${number}`, required: Array.from({ length: draw.pick([1, 1, 2, 3]) }, choice) };
  });
}

/** A wanted value: where it begins in the text, and its slot. */
export interface TapeEntry {
  readonly at: number;
  readonly slot: number;
}

const lastName = (key: string) => key.slice(key.lastIndexOf(".") + 1);

/** The tape of lines of JSON; slot n + 1 is of the nth field. Keys with escapes are not looked for. */
export function jsonTape(text: string, fields: readonly string[]): TapeEntry[] {
  const slots = new Map(fields.map((field, n) => [lastName(field), n + 1]));
  const tape: TapeEntry[] = [];
  for (const match of text.matchAll(/"([^"\\\n]*)":( ?)/g)) {
    const slot = slots.get(lastName(match[1] as string));
    if (slot !== undefined) tape.push({ at: match.index + match[0].length, slot });
  }
  return tape;
}

/** The tape of lines of cells, one slot a column. */
export function cellTape(text: string, columns: number): TapeEntry[] {
  const tape: TapeEntry[] = [];
  let column = 0;
  for (let at = 0; at < text.length; at++) {
    const before = text[at - 1];
    if (at === 0 || before === "\n") column = 0;
    else if (before !== "\t") continue;
    if (++column <= columns) tape.push({ at, slot: column });
  }
  return tape;
}

/** A kernel with rules, asked text by text. */
export class PredicateBench {
  readonly #memory = new KernelMemory();
  readonly #runner: PredicateRunner;
  readonly #inputAt: number;
  readonly #chunkBytes: number;

  constructor(
    compiled: CompiledPredicates,
    slotFields: Uint32Array,
    chunkBytes = 1 << 17,
    foundMax?: number,
  ) {
    const kernel = instantiate(this.#memory.memory);
    kernel.prepare(1, 2);
    this.#chunkBytes = chunkBytes;
    this.#inputAt = this.#memory.alloc(chunkBytes * 13 + 1024) + 64;
    const predicates = kernel as unknown as PredicateKernel;
    this.#runner = new PredicateRunner(this.#memory, predicates, chunkBytes, foundMax);
    this.#runner.use(installPredicates(this.#memory, compiled), slotFields);
  }

  /** Asks a text of whole lines. */
  ask(text: string, tape: readonly TapeEntry[], comma = ""): FoundCandidates {
    const bytes = Buffer.from(text);
    const lineEndsAt = this.#inputAt + this.#chunkBytes + 256;
    const at = lineEndsAt + this.#chunkBytes * 4;
    const { buffer } = this.#memory.memory;
    const words = new Uint32Array(buffer);
    const input = new Uint8Array(buffer, this.#inputAt, this.#chunkBytes + 256);
    input.set(bytes);
    input.fill(0x0a, bytes.length, bytes.length + 64);
    for (let i = bytes.length + 64; i < bytes.length + 192; i += 4) input.set([0x22, 0x09, 0x22, 0x0a], i);
    const placeOf = placesIn(text);
    for (const [i, entry] of tape.entries())
      words.set([this.#inputAt + placeOf(entry.at), entry.slot], (at >> 2) + i * 2);
    let lines = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, end + 1))
      words[(lineEndsAt >> 2) + lines++] = this.#inputAt + end;
    return this.#runner.run({ at, entries: tape.length, lineEndsAt, lines, comma: comma.charCodeAt(0) || 0 });
  }
}

/** From places in a text to places in its UTF-8; asked in rising order. */
function placesIn(text: string): (at: number) => number {
  let from = 0;
  let bytes = 0;
  return (at) => {
    bytes += Buffer.byteLength(text.slice(from, at));
    from = at;
    return bytes;
  };
}
