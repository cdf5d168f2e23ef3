/**
 * A report in Markdown: values stand in fenced blocks, in cells of tables, in back-quotes, or alone behind a
 * bullet. Links are references and are never read, and neither is prose: what stands there may be named for any
 * reason. Only text that is wholly a value counts, so that nothing here is a problem.
 */
import type { FeedFormat, FeedItem } from "../feed-format.js";
import { entryItem, nothingClaimed, readLines } from "../read-lines.js";
import { readRange, readValue } from "../read-value.js";

/** The pieces of a line that could be values as a whole. */
function pieces(line: string, fenced: boolean): readonly string[] {
  if (fenced) return [line];
  const quoted = [...line.matchAll(/`([^`]{4,2048})`/g)].map((match) => match[1] as string);
  if (line.startsWith("|")) return [...line.split("|").filter((cell) => !cell.includes("`")), ...quoted];
  const bullet = /^(?:[*+-]|[0-9]{1,3}[.)])\s+(\S+)$/.exec(line)?.[1];
  if (bullet !== undefined && !/^https?:/i.test(bullet)) quoted.push(bullet.replace(/^`|`$/g, ""));
  return quoted;
}

function readPiece(text: string, number: number): readonly FeedItem[] {
  const value = text.trim();
  if (value === "" || value.includes("](")) return [];
  const observable = readValue(value);
  const found = observable === null ? readRange(value) : [observable];
  return (found ?? []).map((one) => entryItem(one, nothingClaimed, number));
}

export const markdown = {
  id: "markdown",
  title: "Markdown report",
  sniff: (sample) => {
    const named = /\.(md|markdown)$/i.test(sample.fileName);
    const signs = [/^```/m, /^#{1,6} \S/m, /^\|.*\|\s*\n\|[\s:|-]+\|/m, /\]\(https?:/].filter((sign) =>
      sign.test(sample.text),
    ).length;
    return named && signs > 0 ? 0.9 : signs > 1 ? 0.7 : 0;
  },
  read: (text) => {
    let fenced = false;
    return readLines(text, (line, number) => {
      if (/^(```|~~~)/.test(line)) {
        fenced = line.length > 3 && line.endsWith("```") ? fenced : !fenced;
        return null;
      }
      const items = new Map<string, FeedItem>();
      for (const piece of pieces(line, fenced))
        for (const item of readPiece(piece, number))
          if (item.kind === "entry")
            items.set(`${item.entry.observable.type} ${item.entry.observable.value}`, item);
      return [...items.values()];
    });
  },
} satisfies FeedFormat;
