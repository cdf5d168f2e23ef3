import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Network, networkContains, parseAddress, parseNetwork } from "../base/index.js";
import { MemberNetworks } from "./member-networks.js";

const networks = new MemberNetworks([
  { id: "line", networks: ["10.0.0.0/8", "203.0.113.0/24", "2001:db8:1::/48"] },
  { id: "rail", networks: ["10.0.0.0/8", "198.51.100.0/25"] },
  { id: "crane", networks: ["10.4.2.0/24", "192.168.7.0/24"] },
  { id: "new", networks: [] },
]);

describe("whose an address is", () => {
  test.each([
    ["203.0.113.9", "line"],
    ["::ffff:203.0.113.9", "line"],
    ["2001:db8:1:2::3", "line"],
    ["198.51.100.127", "rail"],
    ["198.51.100.128", null],
    ["192.168.7.1", "crane"],
    ["10.1.1.1", null],
    ["10.4.2.17", null],
    ["not an address", null],
    ["", null],
  ])("%s is of %s", (address, member) => {
    expect(networks.memberOf(address)).toBe(member);
  });

  test("inside is asked of one member at a time, so shared ranges are inside for each", () => {
    expect(networks.isInside("line", "10.4.2.17")).toBe(true);
    expect(networks.isInside("rail", "10.4.2.17")).toBe(true);
    expect(networks.isInside("crane", "10.4.2.17")).toBe(true);
    expect(networks.isInside("crane", "10.4.3.17")).toBe(false);
    expect(networks.isInside("line", "198.51.100.1")).toBe(false);
  });

  test("a member without networks has the private ranges inside", () => {
    expect(networks.isInside("new", "192.168.7.1")).toBe(true);
    expect(networks.isInside("new", "203.0.113.9")).toBe(false);
  });

  test("agrees with looking at every network in turn", () => {
    const octet = fc.constantFrom(0, 1, 10, 127, 128, 255);
    const v4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));
    const network = fc.tuple(v4, fc.integer({ min: 0, max: 32 })).map(([a, p]) => `${a}/${p}`);
    const community = fc.array(fc.array(network, { maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(community, v4, (lists, text) => {
        const members = lists.map((list, index) => ({ id: `m${index}`, networks: list }));
        const address = parseAddress(text);
        if (address === null) return false;
        const naive = members
          .filter((m) => m.networks.some((n) => networkContains(parseNetwork(n) as Network, address)))
          .map((m) => m.id);
        const found = new MemberNetworks(members);
        expect([...found.claimants(address)].sort()).toEqual(naive);
        expect(found.memberOf(text)).toBe(naive.length === 1 ? naive[0] : null);
        return true;
      }),
      { numRuns: 300 },
    );
  });
});
