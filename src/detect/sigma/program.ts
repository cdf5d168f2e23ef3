/**
 * All rules as one program. What rules have in common is there once: a field's sources, a test of a field, an item of tests.
 * Each has a number, so that a record's answers can be kept by number while its candidates are evaluated, and no field is
 * looked up, no test asked twice for one record.
 */
import { type RecordPath, recordPath } from "./record-path.js";
import type { Condition, SearchItem, SearchNode, SigmaRule, ValueTest } from "./rule.js";
import { type ColumnName, type Cover, type CoverCondition, sourcesOf, type UrlPart } from "./taxonomy.js";
import { type TextTest, type TextValueTest, textTest } from "./value-test.js";

/** A field of a rule under a cover. */
export interface FieldPlan {
  readonly sources: readonly SourcePlan[];
  /** Keywords of no paths: every text of the record. */
  readonly isEverything: boolean;
}

export type SourcePlan =
  | { readonly kind: "path"; readonly path: RecordPath; readonly part: UrlPart | null }
  | { readonly kind: "column"; readonly column: ColumnName };

export type TestPlan =
  | { readonly kind: "texts"; readonly field: number; readonly meets: TextTest }
  | { readonly kind: "null"; readonly field: number }
  | { readonly kind: "exists"; readonly field: number; readonly wanted: boolean }
  | {
      readonly kind: "field";
      readonly field: number;
      readonly other: number;
      readonly how: "equals" | "startswith" | "endswith" | "contains";
      readonly cased: boolean;
    };

export interface ItemPlan {
  readonly field: number;
  readonly needsAll: boolean;
  /** Numbers of tests. */
  readonly groups: readonly (readonly number[])[];
  readonly negated: boolean;
}

export type Node =
  | { readonly op: "item"; readonly item: number }
  | { readonly op: "and" | "or"; readonly of: readonly Node[] }
  | { readonly op: "not"; readonly of: Node }
  | { readonly op: "atLeast"; readonly count: number; readonly of: readonly Node[] };

/** A rule under one of its covers. */
export interface Entry {
  /** The rule's number. */
  readonly rule: number;
  readonly cover: Cover;
  /** What the cover asks of an event; null where it asks nothing. */
  readonly when: Node | null;
  readonly holds: Node;
}

export class Program {
  readonly fields: FieldPlan[] = [];
  readonly tests: TestPlan[] = [];
  readonly items: ItemPlan[] = [];
  readonly entries: Entry[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #coverFields = new Map<string, Map<string | null, number>>();

  add(number: number, rule: SigmaRule, cover: Cover): void {
    const { searches, condition } = rule.detection;
    const nodes = new Map<string, Node>();
    const nodeOf = (name: string): Node => {
      let node = nodes.get(name);
      if (node === undefined) {
        const search = searches.find((each) => each.name === name);
        node = search === undefined ? { op: "or", of: [] } : this.#search(search.match, cover);
        nodes.set(name, node);
      }
      return node;
    };
    this.entries.push({
      rule: number,
      cover,
      when: this.#when(cover),
      holds: conditionNode(condition, nodeOf),
    });
  }

  #search(node: SearchNode, cover: Cover): Node {
    if (node.op === "item") return { op: "item", item: this.#item(node.item, cover) };
    return { op: node.op === "all" ? "and" : "or", of: node.of.map((each) => this.#search(each, cover)) };
  }

  #when(cover: Cover): Node | null {
    if (cover.when.length === 0) return null;
    const all = (condition: CoverCondition): Node => ({
      op: "and",
      of: condition.map(({ field, values }) => ({
        op: "item",
        item: this.#item(
          {
            field,
            line: 0,
            modifiers: [],
            needs: "any",
            groups: values.map((value): ValueTest[] => [
              { kind: "text", pattern: value === "" ? [] : [value], cased: false },
            ]),
            negated: false,
          },
          cover,
        ),
      })),
    });
    return { op: "or", of: cover.when.map(all) };
  }

  #item(item: SearchItem, cover: Cover): number {
    const field = this.#field(item.field, cover);
    const isKeyword = item.field === null;
    const groups = item.groups.map((tests) => tests.map((test) => this.#test(test, field, cover, isKeyword)));
    const plan = { field, needsAll: item.needs === "all", groups, negated: item.negated };
    return this.#number(`item ${JSON.stringify(plan)}`, this.items, () => plan);
  }

  #test(test: ValueTest, field: number, cover: Cover, isKeyword: boolean): number {
    const other = test.kind === "field" ? this.#field(test.field, cover) : -1;
    return this.#number(`test ${field} ${other} ${JSON.stringify(test)}`, this.tests, (): TestPlan => {
      switch (test.kind) {
        case "null":
          return { kind: "null", field };
        case "exists":
          return { kind: "exists", field, wanted: test.wanted };
        case "field":
          return { kind: "field", field, other, how: test.how, cased: test.cased };
        default:
          return { kind: "texts", field, meets: textTest(test satisfies TextValueTest, isKeyword) };
      }
    });
  }

  #field(name: string | null, cover: Cover): number {
    let known = this.#coverFields.get(cover.id);
    if (known === undefined) {
      known = new Map();
      this.#coverFields.set(cover.id, known);
    }
    let number = known.get(name);
    if (number === undefined) {
      number = this.#newField(name, cover);
      known.set(name, number);
    }
    return number;
  }

  #newField(name: string | null, cover: Cover): number {
    const isEverything = name === null && cover.keywords === null;
    const sources = name === null ? (cover.keywords ?? []) : sourcesOf(cover, name);
    const key = `field ${name === null} ${isEverything} ${JSON.stringify(sources)}`;
    return this.#number(key, this.fields, () => ({
      isEverything,
      sources: sources.map(
        (source): SourcePlan =>
          source.kind === "column"
            ? source
            : { kind: "path", path: recordPath(source.path), part: source.part },
      ),
    }));
  }

  #number<T>(key: string, list: T[], make: () => T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, list.length);
    list.push(make());
    return list.length - 1;
  }
}

function conditionNode(condition: Condition, nodeOf: (name: string) => Node): Node {
  switch (condition.op) {
    case "search":
      return nodeOf(condition.name);
    case "not":
      return { op: "not", of: conditionNode(condition.of, nodeOf) };
    case "atLeast":
      return {
        op: "atLeast",
        count: condition.count,
        of: condition.of.map((each) => conditionNode(each, nodeOf)),
      };
    default:
      return { op: condition.op, of: condition.of.map((each) => conditionNode(each, nodeOf)) };
  }
}
