/**
 * What the columns of a table mean. A header is read by its words (MISP's exports, abuse.ch, vendors' reports);
 * without one, a column holds values where most of its cells are some.
 */
import { readValue } from "./read-value.js";

export type ColumnMeaning =
  | "value"
  | "type"
  | "ja3"
  | "to-ids"
  | "confidence"
  | "tlp"
  | "label"
  | "from"
  | "until"
  | "other";

const meanings: readonly (readonly [RegExp, ColumnMeaning])[] = [
  [
    /^(value[12]?|indicators?|iocs?|ioc[ _]?value|indicator[ _]value|observable|attribute[ _]value|artifact)$/,
    "value",
  ],
  [
    /^((src|dst|source|dest|destination|remote|c2|c&c|cnc)[ _]?)?(ip|ips|ipv4|ipv6|ip[ _-]?addr(ess)?(es)?|cidr|network|subnet)$/,
    "value",
  ],
  [
    /^(ip|ipv4|domain|host|url)s?[ _]?(list|name)?$|^(fqdn|hostname|uri|domain[ _]name|address|site|link)s?$/,
    "value",
  ],
  [/^(c2|c&c|cnc|c2c)([ _]?(server|domain|host|url|address)s?)?$/, "value"],
  [/^(.*[ _])?(md5|sha-?1|sha-?256|sha-?512)([ _]?(hash|sum))?$|^(file[ _]?)?hash(es)?$/, "value"],
  [/^e-?mail([ _]?(address|addr))?s?$|^sender$|^(src|from)[ _]?e?mail$/, "value"],
  [/^ja3([ _]?(hash|md5|fingerprint))?$|^ja3_md5$/, "ja3"],
  [/^(type|ioc[ _]type|indicator[ _]type|attribute[ _]type|kind)$/, "type"],
  [/^to[ _]?ids$/, "to-ids"],
  [/^(confidence|confidence[ _](level|score))$/, "confidence"],
  [/^(tlp|tlp[ _](label|marking)|marking)$/, "tlp"],
  [
    /^(family|malware|malware[ _](family|printable|name)|threat|threat[ _](type|name)|campaign|signature|actor|tags?|labels?)$/,
    "label",
  ],
  [/^(first[ _]?seen([ _]?utc)?|valid[ _]?from)$/, "from"],
  [/^(valid[ _]?until|expir(es|y|ation)([ _]date)?|valid[ _]to)$/, "until"],
];

/** The meaning of each column by its header; null where the row is no header. */
export function readHeader(cells: readonly string[]): readonly ColumnMeaning[] | null {
  const found = cells.map((cell): ColumnMeaning => {
    const word = cell
      .trim()
      .toLowerCase()
      .replace(/^["#\s]+|["\s]+$/g, "");
    return meanings.find(([pattern]) => pattern.test(word))?.[1] ?? "other";
  });
  return found.some((one) => one === "value" || one === "ja3") ? found : null;
}

/** Columns by their content: those of which at least half of the cells that are not empty are values. */
export function columnsByContent(rows: readonly (readonly string[])[]): readonly ColumnMeaning[] | null {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const found: ColumnMeaning[] = [];
  for (let column = 0; column < width; column++) {
    let filled = 0;
    let values = 0;
    for (const row of rows) {
      const cell = row[column] ?? "";
      if (isEmptyCell(cell)) continue;
      filled++;
      if (readValue(cell) !== null) values++;
    }
    found.push(filled > 0 && values / filled >= 0.5 ? "value" : "other");
  }
  return found.includes("value") ? found : null;
}

export function isEmptyCell(cell: string): boolean {
  return /^(|-|n\/?a|none|null|unknown|not available)$/i.test(cell.trim());
}
