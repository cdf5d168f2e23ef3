/**
 * Names and domains that are everybody's: were one in a member's register, the gate would cut it from everybody else's
 * texts. Lists are data with their sources (`content/common-names/README.md`), read when first asked for. Nothing here
 * knows of other members, so the answer tells nothing of them.
 */
import { readFileSync } from "node:fs";
import { commonSites } from "../../base/index.js";

const folder = new URL("../../../content/common-names/", import.meta.url);
/** Lists with several words a line. */
const byWords: ReadonlySet<string> = new Set(["people.txt", "port-words.txt", "spanish-words.txt"]);
const readList = (name: string): readonly string[] =>
  readFileSync(new URL(name, folder), "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .flatMap((line) =>
      byWords.has(name) ? line.split(" ") : name === "places.txt" ? line.split(", ") : [line],
    )
    .filter((entry) => entry !== "");

interface Lists {
  /** Names that stand for themselves: products, groups, sites by their first label. */
  readonly names: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
  /** All words one after another, for what is only a part of one. */
  readonly text: string;
  readonly people: ReadonlySet<string>;
  /** Words that are in no text of threat intelligence. */
  readonly more: ReadonlySet<string>;
  readonly places: ReadonlySet<string>;
}

let lists: Lists | null = null;

function readLists(): Lists {
  if (lists !== null) return lists;
  const sites = [...commonSites()];
  const words = [...readList("words.txt"), ...readList("port-words.txt")];
  lists = {
    names: new Set([...readList("products.txt"), ...sites.map((site) => site.split(".")[0] as string)]),
    words: new Set(words),
    text: words.join("\n"),
    people: new Set(readList("people.txt")),
    more: new Set([...readList("everyday-words.txt"), ...readList("spanish-words.txt")]),
    places: new Set(readList("places.txt")),
  };
  return lists;
}

/** As the lists are written: without case, accents and signs. */
const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** True for a word of everyday texts, and for the name of a product, group or site that many know. */
export function isCommonWord(text: string): boolean {
  const { names, words } = readLists();
  const name = plain(text);
  return name === "" || names.has(name) || words.has(name);
}

/** Shorter ones are looked for as whole words only (`share/gate/hidden-values.ts`). */
const partMin = 4;

/** As `isCommonWord`, and for a part of a word: names of companies are found inside others, without their spaces. */
export function isCommonName(text: string): boolean {
  const squeezed = plain(text).replaceAll(" ", "");
  return isCommonWord(text) || (squeezed.length >= partMin && readLists().text.includes(squeezed));
}

/** True for names as many people have: a given name, a family name, or both of the commonest. */
export function isCommonPerson(text: string): boolean {
  const { people } = readLists();
  return plain(text)
    .split(" ")
    .every((word) => word.length === 1 || people.has(word));
}

/** What forms of a word end in, and what its other form has in their place. */
const endings = [
  ["ies", "y"],
  ["ied", "y"],
  ["es", ""],
  ["s", ""],
  ["ed", ""],
  ["ed", "e"],
  ["ing", ""],
  ["ing", "e"],
] as const;

/** True for a word, or a form of one, that texts have without meaning anybody. Names of sites and products are none. */
export function isEverydayWord(text: string): boolean {
  const { words, more } = readLists();
  const word = plain(text);
  const isListed = (each: string): boolean => words.has(each) || more.has(each);
  return (
    word.length < 3 ||
    isListed(word) ||
    endings.some(
      ([ending, instead]) => word.endsWith(ending) && isListed(word.slice(0, -ending.length) + instead),
    )
  );
}

/** True for a place, and for words that places alone are named with: `Long Beach`, `North Harbor`. */
export function isPlaceName(text: string): boolean {
  const { places } = readLists();
  const name = plain(text);
  return places.has(name) || name.split(" ").every((word) => places.has(word));
}
