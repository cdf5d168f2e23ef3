import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import type { Event, Sighting } from "../../model/index.js";
import { compilePattern, meetPattern } from "./evaluate.js";
import { eventObservation } from "./event-observations.js";
import { parsePattern } from "./parse.js";
import { searchPlan } from "./search-plan.js";
import { sightingObservation } from "./sighting-observations.js";

function planOf(text: string) {
  const pattern = parsePattern(text);
  if ("error" in pattern) throw new Error(pattern.error);
  const plan = searchPlan(pattern);
  return { ...plan, anyOf: plan.anyOf?.map((one) => `${one.type} ${one.value}`) ?? null };
}

describe("where to look for a pattern", () => {
  test.each([
    ["[domain-name:value = 'A.example'] AND [file:name LIKE 'x%']", ["domain a.example"]],
    [
      "[ipv4-addr:value IN ('192.0.2.1', '192.0.2.2') AND x:y = 1] FOLLOWEDBY [domain-name:value = 'a.example']",
      ["domain a.example"],
    ],
    [
      "[domain-name:value = 'a.example' OR url:value = 'http://b.example/'] REPEATS 3 TIMES",
      ["domain a.example", "url http://b.example/"],
    ],
    [
      "[network-traffic:dst_ref.value ISSUBSET '198.51.100.0/24' AND network-traffic:dst_port = 443]",
      ["cidr 198.51.100.0/24"],
    ],
    ["[domain-name:value = 'a.example'] OR [domain-name:value = 'a.example']", ["domain a.example"]],
    ["[domain-name:value = 'a.example'] OR [file:name = 'x']", null],
    ["[domain-name:value IN ('a.example', 'no domain')]", null],
    ["[domain-name:value NOT = 'a.example']", null],
    ["[domain-name:value LIKE 'a.%']", null],
    ["[EXISTS domain-name:value]", null],
  ])("%s: %j", (text, values) => {
    expect(planOf(text).anyOf).toEqual(values);
  });

  test("the time and the span a match lies in", () => {
    const time = ({ fromUs, untilUs, spanUs }: ReturnType<typeof planOf>) => [fromUs, untilUs, spanUs];
    const window = "START t'1970-01-01T00:00:01Z' STOP t'1970-01-01T00:00:02.0000005Z'";
    expect(time(planOf("[a:b = 1]"))).toEqual([null, null, 0]);
    expect(time(planOf("[a:b = 1] AND [a:b = 2]"))).toEqual([null, null, null]);
    expect(time(planOf("([a:b = 1] FOLLOWEDBY [a:b = 2]) WITHIN 1.5 SECONDS"))).toEqual([null, null, 1.5e6]);
    expect(time(planOf(`([a:b = 1] ${window} OR [a:b = 2]) REPEATS 2 TIMES`))).toEqual([null, null, null]);
    expect(time(planOf(`([a:b = 1] AND [a:b = 2]) ${window}`))).toEqual([1e6, 2_000_001, null]);
    expect(time(planOf(`[a:b = 1] REPEATS 2 TIMES WITHIN 5 SECONDS OR [a:b = 2] WITHIN 9 SECONDS`))).toEqual([
      null,
      null,
      5e6,
    ]);
  });

  test("paths that no telemetry carries are named", () => {
    const plan = planOf(
      "[file:name = 'x' OR file:hashes.MD5 = 'y'] AND [network-traffic:dst_port > 5 AND file:name = 'z']",
    );
    expect(plan.paths).toEqual(["file:name", "file:hashes.MD5", "network-traffic:dst_port"]);
    expect(plan.beyondTelemetry).toEqual(["file:name"]);
  });
});

const event = (change: Partial<Event>): Event => ({
  timeUs: 1_700_000_000_000_000,
  log: "zeek-conn",
  source: { address: "10.0.0.5", port: 50_000 },
  destination: { address: "192.0.2.7", port: 443 },
  protocol: "tcp",
  service: "tls",
  action: "",
  carried: [],
  native: {},
  ...change,
});

function meets(text: string, observations: Parameters<typeof meetPattern>[1]): boolean {
  const pattern = parsePattern(text);
  if ("error" in pattern) throw new Error(pattern.error);
  expect(searchPlan(pattern).beyondTelemetry, text).toEqual([]);
  const compiled = compilePattern(pattern, { networks: true });
  if (compiled instanceof Problem) throw new Error(compiled.detail);
  const found = meetPattern(compiled, observations);
  if (found instanceof Problem) throw new Error(found.detail);
  return found !== null;
}

function seenIn(change: Partial<Event>): Parameters<typeof meetPattern>[1] {
  const observation = eventObservation(event(change), "1");
  return observation === null ? [] : [observation];
}

describe("events as observed data", () => {
  const connection = seenIn({});
  const dns = seenIn({
    service: "dns",
    protocol: "udp",
    carried: [
      { field: "query", meaning: "domain", text: "WWW.Evil.example" },
      { field: "answers[]", meaning: "host", text: "198.51.100.9" },
      { field: "answers[]", meaning: "host", text: "cdn.example" },
    ],
  });
  const files = seenIn({
    carried: [
      { field: "a.md5", meaning: "hash", text: "D41D8CD98F00B204E9800998ECF8427E" },
      { field: "a.sha1", meaning: "hash", text: "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
      { field: "b.md5", meaning: "hash", text: "0".repeat(32) },
      { field: "a.md5", meaning: "hash", text: "1".repeat(32) },
    ],
  });
  const mail = seenIn({
    carried: [
      { field: "mailfrom", meaning: "email", text: "Bad@Evil.example" },
      { field: "rcptto", meaning: "email", text: "us@port.example" },
      { field: "subject", meaning: "email", text: "no mail" },
    ],
  });
  const web = seenIn({
    service: "http",
    carried: [
      { field: "host", meaning: "host", text: "evil.example" },
      { field: "uri", meaning: "url", text: "http://evil.example/a" },
      { field: "ja3", meaning: "ja3", text: "0".repeat(32) },
    ],
  });
  test.each([
    ["[ipv4-addr:value = '192.0.2.7']", connection, true],
    ["[ipv4-addr:value = '192.0.2.0/24']", connection, true],
    [
      "[network-traffic:src_ref.value ISSUBSET '10.0.0.0/8' AND network-traffic:dst_port = 443 AND network-traffic:protocols[*] = 'tls']",
      connection,
      true,
    ],
    [
      "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.33/32']",
      connection,
      false,
    ],
    ["[network-traffic:src_ref.value = '192.0.2.7']", connection, false],
    ["[network-traffic:start = t'2023-11-14T22:13:20Z']", connection, true],
    [
      "[domain-name:value = 'www.evil.example' AND domain-name:resolves_to_refs[*].value = '198.51.100.9/32']",
      dns,
      true,
    ],
    [
      "[domain-name:value = 'cdn.example' AND domain-name:resolves_to_refs[*].value = '198.51.100.9']",
      dns,
      false,
    ],
    ["[network-traffic:protocols[0] = 'ipv4' AND network-traffic:protocols[2] = 'dns']", dns, true],
    [
      "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e' AND file:hashes.'SHA-1' = 'da39a3ee5e6b4b0d3255bfef95601890afd80709']",
      files,
      true,
    ],
    ["[file:hashes.MD5 = '00000000000000000000000000000000' AND file:hashes.'SHA-1' LIKE '%']", files, false],
    ["[file:hashes.MD5 = '11111111111111111111111111111111']", files, true],
    [
      "[email-message:from_ref.value = 'bad@evil.example' AND email-message:to_refs[*].value LIKE '%@port.example']",
      mail,
      true,
    ],
    ["[email-addr:value MATCHES '@evil\\\\.example$']", mail, true],
    ["[url:value LIKE 'http://evil.example/%']", web, true],
    ["[network-traffic:extensions.'http-request-ext'.request_header.Host = 'evil.example']", web, true],
  ])("%s: %j", (text, observations, expected) => {
    expect(meets(text, observations)).toBe(expected);
  });

  test("an event without a time is none, without addresses it has no traffic", () => {
    expect(seenIn({ timeUs: null })).toEqual([]);
    expect(seenIn({ source: null, destination: { address: "printer", port: 0 } })[0]?.objects.size).toBe(0);
    expect(seenIn({ source: { address: "2001:db8::1", port: 0 } })[0]?.objects.size).toBe(3);
  });

  test("over several events", () => {
    const beacons = Array.from({ length: 6 }, (_, at) =>
      seenIn({
        timeUs: 1_700_000_000_000_000 + at * 300e6,
        carried: [{ field: "server_name", meaning: "domain", text: "c2.example" }],
      }),
    ).flat();
    expect(meets("[domain-name:value = 'c2.example'] REPEATS 5 TIMES WITHIN 1800 SECONDS", beacons)).toBe(
      true,
    );
    expect(meets("[domain-name:value = 'c2.example'] REPEATS 5 TIMES WITHIN 1000 SECONDS", beacons)).toBe(
      false,
    );
    expect(
      meets("[domain-name:value = 'www.evil.example'] FOLLOWEDBY [domain-name:value = 'c2.example']", [
        ...dns,
        ...beacons,
      ]),
    ).toBe(true);
  });
});

describe("sightings as observed data", () => {
  const sighting = (change: Partial<Sighting>): Sighting => ({
    id: "s",
    memberId: "m",
    observable: { type: "domain", value: "evil.example" },
    windowStartUs: 0,
    direction: "outbound",
    count: 7,
    firstUs: 5e6,
    lastUs: 60e6,
    insideAddresses: ["10.0.0.1", "10.0.0.2", "host"],
    confidence: 80,
    sources: [],
    labels: [],
    tlps: [],
    allowedBy: null,
    evidence: [],
    mark: null,
    ...change,
  });
  test.each([
    ["[domain-name:value = 'evil.example'] REPEATS 7 TIMES", {}, true],
    ["[domain-name:value = 'evil.example'] REPEATS 8 TIMES", {}, false],
    [
      "[network-traffic:src_ref.value = '10.0.0.2' AND network-traffic:dst_ref.value = 'evil.example']",
      {},
      true,
    ],
    ["[network-traffic:dst_ref.value = '10.0.0.2']", {}, false],
    ["[network-traffic:dst_ref.value = '10.0.0.2']", { direction: "inbound" as const }, true],
    [
      "[file:hashes.'SHA-256' LIKE 'aa%']",
      { observable: { type: "sha256" as const, value: "a".repeat(64) } },
      true,
    ],
    [
      "[ipv4-addr:value ISSUBSET '192.0.2.0/24']",
      { observable: { type: "cidr" as const, value: "192.0.2.0/25" } },
      true,
    ],
    [
      "[ipv6-addr:value ISSUBSET '2001:db8::/32']",
      { observable: { type: "cidr" as const, value: "2001:db8:1::/48" } },
      true,
    ],
  ])("%s over %j: %j", (text, change, expected) => {
    expect(meets(text, [sightingObservation(sighting(change))])).toBe(expected);
  });
});
