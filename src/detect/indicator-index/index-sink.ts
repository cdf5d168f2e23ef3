/**
 * What a feed's entries go into when they are loaded into an index: one by one, or as lines. The loading asks for
 * room ahead where it knows how many are to come, so that the index need not grow a little with each.
 */
import type { FeedSink } from "../../intel/index.js";
import type { IndicatorIndex } from "./indicator-index.js";

/** Of what is expected so much more is made room for, as a growth at the very end would cost as much as all before. */
const margin = 1 / 16;

export function indexSink(index: IndicatorIndex): Required<Pick<FeedSink, "entry" | "lines" | "expect">> {
  return {
    entry: (observable, claim) => index.add(observable, claim),
    lines: (lines, claim) => index.addLines(lines, claim),
    expect: (entries) => index.reserve(index.size + Math.ceil(entries * (1 + margin))),
  };
}
