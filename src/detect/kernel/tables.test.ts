import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Address,
  formatAddress,
  formatNetwork,
  maskAddress,
  type Network,
  parseAddress,
} from "../../base/index.js";
import type { IndicatorClaim, Observable } from "../../model/index.js";
import { IndicatorIndex } from "../indicator-index/indicator-index.js";
import { HOT } from "./assembly/index-layout.js";
import { instantiate } from "./kernel.js";
import { KernelMemory, pageBytes } from "./kernel-memory.js";
import { kinds, ReferenceHash } from "./reference/hash.js";
import { halvesOf, networksAround } from "./reference/networks.js";
import { entriesOf, passesFilter } from "./reference/table.js";

const claim: IndicatorClaim = {
  source: "feed",
  confidence: 50,
  validFromUs: null,
  validUntilUs: null,
  tlp: "TLP:CLEAR",
  labels: [],
};
const unsigned = (value: bigint) => BigInt.asUintN(64, value);

describe("the kernel's hash", () => {
  const memory = new KernelMemory();
  const kernel = instantiate(memory.memory);
  const seed = 0x0123456789abcdefn;
  kernel.prepare(Number(seed & 0xffffffffn), Number(seed >> 32n));
  const reference = new ReferenceHash(seed);
  const at = memory.alloc(pageBytes) + 64;

  test("is that of the plain writing, for every length and whatever stands around", () => {
    const text = fc.uint8Array({ maxLength: 70 });
    fc.assert(
      fc.property(text, text, fc.nat(11), (bytes, around, kind) => {
        memory.bytes.set(around, at);
        const start = at + around.length;
        memory.bytes.set(bytes, start);
        memory.bytes.set(around, start + bytes.length);
        const end = start + bytes.length;
        expect(unsigned(kernel.hashExact(kind, start, end))).toBe(reference.exact(kind, bytes));
        expect(unsigned(kernel.hashFolded(kind, start, end))).toBe(reference.folded(kind, bytes));
      }),
    );
  });

  test("of addresses and URLs as well", () => {
    const word = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    fc.assert(
      fc.property(fc.nat(0xffffffff), word, word, (small, a, b) => {
        expect(unsigned(kernel.hashIpv4(small))).toBe(reference.ipv4(small));
        expect(unsigned(kernel.hashIpv6(a, b))).toBe(reference.ipv6(a, b));
        expect(unsigned(kernel.hashUrl(a, b))).toBe(reference.url(a, b));
      }),
    );
  });
});

describe("filters and buckets", () => {
  test("every listed value is passed and found, where the plain reading says, through growth and removal", () => {
    const seed = Buffer.from("0123456789abcdef", "hex");
    const index = new IndicatorIndex(undefined, { seed });
    const kernel = index.scanner().kernel;
    const reference = new ReferenceHash(seed.readBigUInt64LE(0));
    const name = (i: number) => `host-${i}.site${i % 700}.example`;
    const hashes = (i: number) => ({
      whole: reference.folded(kinds.domain, Buffer.from(name(i))),
      root: reference.folded(kinds.domainRoot, Buffer.from(`site${i % 700}.example`)),
    });
    const count = 12_000;
    for (let i = 0; i < count; i++) index.add({ type: "domain", value: name(i) }, claim);
    for (let i = 0; i < count; i += 3) index.remove({ type: "domain", value: name(i) }, "feed");
    kernel.refresh();
    const { view, words } = index.memory;
    const region = words[HOT >>> 2] as number;
    for (let i = 0; i < count; i++) {
      const { whole, root } = hashes(i);
      const found = entriesOf(view, region, whole);
      expect(found.length).toBe(i % 3 === 0 ? 0 : 1);
      expect(kernel.find(whole, 0)).toBe(found.length === 0 ? 0 : (found[0] as number) + 1);
      expect(kernel.find(whole, found.length)).toBe(0);
      expect(passesFilter(view, region, kinds.domainRoot, root)).toBe(true);
    }
    // Other names: few pass (2 % at 16 bits a key; the filter may be fuller than that).
    let passed = 0;
    for (let i = 0; i < 2000; i++) {
      const hash = reference.folded(kinds.domainRoot, Buffer.from(`other${i}.example`));
      const passes = kernel.mayBe(kinds.domainRoot, hash) !== 0;
      expect(passes).toBe(passesFilter(view, region, kinds.domainRoot, hash));
      if (passes) passed++;
      expect(kernel.mayBe(kinds.email, hash)).toBe(0);
    }
    expect(passed).toBeLessThan(200);
  });
});

/** Words from a handful of bit patterns: networks then really nest, and addresses fall into them. */
const word = fc.oneof(
  fc.constantFrom(0, 1, 0x80000000, 0xffffffff, 0x0a000000, 0x0a0a0000, 0x0a0a0a0a, 0x20010db8),
  fc.nat(3).map((low) => 0x0a0a0a00 + low),
);
const address = (v4: boolean): fc.Arbitrary<Address> =>
  fc
    .tuple(word, word, word, word)
    .map(([a, b, c, d]) => ({ v4, words: v4 ? [0, 0, 0, d] : [a, b, c, d] }) satisfies Address)
    // What is written as an IPv4-mapped address is an IPv4 address.
    .filter((each) => v4 || !(parseAddress(formatAddress(each))?.v4 ?? true));
const network = (v4: boolean): fc.Arbitrary<Network> =>
  fc
    .tuple(address(v4), fc.oneof(fc.integer({ min: 0, max: v4 ? 32 : 128 }), fc.constantFrom(16, 17, 24, 25)))
    .map(([base, prefix]) => ({ address: maskAddress(base, prefix), prefix }))
    .filter((each) => v4 || !formatNetwork(each).startsWith("::ffff:"));

describe("networks", () => {
  test.each([true, false])(
    "the longest around an address, and all of them, as a loop finds them (IPv4: %s)",
    (v4) => {
      const step = fc.record({ network: network(v4), remove: fc.boolean() });
      const input = fc.tuple(
        fc.array(step, { maxLength: 100 }),
        fc.array(address(v4), { minLength: 20, maxLength: 20 }),
      );
      fc.assert(
        fc.property(input, ([steps, addresses]) => {
          const index = new IndicatorIndex();
          const kernel = index.scanner().kernel;
          const listed = new Map<string, { readonly network: Network }>();
          for (const { network, remove } of steps) {
            const value = formatNetwork(network);
            if (remove) index.remove({ type: "cidr", value }, "feed");
            else index.add({ type: "cidr", value }, claim);
            if (remove) listed.delete(value);
            else listed.set(value, { network });
          }
          kernel.refresh();
          for (const address of addresses) {
            const around = networksAround(listed.values(), address);
            const observable: Observable = { type: v4 ? "ipv4" : "ipv6", value: formatAddress(address) };
            const match = index.lookup(observable, null);
            const met = match === null ? [] : [match.indicator, ...match.also];
            expect(met.map((each) => each.observable.value)).toEqual(
              around.map((each) => formatNetwork(each.network)),
            );
            const [high, low] = halvesOf(address);
            const longest = v4 ? kernel.networkV4(address.words[3]) : kernel.networkV6(high, low);
            expect(longest !== 0).toBe(around.length > 0);
            if (longest === 0) continue;
            const mayBe = v4 ? kernel.mayBeInNetworkV4(address.words[3]) : kernel.mayBeInNetworkV6(high, low);
            expect(mayBe).not.toBe(0);
          }
        }),
        { numRuns: 150 },
      );
    },
  );

  test("among 20,000 at random the longest is the same as in a Map for each length", () => {
    const index = new IndicatorIndex();
    const kernel = index.scanner().kernel;
    const lengths = [12, 16, 18, 20, 22, 24, 26, 28, 30];
    const byLength = new Map(lengths.map((length) => [length, new Set<number>()]));
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state ^ (state >>> 15)) >>> 0;
    };
    const masked = (value: number, length: number) => (value & (0xffffffff << (32 - length))) >>> 0;
    const text = (value: number, length: number) =>
      `${formatAddress({ v4: true, words: [0, 0, 0, value] })}/${length}`;
    for (let i = 0; i < 20_000; i++) {
      const length = lengths[random() % lengths.length] as number;
      const base = masked(random(), length);
      byLength.get(length)?.add(base);
      index.add({ type: "cidr", value: text(base, length) }, claim);
    }
    // A third leaves again.
    for (const [length, bases] of byLength)
      for (const base of [...bases].filter((_, at) => at % 3 === 0)) {
        bases.delete(base);
        index.remove({ type: "cidr", value: text(base, length) }, "feed");
      }
    kernel.refresh();
    for (let i = 0; i < 20_000; i++) {
      const value = random();
      const longest = lengths.findLast((length) => byLength.get(length)?.has(masked(value, length))) ?? 0;
      const found = kernel.networkV4(value);
      expect(found !== 0).toBe(longest > 0);
      if (longest === 0) continue;
      const match = index.lookup(
        { type: "ipv4", value: formatAddress({ v4: true, words: [0, 0, 0, value] }) },
        null,
      );
      expect(match?.indicator.observable.value).toBe(text(masked(value, longest), longest));
    }
  });
});
