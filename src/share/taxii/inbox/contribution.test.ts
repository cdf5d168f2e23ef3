import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reportLimits } from "../../reports/draft.js";
import { type Contribution, contributionOf } from "./contribution.js";
import { draftsOf } from "./inbox-drafts.js";

const of = (object: object) => contributionOf(JSON.stringify(object));
const uuid = "00000000-0000-4000-8000-000000000000";
const indicator = (more: object) => ({
  type: "indicator",
  spec_version: "2.1",
  id: `indicator--${uuid}`,
  ...more,
});

describe("what an object adds to a report", () => {
  test("an indicator: the values that its pattern equals, and its name", () => {
    const pattern = "[ipv4-addr:value = '198.51.100.7'] OR [domain-name:value = 'bad.example']";
    expect(of(indicator({ name: "Loader", description: "seen\nat a gate", pattern }))).toEqual({
      title: "Loader",
      line: "Indicator: Loader — seen at a gate",
      observables: [
        { type: "ipv4", value: "198.51.100.7" },
        { type: "domain", value: "bad.example" },
      ],
    });
  });

  test("a pattern that needs more than one value stands in the text", () => {
    const pattern = "[ipv4-addr:value = '198.51.100.7' AND network-traffic:dst_port = 22]";
    expect(of(indicator({ pattern }))).toEqual({ title: "", line: `Indicator: ${pattern}`, observables: [] });
    const yara = of(indicator({ pattern: "rule a { condition: true }", pattern_type: "yara" }));
    expect(yara?.line).toBe("Indicator: yara: rule a { condition: true }");
    expect(of(indicator({ pattern: "[not a pattern" }))?.line).toBe("Indicator: [not a pattern");
  });

  test.each([
    [{ type: "ipv4-addr", id: `ipv4-addr--${uuid}`, value: "198.51.100.7" }, ["198.51.100.7"]],
    [{ type: "url", id: `url--${uuid}`, value: "http://bad.example/x" }, ["http://bad.example/x"]],
    [
      {
        type: "observed-data",
        id: `observed-data--${uuid}`,
        created: "2026-01-01T00:00:00.000Z",
        modified: "2026-01-01T00:00:00.000Z",
        first_observed: "2026-01-01T00:00:00Z",
        last_observed: "2026-01-01T00:00:00Z",
        number_observed: 1,
        objects: { "0": { type: "domain-name", value: "bad.example" } },
      },
      ["bad.example"],
    ],
  ])("an observable: its value (%#)", (object, values) => {
    expect(of(object)?.observables.map(({ value }) => value)).toEqual(values);
  });

  test("what only ties others together, says who made them, or was revoked: nothing", () => {
    for (const type of ["relationship", "identity", "marking-definition", "extension-definition"])
      expect(of({ type, id: `${type}--${uuid}`, name: "Pier 7 Terminal" })).toBeNull();
    expect(of(indicator({ revoked: true, pattern: "[ipv4-addr:value = '198.51.100.7']" }))).toBeNull();
    expect(of({ type: "malware", id: `malware--${uuid}` })).toBeNull();
  });

  test("a sighting says how often, an opinion what", () => {
    expect(of({ type: "sighting", id: `sighting--${uuid}`, count: 5 })?.line).toBe("Sighting: seen 5 times");
    expect(of({ type: "opinion", id: `opinion--${uuid}`, opinion: "agree" })?.line).toBe("Opinion: agree");
  });

  test("any JSON object is borne", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("indicator", "report", "file", "x"), (value, type) => {
        const found = of({ type, id: `${type}--${uuid}`, name: value, pattern: value, value, hashes: value });
        expect(found?.line.length ?? 0).toBeLessThanOrEqual(2000);
      }),
    );
  });
});

describe("contributions as reports", () => {
  const given = (
    count: number,
    lineChars = 10,
    title = "",
  ): readonly { of: number; contribution: Contribution }[] =>
    Array.from({ length: count }, (_, n) => ({
      of: n,
      contribution: {
        title,
        line: "x".repeat(lineChars),
        observables: [{ type: "ipv4" as const, value: `198.51.${n >> 8}.${n & 255}` }],
      },
    }));

  test("one report, named by the only name or by what it holds", () => {
    expect(draftsOf("TLP:GREEN", given(3)).map(({ draft }) => draft)).toMatchObject([
      { title: "3 values by TAXII", tlp: "TLP:GREEN" },
    ]);
    expect(draftsOf("TLP:GREEN", given(1, 5, "Emotet"))[0]?.draft.title).toBe("Emotet");
    expect(draftsOf("TLP:GREEN", [])).toEqual([]);
  });

  test("as many as the limits ask for, each object in one of them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 2000 }), (count, chars) => {
        const drafts = draftsOf("TLP:GREEN", given(count, chars));
        expect(drafts.flatMap((each) => each.of)).toEqual(given(count).map((each) => each.of));
        for (const { draft } of drafts) {
          expect(draft.observables.length).toBeLessThanOrEqual(reportLimits.observables);
          expect(draft.text.length).toBeLessThanOrEqual(reportLimits.textChars);
        }
      }),
      { numRuns: 20 },
    );
  });
});
