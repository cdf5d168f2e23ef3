import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { networkContains, parseAddress, parseNetwork } from "../../base/index.js";
import {
  type Indicator,
  type IndicatorClaim,
  normalizeUrl,
  type Observable,
  type ObservableType,
} from "../../model/index.js";
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

const values: Readonly<Record<string, readonly string[]>> = {
  ipv4: ["10.1.2.3", "10.1.9.9", "192.0.2.1", "198.51.100.7"],
  ipv6: ["2001:db8::1", "2001:db8:1::1", "::1"],
  cidr: ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "0.0.0.0/0", "2001:db8::/32", "2001:db8:1::/48", "::/0"],
  domain: ["example.com", "a.example.com", "b.a.example.com", "xample.com", "example.net"],
  url: [
    "http://example.com/x",
    "https://example.com/x",
    "https://example.com/x?q=1",
    "http://example.com/x/",
    "https://example.com/x/y/",
    "https://example.com/x/y/z?a=/b/",
    "https://example.com/x/y/?q",
    "https://example.com/",
    "https://example.com:8443/x/y",
    "http://[2001:db8::1]:81/x/",
    "http://[2001:db8::1]:81/x/y",
    "hxxp://example.com?q",
    "hxxp://example.com",
  ],
  md5: ["d41d8cd98f00b204e9800998ecf8427e"],
  ja3: ["d41d8cd98f00b204e9800998ecf8427e"],
  email: ["a@example.com", "jürgen@example.com"],
};
const observable: fc.Arbitrary<Observable> = fc
  .constantFrom(...Object.keys(values))
  .chain((type) =>
    fc
      .constantFrom(...(values[type] as readonly string[]))
      .map((value) => ({ type: type as ObservableType, value })),
  );

/** How well a listed URL fits a met one: as a whole, without its query, as a directory; each as a twin a bit less. */
function urlRank(listed: string, met: string): number {
  if (met.startsWith("https:")) {
    const twin = urlRank(listed, met.replace("https:", "http:"));
    if (twin > 0) return twin - 1;
  }
  if (listed === met) return 2_000;
  const bare = met.split("?")[0] as string;
  if (listed === bare) return 1_900;
  const path = new URL(listed.replace("hxxp:", "http:")).pathname;
  const isDirectory = !listed.includes("?") && path.endsWith("/") && path !== "/";
  return isDirectory && bare.startsWith(listed) ? listed.length * 2 : 0;
}

/** The same answers, written as plainly as can be: a list of everything, filtered and sorted. */
function naiveLookup(known: ReadonlyMap<string, Indicator>, { type, value }: Observable): string[] {
  const rank = (listed: Observable): number => {
    if (listed.type === type && listed.value === value) return 2_000;
    if (type === "domain" && listed.type === "domain" && value.endsWith(`.${listed.value}`))
      return listed.value.length;
    if ((type === "ipv4" || type === "ipv6") && listed.type === "cidr") {
      const network = parseNetwork(listed.value);
      const address = parseAddress(value);
      if (network !== null && address !== null && networkContains(network, address))
        return network.prefix + 1;
    }
    if (type === "url" && listed.type === "url") return urlRank(listed.value, value);
    return 0;
  };
  return [...known.values()]
    .map(({ observable }) => ({ observable, rank: rank(observable) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ observable }) => `${observable.type} ${observable.value}`);
}

function found(index: IndicatorIndex, observable: Observable, atUs: number | null = null): string[] {
  const match = index.lookup(observable, atUs);
  if (match === null) return [];
  return [match.indicator, ...match.also].map((each) => `${each.observable.type} ${each.observable.value}`);
}

describe("the indicator index", () => {
  test("meets what a plain list meets, through additions and removals by several sources", () => {
    const step = fc.record({
      observable,
      source: fc.constantFrom("one", "two", "three"),
      confidence: fc.integer({ min: 0, max: 100 }),
      remove: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 80 }),
        fc.array(observable, { maxLength: 20 }),
        (steps, asked) => {
          const index = new IndicatorIndex();
          const oracle = new Map<string, Indicator>();
          for (const { observable, source, confidence, remove } of steps) {
            const key = `${observable.type} ${observable.value}`;
            const others = (oracle.get(key)?.claims ?? []).filter((each) => each.source !== source);
            if (remove) {
              const was = oracle.get(key)?.claims.length ?? 0;
              expect(index.remove(observable, source)).toBe(was > others.length);
            } else {
              index.add(observable, claim(source, { confidence }));
              others.push(claim(source, { confidence }));
            }
            if (others.length === 0) oracle.delete(key);
            else
              oracle.set(key, {
                observable,
                claims: others.sort((a, b) => (a.source < b.source ? -1 : 1)),
                allowedBy: null,
              });
            expect(index.size).toBe(oracle.size);
          }
          for (const each of asked) {
            expect(found(index, each)).toEqual(naiveLookup(oracle, each));
            const met = index.lookup(each, null);
            const first =
              met === null
                ? null
                : oracle.get(`${met.indicator.observable.type} ${met.indicator.observable.value}`);
            expect(met?.indicator ?? null).toEqual(first ?? null);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a source read twice counts once, and its last word holds", () => {
    const index = new IndicatorIndex();
    const value: Observable = { type: "domain", value: "example.com" };
    index.add(value, claim("feed", { confidence: 10, labels: ["old"] }));
    index.add(value, claim("feed", { confidence: 90, labels: ["new"] }));
    index.add(value, claim("other"));
    expect([index.size, index.claims]).toEqual([1, 2]);
    expect(index.lookup(value, null)?.indicator.claims).toEqual([
      claim("feed", { confidence: 90, labels: ["new"] }),
      claim("other"),
    ]);
    expect(index.removeSource("feed")).toBe(1);
    expect(index.lookup(value, null)?.indicator.claims).toEqual([claim("other")]);
    expect(index.removeSource("other")).toBe(1);
    expect([index.size, index.claims, index.lookup(value, null)]).toEqual([0, 0, null]);
  });

  test("labels stay apart, whatever stands in them", () => {
    const index = new IndicatorIndex();
    for (const [value, labels] of [
      ["a.example.com", ["x\ny"]],
      ["b.example.com", ["x", "y"]],
    ] as const) {
      index.add({ type: "domain", value }, claim("feed", { labels }));
      expect(index.lookup({ type: "domain", value }, null)?.indicator.claims[0]?.labels).toEqual(labels);
    }
  });

  test("a claim that ran out before the event does not hit; one not yet begun does", () => {
    const index = new IndicatorIndex();
    const value: Observable = { type: "ipv4", value: "192.0.2.1" };
    index.add(value, claim("short", { validFromUs: 100, validUntilUs: 200 }));
    index.add({ type: "cidr", value: "192.0.2.0/24" }, claim("long"));
    expect(found(index, value, 200)).toEqual(["ipv4 192.0.2.1", "cidr 192.0.2.0/24"]);
    expect(found(index, value, 201)).toEqual(["cidr 192.0.2.0/24"]);
    expect(found(index, value, 50)).toEqual(["ipv4 192.0.2.1", "cidr 192.0.2.0/24"]);
    index.add(value, claim("open", { validFromUs: 5 }));
    expect(index.lookup(value, 500)?.indicator.claims.map((each) => each.source)).toEqual(["open"]);
  });

  test("a top-level domain is met only where it is listed, and no suffix that is not a parent", () => {
    const index = new IndicatorIndex();
    index.add({ type: "domain", value: "ample.com" }, claim("feed"));
    expect(found(index, { type: "domain", value: "example.com" })).toEqual([]);
    index.add({ type: "domain", value: "com" }, claim("feed"));
    expect(found(index, { type: "domain", value: "example.com" })).toEqual(["domain com"]);
  });

  test("a URL that grew past 64 KiB when it was normalized is kept and met whole", () => {
    const index = new IndicatorIndex();
    const long: Observable = {
      type: "url",
      value: normalizeUrl(`http://example.com/${"\u6e2f".repeat(8000)}`) ?? "",
    };
    expect(long.value.length).toBeGreaterThan(0xffff);
    index.add(long, claim("feed"));
    expect(index.lookup(long, null)?.indicator.observable).toEqual(long);
    expect(index.lookup({ ...long, value: `${long.value}x` }, null)).toBe(null);
  });

  test("the allow list is asked for the listed value, then for the value met", () => {
    const allowed = new Map([
      ["8.8.8.8", "resolvers"],
      ["github.com", "code hosts"],
    ]);
    const index = new IndicatorIndex(({ value }) => allowed.get(value) ?? null);
    for (const [type, value] of [
      ["cidr", "8.0.0.0/8"],
      ["domain", "github.com"],
      ["domain", "example.com"],
    ] as const)
      index.add({ type, value }, claim("feed"));
    const by = (type: ObservableType, value: string) =>
      index.lookup({ type, value }, null)?.indicator.allowedBy;
    expect(by("ipv4", "8.8.8.8")).toBe("resolvers");
    expect(by("ipv4", "8.8.4.4")).toBe(null);
    expect(by("domain", "raw.github.com")).toBe("code hosts");
    expect(by("domain", "example.com")).toBe(null);
  });

  test("twenty thousand values take less than 120 bytes each", () => {
    const index = new IndicatorIndex();
    for (let i = 0; i < 20_000; i++)
      index.add({ type: "domain", value: `host-${i}.example.com` }, claim("feed"));
    expect(index.bytes / index.size).toBeLessThan(120);
  });
});
