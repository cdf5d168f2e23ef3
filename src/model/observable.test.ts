import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Meaning, normalizeEmail, normalizeNetwork, normalizeUrl, observe } from "./observable.js";

const value = (meaning: Meaning, text: string): string | null => observe(meaning, text)?.value ?? null;

describe("observables have one canonical text", () => {
  test.each<[Meaning, string, string | null]>([
    ["domain", "WWW.Example.COM.", "www.example.com"],
    ["domain", "_dmarc.example.com", "_dmarc.example.com"],
    ["domain", "bücher.example", "xn--bcher-kva.example"],
    ["domain", "xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["domain", "localhost", null],
    ["domain", "1.2.3.4", null],
    ["domain", "a..example", null],
    ["domain", "a b.example", null],
    ["domain", "a/b.example", null],
    ["host", "192.0.2.7:8080", "192.0.2.7"],
    ["host", "[2001:DB8::1]:443", "2001:db8::1"],
    ["host", "Example.com:99", "example.com"],
    ["host", "example.com:http", null],
    ["hash", "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e"],
    ["hash", "d41d8cd9", null],
    ["ja4", "t13d1516h2_8daaf6152771_b186095e22b6", "t13d1516h2_8daaf6152771_b186095e22b6"],
    ["address", "not one", null],
  ])("%s %j is %j", (meaning, text, expected) => {
    expect(value(meaning, text)).toBe(expected);
  });

  test("URLs: host folded, default port, credentials and fragment dropped, path kept", () => {
    expect(normalizeUrl("HTTP://User:pw@Example.COM:80/A/b?C=D#e")).toBe("http://example.com/A/b?C=D");
    expect(normalizeUrl("hxxp://example.com")).toBe("hxxp://example.com");
    expect(normalizeUrl("example.com/a")).toBeNull();
    expect(normalizeUrl("javascript:alert(1)")).toBeNull();
  });

  test("mail addresses and networks", () => {
    expect(normalizeEmail("Port Office <Desk@Pier7.Example>")).toBe("desk@pier7.example");
    expect(normalizeEmail("@pier7.example")).toBeNull();
    expect(normalizeNetwork("192.0.2.9/24")).toEqual({ type: "cidr", value: "192.0.2.0/24" });
    expect(normalizeNetwork("192.0.2.9/32")).toEqual({ type: "ipv4", value: "192.0.2.9" });
  });

  test("a canonical text is its own canonical text, whatever came in, and nothing throws", () => {
    const meanings: readonly Meaning[] = ["address", "domain", "host", "url", "hash", "email", "ja3", "ja4"];
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.domain(),
      fc.webUrl(),
      fc.emailAddress(),
      fc.ipV6(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...meanings), texts, (meaning, text) => {
        const found = observe(meaning, text);
        if (found !== null) expect(observe(meaning, found.value)).toEqual(found);
      }),
      { numRuns: 2000 },
    );
  });
});
