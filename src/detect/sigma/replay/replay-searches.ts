/**
 * Which stored events a rule could hold for: those of its logs and, where it can't do without a text, those whose record has
 * it. A record's text in the store is JSON, in which quotes, slashes, what HTML gives a meaning, and characters beyond ASCII may
 * be written in several ways (`\u0026`); only what is always written as it is is looked for. More is found than holds, never
 * less.
 */
import type { SearchTerm } from "../../../store/index.js";
import type { SigmaRule } from "../rule.js";
import { needsOf } from "../shape.js";
import { coversOf, type Taxonomy } from "../taxonomy.js";

/** Searches of one span of time; with more the logs are read whole. */
const searchesMax = 32;
/** A shorter piece is in half of all records. */
const pieceMin = 4;

/** The longest piece that JSON has only one way to write; null where there is none to speak of. */
function safePiece(text: string): string | null {
  const pieces = text.split(/[^ !#-%(-*,-.0-;?-[\]-~]+/);
  const longest = pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), "");
  return longest.length < pieceMin ? null : longest;
}

/** Pieces of which every record that the rule holds for has one; null where nothing is known. */
function piecesOf(rule: SigmaRule, cover: ReturnType<typeof coversOf>[number]): readonly string[] | null {
  let best: readonly string[] | null = null;
  for (const need of needsOf(rule, cover)) {
    const pieces = new Set<string>();
    for (const { field, op, value } of need) {
      const piece = field.startsWith("@") || op === "exists" ? null : safePiece(value);
      if (piece === null) {
        pieces.clear();
        break;
      }
      pieces.add(piece.toLowerCase());
    }
    if (pieces.size === 0 || pieces.size > searchesMax) continue;
    if (best === null || pieces.size < best.length) best = [...pieces];
  }
  return best;
}

const ofLog = (log: string): SearchTerm => {
  const star = log.indexOf("*");
  return star < 0
    ? { field: "log", op: "is", value: log }
    : { field: "log", op: "starts-with", value: log.slice(0, star) };
};

/** Terms of each search; an event that a rule holds for is found by one at least, and may be by several. */
export function replaySearches(
  rules: readonly SigmaRule[],
  taxonomies: readonly Taxonomy[],
): readonly (readonly SearchTerm[])[] {
  const searches = new Map<string, readonly SearchTerm[]>();
  const logs = new Map<string, SearchTerm>();
  for (const rule of rules)
    for (const cover of coversOf(rule.logSource, taxonomies)) {
      const pieces = piecesOf(rule, cover);
      for (const log of cover.logs) {
        const term = ofLog(log);
        logs.set(`${term.op} ${term.value}`, term);
        const narrowed =
          pieces === null
            ? [[term]]
            : pieces.map((value) => [term, { field: "text" as const, op: "contains" as const, value }]);
        for (const terms of narrowed) searches.set(JSON.stringify(terms), terms);
      }
    }
  return searches.size > searchesMax ? [...logs.values()].map((term) => [term]) : [...searches.values()];
}
