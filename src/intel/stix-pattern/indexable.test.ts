import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPattern } from "./indexable.js";

function met(pattern: string): string[] {
  const reading = readPattern(pattern);
  if ("error" in reading) throw new Error(reading.error);
  return reading.met.map((one) => `${one.type} ${one.value}`);
}

function unmet(pattern: string): readonly string[] {
  const reading = readPattern(pattern);
  return "error" in reading ? [`error: ${reading.error}`] : reading.unmet;
}

describe("STIX patterns", () => {
  test.each([
    ["[ipv4-addr:value = '192.0.2.1']", ["ipv4 192.0.2.1"]],
    ["[ipv4-addr:value == '192.0.2.1']", ["ipv4 192.0.2.1"]],
    ["[ipv4-addr:value = '198.51.100.0/24']", ["cidr 198.51.100.0/24"]],
    ["[ipv6-addr:value ISSUBSET '2001:db8::/32']", ["cidr 2001:db8::/32"]],
    ["[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E']", ["md5 d41d8cd98f00b204e9800998ecf8427e"]],
    [
      "[file:hashes.'SHA-1' IN ('da39a3ee5e6b4b0d3255bfef95601890afd80709')]",
      ["sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    ],
    [
      "[x509-certificate:hashes.'SHA-1' = 'da39a3ee5e6b4b0d3255bfef95601890afd80709']",
      ["sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    ],
    ["[network-traffic:dst_ref.value = 'evil.example']", ["domain evil.example"]],
    ["[email-message:to_refs[*].value = 'a@evil.example']", ["email a@evil.example"]],
    ["[url:value = 'http://evil.example/it\\'s']", ["url http://evil.example/it's"]],
    [
      "(([domain-name:value = 'a.example'])) OR [domain-name:value = 'b.example']",
      ["domain a.example", "domain b.example"],
    ],
    ["[domain-name:value = 'a.example'] WITHIN 300 SECONDS", ["domain a.example"]],
    [
      "[ (domain-name:value = 'a.example' OR url:value = 'http://b.example/') ]",
      ["domain a.example", "url http://b.example/"],
    ],
    ["[domain-name:value = 'a.example' /* a note */ ] // the end", ["domain a.example"]],
  ])("%s is met", (pattern, values) => {
    expect(met(pattern)).toEqual(values);
    expect(unmet(pattern)).toEqual([]);
  });

  test.each([
    ["[a:b = 1 AND c:d = 2]", "AND needs two fields of one event"],
    ["[a:b = 1] AND [c:d = 2]", "AND needs two events"],
    [
      "[domain-name:value = 'a.example'] FOLLOWEDBY [domain-name:value = 'b.example']",
      "FOLLOWEDBY needs events in an order",
    ],
    ["[domain-name:value LIKE '%.example']", "LIKE is not equality"],
    ["[domain-name:value MATCHES '^a']", "MATCHES is not equality"],
    ["[domain-name:value NOT = 'a.example']", "NOT names what it is not"],
    ["[domain-name:value != 'a.example']", "!= is not equality"],
    ["[domain-name:value = 'a.example'] REPEATS 5 TIMES", "REPEATS needs a count of events"],
    [
      "[domain-name:value = 'a.example'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'",
      "START and STOP need a window of time",
    ],
    ["[EXISTS domain-name:value]", "EXISTS names no value"],
    ["[file:hashes.ssdeep = '3::']", "file:hashes.ssdeep is no single value of telemetry"],
    ["[domain-name:value = 'no domain']", '"no domain" is no value of domain-name:value'],
  ])("%s is kept", (pattern, reason) => {
    expect(met(pattern)).toEqual([]);
    expect(unmet(pattern)).toEqual([reason]);
  });

  test("what is met beside what is not, both are said", () => {
    const pattern = "[domain-name:value = 'a.example' OR domain-name:value LIKE 'b%' OR file:name = 'c']";
    expect(met(pattern)).toEqual(["domain a.example"]);
    expect(unmet(pattern)).toEqual(["LIKE is not equality", "file:name is no single value of telemetry"]);
  });

  test.each([
    "",
    "[",
    "[]",
    "[a]",
    "[a:b]",
    "[a:b =]",
    "[a:b = 'x'",
    "[a:b = 'x]",
    "a:b = 'x'",
    "[a:b = 'x'] OR",
    "[a:b ~ 'x']",
    "[a:b = 'x']]",
    "[a:b IN ()]",
    "[a:b = 'x'] WITHIN 5",
  ])("%j breaks the grammar", (pattern) => {
    expect(readPattern(pattern)).toHaveProperty("error");
  });

  test("depth and length are bounded, and any text is answered", () => {
    expect(readPattern("(".repeat(10_000))).toHaveProperty("error");
    expect(readPattern(`[${"(".repeat(10_000)}`)).toHaveProperty("error");
    expect(readPattern("x".repeat(300_000))).toHaveProperty("error");
    const hashes = Array.from({ length: 1000 }, (_, at) => `'${at.toString(16).padStart(32, "0")}'`).join(
      ",",
    );
    expect(met(`[file:hashes.MD5 IN (${hashes})]`)).toHaveLength(1000);
    const parts = fc.constantFrom(
      "[",
      "]",
      "(",
      ")",
      "a:b",
      "domain-name:value",
      " = ",
      "'x.example'",
      " OR ",
      " AND ",
      " IN ",
      "NOT ",
      ",",
      "'",
      "\\",
      "5",
      "FOLLOWEDBY",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), (all) => {
        const reading = readPattern(all.join(""));
        expect("error" in reading || reading.met.length + reading.unmet.length > 0).toBe(true);
      }),
    );
  });
});

describe("patterns that could not be read before", () => {
  test.each([
    ["[network-traffic:dst_ref.value ISSUBSET '2001:db8::/64']", ["cidr 2001:db8::/64"]],
    [
      "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.33/32']",
      ["ipv4 203.0.113.33"],
    ],
    [
      "[network-traffic:dst_ref.value IN ('a.example', 'b.example') AND network-traffic:dst_ref.type = 'domain-name']",
      ["domain a.example", "domain b.example"],
    ],
    ["[ ipv4-addr : value IN ( '192.0.2.1' , '192.0.2.2' ) ]", ["ipv4 192.0.2.1", "ipv4 192.0.2.2"]],
    ["[domain-name:value = 'a.example' OR NOT EXISTS file:name]", ["domain a.example"]],
  ])("%s is met", (pattern, values) => {
    expect(met(pattern)).toEqual(values);
  });

  test.each([
    ["[domain-name:value ISSUBSET '192.0.2.0/24']", "ISSUBSET needs an address"],
    [
      "[network-traffic:dst_ref.type = 'ipv6-addr' AND network-traffic:dst_ref.value = '203.0.113.33']",
      "AND needs two fields of one event",
    ],
    [
      "[network-traffic:src_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.33']",
      "AND needs two fields of one event",
    ],
    [
      "[network-traffic:dst_ref.type != 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.33']",
      "AND needs two fields of one event",
    ],
  ])("%s is kept", (pattern, reason) => {
    expect(unmet(pattern)).toEqual([reason]);
  });
});
