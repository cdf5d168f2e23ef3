/**
 * Whose copy leaked: a found text, or part of one, is compared with every recipient's copy, mark by mark. By chance a
 * copy agrees in half of its marks, so the answer says of how many marks it is: of twenty one in a million agrees by
 * chance, of three one in eight.
 */
import { type Copy, markOrder, markText, sitesOf } from "./marking.js";

export interface Traced {
  readonly recipientId: string;
  /** Marks of the found text that are as in this recipient's copy, of so many that were found. */
  readonly agreeing: number;
  readonly marks: number;
}

/** What left, before it was marked. */
export interface Original {
  readonly texts: readonly string[];
  readonly values: readonly string[];
}

/** So much of what stands before a mark tells its place in a text that was copied from. */
const contextChars = 16;

const plain = (text: string): string =>
  text.replaceAll("’", "'").replaceAll("–", "-").replaceAll("…", "...").replace(/\s+/g, " ").toLowerCase();

/** The best agreement first; recipients with none found are left out. */
export function traceCopies(
  found: string,
  original: Original,
  copy: Omit<Copy, "recipientId">,
  recipientIds: readonly string[],
): readonly Traced[] {
  const marks = sitesIn(found);
  // Where each value stands is looked for once, whoever's order it is then compared with.
  const standing = new Map(original.values.map((value) => [value, found.indexOf(value)]));
  return recipientIds
    .map((recipientId) => {
      const own = { ...copy, recipientId };
      const counts = { agreeing: 0, marks: 0 };
      for (const text of original.texts) countMarks(sitesIn(markText(text, own)), marks, counts);
      countOrder(
        standing,
        markOrder(original.values, (value) => value, own),
        counts,
      );
      return { recipientId, ...counts };
    })
    .filter((traced) => traced.marks > 0)
    .sort((a, b) => b.agreeing / b.marks - a.agreeing / a.marks);
}

/** The marks of a text by what stands around them; those that stand twice in like places tell nothing. */
function sitesIn(text: string): ReadonlyMap<string, boolean> {
  const sites = new Map<string, boolean>();
  const twice = new Set<string>();
  for (const { at, text: mark, isSecond } of sitesOf(text)) {
    const before = plain(text.slice(Math.max(0, at - contextChars * 2), at)).slice(-contextChars);
    const behind = plain(text.slice(at + mark.length, at + mark.length + contextChars)).slice(0, 4);
    const place = `${before} ${plain(mark)} ${behind}`;
    if (sites.has(place)) twice.add(place);
    sites.set(place, isSecond);
  }
  for (const place of twice) sites.delete(place);
  return sites;
}

function countMarks(
  expected: ReadonlyMap<string, boolean>,
  found: ReadonlyMap<string, boolean>,
  counts: { agreeing: number; marks: number },
): void {
  for (const [place, isSecond] of expected) {
    const held = found.get(place);
    if (held === undefined) continue;
    counts.marks++;
    if (held === isSecond) counts.agreeing++;
  }
}

/** Each two neighbours of the copy's order that were found tell one mark: which of them stands first. */
function countOrder(
  standing: ReadonlyMap<string, number>,
  order: readonly string[],
  counts: { agreeing: number; marks: number },
): void {
  const places = order.map((value) => standing.get(value) ?? -1).filter((at) => at >= 0);
  for (let i = 1; i < places.length; i++) {
    counts.marks++;
    if ((places[i - 1] as number) < (places[i] as number)) counts.agreeing++;
  }
}
