/**
 * For tests and the bench: an interpreter of rules that tries every rule on every event in the plainest way, with nothing
 * compiled, shared or looked for beforehand. What it says of an event is what the engine must say.
 */
import { linearRegExp, networkContains, Problem, parseAddress, parseNetwork } from "../../base/index.js";
import type { Event } from "../../model/index.js";
import { columnOf } from "./event-columns.js";
import { momentPart } from "./moment.js";
import type { Condition, PatternPart, SearchItem, SearchNode, SigmaRule, ValueTest } from "./rule.js";
import { type Cover, coversOf, type FieldSource, isLogOf, sourcesOf, type Taxonomy } from "./taxonomy.js";
import { urlPart } from "./url-part.js";

/** Whether a rule holds for an event under one of its covers. */
export function interpret(rule: SigmaRule, taxonomies: readonly Taxonomy[], event: Event): boolean {
  return coversOf(rule.logSource, taxonomies).some(
    (cover) =>
      isLogOf(event.log, cover.logs) &&
      isCovered(cover, event) &&
      conditionHolds(rule, rule.detection.condition, cover, event),
  );
}

function isCovered(cover: Cover, event: Event): boolean {
  if (cover.when.length === 0) return true;
  return cover.when.some((condition) =>
    condition.every(({ field, values }) =>
      valuesOf(sourcesOf(cover, field), event).some(
        (value) => isText(value) && values.includes(String(value).toLowerCase()),
      ),
    ),
  );
}

function conditionHolds(rule: SigmaRule, condition: Condition, cover: Cover, event: Event): boolean {
  const holds = (each: Condition) => conditionHolds(rule, each, cover, event);
  switch (condition.op) {
    case "and":
      return condition.of.every(holds);
    case "or":
      return condition.of.some(holds);
    case "not":
      return !holds(condition.of);
    case "atLeast":
      return condition.of.filter(holds).length >= condition.count;
    case "search": {
      const search = rule.detection.searches.find(({ name }) => name === condition.name);
      return search !== undefined && searchHolds(search.match, cover, event);
    }
  }
}

function searchHolds(node: SearchNode, cover: Cover, event: Event): boolean {
  if (node.op === "item") return itemHolds(node.item, cover, event);
  const holds = (each: SearchNode) => searchHolds(each, cover, event);
  return node.op === "all" ? node.of.every(holds) : node.of.some(holds);
}

function itemHolds(item: SearchItem, cover: Cover, event: Event): boolean {
  const values =
    item.field === null ? keywordValues(cover, event) : valuesOf(sourcesOf(cover, item.field), event);
  const group = (tests: readonly ValueTest[]) =>
    tests.some((test) => testHolds(test, values, item.field === null, cover, event));
  return (item.needs === "all" ? item.groups.every(group) : item.groups.some(group)) !== item.negated;
}

const isText = (value: unknown) => value !== null && value !== undefined && typeof value !== "object";

function testHolds(
  test: ValueTest,
  values: readonly unknown[],
  isKeyword: boolean,
  cover: Cover,
  event: Event,
): boolean {
  const texts = values.filter(isText).map(String);
  switch (test.kind) {
    case "null":
      return values.every((value) => value === null);
    case "exists":
      return values.length > 0 === test.wanted;
    case "text":
      return texts.some((text) => patternHolds(test.pattern, text, test.cased, isKeyword));
    case "regexp": {
      const compiled = linearRegExp(test.source, test.flags);
      return !(compiled instanceof Problem) && texts.some((text) => compiled.test(text));
    }
    case "cidr": {
      const network = parseNetwork(test.network);
      return texts.some((text) => {
        const address = parseAddress(text);
        return network !== null && address !== null && networkContains(network, address);
      });
    }
    case "compare":
      return texts.some((text) => text.trim() !== "" && compares(Number(text), test.op, test.value));
    case "time":
      return texts.some((text) => compares(momentPart(text, test.part) ?? Number.NaN, test.op, test.value));
    case "field": {
      const others = valuesOf(sourcesOf(cover, test.field), event).filter(isText).map(String);
      return texts.some((text) => others.some((other) => sameText(test, text, other)));
    }
  }
}

function compares(value: number, op: string, wanted: number): boolean {
  if (op === "lt") return value < wanted;
  if (op === "lte") return value <= wanted;
  if (op === "gt") return value > wanted;
  return op === "gte" ? value >= wanted : value === wanted;
}

function sameText(test: ValueTest & { readonly kind: "field" }, text: string, other: string): boolean {
  const [a, b] = test.cased ? [text, other] : [text.toLowerCase(), other.toLowerCase()];
  if (test.how === "equals") return a === b;
  if (test.how === "contains") return a.includes(b);
  return test.how === "startswith" ? a.startsWith(b) : a.endsWith(b);
}

/** Character by character: which beginnings of the text each beginning of the pattern has. */
function patternHolds(
  pattern: readonly PatternPart[],
  text: string,
  cased: boolean,
  isKeyword: boolean,
): boolean {
  const around: PatternPart[] = isKeyword ? [{ wild: "*" }] : [];
  const units = [...around, ...pattern, ...around].flatMap((part): PatternPart[] =>
    typeof part === "string" ? [...part] : [part],
  );
  const characters = [...(cased ? text : text.toLowerCase())];
  let met = characters.map(() => false).concat(false);
  met[0] = true;
  for (const unit of units) {
    const next = met.map(() => false);
    for (let at = 0; at <= characters.length; at++) {
      if (typeof unit !== "string" && unit.wild === "*") next[at] = met[at] === true || next[at - 1] === true;
      else if (at > 0 && met[at - 1] === true)
        next[at] = typeof unit !== "string" || unit === characters[at - 1];
    }
    met = next;
  }
  return met[characters.length] === true;
}

/** Values of all sources: texts, numbers, booleans, null, and an object where one stands. */
function valuesOf(sources: readonly FieldSource[], event: Event): unknown[] {
  return sources.flatMap((source): unknown[] => {
    if (source.kind === "column") {
      const text = columnOf(event, source.column);
      return text === null ? [] : [text];
    }
    const found = atPath(event.native, source.path.split("."));
    const { part } = source;
    if (part === null) return found;
    return found.filter(isText).flatMap((value) => urlPart(String(value), part) ?? []);
  });
}

function atPath(value: unknown, names: readonly string[]): unknown[] {
  if (names.length === 0) {
    if (!Array.isArray(value)) return [value];
    // An empty list is there, and has nothing in it.
    const elements = value.filter((each) => !Array.isArray(each));
    return elements.length === 0 ? [value.length === 0 ? null : {}] : elements;
  }
  if (Array.isArray(value))
    return value.filter((each) => !Array.isArray(each)).flatMap((each) => atPath(each, names));
  if (typeof value !== "object" || value === null) return [];
  return names.flatMap((_, at) => {
    const name = names.slice(0, at + 1).join(".");
    const rest = names.slice(at + 1);
    if (name === "*") return Object.values(value).flatMap((each) => atPath(each, rest));
    return Object.hasOwn(value, name) ? atPath((value as Record<string, unknown>)[name], rest) : [];
  });
}

function keywordValues(cover: Cover, event: Event): unknown[] {
  if (cover.keywords !== null) return valuesOf(cover.keywords, event);
  const all = (value: unknown): unknown[] => {
    if (typeof value !== "object" || value === null) return value === null ? [] : [value];
    return Object.values(value).flatMap(all);
  };
  return all(event.native);
}
