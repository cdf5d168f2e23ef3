/**
 * The `detection` of a rule (and the like part of a filter): searches by name, and the condition over them. A map needs all
 * of its fields, a list one of its maps or keywords.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#detection
 */
import { parseCondition } from "./condition.js";
import { alternativesMax, nameCharsMax } from "./limits.js";
import { modifierNames, testsOf } from "./modifiers.js";
import type { Placeholders } from "./placeholders.js";
import { Refused } from "./refused.js";
import type { Search, SearchItem, SearchNode, SigmaDetection, ValueTest } from "./rule.js";
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from "./yaml-tree.js";

/** Names beside the searches, which are none. */
const otherNames = new Set(["condition", "timeframe"]);

/** Throws a `Refused`. `passedOver`: names that are neither searches nor known here, as a filter's `rules`. */
export function readDetection(
  map: YamlMap,
  placeholders: Placeholders,
  passedOver: readonly string[] = [],
): SigmaDetection {
  const reader = new SearchReader(placeholders);
  const searches: Search[] = [];
  let written: YamlNode | null = null;
  for (const { key, line, value } of map.entries) {
    if (key === "condition") written = value;
    else if (!otherNames.has(key) && !passedOver.includes(key))
      searches.push({ name: key, line, match: reader.search(key, value) });
  }
  reader.refuseMissing();
  if (written === null) throw new Refused("field-missing", map.line, "The detection has no `condition`.");
  if (searches.length === 0) throw new Refused("detection-invalid", map.line, "The detection has no search.");
  const names = searches.map(({ name }) => name);
  const texts = conditionTexts(written);
  const conditions = texts.map(({ text, line }) => parseCondition(text, names, line));
  const [first] = conditions;
  return {
    searches,
    condition: first !== undefined && conditions.length === 1 ? first : { op: "or", of: conditions },
    conditionText:
      texts.length === 1 ? (texts[0]?.text ?? "") : texts.map(({ text }) => `(${text})`).join(" or "),
  };
}

/** One condition or several. */
function conditionTexts(node: YamlNode): { readonly text: string; readonly line: number }[] {
  const nodes = node.kind === "list" ? node.items : [node];
  const texts = nodes.map((each) => {
    if (each.kind !== "scalar" || typeof each.value !== "string" || each.value.trim() === "")
      throw new Refused("condition-invalid", each.line, "The condition is no text.");
    return { text: each.value, line: each.line };
  });
  if (texts.length === 0)
    throw new Refused("condition-invalid", node.line, "The condition is an empty list.");
  return texts;
}

class SearchReader {
  readonly #placeholders: Placeholders;
  /** Placeholders without values, with the line of the first. */
  readonly #missing = new Map<string, number>();
  #tests = 0;

  constructor(placeholders: Placeholders) {
    this.#placeholders = placeholders;
  }

  search(name: string, node: YamlNode): SearchNode {
    if (name.length > nameCharsMax)
      throw new Refused("too-large", node.line, "The name of a search is too long.");
    if (node.kind === "map") return this.#map(name, node);
    if (node.kind === "scalar") return this.#keywords(name, [node], node.line);
    if (node.items.length === 0)
      throw new Refused(
        "detection-invalid",
        node.line,
        `The search ${JSON.stringify(name)} is an empty list.`,
      );
    const words = node.items.filter((item): item is YamlScalar => item.kind === "scalar");
    if (words.length === node.items.length) return this.#keywords(name, words, node.line);
    const of = node.items.map((item) => this.search(name, item));
    return of.length === 1 ? (of[0] as SearchNode) : { op: "any", of };
  }

  /** Throws where placeholders have no values, with all of their names. */
  refuseMissing(): void {
    const names = [...this.#missing.keys()].map((name) => `%${name}%`);
    const [line] = this.#missing.values();
    if (line === undefined) return;
    throw new Refused(
      "placeholder-unknown",
      line,
      `The rule needs values for the placeholder${names.length > 1 ? "s" : ""} ${names.join(", ")}, and none are configured.`,
    );
  }

  #map(name: string, { entries, line }: YamlMap): SearchNode {
    if (entries.length === 0)
      throw new Refused("detection-invalid", line, `The search ${JSON.stringify(name)} is an empty map.`);
    const of = entries.map((entry): SearchNode => ({ op: "item", item: this.#item(entry) }));
    return of.length === 1 ? (of[0] as SearchNode) : { op: "all", of };
  }

  #keywords(name: string, words: readonly YamlScalar[], line: number): SearchNode {
    const groups = this.#groups(words, [], name);
    return { op: "item", item: { field: null, line, modifiers: [], needs: "any", groups, negated: false } };
  }

  #item({ key, line, value }: YamlEntry): SearchItem {
    const [field = "", ...modifiers] = key.split("|").map((part) => part.trim());
    if (field.length > nameCharsMax) throw new Refused("too-large", line, "The name of a field is too long.");
    const unknown = modifiers.find((name) => !modifierNames.includes(name));
    if (unknown !== undefined)
      throw new Refused(
        "modifier-unknown",
        line,
        `${JSON.stringify(key)} has the modifier ${JSON.stringify(unknown)}, which the specification does not have.`,
      );
    const values = this.#values(key, value);
    const own = modifiers.filter((name) => name !== "all" && name !== "neq");
    if (field === "" && own.includes("exists"))
      throw new Refused("modifier-misused", line, "`exists` is about a field, and there is none.");
    return {
      field: field === "" ? null : field,
      line,
      modifiers,
      needs: modifiers.includes("all") ? "all" : "any",
      groups: this.#groups(values, own, key),
      negated: modifiers.includes("neq"),
    };
  }

  #values(key: string, node: YamlNode): readonly YamlScalar[] {
    const nodes = node.kind === "list" ? node.items : [node];
    if (nodes.length === 0)
      throw new Refused(
        "detection-invalid",
        node.line,
        `${JSON.stringify(key)} has an empty list of values.`,
      );
    return nodes.map((each) => {
      if (each.kind === "scalar") return each;
      throw new Refused(
        "detection-invalid",
        each.line,
        `A value of ${JSON.stringify(key)} is a ${each.kind}, where a text, a number, true, false or null may stand.`,
      );
    });
  }

  #groups(values: readonly YamlScalar[], modifiers: readonly string[], key: string): ValueTest[][] {
    return values.map((value) => {
      const tests = testsOf(value, {
        modifiers,
        placeholders: this.#placeholders,
        missing: (missing, line) => {
          if (!this.#missing.has(missing)) this.#missing.set(missing, line);
        },
        item: JSON.stringify(key.slice(0, 200)),
        line: value.line,
      });
      this.#tests += tests.length;
      if (this.#tests > alternativesMax)
        throw new Refused("too-large", value.line, `The rule has more than ${alternativesMax} alternatives.`);
      return tests;
    });
  }
}
