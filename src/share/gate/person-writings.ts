/**
 * How people write of a person: in full, family name first, with an initial, with a middle name, as an account (`jsmith`), with one of two
 * family names, by one name alone. A name alone is hidden where it is no word of everyday and none of the commonest
 * names (`content/common-names`), and only as a part of a name: it is cut, and no reason to refuse a whole.
 */
import { isCommonPerson, isEverydayWord } from "../../members/index.js";
import { foldings, squeeze } from "./fold.js";
import { type HiddenText, named, squeezed, squeezedMin, standing, type Whose } from "./hidden-text.js";

/** What stands between names and is none. */
const particles = new Set(
  "de del la las los da das do dos di du van von der den ter zu y e i al el bin ibn san".split(" "),
);
/** More names than these are somebody's titles. */
const namesMax = 6;
const aloneMin = 4;
/** Initials that are a word or the rest of one as well: `a stone`, `y costa`, `John's stone`. */
const isWordToo = (initial: string): boolean => /^[aeiouydmst]/i.test(initial);

const initialOf = (name: string): string => [...name][0] as string;

/** `J. Smith`, `jsmith`, `Smith, J.`; where it would be words of a sentence only with its dot. */
function withInitial(whose: Whose, given: string, family: string): readonly HiddenText[] {
  const initial = initialOf(given);
  const [forward, behind] = [`${initial}${family}`, `${family}${initial}`];
  if (!(isEverydayWord(family) && isWordToo(initial)))
    return [...squeezed(whose, "login", forward), ...squeezed(whose, "login", behind)];
  return [
    ...squeezed(whose, "dotted", forward),
    ...squeezed(whose, "commaed", behind),
    ...(isEverydayWord(forward) ? [] : standing(whose, "word", forward)),
  ];
}

/** Two of more names: `Ana Ruiz` of `Ana Ruiz Ortega`, `Ruiz Ortega` as well, and each with the other's initial. */
function pairs(whose: Whose, names: readonly string[]): readonly HiddenText[] {
  return names.flatMap((one, at) =>
    names.flatMap((two, other) => {
      if (at === other) return [];
      const isOfMany =
        names.length > 2 && [one, two].every((name) => isCommonPerson(name) || isEverydayWord(name));
      const both = isOfMany ? { ...whose, by: "part" as const } : whose;
      return [
        ...squeezed(both, "login", `${one} ${two}`),
        // Given names come first: nobody is written with a family name's initial and a given name.
        ...(other === 0 ? [] : withInitial(whose, one, two)),
      ];
    }),
  );
}

/** Each name with every later one, and whatever may stand between the two. */
function withMiddles(whose: Whose, names: readonly string[]): readonly HiddenText[] {
  return names.flatMap((given, at) =>
    names.slice(at + 1).flatMap((family) =>
      foldings(`${given} ${family}`).map((text) => ({
        ...whose,
        by: names.length > 2 && isCommonPerson(given) && isCommonPerson(family) ? "part" : whose.by,
        as: "middle" as const,
        text,
      })),
    ),
  );
}

export function ofPerson(memberId: string, name: string): readonly HiddenText[] {
  const whose: Whose = { memberId, by: "person" };
  const words = name.trim().split(/[\s,]+/);
  const names = words
    .filter((word) => !particles.has(word.toLowerCase()) && squeeze(word).length > 1)
    .slice(0, namesMax);
  const isLong = squeeze(name).length >= squeezedMin;
  const alone = names.filter(
    (each) => squeeze(each).length >= aloneMin && !isEverydayWord(each) && !isCommonPerson(each),
  );
  // Names of one short word are everybody's.
  if (names.length < 2)
    return isLong
      ? named(whose, name)
      : alone.flatMap((each) => squeezed({ memberId, by: "part" }, "login", each));
  return [
    ...(isLong
      ? [name, [...words.slice(-1), ...words.slice(0, -1)].join(" ")].flatMap((each) => named(whose, each))
      : []),
    ...pairs(whose, names),
    ...withMiddles(whose, names),
    // `jasmith` of John A. Smith.
    ...(words.length > 2
      ? squeezed(whose, "login", `${words.slice(0, -1).map(initialOf).join("")}${words.at(-1)}`)
      : []),
    ...alone.flatMap((each) => squeezed({ memberId, by: "part" }, "login", each)),
  ];
}
