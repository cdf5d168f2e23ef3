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
import { type HiddenText, insideMin, named, squeezed, standing, type Whose } from "./hidden-text.js";
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

/** `IMO 9321483`, `call sign DABC`: the number or sign itself, however it is grouped. Null for other texts. */
function ofVesselNumber(whose: Whose, text: string): readonly HiddenText[] | null {
  const match =
    /^(imo|mmsi|call ?-?sign)?(?: ?(?:no\.?|number|nr\.?))?[\s:#.-]*([a-z0-9][a-z0-9\s.-]*)$/i.exec(
      text.trim(),
    );
  const rest = squeeze(match?.[2] ?? "");
  if (/^(?:\d{7}|\d{9})$/.test(rest)) return squeezed(whose, "number", rest);
  if (match?.[1] === undefined || rest.length > 9) return null;
  return [...standing(whose, "word", rest), ...squeezed(whose, "sign", rest)];
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

/** `Crane Zulu 77` is `zulu_77` as well, and `STS-04` is `STS 4`. Words of everyday are a machine's as they stand only. */
function ofMachine(memberId: string, text: string): readonly HiddenText[] {
  const whose: Whose = { memberId, by: "exposure" };
  const bare = text.trim().replace(machineKind, "");
  const spellings = [text.trim(), ...(squeeze(bare).length >= insideMin ? [bare] : [])].flatMap((each) => {
    const [, name, number] = withOneNumber.exec(each) ?? [];
    return number === undefined ? [each] : [each, `${name}${number}`, `${name}${number.padStart(2, "0")}`];
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
