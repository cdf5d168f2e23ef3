import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defang, refang } from "./refang.js";

const host = fc.oneof(fc.domain(), fc.ipV4());
const value = fc.oneof(
  host,
  fc.webUrl({ validSchemes: ["http", "https", "ftp"], withQueryParameters: true, withFragments: true }),
  fc.tuple(fc.stringMatching(/^[a-z0-9_-]{1,12}$/), fc.domain()).map(([name, domain]) => `${name}@${domain}`),
  fc.tuple(fc.ipV4(), fc.nat(65535)).map(([ip, port]) => `${ip}:${port}`),
  fc.ipV6(),
);

describe("refang", () => {
  test("undoes what defang does, for any value", () => {
    fc.assert(
      fc.property(value, (text) => {
        expect(refang(defang(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test("leaves a value alone that was never broken, and what it made whole", () => {
    fc.assert(
      fc.property(value, (text) => {
        expect(refang(text)).toBe(text);
        expect(refang(refang(defang(text)))).toBe(text);
      }),
    );
  });

  test.each([
    ["hxxp://evil.example/a", "http://evil.example/a"],
    ["hXXps://evil[.]example", "https://evil.example"],
    ["h**p://evil.example", "http://evil.example"],
    ["hxxps[:]//evil[.]example", "https://evil.example"],
    ["http[://]evil.example", "http://evil.example"],
    ["http[:]//evil{.}example[/]x", "http://evil.example/x"],
    ["fxp://evil.example", "ftp://evil.example"],
    ["evil(.)example", "evil.example"],
    ["evil[dot]example", "evil.example"],
    ["evil [ . ] example", "evil.example"],
    ["evil dot example", "evil.example"],
    ["evil\\.example", "evil.example"],
    ["user(at)evil[.]example", "user@evil.example"],
    ["user[@]evil.example", "user@evil.example"],
    ["192.0.2.1[:]8080", "192.0.2.1:8080"],
    ["evil[.example", "evil.example"],
    ["evil.]example", "evil.example"],
    ["http(:)//evil(.)example/(.)", "http://evil.example/(.)"],
    ["http(://)evil.example", "http://evil.example"],
    ["http://evil.example/a)", "http://evil.example/a)"],
    ["[evil.example", "evil.example"],
    ["evil.example)", "evil.example"],
    ["2001:db8[:]:1", "2001:db8::1"],
    ["[2001:db8::1]:443", "[2001:db8::1]:443"],
    ["http://[2001:db8::1]/", "http://[2001:db8::1]/"],
    ["http://evil.example/a(1).exe", "http://evil.example/a(1).exe"],
  ])("%s is %s", (broken, whole) => {
    expect(refang(broken)).toBe(whole);
  });

  test("takes bounded time on text made to hurt", () => {
    const before = process.cpuUsage();
    for (const part of ["[", "[.", "hxxp", " dot ", "(at", "\\.", "[ ", "] "]) refang(part.repeat(20_000));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});
