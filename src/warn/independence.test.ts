import { describe, expect, test } from "vitest";
import { testMember } from "../members/testing.js";
import { areIndependent, hasIndependentPair } from "./independence.js";

const line = testMember({ id: "line", providers: ["Harbor IT"] });
const crane = testMember({ id: "crane", providers: ["Night Watch", " harbor  it, Inc."] });
const rail = testMember({ id: "rail" });
const truck = testMember({ id: "truck" });
const tug = testMember({ id: "tug", providers: ["Deep Water Security", "NIGHT WATCH"] });
const watch = testMember({ id: "watch", name: "Deep Water Security, LLC" });
const harbor = testMember({ id: "harbor", name: "Harbor IT" });

describe("independence", () => {
  test.each([
    ["the same member", line, line, false],
    ["one provider of several, written differently", line, crane, false],
    ["several providers, none shared", rail, tug, true],
    ["several on both sides, none shared", line, tug, true],
    ["several on both sides, one shared", crane, tug, false],
    ["one of several is the other member", tug, watch, false],
    ["no provider on either side", rail, truck, true],
    ["a provider on one side", line, rail, true],
    ["one is the other's provider", line, harbor, false],
    [
      "one that came back under its name",
      rail,
      testMember({ id: "rail-again", name: "Company RAIL, Inc." }),
      false,
    ],
  ])("%s", (_what, a, b, independent) => {
    expect(areIndependent(a, b)).toBe(independent);
    expect(areIndependent(b, a)).toBe(independent);
  });

  test("two voices are needed, however many members one voice has", () => {
    expect(hasIndependentPair([])).toBe(false);
    expect(hasIndependentPair([line, crane, harbor])).toBe(false);
    expect(hasIndependentPair([line, crane, rail])).toBe(true);
  });
});
