/**
 * Whether an advisory speaks of what a member has. A product is known by its part number, by its name, or by one name
 * within the other; its version by the range. How sure that is, and why, is said with each match, and nothing is said of
 * what is out of range. Pure: same advisory and inventory, same matches.
 *
 * A port has tens of thousands of machines of some hundreds of products, and each is held against all advisories. So names
 * are compared once for each product, versions once for each version of it, and what an advisory's entries say is read once
 * for as long as the advisory is held.
 */
import {
  type Advisory,
  type AdvisoryMatch,
  type AdvisoryProduct,
  type InventoryItem,
  type MatchConfidence,
  type MatchReason,
  matchConfidences,
} from "../../model/index.js";
import {
  isPattern,
  isSameVendor,
  isSameWord,
  type ProductName,
  productNames,
  wildcardHas,
} from "./product-names.js";
import { readVersion, type Version } from "./version.js";
import { rangeHas, readVersionRange, type VersionRange } from "./version-range.js";

interface PreparedItem {
  readonly item: InventoryItem;
  /** In the inventory. */
  readonly at: number;
}

/** Items of one product in one version. */
interface PreparedVersion {
  readonly version: Version | null;
  readonly items: PreparedItem[];
}

interface PreparedProduct {
  readonly names: readonly ProductName[];
  /** By the version as it is written. */
  readonly versions: Map<string, PreparedVersion>;
}

/** A member's inventory, ready to be held against many advisories. */
export interface PreparedInventory {
  /** By the first word of the maker's name; under an empty one those whose maker nobody can say. */
  readonly byVendor: ReadonlyMap<string, readonly PreparedProduct[]>;
  /** By each word and each part number of their names. */
  readonly byWord: ReadonlyMap<string, readonly PreparedProduct[]>;
  /** By the word of each name that the fewest have: whose words all stand in a longer name has this one there, too. */
  readonly byRarest: ReadonlyMap<string, readonly PreparedProduct[]>;
}

const firstWord = (vendor: string): string => vendor.split(" ")[0] ?? "";

export function prepareInventory(items: readonly InventoryItem[]): PreparedInventory {
  const products = new Map<string, PreparedProduct>();
  for (const [at, item] of items.entries()) {
    const { vendor, product, models, firmware } = item;
    const key = JSON.stringify([vendor, product, models]);
    let prepared = products.get(key);
    if (prepared === undefined) {
      const names = productNames(vendor, product, models).filter(({ words }) => words.length > 0);
      prepared = { names, versions: new Map() };
      products.set(key, prepared);
    }
    const known = prepared.versions.get(firmware);
    if (known !== undefined) known.items.push({ item, at });
    else
      prepared.versions.set(firmware, {
        version: firmware === "" ? null : readVersion(firmware),
        items: [{ item, at }],
      });
  }
  const byVendor = new Map<string, PreparedProduct[]>();
  const byWord = new Map<string, PreparedProduct[]>();
  for (const prepared of products.values()) {
    const { names } = prepared;
    const vendors = names.flatMap(({ vendors: each }) => (each.length === 0 ? [""] : each.map(firstWord)));
    put(byVendor, vendors, prepared);
    put(
      byWord,
      names.flatMap(({ words, models }) => [...words, ...models.map(modelKey)]),
      prepared,
    );
  }
  const byRarest = new Map<string, PreparedProduct[]>();
  for (const prepared of products.values())
    put(
      byRarest,
      prepared.names.map(({ words }) => rarestOf(words, byWord)),
      prepared,
    );
  return { byVendor, byWord, byRarest };
}

const modelKey = (model: string): string => `model ${model}`;

function rarestOf(words: readonly string[], byWord: PreparedInventory["byWord"]): string {
  const known = (word: string) => byWord.get(word)?.length ?? 0;
  return words.reduce((rarest, word) => (known(word) < known(rarest) ? word : rarest), words[0] ?? "");
}

function put<T>(map: Map<string, T[]>, keys: readonly string[], value: T): void {
  for (const key of new Set(keys)) {
    const group = map.get(key);
    if (group === undefined) map.set(key, [value]);
    else group.push(value);
  }
}

interface ReadProduct {
  readonly names: readonly ProductName[];
  /** Null where it can't be read. */
  readonly range: VersionRange | null;
}

/** For as long as the advisory is held: all members are held against the same ones. */
const readProducts = new WeakMap<AdvisoryProduct, ReadProduct>();

function readProduct(product: AdvisoryProduct): ReadProduct {
  const known = readProducts.get(product);
  if (known !== undefined) return known;
  // A tree that names no version means the product.
  const read = readVersionRange(product.version === "" ? "*" : product.version);
  const fresh = {
    names: productNames(product.vendor, product.product, product.models),
    range: "wrong" in read ? null : read.range,
  };
  readProducts.set(product, fresh);
  return fresh;
}

interface Found {
  readonly place: number;
  readonly confidence: MatchConfidence;
  readonly reason: MatchReason;
  readonly by: AdvisoryMatch["by"];
}

/** One match an item, the surest, in the order of the inventory; with the flaws that all products of it that are as sure have. */
export function matchAdvisory(advisory: Advisory, inventory: PreparedInventory): readonly AdvisoryMatch[] {
  const found = new Map<PreparedVersion, Found[]>();
  for (const [place, product] of advisory.products.entries()) {
    const { names, range } = readProduct(product);
    for (const name of names)
      for (const prepared of candidates(inventory, name)) {
        const known = surestName(name, prepared.names);
        if (known === null) continue;
        for (const each of prepared.versions.values()) {
          const one = matchVersion(place, range, known, each.version);
          if (one === null) continue;
          const all = found.get(each);
          if (all === undefined) found.set(each, [one]);
          else all.push(one);
        }
      }
  }
  const matches = [...found].flatMap(([{ items }, all]) => {
    const best = bestOf(advisory, all);
    return best === null ? [] : items.map(({ item, at }) => ({ at, match: { item, ...best } }));
  });
  return matches.sort((a, b) => a.at - b.at).map(({ match }) => match);
}

/** All that may be the same: by what they have in common, or, where the advisory writes patterns, all of its vendor. */
function candidates(
  { byVendor, byWord, byRarest }: PreparedInventory,
  name: ProductName,
): ReadonlySet<PreparedProduct> {
  const { vendors, words, models } = name;
  if (!words.some(isPattern) && !models.some(isPattern))
    return new Set([
      // All of its words stand in the other's name, or the other's in its own, or a part number is the same.
      ...(byWord.get(rarestOf(words, byWord)) ?? []),
      ...words.flatMap((word) => byRarest.get(word) ?? []),
      ...models.flatMap((model) => byWord.get(modelKey(model)) ?? []),
    ]);
  const keys = vendors.length === 0 ? [...byVendor.keys()] : ["", ...vendors.map(firstWord)];
  return new Set(keys.flatMap((key) => byVendor.get(key) ?? []));
}

function surestName(said: ProductName, names: readonly ProductName[]): Known | null {
  let surest: Known | null = null;
  for (const each of names) {
    const known = compareNames(said, each);
    if (known !== null && (surest === null || rank(known.confidence) < rank(surest.confidence)))
      surest = known;
  }
  return surest;
}

function matchVersion(
  place: number,
  range: VersionRange | null,
  known: Known,
  version: Version | null,
): Found | null {
  const inside = judgeVersion(range, version);
  if (inside === null) return null;
  const isSure = inside === "in range" || inside === "every version";
  // A name alone, without a version, is never more than possible.
  return { place, reason: inside, by: known.by, confidence: isSure ? known.confidence : "possible" };
}

const rank = (confidence: MatchConfidence): number => matchConfidences.indexOf(confidence);

/** Null where the version is known to be out of it. */
function judgeVersion(range: VersionRange | null, version: Version | null): MatchReason | null {
  if (range === null) return "range not readable";
  if (range.some(({ low, high }) => low === null && high === null)) return "every version";
  if (version === null) return "version unknown";
  const inside = rangeHas(range, version);
  return inside === null ? "version not comparable" : inside ? "in range" : null;
}

interface Known {
  readonly confidence: MatchConfidence;
  readonly by: AdvisoryMatch["by"];
}

/** How a product of an advisory and an item are the same; null where they are not. */
function compareNames(said: ProductName, has: ProductName): Known | null {
  const isKnownVendor = said.vendors.length > 0 && has.vendors.length > 0;
  if (isKnownVendor && !said.vendors.some((a) => has.vendors.some((b) => isSameVendor(a, b)))) return null;
  const known = (confidence: MatchConfidence, by: Known["by"]): Known => ({
    by,
    confidence:
      isKnownVendor || confidence === "possible"
        ? confidence
        : (matchConfidences[rank(confidence) + 1] ?? "possible"),
  });
  const isWithin = said.words.every((word) => has.words.some((own) => isSameWord(word, own)));
  const isAround = has.words.every((own) => said.words.some((word) => isSameWord(word, own)));
  if (isWithin && isAround) return known("exact", "name");
  if (
    said.models.some((model) =>
      has.models.some((own) => model === own || (/[*?]/.test(model) && wildcardHas(model, own))),
    )
  )
    return known("exact", "part number");
  // A family's name in a longer one, or a short name for one of several: only of one maker, and only what tells apart.
  if (!isKnownVendor) return null;
  if (isWithin && tellsApart(said.words, has.words)) return known("likely", "family");
  if (isAround && tellsApart(has.words, said.words))
    return known(has.words.some(isModel) ? "likely" : "possible", "family");
  return null;
}

/** One word alone tells a product apart where it has a number, or where the longer name begins with it. */
const tellsApart = (words: readonly string[], longer: readonly string[]): boolean =>
  words.length > 1 ||
  words.some((word) => (word.length >= 3 && /\d/.test(word)) || (word.length >= 5 && longer[0] === word));

/** `r08sfcpu`, `xm408`: letters and digits that no family has. */
const isModel = (word: string): boolean => word.length >= 5 && /\d/.test(word) && /\p{L}/u.test(word);

function bestOf(advisory: Advisory, found: readonly Found[]): Omit<AdvisoryMatch, "item"> | null {
  const spared = (place: number, flaw: Advisory["flaws"][number]): boolean => flaw.unaffected.includes(place);
  const told = found.flatMap((one) => {
    const flaws = advisory.flaws.filter(
      (flaw) =>
        (flaw.affected.includes(one.place) || flaw.suspected.includes(one.place)) &&
        // What a surer or as sure entry says to be fixed in this very version is fixed.
        !found.some(
          (other) =>
            other.reason === "in range" &&
            rank(other.confidence) <= rank(one.confidence) &&
            spared(other.place, flaw),
        ),
    );
    if (flaws.length === 0) return [];
    const isOnlySuspected = flaws.every((flaw) => !flaw.affected.includes(one.place));
    return [
      {
        ...one,
        confidence: isOnlySuspected ? ("possible" as const) : one.confidence,
        flaws: flaws.map(({ id }) => id),
      },
    ];
  });
  const [best] = [...told].sort((a, b) => rank(a.confidence) - rank(b.confidence) || a.place - b.place);
  if (best === undefined) return null;
  const product = advisory.products[best.place];
  if (product === undefined) return null;
  const asSure = told.filter(({ confidence }) => confidence === best.confidence);
  return {
    product,
    confidence: best.confidence,
    reason: best.reason,
    by: best.by,
    flaws: [...new Set(asSure.flatMap(({ flaws }) => flaws))],
  };
}
