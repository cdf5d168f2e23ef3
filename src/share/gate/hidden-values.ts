/**
 * What of each member others must not see, as texts to look for: its name, its id, its people, and what it calls its
 * own in the register of exposures. Networks are looked for as addresses (`origin-search.ts`). Products are not among
 * them: that a port's members run a product is no secret of one, and warnings about it must name it.
 */
import type { Exposure, Member } from "../../model/index.js";
import { foldings, squeeze } from "./fold.js";

/** An entry of the register of exposures, as far as the gate needs it. */
export type OwnValue = Pick<Exposure, "memberId" | "kind" | "value" | "also">;

/** Whose name must not leave toward others. */
export interface OwnPerson {
  readonly memberId: string | null;
  readonly name: string;
  readonly email?: string | null;
}

/**
 * How a text is found. `inside`: anywhere among letters and digits alone. `part`: anywhere. `word`: with no letter or
 * digit beside it. `name`: a host's or domain's name, with no character of a longer label before or behind it.
 */
export type FoundAs = "inside" | "part" | "word" | "name";

export interface HiddenText {
  readonly memberId: string;
  readonly by: "name" | "id" | "person" | "exposure";
  readonly as: FoundAs;
  readonly text: string;
}

/** From this length on a name is found without its spaces too, as in a domain. */
const squeezedMin = 6;
/** From this length on it is found inside other words; below only as a word, or "cma" would be in "acma.example". */
const insideMin = 4;
const idMin = 8;
/** Shorter words of the register are in too many texts to be anybody's. */
const wordMin = 4;

function named(memberId: string, by: HiddenText["by"], text: string): readonly HiddenText[] {
  return foldings(text).map((folded) => {
    const words = folded.trim();
    const squeezed = squeeze(folded);
    if (squeezed.length >= squeezedMin) return { memberId, by, as: "inside", text: squeezed };
    return { memberId, by, as: squeezed.length >= insideMin ? "part" : "word", text: words };
  });
}

/** What says of a company only that it is one: people leave it out. */
const legalForms =
  /[\s,]+(?:ltd|limited|inc|incorporated|llc|llp|lp|plc|corp|corporation|co|company|gmbh|ag|kg|sarl|s\.?a\.?s?|s\.?l|s\.?p\.?a|s\.?r\.?l|b\.?v|n\.?v|ab|as|a\/s|oy|pte|pty|group|holdings?)\.?$/i;

/** True for a word that is a legal form and nothing else: `Ltd.`, `GmbH`. */
export const isLegalForm = (word: string): boolean =>
  word !== "" && legalForms.test(` ${word.replace(/[,;:]$/, "")}`);

/** `Hook & Haul` is written `Hook and Haul` as often, and the other way round. */
const joiners = ["and", "und", "y", "e", "et", "n"] as const;
function joined(name: string): readonly string[] {
  if (/[&+]/.test(name)) return [name, ...joiners.map((word) => name.replace(/\s*[&+]\s*/g, ` ${word} `))];
  const bare = name.replace(/\s+(?:and|und|y|et)\s+/gi, " & ");
  return bare === name ? [name] : [name, bare];
}

function ofCompany(memberId: string, name: string): readonly HiddenText[] {
  const short = name.trim().replace(legalForms, "").replace(legalForms, "");
  const isTold = short !== name.trim() && squeeze(short).length >= insideMin;
  return [name, ...(isTold ? [short] : [])].flatMap(joined).flatMap((each) => named(memberId, "name", each));
}

/** `Ana Ruiz` and `Ruiz, Ana`. Names of one short word are everybody's. */
function ofPerson(memberId: string, name: string): readonly HiddenText[] {
  const words = name.trim().split(/\s+/);
  if (squeeze(name).length < squeezedMin) return [];
  return [name, [...words.slice(-1), ...words.slice(0, -1)].join(" ")].flatMap((each) =>
    named(memberId, "person", each),
  );
}

function ofWord(memberId: string, as: FoundAs, text: string): readonly HiddenText[] {
  return foldings(text)
    .map((folded) => folded.trim())
    .filter((folded) => folded.length >= wordMin)
    .map((folded) => ({ memberId, by: "exposure", as, text: folded }));
}

/** `IMO 9321483`, `call sign DABC`: the number or sign itself. Other second names are names. */
function ofAlso(memberId: string, text: string): readonly HiddenText[] {
  const sign = /^(?:imo|mmsi|call ?sign)\W{0,3}([a-z0-9]{4,9})$/i.exec(text.trim());
  return sign === null ? named(memberId, "exposure", text) : ofWord(memberId, "word", sign[1] as string);
}

function ofExposure({ memberId, kind, value, also }: OwnValue): readonly HiddenText[] {
  switch (kind) {
    case "network":
    case "product":
      return [];
    case "domain":
    case "mail domain":
      return [value, ...also].flatMap((each) => ofWord(memberId, "name", each));
    case "host":
    case "crane":
    case "vendor account":
      return [value, ...also].flatMap((each) => ofWord(memberId, each.includes(".") ? "name" : "word", each));
    case "person":
      return [value, ...also].flatMap((each) => ofPerson(memberId, each));
    default:
      return [
        ...joined(value).flatMap((each) => named(memberId, "exposure", each)),
        ...also.flatMap((each) => ofAlso(memberId, each)),
      ];
  }
}

export function hiddenTexts(
  members: readonly Pick<Member, "id" | "name">[],
  exposures: readonly OwnValue[],
  people: readonly OwnPerson[],
): readonly HiddenText[] {
  return [
    ...members.flatMap(({ id, name }) => [
      ...ofCompany(id, name),
      ...(id.length >= idMin
        ? [{ memberId: id, by: "id", as: "part", text: id.toLowerCase() } as const]
        : []),
    ]),
    ...exposures.flatMap(ofExposure),
    ...people.flatMap(({ memberId, name, email }) =>
      memberId === null
        ? []
        : [...ofPerson(memberId, name), ...(email == null ? [] : ofWord(memberId, "word", email))],
    ),
  ].filter(({ text }) => text !== "");
}
