/**
 * Picks the format of a feed file by its content and, where that helps, its name. Each format says how sure it
 * is; over 0.5 is a claim, the highest wins, ties go to the earlier id, so that the answer is always the same.
 */
import type { FeedFormat, FeedSample } from "./feed-format.js";
import { feedFormats } from "./formats/index.js";

const sampleLength = 16_384;

export function sampleOf(text: string, fileName: string): FeedSample {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const cut = text.length - start > sampleLength;
  const head = text.slice(start, start + sampleLength);
  const lines = head.split("\n");
  if (cut && lines.length > 1) lines.pop();
  return { text: head, lines, fileName };
}

/** The format of a feed, or null where none claims it. */
export function sniffFeed(text: string, fileName: string): FeedFormat | null {
  const sample = sampleOf(text, fileName);
  let best: FeedFormat | null = null;
  let surest = 0.5;
  for (const format of feedFormats) {
    const sure = format.sniff(sample);
    if (sure > surest) {
      best = format;
      surest = sure;
    }
  }
  return best;
}

export function feedFormatOf(id: string): FeedFormat | null {
  return feedFormats.find((format) => format.id === id) ?? null;
}
