/**
 * Lines that need not be read for a rule, as their bytes alone say that it does not hold. Some rules look for what nearly every
 * record has and are told apart by a `not` (`query contains "." and not Z: 0`): reading each such record would make that one
 * rule cost more than all others together. Only what is sure counts: in JSON a line with one brace, so that every key in it is
 * the record's own, with the key once and a plain number or truth value behind it; in TSV a cell of a column that is there once.
 */
import type { SievePlan } from "../../intake/index.js";
import type { Condition, SearchNode, SigmaRule } from "./rule.js";
import { type Cover, sourcesOf } from "./taxonomy.js";

/** A field of the record itself, and values of which any makes that the rule does not hold. */
export interface RulingOut {
  readonly name: string;
  /** `"Z":` */
  readonly key: Buffer;
  readonly values: readonly string[];
}

const plainValue = /^(?:-?(?:0|[1-9]\d{0,14})|true|false)$/;

/** What rules a rule out under a cover; empty where nothing does that can be seen in bytes. */
export function rulingsOut(rule: SigmaRule, cover: Cover): readonly RulingOut[] {
  const searches = new Map(rule.detection.searches.map(({ name, match }) => [name, match]));
  const found: RulingOut[] = [];
  /** Parts that must hold together: one `not` of what holds is enough. */
  const walk = (condition: Condition): void => {
    if (condition.op === "and") for (const each of condition.of) walk(each);
    if (condition.op === "not") collect(condition.of);
  };
  /** Parts of which one is enough. */
  const collect = (condition: Condition): void => {
    if (condition.op === "or") for (const each of condition.of) collect(each);
    if (condition.op !== "search") return;
    const match = searches.get(condition.name);
    if (match !== undefined) ofSearch(match);
  };
  const ofSearch = (node: SearchNode): void => {
    if (node.op === "any") for (const each of node.of) ofSearch(each);
    if (node.op !== "item") return;
    const { field, groups, needs, negated } = node.item;
    if (field === null || negated || (needs === "all" && groups.length > 1)) return;
    const isOwn = sourcesOf(cover, field).some((source) => source.kind === "path" && source.path === field);
    if (!isOwn || !/^[A-Za-z0-9_]+$/.test(field)) return;
    const values = groups.flat().flatMap((test) => {
      const [only] = test.kind === "text" ? test.pattern : [];
      const isPlain = test.kind === "text" && test.pattern.length === 1 && typeof only === "string";
      return isPlain && plainValue.test(only) ? [only] : [];
    });
    if (values.length > 0) found.push({ name: field, key: Buffer.from(`"${field}":`), values });
  };
  walk(rule.detection.condition);
  return found;
}

/** Whether a line, whole and known to be a record of the plan's, is ruled out. */
export function isRuledOut(rulings: readonly RulingOut[], line: Buffer, plan: SievePlan): boolean {
  return plan.kind === "json"
    ? isFlat(line) && rulings.some((ruling) => isInJson(ruling, line))
    : rulings.some((ruling) => isInCells(ruling, line, plan));
}

function isFlat(line: Buffer): boolean {
  const brace = line.indexOf(0x7b);
  return brace >= 0 && line.indexOf(0x7b, brace + 1) < 0;
}

function isInJson({ key, values }: RulingOut, line: Buffer): boolean {
  const at = line.indexOf(key);
  if (at < 0 || line.indexOf(key, at + 1) >= 0) return false;
  const from = at + key.length;
  return values.some((value) => {
    const end = line[from + value.length];
    return (end === 0x2c || end === 0x7d) && isAt(line, from, value);
  });
}

function isInCells(
  { name, values }: RulingOut,
  line: Buffer,
  plan: SievePlan & { readonly kind: "tsv" },
): boolean {
  const column = plan.columns.findIndex((each) => each.name === name);
  const { kind } = plan.columns[column] ?? {};
  if (
    (kind !== "number" && kind !== "text") ||
    plan.columns.findLastIndex((each) => each.name === name) !== column
  )
    return false;
  let from = 0;
  for (let tab = 0; tab < column; tab++) {
    const next = line.indexOf(0x09, from);
    if (next < 0) return false;
    from = next + 1;
  }
  return values.some((value) => {
    const end = line[from + value.length];
    return (end === 0x09 || end === 0x0a || end === 0x0d) && isAt(line, from, value);
  });
}

function isAt(line: Buffer, from: number, value: string): boolean {
  for (let at = 0; at < value.length; at++) if (line[from + at] !== value.charCodeAt(at)) return false;
  return true;
}
