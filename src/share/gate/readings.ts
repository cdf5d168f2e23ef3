/**
 * All the ways a text can be read: as it stands, and with its codes undone (percent, quoted-printable, HTML and JSON
 * escapes, hexadecimal, and every stretch of base64 at each alignment, as UTF-8 and as UTF-16), twice over; each in all
 * its foldings (`fold.ts`). The leak search looks into every reading, so that an address does not slip out in another
 * coat. Bounded in depth and size; evidence records are cut at 2,000 characters before they get here.
 */
import { foldings } from "./fold.js";

const depthMax = 2;
const charsMax = 200_000;
const printableRun = /[\x20-\x7e\u00a0-\ufffc]{3,}/g;
const utf8 = new TextDecoder("utf-8");
const utf16 = new TextDecoder("utf-16le");

const bytesText = (hex: string): string => utf8.decode(Buffer.from(hex.replace(/[^0-9a-fA-F]/g, ""), "hex"));

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  period: ".",
  colon: ":",
  sol: "/",
  commat: "@",
  nbsp: " ",
  hyphen: "-",
  lowbar: "_",
};

function codePoint(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** Percent codes, `+` for a space, and the escapes of JSON, HTML, C and quoted-printable. */
function unescaped(text: string): string {
  return text
    .replaceAll("+", " ")
    .replace(/=\r?\n/g, "")
    .replace(/\\u\{?([0-9a-fA-F]{4,6})\}?/g, (_, hex: string) => codePoint(hex, 16))
    .replace(/&#x([0-9a-fA-F]{1,6});?/g, (_, hex: string) => codePoint(hex, 16))
    .replace(/&#([0-9]{1,7});?/g, (_, digits: string) => codePoint(digits, 10))
    .replace(/&([a-z]{2,8});/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/(?:(?:%|\\x)[0-9a-fA-F]{2})+/g, bytesText)
    .replace(/(?:=[0-9a-fA-F]{2})+/g, bytesText);
}

const base64Run = /[A-Za-z0-9+/_-]{4,}/g;
/** Bytes as dumps print them: `52 65 64`, `5265 6420`. */
const dumpRun =
  /(?<![0-9a-zA-Z])(?:[0-9a-fA-F]{2}){1,2}(?:[ :]{1,2}(?:[0-9a-fA-F]{2}){1,2}){2,}(?![0-9a-zA-Z])/g;
const hexRun = /(?:[0-9a-fA-F]{2}){3,}/g;

/** What the runs of base64, at each of the four alignments, and of hexadecimal digits say that were not read before. */
function* decoded(text: string, valueMin: number, read: Set<string>): Generator<string> {
  const runMin = Math.max(4, Math.floor((valueMin * 4) / 3));
  for (const [run] of text.matchAll(base64Run)) {
    if (read.has(run)) continue;
    read.add(run);
    for (let shift = 0; shift < 4 && run.length - shift >= runMin; shift++)
      yield* printable(Buffer.from(run.slice(shift), "base64"));
  }
  for (const [run] of text.matchAll(hexRun))
    if (run.length >= 2 * valueMin) yield* printable(Buffer.from(run, "hex"));
  for (const [run] of text.matchAll(dumpRun)) {
    const bytes = Buffer.from(run.replace(/[ :]/g, ""), "hex");
    if (bytes.length >= valueMin) yield* printable(bytes);
  }
}

function printable(bytes: Buffer): string[] {
  const found = bytes.toString("utf8").match(printableRun) ?? [];
  // UTF-16 of Latin text: every other byte is zero, from the first or from the second on.
  if (!bytes.includes(0)) return found;
  return [
    ...found,
    ...(utf16.decode(bytes).match(printableRun) ?? []),
    ...(utf16.decode(bytes.subarray(1)).match(printableRun) ?? []),
  ];
}

/** Between what was decoded: more than may stand between the parts of one value. */
const apart = "\n".repeat(6);

/**
 * Every folded reading of a text, each once. `valueMin` is the length of the shortest value looked for. What the many
 * runs of a text say, most of it nothing, is one reading, and each run is read once: readings have their price.
 */
export function readings(text: string, valueMin: number): readonly string[] {
  const seen = new Set<string>([text]);
  const read = new Set<string>();
  const said = new Set<string>();
  let layer = [text];
  let chars = text.length;
  for (let depth = 0; depth < depthMax && chars < charsMax; depth++) {
    const next: string[] = [];
    for (const each of layer) {
      const fresh: string[] = [];
      for (const piece of decoded(each, valueMin, read)) {
        if (piece.length < valueMin || said.has(piece)) continue;
        said.add(piece);
        fresh.push(piece);
      }
      for (const reading of [/[%+\\&=]/.test(each) ? unescaped(each) : "", fresh.join(apart)]) {
        if (reading.length < valueMin || seen.has(reading)) continue;
        seen.add(reading);
        next.push(reading);
        chars += reading.length;
      }
    }
    layer = next;
  }
  return [...new Set([...seen].flatMap(foldings))];
}
