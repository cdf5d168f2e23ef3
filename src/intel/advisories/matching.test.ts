/** Held against many at once, an advisory says of each item what it says of that item alone. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import type { InventoryItem } from "../../model/index.js";
import { matchAdvisory, prepareInventory } from "./matching.js";
import { readCsaf } from "./read-csaf.js";
import { csafOf } from "./testing.js";

const words = fc.constantFrom(
  "S7-1500",
  "S7-15*",
  "15xx",
  "SCALANCE",
  "XM408",
  "HMI",
  "comfort",
  "ET200",
  "6ES7516-3AN01",
);
const name = fc.array(words, { minLength: 1, maxLength: 3 }).map((list) => list.join(" "));
const item = fc.record({
  vendor: fc.constantFrom("Siemens", "Siemens AG", "Moxa", ""),
  product: name,
  firmware: fc.constantFrom("", "V4.3", "V4.6", "odd"),
  models: fc.array(fc.constantFrom("6ES7516-3AN01", "XM408-8C"), { maxLength: 1 }),
});

test("many at once are as each alone, in the inventory's order", () => {
  let matched = 0;
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 30 }),
      fc.constantFrom("Siemens", "Moxa"),
      fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      (given, vendor, products) => {
        const advisory = readCsaf(
          csafOf({ vendor, versions: Object.fromEntries(products.map((each) => [each, ["< V4.5"]])) }),
        );
        if (advisory instanceof Problem) return;
        const items = given.map(
          (parts, at): InventoryItem => ({
            ...parts,
            key: `item ${at}`,
            name: "",
            address: "",
            isCrane: false,
          }),
        );
        const alone = items.flatMap((each) => matchAdvisory(advisory, prepareInventory([each])));
        matched += alone.length;
        expect(matchAdvisory(advisory, prepareInventory(items))).toEqual(alone);
      },
    ),
  );
  expect(matched).toBeGreaterThan(50);
});
