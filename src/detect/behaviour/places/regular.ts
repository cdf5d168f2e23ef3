/**
 * Whether visits come as by a timer. Times are in order. The gap between a visit and the one `lag` visits on has a median;
 * a gap fits where it is within the tolerated jitter of it, or a visit or two were left out in between. The best of lags
 * one to three counts, as a program that tries twice and then waits has two gaps by turns. Visits of chance (a person, a
 * page) fit to about a quarter: with an exponential distribution and a jitter of 35% it is 25% of all gaps.
 */

/** Gaps up to this part of the median away from it fit. */
export const jitterMax = 0.35;
/** Gaps of twice or three times the median fit within this. */
const leftOutTolerance = 0.1;
const lagsMax = 3;

export interface Regularity {
  /** Between visits, microseconds: the median, or that of so many visits divided by their number. */
  readonly intervalUs: number;
  /** The part of all gaps that fit, 0 to 1. */
  readonly fit: number;
  /** The median deviation from the median, as a part of it. */
  readonly jitter: number;
  readonly lag: number;
}

const none: Regularity = { intervalUs: 0, fit: 0, jitter: 1, lag: 1 };

export function regularity(times: readonly number[]): Regularity {
  let best = none;
  for (let lag = 1; lag <= lagsMax && times.length - lag >= 6; lag++) {
    const found = atLag(times, lag);
    // A longer lag has to be clearly better: sums of gaps are always smoother than gaps.
    if (found.fit > best.fit + (lag === 1 ? 0 : 0.1)) best = found;
  }
  return best;
}

function atLag(times: readonly number[], lag: number): Regularity {
  const gaps: number[] = [];
  for (let at = lag; at < times.length; at++) gaps.push((times[at] as number) - (times[at - lag] as number));
  const middle = median(gaps);
  if (middle <= 0) return none;
  // Sums of several gaps of chance come closer to their median, so that they are held to less jitter.
  const jitter = jitterMax / lag ** 1.5;
  const fits = (gap: number): boolean => {
    if (Math.abs(gap - middle) <= jitter * middle) return true;
    const beats = Math.round(gap / middle);
    return beats >= 2 && beats <= 3 && Math.abs(gap - beats * middle) <= leftOutTolerance * middle;
  };
  const fit = gaps.filter(fits).length / gaps.length;
  const deviation = median(gaps.map((gap) => Math.abs(gap - middle))) / middle;
  return { intervalUs: middle / lag, fit, jitter: deviation, lag };
}

/** Of numbers in any order; 0 of none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** The part of the sizes that are within 10% (or 32 bytes) of their median; 1 where none is known. */
export function sameSize(sizes: readonly (number | null)[]): number {
  const known = sizes.filter((size): size is number => size !== null);
  if (known.length === 0) return 1;
  const middle = median(known);
  const near = known.filter((size) => Math.abs(size - middle) <= Math.max(32, middle * 0.1));
  return near.length / known.length;
}
