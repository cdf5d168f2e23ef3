import { expect, test } from "vitest";
import { isNothingRead } from "./intel.js";

const report = { entries: 0, kept: 0, allowLists: 0, refused: 0, passedOver: [] };
const passedOver = [{ path: "feeds/photo.jpg", reason: "It is no feed." }];

test("an import fails where all of it was passed over or refused, not where something was read or nothing is listed", () => {
  expect(isNothingRead({ ...report, passedOver })).toBe(true);
  expect(isNothingRead({ ...report, refused: 3 })).toBe(true);
  expect(isNothingRead({ ...report, passedOver, entries: 1 })).toBe(false);
  expect(isNothingRead({ ...report, passedOver, allowLists: 1 })).toBe(false);
  expect(isNothingRead(report)).toBe(false);
});
