/**
 * What of a rule the shared index of predicates can look for (`predicates/rule-shape.ts`): items of which every record that
 * the rule holds for meets one predicate each. Whatever can't be said so is left out, which finds more and never less; what is
 * found is evaluated on the record.
 */
import { leafOf, type Predicate, type PredicateOp } from "../predicates/rule-shape.js";
import { addressPieces, requiredLiterals } from "./required-text.js";
import type { Condition, PatternPart, SearchItem, SearchNode, SigmaRule, ValueTest } from "./rule.js";
import { type ColumnName, type Cover, sourcesOf, type UrlPart } from "./taxonomy.js";

/** One of these must be met. */
type Need = readonly Predicate[];

/** Names of what records that are read have beside their fields; no dot, as the index parts names at dots. */
export const everythingField = "@everything";
export const columnField = (column: ColumnName) => `@${column.slice(1).replace(".", "_")}`;

/** Predicates of one need; with more it costs more to look than to evaluate. */
const predicatesMax = 6_000;

/** The needs of a rule under a cover; none where nothing is known that must be there. */
export function needsOf(rule: SigmaRule, cover: Cover): readonly Need[] {
  const searches = new Map(rule.detection.searches.map(({ name, match }) => [name, match]));
  const ofCondition = (condition: Condition): readonly Need[] => {
    switch (condition.op) {
      case "search": {
        const match = searches.get(condition.name);
        return match === undefined ? [] : ofSearch(match, cover);
      }
      case "and":
        return condition.of.flatMap(ofCondition);
      case "or":
      case "atLeast":
        return anyOf(condition.of.map(ofCondition));
      case "not":
        return [];
    }
  };
  const needs = ofCondition(rule.detection.condition);
  // What a cover asks is the same for very many rules, so it is looked for only where a rule has nothing better.
  return needs.some((need) => worth(need) >= worthMin) ? needs : [...whenNeeds(cover), ...needs];
}

/** Texts of two letters are met about as often as a channel is. */
const worthMin = 2;

function whenNeeds(cover: Cover): readonly Need[] {
  if (cover.when.length === 0) return [];
  return anyOf(
    cover.when.map((condition) =>
      condition.flatMap(({ field, values }) => {
        const tests = values.map((value): ValueTest => ({ kind: "text", pattern: [value], cased: false }));
        const need = needOfTests(tests, field, cover);
        return need === null ? [] : [need];
      }),
    ),
  );
}

function ofSearch(node: SearchNode, cover: Cover): readonly Need[] {
  if (node.op === "item") return ofItem(node.item, cover);
  const each = node.of.map((one) => ofSearch(one, cover));
  return node.op === "all" ? each.flat() : anyOf(each);
}

/** Of each branch the need that tells most, together; none where one of the branches needs nothing. */
function anyOf(branches: readonly (readonly Need[])[]): readonly Need[] {
  const best = branches.map((needs) =>
    needs.reduce<Need | null>(
      (known, need) => (known === null || worth(need) > worth(known) ? need : known),
      null,
    ),
  );
  if (best.length === 0 || best.includes(null)) return [];
  const joined = best.flatMap((need) => need ?? []);
  return joined.length > predicatesMax ? [] : [joined];
}

/** A need is worth what its weakest predicate is: short texts and mere presence are met often. */
function worth(need: Need): number {
  const weakest = need.reduce((least, { op, value }) => {
    const length = op === "exists" ? 0 : op === "equals" ? value.length + 2 : value.length;
    return Math.min(least, length);
  }, 64);
  return weakest - need.length / 256;
}

function ofItem(item: SearchItem, cover: Cover): readonly Need[] {
  if (item.negated) return [];
  if (item.needs === "all") return item.groups.flatMap((tests) => ofGroup(tests, item.field, cover));
  const [only] = item.groups;
  if (only !== undefined && item.groups.length === 1) return ofGroup(only, item.field, cover);
  const need = needOfTests(item.groups.flat(), item.field, cover);
  return need === null ? [] : [need];
}

/** One test alone needs all of its texts, several the best of each. */
function ofGroup(tests: readonly ValueTest[], field: string | null, cover: Cover): readonly Need[] {
  const [only] = tests;
  if (tests.length === 1 && only?.kind === "text") {
    const pieces = piecesOf(only.pattern, field === null);
    if (pieces.length > 1) return pieces.map((piece) => at(field, cover, piece.op, piece.text, only.cased));
  }
  const need = needOfTests(tests, field, cover);
  return need === null ? [] : [need];
}

/** Null where one of the tests needs nothing. */
function needOfTests(tests: readonly ValueTest[], field: string | null, cover: Cover): Need | null {
  const predicates: Predicate[] = [];
  for (const test of tests) {
    const need = needOfTest(test, field, cover);
    if (need === null) return null;
    predicates.push(...need);
    if (predicates.length > predicatesMax) return null;
  }
  return predicates;
}

function needOfTest(test: ValueTest, field: string | null, cover: Cover): Need | null {
  switch (test.kind) {
    case "null":
      return null;
    case "exists":
      return test.wanted ? at(field, cover, "exists", "") : null;
    case "text": {
      const [best] = piecesOf(test.pattern, field === null).sort((a, b) => b.text.length - a.text.length);
      return best === undefined
        ? at(field, cover, "exists", "")
        : at(field, cover, best.op, best.text, test.cased);
    }
    case "regexp": {
      const literals = requiredLiterals(test.source, test.flags);
      return literals === null
        ? at(field, cover, "exists", "")
        : literals.flatMap((literal) => at(field, cover, "contains", literal));
    }
    case "cidr":
      return addressPieces(test.network).flatMap(({ op, text }) => at(field, cover, op, text));
    default:
      return at(field, cover, "exists", "");
  }
}

interface Piece {
  readonly op: PredicateOp;
  readonly text: string;
}

/** What a pattern's texts ask each by itself. A keyword may stand anywhere, so for it they are only contained. */
function piecesOf(pattern: readonly PatternPart[], isKeyword: boolean): Piece[] {
  if (pattern.length === 0) return isKeyword ? [] : [{ op: "equals", text: "" }];
  return pattern.flatMap((part, number): Piece[] => {
    if (typeof part !== "string") return [];
    if (isKeyword) return [{ op: "contains", text: part }];
    if (pattern.length === 1) return [{ op: "equals", text: part }];
    const isFirst = number === 0;
    const isLast = number === pattern.length - 1;
    return [{ op: isFirst ? "startswith" : isLast ? "endswith" : "contains", text: part }];
  });
}

/**
 * The same of each place where a field comes from, by the last part of its path, as that is all that is looked at; a part of a
 * URL is contained in the whole.
 */
function at(field: string | null, cover: Cover, op: PredicateOp, value: string, cased = false): Need {
  const capitals = cased ? { cased } : {};
  if (field === null && cover.keywords === null) return [{ field: everythingField, op, value, ...capitals }];
  const predicates = new Map<string, Predicate>();
  for (const source of field === null ? (cover.keywords ?? []) : sourcesOf(cover, field)) {
    const name = source.kind === "column" ? columnField(source.column) : leafOf(source.path);
    const part = source.kind === "path" && op !== "exists" ? source.part : null;
    const text = part === null ? value : textOfPart(part, op, value);
    const predicate = { field: name, op: part === null ? op : "contains", value: text, ...capitals } as const;
    predicates.set(`${predicate.op} ${name}`, predicate);
  }
  return [...predicates.values()];
}

/** What stands in a URL where a part of it begins so: a dot before an extension, a question mark before a query. */
function textOfPart(part: UrlPart, op: PredicateOp, value: string): string {
  const isBegin = op === "equals" || op === "startswith";
  if (!isBegin || value === "") return value;
  return part === "extension" ? `.${value}` : part === "query" ? `?${value}` : value;
}
