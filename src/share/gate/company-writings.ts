/**
 * How people write of a company: by its whole name, without its legal form, with `and` for `&`, and without the words
 * that say only what kind of company it is: `Evergate` of `Evergate Container Terminal GmbH`. What is left is hidden
 * alone unless it is one word of everyday, one of the commonest names, or a place; where it is several words of
 * everyday (`Red Rig`), shortened (`Rig Logistics`) or initials (`RRL`) only as a part of a name: it is cut, and no reason to refuse a whole.
 */
import { isCommonPerson, isEverydayWord, isPlaceName } from "../../members/index.js";
import { squeeze } from "./fold.js";
import {
  type HiddenText,
  inCapitals,
  insideMin,
  named,
  squeezed,
  squeezedMin,
  standing,
  type Whose,
} from "./hidden-text.js";

/** What says of a company only that it is one: people leave it out. */
const legalForms =
  /[\s,]+(?:ltd|limited|inc|incorporated|llc|llp|lp|plc|corp|corporation|co|company|gmbh|ag|kg|sarl|s\.?a\.?s?|s\.?l|s\.?p\.?a|s\.?r\.?l|b\.?v|n\.?v|ab|as|a\/s|oy|pte|pty|group|holdings?)\.?$/i;

/** Words, folded, for the kind of a company, in English, Spanish and German. */
const kinds = new Set(
  (
    "agency agencies authority barge bulk cargo carrier carriers chartering company container containers contenedores " +
    "corporation customs depot dock docks drayage enterprise enterprises express feeder ferries ferry fleet forwarder " +
    "forwarders forwarding freight global group harbor harbour haulage hauling holding holdings industries intermodal " +
    "international line liner lines logistic logistics marine maritime moving navigation operations operator operators " +
    "pilots port ports rail railroad railway railways reederei security services service ship shipping shipyard " +
    "solutions stevedores stevedoring storage supply systems tankers technologies technology terminal terminals towage " +
    "towing trade trading transit transport transportation transports truck trucking trucks tug tugs union warehouse " +
    "warehousing warehouses yard yards agencia aduanas almacenes autoridad carga compania contenedores empresa grupo " +
    "hermanos logistica maritima maritimo maritimos muelles naviera navieras operadora portuaria portuario puerto " +
    "remolcadores servicios sociedad sindicato terminales transporte transportes containerterminal hafen logistik " +
    "schiffahrt schifffahrt spedition umschlag werft"
  ).split(" "),
);
/** Initials of fewer words are everybody's. */
const initialsMin = 3;
const initialsMax = 6;
/** What joins such a word to a name. */
const links = new Set("of the de del la las los y e and und & fur der die das + for".split(" "));

const plain = (word: string): string =>
  squeeze(word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()) || word;

/** True for a word that is a legal form or a kind of company and nothing else: `Ltd.`, `GmbH`, `Terminal`. */
export const isCompanyWord = (word: string): boolean =>
  word !== "" && (legalForms.test(` ${word.replace(/[,;:]$/, "")}`) || kinds.has(plain(word)));

/** `Hook & Haul` is written `Hook and Haul` as often, and the other way round. */
const joiners = ["and", "und", "y", "e", "et", "n"] as const;
function joined(name: string): readonly string[] {
  if (/[&+]/.test(name)) return [name, ...joiners.map((word) => name.replace(/\s*[&+]\s*/g, ` ${word} `))];
  const bare = name.replace(/\s+(?:and|und|y|et)\s+/gi, " & ");
  return bare === name ? [name] : [name, bare];
}

/** What is left without kinds and legal forms at both ends; empty where that is nothing. */
function withoutKind(name: string): string {
  const words = name.trim().split(/[\s,]+/);
  let [from, to] = [0, words.length];
  while (to > from && isCompanyWord(words[to - 1] as string)) to--;
  while (to > from && isCompanyWord(words[from] as string)) {
    from++;
    while (to > from && links.has(plain(words[from] as string))) from++;
  }
  // `Hansen &` of `Hansen & Company`.
  while (to > from && links.has(plain(words[to - 1] as string))) to--;
  return words.slice(from, to).join(" ");
}

function ofKindless(whose: Whose, name: string): readonly HiddenText[] {
  const words = name.split(/[\s-]+/).filter((word) => squeeze(word).length > 0);
  const isOfMany = words.every((word) => isEverydayWord(word) || isCommonPerson(word));
  if (squeeze(name).length < insideMin || isPlaceName(name) || (words.length < 2 && isOfMany)) return [];
  const by = isOfMany ? "part" : whose.by;
  const glued = squeeze(name);
  return [
    ...[name, ...(/s$/i.test(name) ? [] : [`${name}s`])].flatMap((each) =>
      squeezed({ ...whose, by }, "spread", each),
    ),
    ...(glued.length >= squeezedMin ? standing({ ...whose, by }, "part", glued) : []),
  ];
}

/** Of `Red Rig Logistics`: `Rig Logistics`, `RR Logistics`; and `RRL`, where it is written so in capitals. */
function shortened({ memberId }: Whose, name: string): readonly HiddenText[] {
  const whose: Whose = { memberId, by: "part" };
  const words = name.split(/[\s,&+-]+/).filter((word) => squeeze(word) !== "");
  const own = words.findIndex((word, at) => at > 0 && isCompanyWord(word));
  const telling = words.filter((word) => !links.has(plain(word)));
  const isKindLast = own > 1 && words.slice(own).every(isCompanyWord);
  const [kind, before] = isKindLast ? [words.slice(own).join(""), words.slice(0, own)] : ["", []];
  return [
    ...(isKindLast && !links.has(plain(before.at(-1) as string))
      ? [
          ...squeezed(whose, "spread", `${before.at(-1)}${kind}`),
          ...squeezed(whose, "login", `${before.map((word) => [...word][0]).join("")}${kind}`),
        ]
      : []),
    ...[words, telling]
      .filter(({ length }) => length >= initialsMin && length <= initialsMax)
      .flatMap((each) => inCapitals(whose, each.map((word) => [...squeeze(word)][0]).join(""))),
  ];
}

export function ofCompany(whose: Whose, name: string): readonly HiddenText[] {
  const short = name.trim().replace(legalForms, "").replace(legalForms, "");
  const isTold = short !== name.trim() && squeeze(short).length >= insideMin;
  const kindless = withoutKind(name);
  return [
    ...[name, ...(isTold ? [short] : [])].flatMap(joined).flatMap((each) => named(whose, each)),
    ...shortened(whose, short),
    ...(kindless === "" || kindless === name.trim() || kindless === short
      ? []
      : joined(kindless).flatMap((each) => ofKindless(whose, each))),
  ];
}
