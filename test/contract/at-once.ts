/** Two requests at once, the second beginning at any moment of the first. */
import { setTimeout as wait } from "node:timers/promises";
import { accepted } from "../../src/members/sign-in/testing.js";

/** Of each pair: the second begins at as many moments, from the first's beginning to a little behind its end. */
export const rounds = 16;

/** How far behind the second begins in a round, where the first lasts so long. */
export const behindIn = (round: number, lastsMs: number): number => (lastsMs * 1.2 * round) / rounds;

/** Runs both, the second so many milliseconds behind the first: what either answered, or its error. */
export async function atOnce(
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
  behindMs: number,
): Promise<readonly unknown[]> {
  const late = async () => {
    if (behindMs > 0) await wait(behindMs);
    return second();
  };
  const settled = await Promise.allSettled([first(), late()]);
  return settled.map((each): unknown => (each.status === "rejected" ? each.reason : each.value));
}

/** How many milliseconds something takes that nothing disturbs. */
export async function lasts(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  accepted(await work());
  return performance.now() - begun;
}
