/**
 * Adblock syntax as DNS block lists use it (https://adguard-dns.io/kb/general/dns-filtering-syntax/): `||name^`
 * is a name and all below it, `||name/path` a URL. `@@` exceptions are reported and kept out. Expressions,
 * wildcards inside a name and rules about page elements are kept with their reason.
 */
import type { FeedFormat, FeedItem } from "../feed-format.js";
import { intelProblem } from "../problems.js";
import { keptItem, nothingClaimed, readLines, shareOfLines, valueItems } from "../read-lines.js";

function readRule(line: string, number: number): FeedItem | readonly FeedItem[] | null {
  if (line.startsWith("!") || line.startsWith("[Adblock") || line === "#" || line.startsWith("# "))
    return null;
  if (line.startsWith("@@")) {
    const problem = intelProblem(
      "value-allowed-by-feed",
      `Line ${number} is an exception: ${line.slice(0, 120)}`,
    );
    return { kind: "problem", line: number, problem };
  }
  if (/#[@?$%]?#/.test(line)) return keptItem(line, "a rule about elements of a page", number);
  if (/^\/.*\/(\$.*)?$/.test(line)) return keptItem(line, "an expression", number);
  const dollar = line.lastIndexOf("$");
  const options = dollar > 0 && /^\$[a-z~]/.test(line.slice(dollar)) ? line.slice(dollar + 1) : "";
  const rule = options === "" ? line : line.slice(0, dollar);
  if (/(^|,)(domain|client|denyallow|dnstype)=/.test(options))
    return keptItem(line, `a rule for some only: ${options.slice(0, 60)}`, number);
  const body = rule
    .replace(/^\|\|/, "")
    .replace(/^\|/, "")
    .replace(/^(0\.0\.0\.0|127\.0\.0\.1)\s+/, "")
    .replace(/[\^|]+$/, "")
    .replace(/^\*\./, "");
  if (body.includes("*") || body.includes("^")) return keptItem(line, "a wildcard inside the value", number);
  return valueItems(body, nothingClaimed, number);
}

export const adblock = {
  id: "adblock",
  title: "Adblock filter list",
  sniff: (sample) =>
    /^\[Adblock/i.test(sample.text) || shareOfLines(sample, (line) => /^(@@)?\|\|[^\s^]+\^?/.test(line)) > 0.5
      ? 0.9
      : 0,
  read: (text) => readLines(text, readRule),
} satisfies FeedFormat;
