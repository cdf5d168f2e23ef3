/**
 * People written with more than the names that are known of them: `John Q. Smith`, `John Quincy Smith`, `John "Red"
 * Smith`, `j.q.smith`; and with a given name cut short: `Jo. Smith`, `smith.jo`, `josmith`. What stands in the middle
 * is known to nobody, so a text is read word by word, and each word that is a family name is looked at with what
 * stands before it and behind.
 */
import { isCommonPerson, isEverydayWord } from "../../members/index.js";
import type { HiddenText } from "./hidden-text.js";

interface Word {
  readonly text: string;
  /** What stands between it and the next. */
  readonly gap: string;
}

interface KnownPerson {
  readonly hidden: HiddenText;
  readonly given: string;
  readonly family: readonly string[];
  /** An initial and such a name are words of a sentence as well: `a b stone`. */
  readonly isWordToo: boolean;
}

const middlesMax = 2;
const middleMax = 24;
const shortGap = /^[\s.,"'“”‘’«»()_-]{1,4}$/u;
const openQuote = /["'“”‘’«(]$/u;
const joiners = new Set("and or und y e o et vs versus".split(" "));

/** Two letters before a family name that are no initials. */
const shortWords = new Set(
  "ad al am an as at be by co de di do dr du el en er es et go he hi if in is it jr la le lo me mr ms my no of oh ok on or so sr st to up us we".split(
    " ",
  ),
);

const isName = (word: string): boolean => isCommonPerson(word) || !isEverydayWord(word);
const isCutShort = (gap: string): boolean => /^[._]/.test(gap);

/** A gap inside one name: a full word with a full stop and a blank behind it ends a sentence. */
function joins({ text, gap }: Word): boolean {
  if (!shortGap.test(gap) || gap.includes(",")) return false;
  return text.length < 3 || !/\.\s/.test(gap);
}

function wordsOf(text: string): readonly Word[] {
  const found = [...text.matchAll(/\p{L}+/gu)];
  return found.map(({ 0: word, index }, at) => ({
    text: word,
    gap: text.slice(
      index + word.length,
      Math.min(found[at + 1]?.index ?? text.length, index + word.length + 6),
    ),
  }));
}

export class MiddleNames {
  /** By the first word of a family name. */
  readonly #people = new Map<string, KnownPerson[]>();
  /** `josmith` and `smithjo`, as one word. */
  readonly #accounts = new Map<string, HiddenText[]>();
  /** `jsmith`, in which `jqsmith` has one letter more. */
  readonly #logins = new Map<string, HiddenText[]>();

  /** Of a text of two names, the given one first and a blank between them. */
  add(hidden: HiddenText): void {
    const blank = hidden.text.indexOf(" ");
    const given = (/\p{L}+/u.exec(hidden.text.slice(0, blank)) ?? [""])[0];
    const family = hidden.text.slice(blank).match(/\p{L}+/gu) ?? [];
    const whole = family.join("");
    if (given === "" || whole.length < 2) return;
    put(this.#people, family[0] as string, {
      hidden,
      given,
      family,
      isWordToo: isEverydayWord(whole) && /^[aeiouydmst]/.test(given),
    });
    if (whole.length < 4) return;
    put(this.#logins, `${given[0]}${whole}`, hidden);
    for (let length = 2; length < given.length; length++) {
      put(this.#accounts, `${given.slice(0, length)}${whole}`, hidden);
      put(this.#accounts, `${whole}${given.slice(0, length)}`, hidden);
    }
  }

  *find(folded: string): Generator<HiddenText> {
    if (this.#people.size === 0) return;
    const words = wordsOf(folded);
    for (const [at, { text }] of words.entries()) {
      for (const person of this.#people.get(text) ?? []) {
        if (!person.family.every((each, place) => words[at + place]?.text === each)) continue;
        const by = before(words, at, person) ?? behind(words, at + person.family.length, person);
        if (by !== null) yield { ...person.hidden, by };
      }
      if (isEverydayWord(text)) continue;
      yield* this.#accounts.get(text) ?? [];
      yield* this.#logins.get(`${text.slice(0, 1)}${text.slice(2)}`) ?? [];
      if (oneLetter.test(text)) yield* this.#accounts.get(`${text.slice(0, 2)}${text.slice(3)}`) ?? [];
    }
  }
}

/** One letter in its own alphabet and two when folded (`fold.ts`): `þwobradović` begins with an initial. */
const oneLetter = /^(?:ss|ae|oe|th|ij)/;

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

/** How the words before a family name make it a person's; null where they do not. */
function before(words: readonly Word[], family: number, person: KnownPerson): HiddenText["by"] | null {
  let by = person.hidden.by;
  for (let at = family - 1; at >= 0 && at >= family - 1 - middlesMax; at--) {
    const { text, gap } = words[at] as Word;
    if (!joins(words[at] as Word) || text.length > middleMax) return null;
    const middles = words.slice(at + 1, family);
    if (text === person.given && middles.length > 0) return by;
    // `Jo. Smith`: cut short, and it says so.
    if (text.length > 1 && person.given.startsWith(text) && isCutShort(gap)) return by;
    // `J. Q. Smith`, `J. Quincy Smith`, `jq smith`.
    const isDotted =
      !person.isWordToo || [words[at] as Word, ...middles].every((each) => isCutShort(each.gap));
    if (text === person.given[0] && middles.length > 0 && isDotted && by === person.hidden.by) return by;
    if (text.length === 2 && text[0] === person.given[0] && !shortWords.has(text) && !person.isWordToo)
      return by;
    if (joiners.has(text)) return null;
    const isQuoted = openQuote.test(words[at - 1]?.gap ?? "");
    if (text.length > 1 && !isQuoted && !isName(text)) by = "part";
  }
  return null;
}

/** `smith.jo`, `smith_jo`. */
function behind(
  words: readonly Word[],
  next: number,
  { hidden, given }: KnownPerson,
): HiddenText["by"] | null {
  const short = words[next]?.text ?? "";
  return short.length > 1 && given.startsWith(short) && /^[._-]$/.test(words[next - 1]?.gap ?? "")
    ? hidden.by
    : null;
}
