import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tlpLabels } from "../../model/index.js";
import { mostRestrictive, withinCeiling } from "./tlp-order.js";

const label = fc.constantFrom(...tlpLabels, "TLP:WHITE", "tlp:amber", "TLP:PURPLE", "", "secret");
const labels = fc.array(label, { minLength: 1, maxLength: 5 });

describe("TLP as an order", () => {
  test("CLEAR < GREEN < AMBER < AMBER+STRICT < RED", () => {
    for (const [low, lower] of tlpLabels.entries())
      for (const [high, higher] of tlpLabels.entries()) {
        expect(withinCeiling(lower, higher), `${lower} within ${higher}`).toBe(low <= high);
        expect(mostRestrictive([lower, higher])).toBe(tlpLabels[Math.max(low, high)]);
      }
  });

  test("the most restrictive is the same in any order and grouping, and adding a marking never loosens", () => {
    fc.assert(
      fc.property(labels, labels, (a, b) => {
        const all = mostRestrictive([...a, ...b]);
        expect(mostRestrictive([...b, ...a])).toBe(all);
        expect(mostRestrictive([mostRestrictive(a), mostRestrictive(b)])).toBe(all);
        expect(mostRestrictive([...a, ...a])).toBe(mostRestrictive(a));
        expect(withinCeiling(mostRestrictive(a), all)).toBe(true);
      }),
    );
  });

  test("what passes a ceiling passes every higher one", () => {
    fc.assert(
      fc.property(label, fc.constantFrom(...tlpLabels), fc.constantFrom(...tlpLabels), (what, one, other) => {
        if (withinCeiling(what, one) && withinCeiling(one, other))
          expect(withinCeiling(what, other)).toBe(true);
      }),
    );
  });

  test("an unknown or missing marking is RED, an unknown ceiling lets nothing pass", () => {
    expect(mostRestrictive([])).toBe("TLP:RED");
    expect(mostRestrictive(["TLP:CLEAR", "TLP:PURPLE"])).toBe("TLP:RED");
    expect(mostRestrictive(["TLP:WHITE"])).toBe("TLP:CLEAR");
    expect(withinCeiling("TLP:CLEAR", "all")).toBe(false);
    expect(withinCeiling("TLP:PURPLE", "TLP:AMBER+STRICT")).toBe(false);
  });
});
