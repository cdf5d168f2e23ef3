/**
 * From rules to what is looked for: equal predicates become one, items that can't be read here are left out, and
 * each rule is put under the rarest of its items, its pivot. A rule is a candidate where one predicate of its pivot
 * is met and each of its other items has one that holds. A rule of which no item is left is always a candidate.
 */
import type { Rarity } from "./rarity.js";
import { gramAt, gramBytes } from "./rarity.js";
import { leafOf, type Predicate, type PredicateOp, type RuleShape } from "./rule-shape.js";

/** Fields have numbers from 1; 13 bits hold them in the kernel's table of slots. */
const fieldsMax = 8190;
/** Of longer texts the beginning (or end) is compared: more is found, nothing is missed. */
const textMax = 1024;

export interface PlannedPredicate {
  readonly field: number;
  readonly op: PredicateOp;
  readonly cased: boolean;
  /** In small letters unless cased. */
  readonly text: string;
  /** Null for a text beyond ASCII: no value that can be compared as it stands has it. */
  readonly bytes: Uint8Array | null;
  /** About how often it is met. */
  readonly cost: number;
  /** The rules whose pivot it belongs to. */
  readonly rules: number[];
}

export interface PlannedRule {
  readonly pivot: readonly PlannedPredicate[];
  readonly others: readonly (readonly PlannedPredicate[])[];
}

export interface PredicatePlan {
  /** By number; number 0 is none. */
  readonly fields: readonly string[];
  readonly predicates: readonly PlannedPredicate[];
  /** Null for rules that are always candidates. */
  readonly rules: readonly (PlannedRule | null)[];
}

type Item = readonly PlannedPredicate[];

export function planPredicates(
  rules: readonly RuleShape[],
  rarity: Rarity,
  isReadable: (field: string) => boolean,
): PredicatePlan {
  const fields = new Map<string, number>();
  const predicates = new Map<string, PlannedPredicate>();

  const fieldOf = (name: string): number | null => {
    const leaf = leafOf(name);
    const known = fields.get(leaf);
    if (known !== undefined) return known;
    if (leaf === "" || fields.size >= fieldsMax || !isReadable(name)) return null;
    fields.set(leaf, fields.size + 1);
    return fields.size;
  };

  const plan = (predicate: Predicate): PlannedPredicate | null => {
    const field = fieldOf(predicate.field);
    if (field === null) return null;
    const { op, cased, text } = normalize(predicate);
    const id = JSON.stringify([field, op, cased, text]);
    let planned = predicates.get(id);
    if (planned === undefined) {
      const bytes = /^[\x00-\x7f]*$/.test(text) ? Buffer.from(text, "latin1") : null;
      const cost = costOf(op, bytes, rarity.ofField(leafOf(predicate.field)), rarity);
      planned = { field, op, cased, text, bytes, cost, rules: [] };
      predicates.set(id, planned);
    }
    return planned;
  };

  const planItem = (item: readonly Predicate[]): Item | null => {
    const planned = item.map(plan);
    const usable = planned.filter((predicate): predicate is PlannedPredicate => predicate !== null);
    return usable.length === 0 || usable.length < planned.length ? null : [...new Set(usable)];
  };

  const planned = rules.map((rule, number) => {
    let items = rule.required.map(planItem).filter((item): item is Item => item !== null);
    if (items.length === 0 && rule.fields !== undefined) {
      const presence = planItem(rule.fields.map((field) => ({ field, op: "exists", value: "" })));
      items = presence === null ? [] : [presence];
    }
    const [pivot, ...others] = items.sort((a, b) => itemCost(a) - itemCost(b));
    if (pivot === undefined) return null;
    for (const predicate of pivot) predicate.rules.push(number);
    return { pivot, others };
  });
  return { fields: ["", ...fields.keys()], predicates: [...predicates.values()], rules: planned };
}

function normalize({ op, value, cased = false }: Predicate): Pick<PlannedPredicate, "op" | "cased" | "text"> {
  const text = op === "exists" ? "" : cased ? value : value.toLowerCase();
  // Every text contains nothing: what is left to ask is whether the field is there.
  if (text === "" && op !== "equals") return { op: "exists", cased: false, text };
  if (text.length <= textMax) return { op, cased, text };
  if (op === "endswith") return { op, cased, text: text.slice(-textMax) };
  return { op: op === "equals" ? "startswith" : op, cased, text: text.slice(0, textMax) };
}

const itemCost = (item: Item) => item.reduce((sum, { cost }) => sum + cost, 0);

/** A text of one letter comes in half of all values, of two and three in fewer. */
const shortCosts = [1e9, 1e5, 3e4, 5e3];
/** Of equally rare ones, those that need the least work. */
const workOf: Readonly<Record<PredicateOp, number>> = {
  equals: 0.01,
  startswith: 0.02,
  endswith: 0.02,
  contains: 0.05,
  exists: 1,
};

function costOf(op: PredicateOp, bytes: Uint8Array | null, ofField: number, rarity: Rarity): number {
  if (bytes === null) return 0;
  const most = Math.min(ofField, 1e9);
  const folded = bytes.map((byte) => byte | 0x20);
  let cost = most;
  if (op === "equals") cost = rarity.ofWhole(folded);
  else if (op !== "exists") {
    // Anchored texts are found by up to eight bytes at their end.
    const part =
      op === "startswith" ? folded.subarray(0, 8) : op === "endswith" ? folded.subarray(-8) : folded;
    cost = shortCosts[part.length] ?? most;
    for (let at = 0; at + gramBytes <= part.length; at++)
      cost = Math.min(cost, rarity.ofGram(gramAt(part, at)));
  }
  // Of a field that never comes there is nothing to ask.
  return Math.min(cost, most) + workOf[op] * (ofField === 0 ? 0.1 : 1);
}
