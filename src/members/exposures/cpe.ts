/**
 * CPE 2.3 names as formatted strings (NISTIR 7695, 6.2): `cpe:2.3:` and eleven fields, a colon inside of one escaped.
 * Read into vendor, product and version, in lower case as dictionaries have them.
 */

export interface Cpe {
  readonly text: string;
  readonly vendor: string;
  readonly product: string;
  /** Empty where any or none is meant. */
  readonly version: string;
}

/** One field: `*`, `-`, or letters, digits, `_`, `.`, `-`, `~` and escaped signs, a wildcard at either end. */
const field = /^(?:[*-]|[*?]*(?:[a-z0-9_.~%-]|\\[!-/:-@[-`{-~])+[*?]*)$/;
const parts = 11;

const plain = (text: string): string =>
  text === "*" || text === "-" ? "" : text.replaceAll(/\\(.)/g, "$1").replaceAll("_", " ");

export function readCpe(raw: string): Cpe | null {
  const text = raw.trim().toLowerCase();
  if (!text.startsWith("cpe:2.3:") || text.length > 200) return null;
  const fields = text.slice("cpe:2.3:".length).split(/(?<!\\):/);
  if (fields.length !== parts || !/^[aho*-]$/.test(fields[0] as string)) return null;
  if (!fields.every((each) => field.test(each))) return null;
  const [, vendor, product, version] = fields.map(plain) as [string, string, string, string];
  return product === "" ? null : { text, vendor, product, version };
}
