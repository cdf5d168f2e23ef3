/**
 * One spelling for what reads the same: compatibility forms joined, lower case, marks and invisible characters
 * dropped, letters of other scripts that look Latin as Latin, punycode decoded, defanged dots and colons put back.
 */
import { domainToUnicode } from "node:url";

/**
 * Letters that people take for Latin ones (Unicode's confusables, UTS #39, as far as Greek, Cyrillic, Armenian and
 * small capitals go), and Latin ones that no normalization takes apart.
 */
const lookAlike = tableOf(
  "аa ɑa αa вb еe ɡg һh нh іi ıi ιi јj кk κk мm ոn пn оo οo σo рp ρp сc ϲc ѕs тt τt υu ѵv νv ѡw хx χx уy γy ԁd ӏl ⅼl ɩi βb εe ζz ηn γy " +
    "øo łl đd ðd ħh ŧt ŋn ɓb ƙk ɗd",
);
const smallCapitals = tableOf("ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ꞯq ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz");
/** Greek and Cyrillic capitals that look Latin, of which the small letters look otherwise. */
const capitals = tableOf(
  "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX АA ВB ЕE КK МM НH ОO РP СC ТT ХX УY ЅS ІI ЈJ",
);
const apart = tableOf("ßss æae œoe þth ĳij");

/** Cyrillic (BGN/PCGN) and Greek (ISO 843) letters as Latin ones, for names that are written as they sound. */
const sound = tableOf(
  "аa бb вv гg дd еe ёe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya іi їyi єye ґg " +
    "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo",
);

/** Each entry: a letter, then what stands for it. */
function tableOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(" ").map((entry) => {
      const [letter, ...rest] = entry;
      return [letter as string, rest.join("")];
    }),
  );
}

const replaced = (text: string, table: ReadonlyMap<string, string>): string =>
  text.replace(/[^\x00-\x7f]/gu, (letter) => table.get(letter) ?? letter);

const unpunycoded = (text: string): string =>
  text.includes("xn--")
    ? text.replace(/xn--[a-z0-9-]{1,59}/g, (label) => domainToUnicode(label) || label)
    : text;

/** Ä as Ae: how German, Danish and Swedish names are written where there are no such letters. */
const withE = (text: string): string =>
  text.replace(/[äöüøå]/g, (letter) => ({ ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" })[letter] as string);

const withoutMarks = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");

/** Digits of every script as the ones of ASCII: each script has its ten in a row (Unicode, `Nd`). */
const digits = new Map<string, string>();
function digit(letter: string): string {
  let known = digits.get(letter);
  if (known === undefined) {
    let before = 0;
    const code = letter.codePointAt(0) as number;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
    known = String(before % 10);
    digits.set(letter, known);
  }
  return known;
}

const refanged = (text: string): string =>
  text
    .replace(/\s?[[({]\s?(?:\.|dot|punkt|punto)\s?[\])}]\s?|\\\.|\s{1,2}dot\s{1,2}/g, ".")
    .replace(/\s?[[({]\s?(?:@|at)\s?[\])}]\s?/g, "@")
    .replace(/[[({]:(?:\/\/)?[\])}]/g, (mark) => (mark.includes("/") ? "://" : ":"))
    .replace(/h(?:xx|\*\*)p/g, "http");

/** With capitals as they look, where the small letters of the same name look otherwise. */
function asItLooks(written: string): string {
  const plain = replaced(unpunycoded(replaced(written, capitals).toLowerCase()), smallCapitals);
  return replaced(replaced(withoutMarks(plain), apart), lookAlike);
}

/** The spellings of a text that are searched, the plain one first, each once. ASCII has one. */
export function foldings(text: string): readonly string[] {
  const written = text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/(?![0-9])\p{Nd}/gu, digit)
    // The full stop of Chinese and Japanese parts a domain too (RFC 3490, section 3.1).
    .replaceAll("。", ".");
  const plain = replaced(unpunycoded(written.toLowerCase()), smallCapitals);
  if (/^[\x00-\x7f]*$/.test(plain)) return [refanged(plain)];
  const spellings = [
    replaced(replaced(withoutMarks(plain), apart), lookAlike),
    ...(/[Α-ΩА-ЯЅІЈ]/.test(written) ? [asItLooks(written)] : []),
    replaced(withoutMarks(replaced(plain, apart)), sound),
    withoutMarks(withE(replaced(plain, apart))),
  ];
  return [...new Set(spellings.map(refanged))];
}

/** Letters and digits alone: a name as it stands in a domain or a file name. */
export const squeeze = (folded: string): string => folded.replace(/[^\p{L}\p{N}]+/gu, "");

/**
 * A folded text without the blanks that people put around dots and `@`, and with the words they say in their place.
 * Only a dot with a blank before it counts: one with a blank behind it ends a sentence.
 */
export function tightened(folded: string): string {
  if (!/\s[.@]|@\s|\s(?:dot|punkt|punto|at|arroba)\s/.test(folded)) return folded;
  return folded
    .replace(/\s{1,4}(?:dot|punkt|punto)\s{1,4}/g, ".")
    .replace(/\s{1,4}\.\s{0,4}/g, ".")
    .replace(/\s{1,4}(?:at|arroba)\s{1,4}|\s{0,4}@\s{0,4}/g, "@");
}
