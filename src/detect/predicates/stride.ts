/**
 * How far apart the places inside a value are that are asked. A text is found at every place where it may stand if
 * as many of its neighbouring grams have keys as the stride is long, for which it needs stride + 3 bytes; shorter
 * ones are looked for one by one. So the stride is chosen by what a field's texts need in all.
 */
import { gramBytes } from "./rarity.js";

export type Stride = 1 | 2 | 3 | 4;

/** Work for 16 bytes of a value, in about nanoseconds: asking every place, and looking for one text. */
const everyPlace = 24;
const oneText = 3;

export function strideFor(lengths: readonly number[]): Stride {
  const work = (stride: Stride) => {
    const short = lengths.filter((length) => length < gramBytes - 1 + stride).length;
    return (short < lengths.length ? everyPlace / stride : 0) + oneText * short;
  };
  return ([4, 3, 2, 1] as const).reduce((best, stride) => (work(stride) < work(best) ? stride : best));
}
