import { expect, test } from "vitest";
import { fixedClock } from "./clock.js";
import { Turns } from "./turns.js";

test("a slice is over after its milliseconds, and begins anew with its turn", async () => {
  const clock = fixedClock(0);
  const slice = new Turns(clock).slice();
  expect(slice.isOver).toBe(false);
  clock.advanceMs(15);
  expect(slice.isOver).toBe(true);
  await slice.next();
  expect(slice.isOver).toBe(false);
});

test("those that share turns have one each in a pass of the loop", async () => {
  const turns = new Turns();
  let passes = 0;
  let isRunning = true;
  const count = () => {
    passes++;
    if (isRunning) setImmediate(count);
  };
  setImmediate(count);
  const at: number[] = [];
  const work = async () => {
    for (let i = 0; i < 3; i++) {
      await turns.next();
      at.push(passes);
    }
  };
  await Promise.all([work(), work(), work()]);
  isRunning = false;
  expect(new Set(at).size).toBe(9);
});
