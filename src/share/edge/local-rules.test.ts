import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import type { WaitingSighting } from "./gathering.js";
import { droppableFields, type LocalRules, noLocalRules, parseLocalRules } from "./local-rules.js";
import type { OpenSighting } from "./wire.js";

const rules = (text: string): LocalRules => {
  const read = parseLocalRules(text);
  if (read instanceof Problem) throw new Error(read.detail);
  return read;
};
const seen = (change: Partial<OpenSighting> = {}): WaitingSighting => ({
  urgent: false,
  sighting: {
    type: "domain",
    value: "evil.example",
    met: { type: "domain", value: "a.evil.example" },
    direction: "outbound",
    count: 3,
    firstUs: 1,
    lastUs: 2,
    log: "zeek-dns",
    field: "query",
    source: "10.1.2.3",
    destination: "10.1.2.53",
    destinationPort: 53,
    ...change,
  },
});

describe("a member's own rules", () => {
  test("none let all through as it is", () => {
    expect(noLocalRules.released(seen())).toEqual(seen().sighting);
    expect(rules("").released(seen())).toEqual(seen().sighting);
  });

  test("a dropped field is on no sighting", () => {
    const released = rules("drop: [source, destination, met, log, field, destinationPort]").released(seen());
    expect(released).toEqual({
      type: "domain",
      value: "evil.example",
      direction: "outbound",
      count: 3,
      firstUs: 1,
      lastUs: 2,
    });
  });

  test.each([
    ["never: { domains: [evil.example] }", "a listed domain"],
    ["never: { domains: ['*.evil.example'] }", "the same, as people write it"],
    ["never: { domains: [a.evil.example] }", "the name that was met"],
    ["never: { values: [EVIL.example] }", "a value, however it is written"],
  ])("%s keeps %s here", (text) => {
    expect(rules(text).released(seen())).toBeNull();
    expect(rules(text).released(seen({ value: "notevil.example", met: undefined }))).not.toBeNull();
  });

  test("networks: the listed address or a network that touches them stays here, a machine's address is left out", () => {
    const own = rules("never: { networks: [10.0.0.0/8, '2001:db8::/32'] }");
    const { source: _, destination: __, ...rest } = seen().sighting as OpenSighting;
    expect(own.released(seen())).toEqual(rest);
    expect(own.released(seen({ type: "ipv4", value: "10.9.9.9", met: undefined }))).toBeNull();
    expect(own.released(seen({ type: "cidr", value: "10.2.0.0/16", met: undefined }))).toBeNull();
    expect(own.released(seen({ type: "cidr", value: "8.0.0.0/6", met: undefined }))).toBeNull();
    expect(own.released(seen({ type: "url", value: "http://10.3.3.3/x", met: undefined }))).toBeNull();
    expect(own.released(seen({ type: "ipv6", value: "2001:db8::1", met: undefined }))).toBeNull();
    expect(own.released(seen({ type: "ipv4", value: "192.0.2.1", met: undefined }))).not.toBeNull();
  });

  test("what is behind a hash is held back like any other value", () => {
    const hashed: WaitingSighting = {
      urgent: true,
      value: { type: "domain", value: "x.evil.example" },
      sighting: { blind: "ab".repeat(32), direction: "outbound", count: 1, firstUs: 1, lastUs: 1 },
    };
    expect(rules("never: { domains: [evil.example] }").released(hashed)).toBeNull();
    expect(rules("never: { domains: [other.example] }").released(hashed)).toEqual(hashed.sighting);
  });

  test.each([
    ["drop: [sources]", "drop.0"],
    ["nevr: {}", "nevr"],
    ["never: { networks: [10.0.0.0/40] }", "never.networks.0"],
    ["never: { domains: ['not a domain'] }", "never.domains.0"],
    ["never: { values: [1] }", "never.values.0"],
    ["drop: [", "line 1"],
    ["- a", "top level"],
  ])("%s is refused with its place", (text, place) => {
    const problem = parseLocalRules(text);
    expect(problem).toBeInstanceOf(Problem);
    expect((problem as Problem).detail).toContain(place);
  });

  test("any text is read or refused, and what is released is a part of what there was", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.subarray([...droppableFields]), (text, drop) => {
        const read = parseLocalRules(text);
        expect(read instanceof Problem || "released" in read).toBe(true);
        const released = rules(`drop: ${JSON.stringify(drop)}`).released(seen());
        for (const [name, said] of Object.entries(released ?? {}))
          expect(said).toEqual((seen().sighting as Record<string, unknown>)[name]);
        for (const name of drop) expect(released).not.toHaveProperty(name);
      }),
    );
  });
});
