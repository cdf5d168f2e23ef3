/**
 * All the ways a text can be read: as it stands, percent codes and JSON escapes undone, and with every stretch of base64 decoded at each
 * alignment, twice over. Then folded: compatibility forms joined, lower case, invisible characters dropped, defanged dots and colons put back.
 * The leak search looks into every reading, so that an address does not slip out in another coat. Bounded in
 * depth and size; evidence records are cut at 2,000 characters before they get here.
 */

const depthMax = 2;
const charsMax = 200_000;
const percentRun = /(?:%[0-9a-fA-F]{2})+/g;
const printableRun = /[\x20-\x7e\u00a0-\ufffc]{3,}/g;
const utf8 = new TextDecoder("utf-8");

/** Percent codes, `+` for a space, and the escapes of JSON. */
function unescaped(text: string): string {
  return text
    .replaceAll("+", " ")
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(percentRun, (run) => utf8.decode(Buffer.from(run.replaceAll("%", ""), "hex")));
}

/** What the runs of base64 in a text say, at each of the four alignments. */
function base64Decoded(text: string, runMin: number): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{4,}/g)) {
    for (let shift = 0; shift < 4; shift++) {
      if (run.length - shift < runMin) break;
      const decoded = utf8.decode(Buffer.from(run.slice(shift), "base64"));
      for (const [readable] of decoded.matchAll(printableRun)) found.push(readable);
    }
  }
  return found;
}

/** One spelling for what means the same: NFKC, lower case, `[.]` `(dot)` `[:]` `hxxp` as before defanging. */
export function fold(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .toLowerCase()
    .replace(/\s?[[({]\s?(?:\.|dot|punkt|punto)\s?[\])}]\s?|\\\.|\s{1,2}dot\s{1,2}/g, ".")
    .replace(/[[({]:[\])}]/g, ":")
    .replace(/h(?:xx|\*\*)p/g, "http");
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
      const decoded = /[%+\\]/.test(each) ? [unescaped(each)] : [];
      for (const reading of [...decoded, ...base64Decoded(each, runMin)]) {
        if (reading.length < valueMin || seen.has(reading)) continue;
        seen.add(reading);
        next.push(reading);
        chars += reading.length;
      }
    }
    layer = next;
  }
  return [...new Set([...seen].map(fold))];
}
