/**
 * What of each member others must not see, as texts to look for: its name, its id, its people, and what it calls its
 * own in the register of exposures, each in the ways that people write it. Networks are looked for as addresses
 * (`address-writings.ts`). Products are not among them: that a port's members run a product is no secret of one, and
 * warnings about it must name it.
 */
import { isEverydayWord } from "../../members/index.js";
import type { Exposure, Member } from "../../model/index.js";
import { ofCompany } from "./company-writings.js";
import { squeeze } from "./fold.js";
import {
  type HiddenText,
  inCapitals,
  insideMin,
  named,
  squeezed,
  standing,
  type Whose,
} from "./hidden-text.js";
import { ofPerson } from "./person-writings.js";

/** An entry of the register of exposures, as far as the gate needs it. */
export type OwnValue = Pick<Exposure, "memberId" | "kind" | "value" | "also">;

/** Whose name must not leave toward others. */
export interface OwnPerson {
  readonly memberId: string | null;
  readonly name: string;
  readonly email?: string | null;
}

const idMin = 8;

/** What is said over radio for a letter or digit (ICAO Annex 10, volume II, 5.2.1.3), and how it is spelled as well. */
const letters = (
  "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo " +
  "sierra tango uniform victor whiskey xray yankee zulu"
).split(" ");
const figures = "zero one two three four five six seven eight nine".split(" ");

function spelledOut(sign: string): readonly string[] {
  const spell = (withFigures: boolean): string =>
    [...sign.toLowerCase()]
      .map((char) =>
        /\d/.test(char) && !withFigures
          ? char
          : (figures[Number(char)] ?? letters[char.charCodeAt(0) - 97] ?? char),
      )
      .join("");
  const spelled = [...new Set([spell(false), spell(true)])];
  const asPeople = (text: string): string =>
    text
      .replace(/alfa/g, "alpha")
      .replace(/juliett/g, "juliet")
      .replace(/whiskey/g, "whisky");
  return [
    ...new Set([
      ...spelled,
      ...spelled.map(asPeople),
      ...spelled.map((text) => text.replace(/nine(?!r)/g, "niner")),
    ]),
  ];
}

/** `IMO 9321483`, `call sign DABC`: the number or sign itself, however it is grouped. Null for other texts. */
function ofVesselNumber(whose: Whose, text: string): readonly HiddenText[] | null {
  const match =
    /^(imo|mmsi|call ?-?sign)?(?: ?(?:no\.?|number|nr\.?))?[\s:#.-]*([a-z0-9][a-z0-9\s.-]*)$/i.exec(
      text.trim(),
    );
  const rest = squeeze(match?.[2] ?? "");
  if (/^(?:\d{7}|\d{9})$/.test(rest)) return squeezed(whose, "number", rest);
  if (match?.[1] === undefined || rest.length > 9) return null;
  return [
    ...standing(whose, "word", rest),
    ...squeezed(whose, "sign", rest),
    ...inCapitals(whose, rest),
    ...spelledOut(rest).flatMap((each) => squeezed(whose, "spread", each)),
  ];
}

/** `MV Nordic Star`: what kind of ship it is. */
const shipKind = /^(?:m\/?v|m\/?s|m\/?t|s\/?s|m\.v\.|m\.s\.|m\.t\.|motor vessel|vessel|buque|tug)\s+/i;

function ofVessel(memberId: string, value: string, also: readonly string[]): readonly HiddenText[] {
  const whose: Whose = { memberId, by: "exposure" };
  return [value, ...also].flatMap((text) => {
    const number = ofVesselNumber(whose, text);
    if (number !== null) return number;
    const bare = text.trim().replace(shipKind, "");
    const isOfMany = bare.split(/\s+/).length < 2 && isEverydayWord(bare);
    return [
      ...named(whose, text),
      ...(bare === text.trim() || isOfMany || squeeze(bare).length < insideMin ? [] : named(whose, bare)),
    ];
  });
}

const machineKind =
  /^(?:(?:quay|gantry|ship-to-shore)\s+)?(?:crane|grua|grúa|kran|host|server)\s+|\s+(?:crane|grua|grúa|kran)$/i;
const withOneNumber = /^(.*?\D)0*(\d{1,3})$/;

/** `Zulu 77`, `Zulu 077`, `Zulu No. 77`, and `77 Zulu` where it can be nothing else. */
function numbered(name: string, number: string): readonly string[] {
  const isNumberFirst =
    squeeze(name).length >= insideMin &&
    !name.split(/[^\p{L}]+/u).every((each) => each === "" || isMachineWord(each));
  return [
    ...[1, 2, 3, 4].map((length) => `${name}${number.padStart(length, "0")}`),
    ...["no", "nr", "num", "number", "numero", "nummer"].map((word) => `${name} ${word} ${number}`),
    ...(isNumberFirst ? [`${number} ${name}`] : []),
  ];
}
const isMachineWord = (word: string): boolean =>
  /^(?:quay|gantry|crane|grua|grúa|kran|host|server|gate|file)s?$/i.test(word);

/** `Crane Zulu 77` is `zulu_77` as well, and `STS-04` is `STS 4`. Words of everyday are a machine's as they stand only. */
function ofMachine(memberId: string, text: string): readonly HiddenText[] {
  const whose: Whose = { memberId, by: "exposure" };
  const bare = text.trim().replace(machineKind, "");
  const spellings = [text.trim(), ...(squeeze(bare).length >= insideMin ? [bare] : [])].flatMap((each) => {
    const [, name, number] = withOneNumber.exec(each) ?? [];
    return number === undefined ? [each] : [each, ...numbered(name as string, number)];
  });
  return [
    ...standing(whose, "word", text),
    ...[...new Set(spellings)]
      .filter((each) => /\d/.test(each) || !each.split(/[^\p{L}]+/u).every(isEverydayWord))
      .flatMap((each) => squeezed(whose, "spread", each)),
  ];
}

function ofExposure({ memberId, kind, value, also }: OwnValue): readonly HiddenText[] {
  const whose: Whose = { memberId, by: "exposure" };
  switch (kind) {
    case "network":
    case "product":
      return [];
    case "domain":
    case "mail domain":
      return [value, ...also].flatMap((each) => standing(whose, "name", each));
    case "host":
    case "crane":
    case "vendor account":
      return [value, ...also].flatMap((each) =>
        each.includes(".") ? standing(whose, "name", each) : ofMachine(memberId, each),
      );
    case "person":
      return [value, ...also].flatMap((each) => ofPerson(memberId, each));
    case "vessel":
      return ofVessel(memberId, value, also);
    default:
      return [value, ...also].flatMap((each) => ofCompany(whose, each));
  }
}

export function hiddenTexts(
  members: readonly Pick<Member, "id" | "name">[],
  exposures: readonly OwnValue[],
  people: readonly OwnPerson[],
): readonly HiddenText[] {
  return [
    ...members.flatMap(({ id, name }) => [
      ...ofCompany({ memberId: id, by: "name" }, name),
      ...(id.length >= idMin
        ? [{ memberId: id, by: "id", as: "part", text: id.toLowerCase() } as const]
        : []),
    ]),
    ...exposures.flatMap(ofExposure),
    ...people.flatMap(({ memberId, name, email }) =>
      memberId === null
        ? []
        : [
            ...ofPerson(memberId, name),
            ...(email == null ? [] : standing({ memberId, by: "exposure" }, "word", email)),
          ],
    ),
  ].filter(({ text }) => text !== "");
}
