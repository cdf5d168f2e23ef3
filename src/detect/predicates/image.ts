/**
 * Lays a plan out as the image that the kernel asks by (`kernel/assembly/predicates-memory.ts` has its picture).
 * Only predicates that are a rule's pivot get keys; the others are looked at when a pivot was met. Offsets count
 * from the image's beginning, so that it may lie anywhere and be shared by all threads.
 */
import { keyAtEdge, keyInside, keyOfWhole, places, seedOf } from "./place-keys.js";
import type { PlannedPredicate, PredicatePlan } from "./predicate-plan.js";
import { gramAt, gramBytes, type Rarity } from "./rarity.js";
import { type Stride, strideFor } from "./stride.js";

const ops = { equals: 0, contains: 1, startswith: 2, endswith: 3, exists: 4 } as const;
const asks = { whole: 1, inside: 2, needles: 4, existence: 8 } as const;
/** Bit of a beginning of 1, 2, 3, 4 or 8 bytes; ends are 8 bits further on. */
const beginBit = (count: number) => 0x100 << (count === 8 ? 4 : count - 1);
const endShift = 8;

/**
 * A field's filter has one bit a key among 128, so that one place in 128 passes by chance, but 32 KiB at most while
 * that leaves 16 bits a key: values of one field are asked together, with its filter in a first-level cache.
 */
const filterWordsMin = 64;
const filterWordsGood = 8192;
const bitsPerKey = { good: 128, least: 16 } as const;
/** Texts that one key of a beginning or an end may find, before others are looked for by what is inside them. */
const crowdMax = 8;
/** What a gram that never came in the sample counts, as it may come all the same. */
const gramWork = 0.1;
const tableSlotsMin = 1024;
const tableMix = 0x85ebca77;

const headBytes = 64;
/** What cells mean by T and F, where the kernel finds it. */
const cellTexts = [
  { at: 32, text: "true" },
  { at: 48, text: "false" },
] as const;
const fieldBytes = 64;
const predicateHead = 12;
/**
 * Length of a text beyond ASCII, longer than any value: such a predicate never holds for a text as it stands, but it
 * may for one that can't be compared, which the kernel knows by the value and not by the predicate.
 */
const endless = 0x7fffffff;
const aligned = (bytes: number) => (bytes + 3) & ~3;
const powerOver = (least: number) => 2 ** Math.ceil(Math.log2(least));

/** What is found by a key: a predicate, and where in its text the key's bytes stand. */
interface Entry {
  readonly predicate: PlannedPredicate;
  readonly at: number;
}

interface FieldPlan {
  asks: number;
  stride: Stride;
  readonly lengths: [number, number];
  existence: PlannedPredicate | null;
  readonly needles: PlannedPredicate[];
  readonly keys: Set<number>;
}

/** Keys of all pivots, and what each field's values are asked. */
class KeyPlan {
  readonly lists = new Map<number, Entry[]>();
  readonly fields: FieldPlan[];
  readonly #rarity: Rarity;

  constructor(plan: PredicatePlan, rarity: Rarity) {
    this.#rarity = rarity;
    const pivots = plan.predicates.filter(({ bytes, rules }) => bytes !== null && rules.length > 0);
    const inside = plan.fields.map((): number[] => []);
    for (const { field, op, text } of pivots) if (op === "contains") inside[field]?.push(text.length);
    this.fields = inside.map((lengths) => ({
      asks: 0,
      stride: strideFor(lengths),
      lengths: [0, 0],
      existence: null,
      needles: [],
      keys: new Set<number>(),
    }));
    for (const predicate of pivots) this.#add(predicate, predicate.bytes as Uint8Array);
  }

  #add(predicate: PlannedPredicate, bytes: Uint8Array): void {
    const field = this.fields[predicate.field] as FieldPlan;
    const seed = seedOf(predicate.field);
    const { length } = bytes;
    const count = length >= 8 ? 8 : Math.min(length, 4);
    if (predicate.op === "exists") {
      field.asks |= asks.existence;
      field.existence = predicate;
    } else if (predicate.op === "equals") {
      field.asks |= asks.whole;
      const bit = Math.min(length, 63);
      field.lengths[bit >> 5] = ((field.lengths[bit >> 5] as number) | (1 << (bit & 31))) >>> 0;
      this.#enter(keyOfWhole(bytes, seed), { predicate, at: 0 });
    } else if (predicate.op === "startswith" || predicate.op === "endswith") {
      const isBegin = predicate.op === "startswith";
      const place = isBegin ? places.begin : places.end;
      const key = keyAtEdge(bytes, isBegin ? 0 : length - count, count, place, seed);
      // Where very many begin or end alike, something inside tells them apart.
      const isCrowded = (this.lists.get(key)?.length ?? 0) >= crowdMax;
      if (isCrowded && length >= gramBytes - 1 + field.stride) this.#addInside(predicate, bytes, field, seed);
      else {
        field.asks |= isBegin ? beginBit(count) : beginBit(count) << endShift;
        this.#enter(key, { predicate, at: 0 });
      }
    } else if (length < gramBytes - 1 + field.stride) {
      field.asks |= asks.needles;
      field.needles.push(predicate);
    } else this.#addInside(predicate, bytes, field, seed);
  }

  /**
   * As many neighbouring grams as the stride is long get keys, so that one of them stands at a place that is asked:
   * those that come least often, and that fewest other texts are found by.
   */
  #addInside(predicate: PlannedPredicate, bytes: Uint8Array, field: FieldPlan, seed: number): void {
    field.asks |= asks.inside;
    const keys = Array.from({ length: bytes.length - gramBytes + 1 }, (_, at) => keyInside(bytes, at, seed));
    const costs = keys.map((key, at) => {
      const gram = gramAt(bytes, at) | 0x20202020;
      return (this.#rarity.ofGram(gram) + gramWork) * (1 + (this.lists.get(key)?.length ?? 0));
    });
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let from = 0; from + field.stride <= keys.length; from++) {
      const sum = costs.slice(from, from + field.stride).reduce((total, cost) => total + cost);
      if (sum < least) {
        least = sum;
        best = from;
      }
    }
    for (let at = best; at < best + field.stride; at++) this.#enter(keys[at] as number, { predicate, at });
  }

  #enter(key: number, entry: Entry): void {
    this.fields[entry.predicate.field]?.keys.add(key);
    const list = this.lists.get(key);
    if (list === undefined) this.lists.set(key, [entry]);
    else list.push(entry);
  }
}

/** What each field's values are asked, 0 for fields of which no pivot is, beside the image itself. */
export interface PredicateImage {
  readonly bytes: Uint8Array;
  readonly asked: readonly boolean[];
}

function filterWords(keys: number): number {
  const good = Math.min(filterWordsGood, (keys * bitsPerKey.good) / 32);
  return powerOver(Math.max(filterWordsMin, good, (keys * bitsPerKey.least) / 32));
}

export function layOut(plan: PredicatePlan, rarity: Rarity): PredicateImage {
  const keys = new KeyPlan(plan, rarity);
  const tableSlots = powerOver(Math.max(tableSlotsMin, keys.lists.size * 2));

  // First every place, then every byte.
  let top = headBytes;
  const take = (bytes: number) => {
    const at = top;
    top += aligned(bytes);
    return at;
  };
  const fieldsAt = take(plan.fields.length * fieldBytes);
  const tableAt = take(tableSlots * 8);
  const filters = keys.fields.map(({ keys: { size } }) => {
    const words = filterWords(size);
    return { at: take(words * 4), shift: 32 - Math.log2(words) };
  });
  const rulesAt = take(plan.rules.length * 4);
  const predicateAt = new Map(
    plan.predicates.map((each) => [each, take(predicateHead + (each.bytes?.length ?? 0))]),
  );
  const rulesOf = new Map(
    plan.predicates
      .filter(({ rules }) => rules.length > 0)
      .map((each) => [each, take(4 + each.rules.length * 4)]),
  );
  const othersAt = plan.rules.map((rule) =>
    rule === null || rule.others.length === 0
      ? 0
      : take(4 + rule.others.reduce((sum, item) => sum + 4 + item.length * 4, 0)),
  );
  const needlesAt = keys.fields.map(({ needles }) => take(needles.length * 8));
  const listsAt = [...keys.lists.values()].map((list) => take(4 + list.length * 8));

  const bytes = new Uint8Array(top);
  const view = new DataView(bytes.buffer);
  const put = (at: number, ...words: readonly number[]) => {
    for (const [i, word] of words.entries()) view.setUint32(at + i * 4, word, true);
  };
  const placeOf = (predicate: PlannedPredicate) => predicateAt.get(predicate) as number;
  const tableShift = 32 - Math.log2(tableSlots);
  put(0, plan.fields.length, fieldsAt, tableAt, tableShift, rulesAt, plan.rules.length);
  for (const { at, text } of cellTexts) bytes.set(Buffer.from(text), at);

  for (const [number, field] of keys.fields.entries()) {
    const existence = field.existence === null ? 0 : placeOf(field.existence);
    const needles = needlesAt[number] as number;
    put(
      fieldsAt + number * fieldBytes,
      seedOf(number),
      field.asks,
      field.stride,
      existence,
      ...field.lengths,
    );
    const filter = filters[number] as { at: number; shift: number };
    put(fieldsAt + number * fieldBytes + 24, needles, field.needles.length, filter.at, filter.shift);
    for (const key of field.keys) {
      const word = filter.at + (key >>> filter.shift) * 4;
      put(word, view.getUint32(word, true) | (1 << (key >>> 14)));
    }
    for (const [i, predicate] of field.needles.entries()) {
      const text = predicate.bytes as Uint8Array;
      put(needles + i * 8, placeOf(predicate));
      bytes[needles + i * 8 + 4] = (text[0] as number) | 0x20;
      bytes[needles + i * 8 + 5] = (text.at(-1) as number) | 0x20;
      bytes[needles + i * 8 + 6] = text.length;
    }
  }
  for (const [predicate, at] of predicateAt) {
    put(at, rulesOf.get(predicate) ?? 0);
    view.setUint16(at + 4, predicate.field, true);
    bytes[at + 6] = predicate.bytes === null ? ops.equals : ops[predicate.op];
    bytes[at + 7] = predicate.cased ? 1 : 0;
    put(at + 8, predicate.bytes?.length ?? endless);
    if (predicate.bytes !== null) bytes.set(predicate.bytes, at + predicateHead);
  }
  for (const [predicate, at] of rulesOf) put(at, predicate.rules.length, ...predicate.rules);
  for (const [number, rule] of plan.rules.entries()) {
    const others = othersAt[number] as number;
    put(rulesAt + number * 4, others);
    if (others === 0 || rule === null) continue;
    put(others, rule.others.length);
    let at = others + 4;
    for (const item of rule.others) {
      const places = item.map(placeOf);
      put(at, places.length, ...places);
      at += 4 + places.length * 4;
    }
  }
  for (const [i, [key, list]] of [...keys.lists].entries()) {
    const at = listsAt[i] as number;
    put(at, list.length);
    for (const [nth, entry] of list.entries()) put(at + 4 + nth * 8, placeOf(entry.predicate), entry.at);
    let slot = Math.imul(key, tableMix) >>> tableShift;
    while (view.getUint32(tableAt + slot * 8 + 4, true) !== 0) slot = (slot + 1) % tableSlots;
    put(tableAt + slot * 8, key, at);
  }
  // A field whose only pivots are beyond ASCII is asked as well: what can't be compared makes its line odd.
  const pivoted = new Set(plan.predicates.filter(({ rules }) => rules.length > 0).map(({ field }) => field));
  return { bytes, asked: plan.fields.map((_, number) => pivoted.has(number)) };
}
