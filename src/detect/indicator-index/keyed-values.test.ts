import { describe, expect, test } from "vitest";
import type { IndicatorClaim, Observable } from "../../model/index.js";
import { IndicatorIndex } from "./indicator-index.js";
import { digestOf } from "./keyed-values.js";

const key = Buffer.alloc(32, 1);
const seed = Buffer.from("seedseed");
const claim: IndicatorClaim = {
  source: "peer",
  confidence: 70,
  validFromUs: null,
  validUntilUs: null,
  tlp: "TLP:AMBER",
  labels: [],
};

/** The side that makes the set has an index of its own, under the same seed. */
function addHidden(index: IndicatorIndex, hidden: Observable): void {
  const locator = new IndicatorIndex(undefined, { seed }).locatorOf(hidden);
  index.addKeyed(hidden.type, locator, digestOf(key, hidden), claim);
}

function met(index: IndicatorIndex, observable: Observable): readonly string[] {
  const match = index.lookup(observable, null);
  return match === null ? [] : [match.indicator, ...match.also].map((each) => each.observable.value);
}

describe("keyed entries", () => {
  const hidden: readonly Observable[] = [
    { type: "ipv4", value: "192.0.2.7" },
    { type: "ipv6", value: "2001:db8::7" },
    { type: "domain", value: "example.com" },
    { type: "url", value: "http://example.org/a/" },
    { type: "url", value: "http://example.org/a/b" },
    { type: "md5", value: "d41d8cd98f00b204e9800998ecf8427e" },
    { type: "email", value: "a@example.com" },
  ];

  test("are met as themselves and as parents, without standing anywhere in the index", () => {
    const index = new IndicatorIndex(undefined, { seed, key });
    for (const each of hidden) addHidden(index, each);
    expect(index.size).toBe(hidden.length);
    for (const each of hidden) {
      expect(index.lookup(each, null)?.indicator).toEqual({
        observable: each,
        claims: [claim],
        allowedBy: null,
      });
    }
    expect(met(index, { type: "domain", value: "a.b.example.com" })).toEqual(["example.com"]);
    expect(met(index, { type: "url", value: "https://example.org/a/b?c" })).toEqual([
      "http://example.org/a/b",
      "http://example.org/a/",
    ]);
    expect(met(index, { type: "domain", value: "example.net" })).toEqual([]);
    expect(Buffer.from(index.memory.bytes).indexOf("example.org")).toBe(-1);
  });

  test("stand in one order with the others", () => {
    const index = new IndicatorIndex(undefined, { seed, key });
    addHidden(index, { type: "domain", value: "b.example.com" });
    index.add({ type: "domain", value: "example.com" }, claim);
    index.add({ type: "domain", value: "a.b.example.com" }, claim);
    addHidden(index, { type: "ipv4", value: "192.0.2.7" });
    index.add({ type: "cidr", value: "192.0.2.0/24" }, claim);
    expect(met(index, { type: "domain", value: "a.b.example.com" })).toEqual([
      "a.b.example.com",
      "b.example.com",
      "example.com",
    ]);
    expect(met(index, { type: "ipv4", value: "192.0.2.7" })).toEqual(["192.0.2.7", "192.0.2.0/24"]);
  });

  test("under another key, another type, or taken back are not met", () => {
    const value: Observable = { type: "domain", value: "example.com" };
    const other = new IndicatorIndex(undefined, { seed, key: Buffer.alloc(32, 2) });
    addHidden(other, value);
    expect(met(other, value)).toEqual([]);
    const index = new IndicatorIndex(undefined, { seed, key });
    index.addKeyed("email", index.locatorOf(value), digestOf(key, value), claim);
    expect(met(index, value)).toEqual([]);
    addHidden(index, value);
    expect(met(index, value)).toEqual(["example.com"]);
    expect(index.removeKeyed("domain", digestOf(key, value), "peer")).toBe(true);
    expect(index.removeKeyed("domain", digestOf(key, value), "peer")).toBe(false);
    expect(met(index, value)).toEqual([]);
    const keyless = new IndicatorIndex(undefined, { seed });
    addHidden(keyless, value);
    expect(met(keyless, value)).toEqual([]);
  });

  test("the kernel's map has the bit of every hidden value", () => {
    const index = new IndicatorIndex(undefined, { seed, key });
    const { kernel } = index.scanner();
    for (const each of hidden) addHidden(index, each);
    kernel.refresh();
    for (const each of hidden) expect(kernel.mayBeKeyed(BigInt(index.locatorOf(each)))).toBe(1);
    expect([1n, 2n, 3n, 4n].filter((locator) => kernel.mayBeKeyed(locator) !== 0)).toEqual([]);
  });
});
