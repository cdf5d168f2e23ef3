/**
 * One value a line, of any kind, mixed as they come: addresses, `ip:port`, networks, ranges, names (with a
 * trailing dot, a wildcard or none), URLs, hashes, mail addresses; defanged or not. Comments begin with `#`, `;`,
 * `!` or `//`, also after the value. Where a line has more words, the first is the value.
 */
import { readHeader } from "../csv-columns.js";
import type { FeedFormat, FeedItem } from "../feed-format.js";
import { cutComment, isComment, nothingClaimed, readLines, shareOfLines, valueItems } from "../read-lines.js";
import { readRange, readValue } from "../read-value.js";

function readLine(raw: string, number: number): FeedItem | readonly FeedItem[] | null {
  if (isComment(raw)) return null;
  const line = cutComment(raw);
  const items = valueItems(line, nothingClaimed, number);
  if (!("kind" in items) || items.kind !== "problem") return items;
  if (number === 1 && readHeader([line]) !== null) return null; // a table of one column
  const first = line.search(/[\s,]/);
  if (first < 0) return items;
  const again = valueItems(line.slice(0, first), nothingClaimed, number);
  return "kind" in again && again.kind === "problem" ? items : again;
}

const isValue = (line: string) => {
  const text = cutComment(line);
  return (
    readValue(text) !== null ||
    readRange(text) !== null ||
    readValue(text.split(/\s/, 1)[0] as string) !== null
  );
};

export const plainList = {
  id: "plain-list",
  title: "One value a line",
  sniff: (sample) => (shareOfLines(sample, isValue) >= 0.5 ? 0.55 : 0),
  lines: () => ({ claim: nothingClaimed, read: readLine }),
  read: (text) => readLines(text, readLine),
} satisfies FeedFormat;
