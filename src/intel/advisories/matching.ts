/**
 * Whether an advisory speaks of what a member has. A product is known by its part number, by its name, or by one name
 * within the other; its version by the range. How sure that is, and why, is said with each match, and nothing is said of
 * what is out of range. Pure: same advisory and inventory, same matches.
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
import { isSameVendor, isSameWord, type ProductName, productNames, wildcardHas } from "./product-names.js";
import { readVersion, type Version } from "./version.js";
import { rangeHas, readVersionRange } from "./version-range.js";

interface PreparedItem {
  readonly item: InventoryItem;
  readonly names: readonly ProductName[];
  readonly version: Version | null;
}

/** A member's inventory, ready to be held against many advisories. */
export interface PreparedInventory {
  /** By the first word of the maker's name; under an empty one those whose maker nobody can say. */
  readonly byVendor: ReadonlyMap<string, readonly PreparedItem[]>;
}

const firstWord = (vendor: string): string => vendor.split(" ")[0] ?? "";

export function prepareInventory(items: readonly InventoryItem[]): PreparedInventory {
  const byVendor = new Map<string, PreparedItem[]>();
  for (const item of items) {
    const names = productNames(item.vendor, item.product, item.models).filter(
      ({ words }) => words.length > 0,
    );
    if (names.length === 0) continue;
    const prepared = { item, names, version: item.firmware === "" ? null : readVersion(item.firmware) };
    const vendors = new Set(
      names.flatMap(({ vendors: each }) => (each.length === 0 ? [""] : each.map(firstWord))),
    );
    for (const vendor of vendors) byVendor.set(vendor, [...(byVendor.get(vendor) ?? []), prepared]);
  }
  return { byVendor };
}

interface Found {
  readonly place: number;
  readonly confidence: MatchConfidence;
  readonly reason: MatchReason;
  readonly by: AdvisoryMatch["by"];
}

/** One match an item, the surest; with the flaws that all products of it that are as sure have. */
export function matchAdvisory(advisory: Advisory, inventory: PreparedInventory): readonly AdvisoryMatch[] {
  const found = new Map<PreparedItem, Found[]>();
  for (const [place, product] of advisory.products.entries())
    for (const name of productNames(product.vendor, product.product, product.models))
      for (const prepared of candidates(inventory, name)) {
        const one = matchProduct(place, product, name, prepared);
        if (one !== null) found.set(prepared, [...(found.get(prepared) ?? []), one]);
      }
  return [...found].flatMap(([{ item }, all]) => bestOf(advisory, item, all) ?? []);
}

function candidates({ byVendor }: PreparedInventory, { vendors }: ProductName): ReadonlySet<PreparedItem> {
  const keys = vendors.length === 0 ? [...byVendor.keys()] : ["", ...vendors.map(firstWord)];
  return new Set(keys.flatMap((key) => byVendor.get(key) ?? []));
}

function matchProduct(
  place: number,
  product: AdvisoryProduct,
  name: ProductName,
  { names, version }: PreparedItem,
): Found | null {
  const known = names
    .flatMap((each) => compareNames(name, each) ?? [])
    .sort((a, b) => rank(a.confidence) - rank(b.confidence))[0];
  if (known === undefined) return null;
  const inside = judgeVersion(product.version, version);
  if (inside === null) return null;
  const isSure = inside === "in range" || inside === "every version";
  // A name alone, without a version, is never more than possible.
  return { place, reason: inside, by: known.by, confidence: isSure ? known.confidence : "possible" };
}

const rank = (confidence: MatchConfidence): number => matchConfidences.indexOf(confidence);

/** Null where the version is known to be out of it. */
function judgeVersion(written: string, version: Version | null): MatchReason | null {
  // A tree that names no version means the product.
  const read = readVersionRange(written === "" ? "*" : written);
  if ("wrong" in read) return "range not readable";
  if (read.range.some(({ low, high }) => low === null && high === null)) return "every version";
  if (version === null) return "version unknown";
  const inside = rangeHas(read.range, version);
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

function bestOf(advisory: Advisory, item: InventoryItem, found: readonly Found[]): AdvisoryMatch | null {
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
    item,
    product,
    confidence: best.confidence,
    reason: best.reason,
    by: best.by,
    flaws: [...new Set(asSure.flatMap(({ flaws }) => flaws))],
  };
}
