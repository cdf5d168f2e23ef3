import fc from "fast-check";
import { expect, test } from "vitest";
import { type Address, formatNetwork, maskAddress, type Network, networkContains } from "../../base/index.js";
import { NetworkTable } from "./network-table.js";

/** Words from a handful of bit patterns: networks then really nest, and addresses fall into them. */
const word = fc.constantFrom(0, 1, 0x80000000, 0xffffffff, 0x0a000000, 0x0a0a0000, 0x0a0a0a0a, 0x20010db8);
const address = (v4: boolean): fc.Arbitrary<Address> =>
  fc.tuple(word, word, word, word).map(([a, b, c, d]) => ({ v4, words: v4 ? [0, 0, 0, d] : [a, b, c, d] }));
const network = (v4: boolean): fc.Arbitrary<Network> =>
  fc
    .tuple(address(v4), fc.integer({ min: 0, max: v4 ? 32 : 128 }))
    .map(([base, prefix]) => ({ address: maskAddress(base, prefix), prefix }));

test.each([true, false])(
  "every network around an address, the longest first, as a loop finds them (v4: %s)",
  (v4) => {
    const step = fc.record({ network: network(v4), remove: fc.boolean() });
    const input = fc.tuple(
      fc.array(step, { maxLength: 120 }),
      fc.array(address(v4), { minLength: 20, maxLength: 20 }),
    );
    fc.assert(
      fc.property(input, ([steps, addresses]) => {
        const table = new NetworkTable(v4 ? 1 : 4);
        const oracle = new Map<string, { readonly network: Network; readonly entry: number }>();
        for (const [entry, { network, remove }] of steps.entries()) {
          if (remove) {
            table.remove(network);
            oracle.delete(formatNetwork(network));
          } else {
            table.add(network, entry);
            oracle.set(formatNetwork(network), { network, entry });
          }
          expect(table.size).toBe(oracle.size);
        }
        for (const address of addresses) {
          const found: number[] = [];
          table.find(address, found);
          const expected = [...oracle.values()]
            .filter(({ network }) => networkContains(network, address))
            .sort((a, b) => b.network.prefix - a.network.prefix);
          expect(found).toEqual(expected.map(({ entry }) => entry));
        }
      }),
      { numRuns: 150 },
    );
  },
);
