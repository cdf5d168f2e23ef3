/**
 * Names of makers and products brought to what can be compared: lower case, without accents, legal forms, brands that say
 * only whose it is, and words that any product's name has. See `vendor-names.ts` for what is known of names.
 */
import { brands, commonWords, emptyBrands, families, legalForms, vendorNames } from "./vendor-names.js";

const charsMax = 300;

/** Words of letters and digits, `*` and `?` as wildcards among them; accents taken off. */
export function wordsOf(text: string): readonly string[] {
  const plain = text.slice(0, charsMax).normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain.match(/[\p{L}\p{N}*?]+/gu) ?? [];
}

const known: ReadonlyMap<string, string> = new Map(
  vendorNames.flatMap(([first = "", ...others]) => [first, ...others].map((name) => [name, first] as const)),
);
/** The longest first, so that `rockwell automation` is found before `rockwell`. */
const longest: readonly string[] = [...known.keys()]
  .filter((name) => name.length > 2)
  .sort((a, b) => b.length - a.length);

/** The makers that a text names, each by its one name: `M&M Software GmbH, WAGO Kontakttechnik` are two. */
export function vendorsOf(text: string): readonly string[] {
  const found = text.split(/[,;/()]| and /).flatMap((part) => {
    const name = wordsOf(part)
      .filter((word) => !legalForms.has(word))
      .join(" ");
    return name === "" ? [] : [known.get(name) ?? name];
  });
  return [...new Set(found)];
}

/** The maker that a product's own name tells: one stands in it, or a brand of one does. */
function vendorWithin(words: readonly string[]): string | null {
  const text = ` ${words.join(" ")} `;
  const name = longest.find((each) => text.includes(` ${each} `));
  if (name !== undefined) return known.get(name) ?? null;
  const brand = words.find((word) => Object.hasOwn(brands, word));
  return brand === undefined ? null : (brands[brand] ?? null);
}

/** One maker under two names: the same, or one said shorter. */
export const isSameVendor = (a: string, b: string): boolean =>
  a === b || (Math.min(a.length, b.length) >= 3 && (a.startsWith(`${b} `) || b.startsWith(`${a} `)));

/** What is compared of a product. */
export interface ProductName {
  /** Empty where nobody can say whose it is. */
  readonly vendors: readonly string[];
  /** Each once; what tells it apart. */
  readonly words: readonly string[];
  /** Part numbers without signs between. */
  readonly models: readonly string[];
}

const squeezed = (text: string): string => wordsOf(text).join("");

/** In brackets behind a name: a part number, what it was called before, or a remark. */
const bracket = /\(([^()]*)\)/g;
const isPartNumber = (text: string): boolean =>
  /^[a-z0-9][a-z0-9 ./*?-]{5,}$/i.test(text) && /\d/.test(text) && !/ .* /.test(text);

/** The product by its name, and by the former name that stands in brackets, where there is one. */
export function productNames(
  vendor: string,
  product: string,
  models: readonly string[],
): readonly ProductName[] {
  const remarks = [...product.slice(0, charsMax).matchAll(bracket)].map(([, text = ""]) => text);
  const parts = [...models, ...remarks.filter(isPartNumber)];
  const former = remarks.flatMap((text) => text.match(/formerly(?: known as)? (.+)/i)?.[1] ?? []);
  return [product.replaceAll(bracket, " "), ...former].map((name) => nameOf(vendor, name, parts));
}

function nameOf(vendor: string, product: string, parts: readonly string[]): ProductName {
  // One panel and a family of panels are one word.
  const words = wordsOf(product).map((word) => word.replace(/(?<=[a-z]{4})s$/, ""));
  const within = vendorWithin(wordsOf(product));
  const vendors = vendor.trim() === "" ? (within === null ? [] : [within]) : vendorsOf(vendor);
  const ofVendor = new Set(
    vendors.flatMap((each) => each.split(" ")).flatMap((word) => [word, word.replace(/s$/, "")]),
  );
  const told = words.filter(
    (word) => !commonWords.has(word) && !emptyBrands.has(word) && !ofVendor.has(word),
  );
  const cpes = parts.filter((part) => part.startsWith("cpe:"));
  return {
    vendors:
      vendors.length > 0
        ? vendors
        : cpes.flatMap((cpe) => vendorsOf((cpe.split(":")[3] ?? "").replaceAll("_", " "))),
    words: [...new Set([...(told.length > 0 ? told : words), ...familyOf(vendors, [product, ...parts])])],
    models: [...parts.filter((part) => !part.startsWith("cpe:")).map(squeezed), squeezed(product)].filter(
      (part) => part.length >= 4 && /\d/.test(part),
    ),
  };
}

function familyOf(vendors: readonly string[], texts: readonly string[]): readonly string[] {
  const text = texts.map((each) => wordsOf(each).join(" ")).join(" ; ");
  const found = families.find(({ vendor, part }) => vendors.includes(vendor) && part.test(text));
  return found === undefined ? [] : found.family.split(" ");
}

/** Whether a word of an advisory may stand for several: `15xx`, `702*`. */
export const isPattern = (word: string): boolean => /[*?]|\dxx$/.test(word);

/** Whether a word of an advisory (`15xx`, `702*`) is a word of an item. */
export function isSameWord(pattern: string, word: string): boolean {
  if (pattern === word) return true;
  if (!isPattern(pattern)) return false;
  return wildcardHas(
    pattern.replace(/x+$/, (run) => "?".repeat(run.length)),
    word,
  );
}

/** `*` any run, `?` one sign. In time bounded by the product of both lengths. */
export function wildcardHas(pattern: string, text: string): boolean {
  let ends = new Set([0]);
  for (const sign of pattern) {
    const next = new Set<number>();
    for (const at of ends)
      if (sign === "*") for (let to = at; to <= text.length; to++) next.add(to);
      else if (at < text.length && (sign === "?" || text[at] === sign)) next.add(at + 1);
    ends = next;
  }
  return ends.has(text.length);
}
