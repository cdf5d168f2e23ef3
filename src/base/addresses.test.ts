import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatAddress,
  formatNetwork,
  isInternalAddress,
  maskAddress,
  networkContains,
  parseAddress,
  parseNetwork,
} from "./addresses.js";

const v4 = fc.ipV4();
const v6 = fc.ipV6();
const canonical = (text: string): string | null => {
  const address = parseAddress(text);
  return address === null ? null : formatAddress(address);
};

describe("addresses", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["::", "::"],
    ["fe80::1%eth0", "fe80::1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:0201", "192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ])("%s is %s (RFC 5952)", (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  test.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "256.1.1.1",
    "1.2.3.4 ",
    "127.1",
    ":",
    ":::",
    "1::2::3",
    "12345::",
    "::1:2:3:4:5:6:7:8",
    "g::",
    "1.2.3.4:80",
    "1:2:3:4:5:6:7",
  ])("%j is no address", (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  test("an address is one exactly where Node says so, and its canonical text is a fixed point", () => {
    fc.assert(
      fc.property(
        fc.oneof(v4, v6, fc.string({ unit: fc.constantFrom(..."0123456789abcdef:.%/") })),
        (text) => {
          const zone = text.indexOf("%");
          const bare = zone >= 0 && text.includes(":") ? text.slice(0, zone) : text;
          const found = canonical(text);
          if (zone < 0) expect(found !== null).toBe(isIPv4(bare) || isIPv6(bare));
          if (found !== null) expect(canonical(found)).toBe(found);
        },
      ),
    );
  });

  test("a network contains an address exactly where their first bits are the same", () => {
    const bits = (text: string, v4only: boolean) => {
      const address = parseAddress(text);
      return (address?.words ?? [])
        .map((word) => word.toString(2).padStart(32, "0"))
        .join("")
        .slice(v4only ? 96 : 0);
    };
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(v4, v4, fc.constant(true)), fc.tuple(v6, v6, fc.constant(false))),
        fc.nat(128),
        ([a, b, small], n) => {
          const prefix = small ? n % 33 : n;
          const one = parseAddress(a);
          const two = parseAddress(b);
          if (one === null || two === null || one.v4 !== small || two.v4 !== small) return;
          const network = { address: maskAddress(one, prefix), prefix };
          expect(networkContains(network, two)).toBe(
            bits(a, small).slice(0, prefix) === bits(b, small).slice(0, prefix),
          );
          expect(parseNetwork(formatNetwork(network))).toEqual(network);
        },
      ),
    );
  });

  test("networks: host bits are cleared, a mapped prefix is an IPv4 one, nonsense is refused", () => {
    const read = (text: string) => {
      const network = parseNetwork(text);
      return network && formatNetwork(network);
    };
    expect(read("10.1.2.3/8")).toBe("10.0.0.0/8");
    expect(read("::ffff:192.0.2.0/120")).toBe("192.0.2.0/24");
    expect(read("2001:db8::1")).toBe("2001:db8::1/128");
    for (const text of ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/", "::/129", "x/8"])
      expect(read(text)).toBeNull();
  });

  test("what no machine on the internet has", () => {
    for (const text of ["10.1.1.1", "172.31.0.1", "192.168.1.1", "127.0.0.1", "fe80::1", "fd00::1", "::1"])
      expect(isInternalAddress(parseAddress(text) as NonNullable<ReturnType<typeof parseAddress>>)).toBe(
        true,
      );
    for (const text of ["172.32.0.1", "8.8.8.8", "2001:4860::1", "192.0.2.1"])
      expect(isInternalAddress(parseAddress(text) as NonNullable<ReturnType<typeof parseAddress>>)).toBe(
        false,
      );
  });
});
