/** Advisories: reading what is right and naming what is wrong, and what of an inventory they speak of. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import type { Advisory, InventoryItem } from "../../model/index.js";
import { matchAdvisory, prepareInventory } from "./matching.js";
import { wildcardHas } from "./product-names.js";
import { readCsaf } from "./read-csaf.js";
import { readAdvisoryText } from "./read-files.js";
import { csafOf, itemOf } from "./testing.js";

function advisoryOf(document: unknown): Advisory {
  const read = readCsaf(document);
  return read instanceof Problem ? expect.fail(read.detail) : read;
}
const match = (document: unknown, item: Partial<InventoryItem> = {}) =>
  matchAdvisory(advisoryOf(document), prepareInventory([itemOf(item)])).map(
    ({ confidence, reason, by }) => `${confidence}, ${reason}, ${by}`,
  );
const of = (vendor: string, product: string, ...ranges: string[]) =>
  csafOf({ vendor, versions: { [product]: ranges } });

describe("a CSAF document", () => {
  test("becomes products, flaws and remedies", () => {
    expect(advisoryOf(csafOf({}))).toEqual({
      id: "ICSA-26-001-01",
      version: "1",
      title: "Siemens products",
      publisher: "CISA",
      tlp: "TLP:CLEAR",
      releasedUs: Date.parse("2026-01-02T00:00:00Z") * 1000,
      url: "https://www.cisa.gov/news-events/ics-advisories/icsa-26-001-01",
      products: [
        {
          id: "CSAFPID-1",
          vendor: "Siemens",
          product: "SIMATIC S7-1500 CPU family",
          version: "< V4.5",
          models: [],
        },
      ],
      flaws: [{ id: "CVE-2026-1001", title: "", score: 9.8, affected: [0], suspected: [], unaffected: [] }],
      remedies: [{ kind: "vendor fix", text: "Update to V4.5 or later.", url: "", products: [0] }],
      faults: [],
    });
  });

  test("with an impossible range and dangling ids is used for the rest, and each is named", () => {
    const document = of("WAGO", "fdtCONTAINER", ">= 4.5.0 | =< 3.5.20304.x", "< 3.5") as {
      vulnerabilities: { product_status: { known_affected: string[] } }[];
      product_tree: Record<string, unknown>;
    };
    document.vulnerabilities[0]?.product_status.known_affected.push("CSAFPID-99");
    const related = (id: string, reference: string, on: string) => ({
      category: "installed_on",
      product_reference: reference,
      relates_to_product_reference: on,
      full_product_name: { name: id, product_id: id },
    });
    document.product_tree.relationships = [
      related("loop-a", "loop-b", "CSAFPID-1"),
      related("loop-b", "loop-a", "CSAFPID-1"),
      related("alone", "alone", "alone"),
      related("good", "also-good", "CSAFPID-1"),
      related("also-good", "CSAFPID-2", "CSAFPID-1"),
    ];
    const advisory = advisoryOf(document);
    expect(advisory.products.map(({ id }) => id)).toEqual(["CSAFPID-1", "CSAFPID-2", "also-good", "good"]);
    expect(advisory.flaws[0]?.affected).toEqual([0, 1]);
    expect(advisory.faults).toEqual([
      'fdtCONTAINER >= 4.5.0 | =< 3.5.20304.x: ">= 4.5.0 | =< 3.5.20304.x" ends before it begins; it is matched by name alone.',
      'The product "loop-a" stands on itself or on one that the tree does not have.',
      'The product "loop-b" stands on itself or on one that the tree does not have.',
      'The product "alone" stands on itself or on one that the tree does not have.',
      'CVE-2026-1001 speaks of "CSAFPID-99", which its product tree does not have.',
    ]);
  });

  test.each([
    ["no JSON", "{", "intel.json-invalid"],
    ["nested too deep", `${"[".repeat(80)}${"]".repeat(80)}`, "intel.json-too-deep"],
    ["something else", '{"a":1}', "intel.advisory-invalid"],
    ["without a product", JSON.stringify(csafOf({ versions: {} })), "intel.advisory-invalid"],
    ["a catalog of nothing", '{"catalogVersion":"1","vulnerabilities":[{}]}', "intel.advisory-invalid"],
  ])("%s is refused", (_name, text, code) => {
    const read = readAdvisoryText(text);
    expect("problem" in read && read.problem.code).toBe(code);
  });

  test("whose branches never end is read to a depth", () => {
    let branch: unknown = {
      category: "product_name",
      name: "deep",
      product: { name: "deep", product_id: "deep" },
    };
    for (let at = 0; at < 60; at++) branch = { category: "product_family", name: "f", branches: [branch] };
    const document = csafOf({}) as { product_tree: { branches: unknown[] } };
    document.product_tree.branches.push(branch);
    const { products, faults } = advisoryOf(document);
    expect(products).toHaveLength(1);
    expect(faults).toEqual(["Its branches are more than 30 deep; what is below is not used."]);
  });

  test("is read or refused, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (tree, vulnerabilities) => {
        readCsaf({ ...csafOf({}), product_tree: tree });
        readCsaf({ ...csafOf({}), vulnerabilities });
      }),
      { numRuns: 50 },
    );
  });
});

test("CISA's catalog is read, with what is wrong in it named", () => {
  const entry = {
    cveID: "CVE-2021-40539",
    dateAdded: "2021-11-03",
    dueDate: "2021-11-17",
    knownRansomwareCampaignUse: "Known",
  };
  const read = readAdvisoryText(
    JSON.stringify({ catalogVersion: "1", vulnerabilities: [entry, { cveID: "x" }] }),
  );
  expect("exploited" in read && read).toEqual({
    exploited: [
      {
        cve: "CVE-2021-40539",
        name: "",
        addedUs: Date.parse("2021-11-03") * 1000,
        due: "2021-11-17",
        action: "",
        isUsedForRansom: true,
      },
    ],
    faults: ['An entry has no CVE number or no day ("X").'],
  });
});

describe("an item", () => {
  test.each<[string, Record<string, unknown>, Partial<InventoryItem>, string | null]>([
    ["by family and range", csafOf({}), {}, "likely, in range, family"],
    ["out of range", csafOf({}), { firmware: "V4.5" }, null],
    ["without a version", csafOf({}), { firmware: "" }, "possible, version unknown, family"],
    ["by its short name", csafOf({}), { product: "S7-1500" }, "exact, in range, name"],
    ["by its order number alone", csafOf({}), { product: "6ES7 516-3AN01-0AB0" }, "likely, in range, family"],
    ["of another family", csafOf({}), { product: "S7-1200 CPU 1214C" }, null],
    ["of another maker", csafOf({}), { vendor: "ABB" }, null],
    [
      "without a maker, told by the brand",
      csafOf({}),
      { vendor: "", product: "SIMATIC S7-1500" },
      "exact, in range, name",
    ],
    ["without a maker or brand", csafOf({}), { vendor: "", product: "S7-1500" }, "likely, in range, name"],
    [
      "of a maker under its other name",
      of("Rockwell Automation", "ControlLogix 5580", "< 33"),
      { vendor: "Allen-Bradley", product: "1756-L83E", firmware: "32.11" },
      "likely, in range, family",
    ],
    [
      "in every version",
      of("Red Lion, AutomationDirect", "N-Tron 702-W", "vers:all/*"),
      { vendor: "Red Lion Controls", product: "N-Tron 702-W", firmware: "" },
      "exact, every version, name",
    ],
    [
      "by its part number",
      of("Siemens", "SCALANCE XM408-4C (L3 int.) (6GK5408-4GQ00-2AM2)", "<V6.6.1"),
      { product: "Switch", models: ["6GK5 408-4GQ00-2AM2"], firmware: "V6.5" },
      "exact, in range, part number",
    ],
    [
      "by wildcards",
      of("Moxa", "EDS-4xx", "<= 2.1"),
      { vendor: "Moxa", product: "EDS-408", firmware: "2.0" },
      "exact, in range, name",
    ],
    [
      "with a range that can't be",
      of("WAGO", "fdtCONTAINER", ">= 4.5.0 | =< 3.5"),
      { vendor: "Wago Kontakttechnik GmbH", product: "fdtCONTAINER", firmware: "4.6" },
      "possible, range not readable, name",
    ],
    [
      "with a version that can't be compared",
      of("Honeywell", "Experion PKS", "<R511.5_TCU4_HF4"),
      { vendor: "Honeywell", product: "Experion PKS", firmware: "R511.5_HF2" },
      "possible, version not comparable, name",
    ],
    [
      "under its former name",
      of("AVEVA", "AVEVA Plant SCADA (formerly known as Citect)", "<= 8"),
      { vendor: "", product: "AVEVA Citect", firmware: "7.5" },
      "exact, in range, name",
    ],
    [
      "by one common word",
      of("Siemens", "Client", "< 3"),
      { product: "Update Client Server", firmware: "1" },
      null,
    ],
  ])("%s", (_name, document, item, said) => {
    expect(match(document, item)).toEqual(said === null ? [] : [said]);
  });

  test("has no flaw that is fixed in its version", () => {
    const document = csafOf({ versions: { "S7-1500": ["< V4.5", "V4.3"] } }) as {
      vulnerabilities: { product_status: Record<string, string[]> }[];
    };
    const [flaw] = document.vulnerabilities;
    if (flaw !== undefined) flaw.product_status = { known_affected: ["CSAFPID-1"], fixed: ["CSAFPID-2"] };
    expect(match(document, { product: "S7-1500" })).toEqual([]);
    expect(match(document, { product: "S7-1500", firmware: "V4.2" })).toEqual(["exact, in range, name"]);
  });
});

test("wildcards are as a naive reading has them", () => {
  const naive = (pattern: string, text: string): boolean =>
    pattern === ""
      ? text === ""
      : pattern[0] === "*"
        ? naive(pattern.slice(1), text) || (text !== "" && naive(pattern, text.slice(1)))
        : text !== "" &&
          (pattern[0] === "?" || pattern[0] === text[0]) &&
          naive(pattern.slice(1), text.slice(1));
  const signs = (from: string[], maxLength: number) =>
    fc.array(fc.constantFrom(...from), { maxLength }).map((list) => list.join(""));
  fc.assert(
    fc.property(signs(["a", "b", "*", "?"], 6), signs(["a", "b"], 8), (pattern, text) => {
      expect(wildcardHas(pattern, text)).toBe(naive(pattern, text));
    }),
  );
});
