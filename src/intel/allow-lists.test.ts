import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { networkContains, parseAddress, parseNetwork } from "../base/index.js";
import type { ObservableType } from "../model/index.js";
import { type AllowList, readAllowList } from "./allow-lists.js";
import { AllowLists } from "./allow-match.js";

function listOf(type: string, list: readonly unknown[], attributes?: readonly string[]): AllowList {
  const text = JSON.stringify({ name: `a ${type} list`, type, list, matching_attributes: attributes });
  return readAllowList(text, "list.json")[0] as AllowList;
}

function match(lists: readonly AllowList[], type: ObservableType, value: string): string | null {
  return new AllowLists(lists).match({ type, value });
}

describe("allow lists", () => {
  test("string is exact equality and nothing else", () => {
    const lists = [listOf("string", ["Google.com", ".google.ad", "2001:DB8:0::1"])];
    expect(match(lists, "domain", "google.com")).toBe("a string list");
    expect(match(lists, "domain", "www.google.com")).toBeNull();
    expect(match(lists, "domain", "google.ad")).toBeNull();
    expect(match(lists, "url", "http://google.com/")).toBeNull();
    expect(match(lists, "ipv6", "2001:db8::1")).toBe("a string list");
  });

  test("hostname is the name and all below it, for URLs their host, at label borders", () => {
    const lists = [listOf("hostname", [".akamai.net", "bing.com"], ["domain", "hostname", "url"])];
    expect(match(lists, "domain", "akamai.net")).toBe("a hostname list");
    expect(match(lists, "domain", "a.b.akamai.net")).toBe("a hostname list");
    expect(match(lists, "domain", "notbing.com")).toBeNull();
    expect(match(lists, "url", "https://www.bing.com:8443/x?y")).toBe("a hostname list");
    expect(match(lists, "url", "https://evil.example/?u=bing.com")).toBeNull();
    expect(match(lists, "email", "x@bing.com")).toBeNull();
  });

  test("cidr holds addresses and whole networks inside it, and hosts of URLs", () => {
    const lists = [listOf("cidr", ["192.0.2.0/24", "203.0.113.7", "2001:db8::/32"])];
    expect(match(lists, "ipv4", "192.0.2.255")).toBe("a cidr list");
    expect(match(lists, "ipv4", "203.0.113.7")).toBe("a cidr list");
    expect(match(lists, "ipv4", "203.0.113.8")).toBeNull();
    expect(match(lists, "cidr", "192.0.2.128/25")).toBe("a cidr list");
    expect(match(lists, "cidr", "192.0.0.0/16")).toBeNull();
    expect(match(lists, "ipv6", "2001:db8:ffff::1")).toBe("a cidr list");
    expect(match(lists, "url", "http://192.0.2.9/x")).toBe("a cidr list");
    expect(match(lists, "url", "http://[2001:db8::5]:80/x")).toBe("a cidr list");
    expect(match(lists, "domain", "192.example")).toBeNull();
  });

  test("cidr agrees with asking every network", () => {
    const network = fc
      .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
      .map(([ip, prefix]) => `${ip}/${prefix}`);
    fc.assert(
      fc.property(fc.array(network, { maxLength: 20 }), fc.ipV4(), (networks, ip) => {
        const address = parseAddress(ip);
        const expected = networks.some((one) => {
          const parsed = parseNetwork(one);
          return parsed !== null && address !== null && networkContains(parsed, address);
        });
        expect(match([listOf("cidr", networks)], "ipv4", ip) !== null).toBe(expected);
      }),
    );
  });

  test("substring and expressions in PHP's way", () => {
    const lists = [
      listOf("substring", ["Evil"], ["domain"]),
      listOf("regex", ["/^(noc|abuse)\\@.*\\..*$/i", "/(?=x)/"], ["email-src"]),
    ];
    expect(match(lists, "domain", "not-evil.example")).toBe("a substring list");
    expect(match(lists, "email", "abuse@x.example")).toBe("a regex list");
    expect(match(lists, "email", "other@x.example")).toBeNull();
    expect(match(lists, "domain", "x.example")).toBeNull();
  });

  test("a list of what we have no word for is never asked, unknown types are refused, others are no lists", () => {
    expect(match([listOf("regex", ["/.*/"], ["phone-number"])], "domain", "x.example")).toBeNull();
    expect(readAllowList('{"name":"x","type":"fuzzy","list":["a"]}', "x.json")).toMatchObject([
      { code: "intel.allow-list-invalid" },
    ]);
    expect(readAllowList('{"type":"bundle","objects":[]}', "x.json")).toEqual([]);
    expect(readAllowList("evil.example", "x.txt")).toEqual([]);
    expect(listOf("string", ["a", 5, null, "", "b\nc"]).values).toEqual(["a"]);
  });

  test("maltrail's whitelist holds names and addresses", () => {
    const lists = readAllowList("# c\ngood.example\n192.0.2.1\n2001:db8::/32\n", "maltrail-whitelist.txt");
    expect(match(lists as AllowList[], "domain", "www.good.example")).toBe("maltrail-whitelist (names)");
    expect(match(lists as AllowList[], "ipv4", "192.0.2.1")).toBe("maltrail-whitelist");
    expect(match(lists as AllowList[], "ipv6", "2001:db8::9")).toBe("maltrail-whitelist");
  });
});
