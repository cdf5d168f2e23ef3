/** What an edge may say of a sighting: in its form, of a count and span that a machine can see. */
import { describe, expect, test } from "vitest";
import { hitsPerSighting, hitsPerUpload, sightingSpanUsMax } from "./limits.js";
import { edgeReport, edgeUpload, uploadFormat } from "./wire.js";

const nowUs = 1_795_000_000_000_000;
const seen = { direction: "outbound", count: 1, firstUs: nowUs, lastUs: nowUs };
const of = (type: string, value: string, more: object = {}) => ({ type, value, ...seen, ...more });
const good = of("domain", "evil.example");
const read = (sightings: readonly object[]) =>
  edgeUpload.safeParse({
    format: uploadFormat,
    id: "00000000-0000-4000-8000-000000000001",
    madeUs: nowUs,
    sightings,
  });

describe("an upload", () => {
  test.each([
    [of("ipv4", "192.0.2.9")],
    [of("ipv6", "2001:db8::1")],
    [of("cidr", "192.0.2.0/24", { met: { type: "ipv4", value: "192.0.2.9" } })],
    [of("cidr", "2001:db8::/32", { met: { type: "ipv6", value: "2001:db8::1" } })],
    [of("domain", "evil.example", { met: { type: "domain", value: "a.b.evil.example" } })],
    [of("url", "http://evil.example/x")],
    [of("md5", "0".repeat(32))],
    [of("sha512", "0".repeat(128))],
    [of("email", "a@evil.example")],
    [of("ja3", "0".repeat(32))],
    [of("ja4", "t13d1516h2_8daaf6152771_b186095e22b6")],
    [of("domain", "evil.example", { count: hitsPerSighting, firstUs: nowUs - sightingSpanUsMax })],
    [{ blind: "0".repeat(64), ...seen }],
  ])("is taken with a sighting in its form (case %#)", (sighting) => {
    expect(read([sighting]).success).toBe(true);
  });

  test.each([
    [of("ipv4", "not an ip")],
    [of("ipv4", "2001:db8::1")],
    [of("ipv6", "2001:DB8::1")],
    [of("cidr", "192.0.2.9/24")],
    [of("cidr", "192.0.2.9/32")],
    [of("domain", "Evil.example")],
    [of("url", "evil.example")],
    [of("md5", "0".repeat(40))],
    [of("ja4", "t13")],
    [of("domain", "evil.example", { met: { type: "domain", value: "notevil.example" } })],
    [of("domain", "evil.example", { met: { type: "domain", value: "A.evil.example" } })],
    [of("domain", "evil.example", { met: { type: "ipv4", value: "192.0.2.9" } })],
    [of("cidr", "192.0.2.0/24", { met: { type: "ipv4", value: "198.51.100.1" } })],
    [of("cidr", "::/8", { met: { type: "ipv4", value: "0.0.0.1" } })],
    [of("ipv4", "192.0.2.9", { met: { type: "domain", value: "evil.example" } })],
    [of("domain", "evil.example", { count: 1e12 })],
    [of("domain", "evil.example", { firstUs: 0 })],
    [of("domain", "evil.example", { lastUs: 0 })],
    [{ blind: "0".repeat(64), ...seen, firstUs: 0 }],
  ])("is refused by the place of one that is not (case %#)", (sighting) => {
    const [issue] = read([good, sighting]).error?.issues ?? [];
    expect(issue?.path.slice(0, 2)).toEqual(["sightings", 1]);
  });

  test("has no more hits than a machine can see", () => {
    const many = of("domain", "evil.example", { count: hitsPerSighting });
    const most = Array.from({ length: hitsPerUpload / hitsPerSighting }, () => many);
    expect(read(most).success).toBe(true);
    expect(read([...most, good]).error?.issues[0]?.path).toEqual(["sightings"]);
  });
});

test("a report with text that no store can keep is refused by its place", () => {
  const set = { epoch: 0, sequence: 0, currentUs: null, indicators: 0, blind: 0 };
  const waiting = { bytes: 0, bytesMax: 0, oldestUs: null, merged: 0, dropped: 0 };
  const report = { name: "gate", version: "1", nowUs, set, waiting, records: 0, doors: [] };
  expect(edgeReport.safeParse(report).success).toBe(true);
  for (const name of ["x\0y", "x\ud800y"])
    expect(edgeReport.safeParse({ ...report, name }).error?.issues[0]?.path).toEqual(["name"]);
});
