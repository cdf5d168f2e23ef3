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

/** What the runs of base64 in a text say, at each of the four alignments. */
function base64Decoded(text: string, runMin: number): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{4,}/g)) {
    for (let shift = 0; shift < 4; shift++) {
      if (run.length - shift < runMin) break;
      found.push(...printable(Buffer.from(run.slice(shift), "base64")));
    }
  }
  return found;
}

/** What runs of hexadecimal digits say. */
function hexDecoded(text: string, valueMin: number): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(/(?:[0-9a-fA-F]{2}){3,}/g))
    if (run.length >= 2 * valueMin) found.push(...printable(Buffer.from(run, "hex")));
  return found;
}

function printable(bytes: Buffer): string[] {
  const found = utf8.decode(bytes).match(printableRun) ?? [];
  // UTF-16 of Latin text: every other byte is zero, from the first or from the second on.
  if (!bytes.includes(0)) return found;
  return [
    ...found,
    ...(utf16.decode(bytes).match(printableRun) ?? []),
    ...(utf16.decode(bytes.subarray(1)).match(printableRun) ?? []),
  ];
}

/** Every folded reading of a text, each once. `valueMin` is the length of the shortest value looked for. */
export function readings(text: string, valueMin: number): readonly string[] {
  const runMin = Math.max(4, Math.floor((valueMin * 4) / 3));
  const seen = new Set<string>([text]);
  let layer = [text];
  let chars = text.length;
  for (let depth = 0; depth < depthMax && chars < charsMax; depth++) {
    const next: string[] = [];
    for (const each of layer) {
      const decoded = /[%+\\&=]/.test(each) ? [unescaped(each)] : [];
      for (const reading of [...decoded, ...hexDecoded(each, valueMin), ...base64Decoded(each, runMin)]) {
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
