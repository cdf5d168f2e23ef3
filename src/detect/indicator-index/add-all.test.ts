/** Adding many values at once must end as adding them one by one, whatever they are and whoever claimed them before. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type IndicatorClaim, type Observable, observe } from "../../model/index.js";
import { ClaimGroups } from "./claim-groups.js";
import { IndicatorIndex } from "./indicator-index.js";

function claim(source: string, label = "a"): IndicatorClaim {
  return { source, confidence: 50, validFromUs: null, validUntilUs: 7, tlp: "TLP:GREEN", labels: [label] };
}

const hex = (length: number) =>
  fc.nat(40).map((n) =>
    (Math.imul(n + 1, 0x9e3779b1) >>> 0)
      .toString(16)
      .padStart(8, "0")
      .repeat(length / 8),
  );
const few = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof(arbitrary, fc.constantFrom(...fc.sample(arbitrary, { numRuns: 5, seed: 1 })));
const observable: fc.Arbitrary<Observable> = fc.oneof(
  few(fc.ipV4()).map((value): Observable => ({ type: "ipv4", value })),
  few(fc.ipV6()).map((text): Observable => observe("address", text) ?? { type: "ipv6", value: "::" }),
  fc
    .tuple(fc.nat(255), fc.integer({ min: 8, max: 31 }))
    .map(([n, prefix]): Observable => ({ type: "cidr", value: `${n & 0xe0}.0.0.0/${prefix}` })),
  fc
    .integer({ min: 20, max: 127 })
    .map((prefix): Observable => ({ type: "cidr", value: `2001:d00::/${prefix}` })),
  few(fc.domain()).map((value): Observable => ({ type: "domain", value })),
  fc.constantFrom("com", "example", "a.example", "").map((value): Observable => ({ type: "domain", value })),
  few(fc.webUrl()).map((value): Observable => ({ type: "url", value })),
  fc
    .constantFrom("http://a.example/b/", "no scheme", "http://a.example/b/?q/")
    .map((value): Observable => ({ type: "url", value })),
  fc
    .constantFrom(1000, 1365, 1366, 4096, 70_000)
    .map((length): Observable => ({ type: "url", value: `http://a.example/${"p".repeat(length)}` })),
  hex(64).map((value): Observable => ({ type: "sha256", value })),
  hex(32).chain((value) =>
    fc
      .constantFrom("md5", "ja3", "ja3s")
      .map((type): Observable => ({ type: type as Observable["type"], value })),
  ),
  fc
    .constantFrom("j\u00fcrgen@a.example", "\u6e2f@a.example", "box@a.example")
    .map((value): Observable => ({ type: "email", value })),
);
const observables = fc.array(observable, { maxLength: 100, size: "max" });

function expectAlike(made: IndicatorIndex, reference: IndicatorIndex, all: readonly Observable[]): void {
  expect([made.size, made.claims]).toEqual([reference.size, reference.claims]);
  for (const each of all) {
    const met = made.lookup(each, null);
    expect(met).toEqual(reference.lookup(each, null));
    expect(met?.indicator.observable).toEqual(each);
  }
}

describe("adding many values at once", () => {
  test("ends as adding them one by one", () => {
    fc.assert(
      fc.property(observables, observables, (before, all) => {
        const [made, reference] = [new IndicatorIndex(), new IndicatorIndex()];
        for (const index of [made, reference])
          for (const [at, each] of before.entries())
            index.add(each, claim(at % 2 === 0 ? "before" : "feed", "old"));
        made.addAll(all, claim("feed"));
        for (const each of all) reference.add(each, claim("feed"));
        expect(made.version).toBe(reference.version);
        expectAlike(made, reference, [...before, ...all]);
        for (const index of [made, reference]) index.removeSource("before");
        expectAlike(made, reference, all);
        expect(made.removeSource("feed")).toBe(reference.removeSource("feed"));
        expect([made.size, made.claims]).toEqual([0, 0]);
      }),
      { numRuns: 30 },
    );
  });

  test("grows the index, and fills the numbers that others left", () => {
    const index = new IndicatorIndex();
    const name = (i: number): Observable => ({ type: "domain", value: `name${i}.example${i % 77}.com` });
    const count = 40_000;
    for (let from = 0; from < count; from += 1000) {
      index.addAll(
        Array.from({ length: 1000 }, (_, i) => name(from + i)),
        claim("feed"),
      );
      for (let i = from; i < from + 1000; i += 4) index.remove(name(i), "feed");
    }
    expect([index.size, index.claims]).toEqual([30_000, 30_000]);
    for (let i = 0; i < count; i++) expect(index.lookup(name(i), null) !== null).toBe(i % 4 !== 0);
  });
});

test("values that come with claims of several sources are all there when the groups are flushed", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(observable, {
        maxLength: 300,
        size: "max",
        selector: ({ type, value }) => `${type} ${value}`,
      }),
      fc.integer({ min: 1, max: 100 }),
      (all, kinds) => {
        const [made, reference] = [new IndicatorIndex(), new IndicatorIndex()];
        const claims = Array.from({ length: kinds }, (_, kind) => claim(`feed ${kind % 3}`, `label ${kind}`));
        const groups = new ClaimGroups(made);
        for (const [at, each] of all.entries()) {
          const said = claims[(at * 7) % kinds] as IndicatorClaim;
          groups.add(each, said);
          reference.add(each, said);
        }
        groups.flush();
        expectAlike(made, reference, all);
      },
    ),
    { numRuns: 30 },
  );
});
