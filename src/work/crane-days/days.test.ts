import { expect, test } from "vitest";
import { craneDays, expectedWarnings } from "./days.js";
import { craneSite, dayUs } from "./site.js";

const startUs = Date.UTC(2026, 5, 1) * 1000;
const options = { seed: 1, startUs, learningDays: 0, watchedDays: 1, pollS: 3600 };

test("the same seed gives the same days, another one others, each in order of time", () => {
  const text = (seed: number) => JSON.stringify([...craneDays({ ...options, seed })]);
  expect(text(1)).toBe(text(1));
  expect(text(1)).not.toBe(text(2));
  for (const records of craneDays({ ...options, watchedDays: 2 }))
    expect(records.every(({ atUs }, at) => at === 0 || atUs >= (records[at - 1]?.atUs ?? 0))).toBe(true);
});

test("days are laid behind one another, learning before the first watched one", () => {
  const days = [...craneDays({ ...options, learningDays: 2 })];
  expect(days).toHaveLength(3);
  for (const [at, records] of days.entries())
    expect(Math.floor(((records[0]?.atUs ?? 0) - startUs) / dayUs)).toBe(at - 2);
});

test("what is expected happens on its day, and between machines that the site lists or that nobody ordered", () => {
  const days = [...craneDays({ ...options, watchedDays: 7 })];
  for (const { day, about } of expectedWarnings)
    expect(days[day]?.some(({ fields }) => Object.values(fields).includes(about))).toBe(true);
  const site = craneSite("terminal", startUs, 14);
  for (const order of site.workOrders) expect(order.endUs).toBeGreaterThan(order.startUs);
  expect(new Set(site.assets.flatMap(({ addresses }) => addresses)).size).toBe(site.assets.length);
});
