import fc from "fast-check";
import { expect, test } from "vitest";
import type { IndicatorClaim, Observable } from "../../model/index.js";
import { IndicatorIndex } from "./indicator-index.js";

function claim(source: string, more: Partial<IndicatorClaim> = {}): IndicatorClaim {
  return {
    source,
    confidence: 50,
    validFromUs: null,
    validUntilUs: null,
    tlp: "TLP:CLEAR",
    labels: [],
    ...more,
  };
}
const domain = (value: string): Observable => ({ type: "domain", value });

/** All kinds in about the shares that feeds have; 31 bytes of text on average. */
function mixed(i: number): Observable {
  const n = (Math.imul(i + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
  const k = i % 100;
  if (k < 44) return domain(`${n.slice(0, 3 + (i % 5))}-${i}.example${i % 3 === 0 ? n : i % 1000}.com`);
  if (k < 64)
    return { type: "ipv4", value: `${1 + (i % 220)}.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}` };
  if (k < 66)
    return {
      type: "ipv6",
      value: `2001:db8:${(i + 1).toString(16).slice(-4)}::${n.slice(0, 4).replace(/^0+/, "1")}`,
    };
  if (k < 81) return { type: "url", value: `http://host${i % 5000}.example/${n}/${i}.php` };
  if (k < 88) return { type: "sha256", value: (n + i.toString(16).padStart(8, "0")).repeat(4) };
  if (k < 97) return { type: "md5", value: (n + i.toString(16).padStart(8, "0")).repeat(2) };
  if (k < 99) return { type: "email", value: `u${i}@mail${i % 50}.example` };
  return { type: "cidr", value: `${1 + (i % 220)}.${(i >> 16) & 255}.${(i >> 8) & 255}.0/24` };
}

test("200,000 indicators of all kinds take at most 64 bytes each, 16 and the networks' maps of them hot", () => {
  // 2 MiB + 2 × 512 KiB + a page: what networks take whatever their number.
  const maps = 3.1 * 2 ** 20;
  for (const reserved of [true, false]) {
    const index = new IndicatorIndex();
    if (reserved) index.reserve(200_000);
    for (let i = 0; i < 200_000; i++) index.add(mixed(i), claim("feed"));
    expect(index.size).toBeGreaterThan(190_000);
    expect((index.hotBytes - maps) / index.size).toBeLessThan(16);
    expect((index.bytes - maps) / index.size).toBeLessThan(64);
    for (let i = 0; i < 200_000; i += 997)
      expect(index.lookup(mixed(i), null)?.indicator.observable).toEqual(mixed(i));
  }
});

test("what was removed and replaced many times over leaves no memory behind", () => {
  const index = new IndicatorIndex();
  const long = "long-label.".repeat(15);
  let after = 0;
  for (let round = 0; round < 24; round++) {
    for (let i = 0; i < 3000; i++)
      index.add(
        domain(`h${i}.${round}.${long}example.com`),
        claim(`feed${i % 3}`, { validUntilUs: round * 1e6 + i }),
      );
    for (let i = 0; i < 3000; i++)
      expect(index.remove(domain(`h${i}.${round}.${long}example.com`), `feed${i % 3}`)).toBe(true);
    if (round === 8) after = index.bytes;
  }
  expect([index.size, index.claims]).toEqual([0, 0]);
  expect(index.bytes).toBeLessThan(after * 1.5);
});

test("claims that change in every round are whole after their sets were copied", () => {
  const index = new IndicatorIndex();
  const names = Array.from({ length: 5000 }, (_, i) => `h${i}.example${i % 70}.com`);
  const last = (round: number, i: number) =>
    claim("b", {
      confidence: (round + i) % 100,
      validFromUs: round,
      validUntilUs: 1e12 + i,
      labels: [`${i % 7}`],
    });
  for (const name of names) index.add(domain(name), claim("a"));
  for (let round = 0; round < 20; round++)
    for (const [i, name] of names.entries()) index.add(domain(name), last(round, i));
  expect(index.claims).toBe(10_000);
  for (const [i, name] of names.entries())
    expect(index.lookup(domain(name), null)?.indicator.claims).toEqual([claim("a"), last(19, i)]);
  expect(index.removeSource("b")).toBe(5000);
  expect(index.lookup(domain(names[7] as string), null)?.indicator.claims).toEqual([claim("a")]);
  expect(index.removeSource("a")).toBe(5000);
  expect(index.size).toBe(0);
});

test("answers as a Map does, through additions, removals and growth of thousands", () => {
  // Values by number: few numbers, so that they return; each round adds or removes a stretch of them.
  const round = fc.record({
    from: fc.nat(9000),
    length: fc.integer({ min: 1, max: 3000 }),
    remove: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(round, { minLength: 4, maxLength: 12 }), (rounds) => {
      const index = new IndicatorIndex();
      const oracle = new Set<number>();
      for (const { from, length, remove } of rounds) {
        for (let i = from; i < from + length; i++) {
          if (remove) expect(index.remove(mixed(i), "feed")).toBe(oracle.delete(i));
          else {
            index.add(mixed(i), claim("feed"));
            oracle.add(i);
          }
        }
        expect(index.size).toBe(oracle.size);
      }
      for (let i = 0; i < 12_000; i += 31) {
        const observable = mixed(i);
        const met = index.lookup(observable, null)?.indicator.observable;
        if (observable.type !== "cidr") expect(met?.value === observable.value).toBe(oracle.has(i));
      }
    }),
    { numRuns: 12 },
  );
});

test("a URL of slashes without end costs no more than the listed directories ask for", () => {
  const index = new IndicatorIndex();
  index.add({ type: "url", value: "http://example.com/a/b/" }, claim("feed"));
  const deep = `http://example.com/a/b${"/".repeat(200_000)}x`;
  const met = index.lookup({ type: "url", value: deep }, null);
  expect(met?.indicator.observable.value).toBe("http://example.com/a/b/");
});
