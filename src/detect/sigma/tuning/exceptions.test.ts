/** What exceptions except. */
import { expect, test } from "vitest";
import { detectionValues, exceptionFor, type RuleException } from "./exceptions.js";

const exception = (rest: Partial<RuleException>): RuleException => ({
  id: "x",
  rule: "scan",
  memberId: null,
  field: null,
  value: null,
  reason: "our own scanner",
  owner: "Olga",
  createdUs: 0,
  expiresUs: 1000,
  ...rest,
});
const holds = (
  of: Partial<RuleException>,
  fields: Readonly<Record<string, string>> = {},
  nowUs = 1,
  rule = "scan",
) =>
  exceptionFor(
    [exception(of)],
    { rule, memberId: "m", valuesOf: (field) => (field in fields ? [fields[field] ?? ""] : []) },
    nowUs,
  ) !== null;

test("of one rule, until its end, of one member or all", () => {
  expect(holds({})).toBe(true);
  expect(holds({}, {}, 1000)).toBe(false);
  expect(holds({}, {}, 1, "other")).toBe(false);
  expect(holds({ memberId: "m" })).toBe(true);
  expect(holds({ memberId: "n" })).toBe(false);
});

test.each([
  ["10.1.2.3", "10.1.2.3", true],
  ["10.1.0.0/16", "10.1.2.3", true],
  ["10.1.0.0/16", "10.2.2.3", false],
  ["2001:db8::/32", "2001:db8::7", true],
  ["10.1.0.0/16", "2001:db8::7", false],
  ["10.1.0.0/16", "host", false],
  ["Scanner", "sCANNER", true],
  ["/a/b", "/a/b", true],
  ["", "", true],
])("a field that is %s, asked of %s", (value, text, isIt) => {
  expect(holds({ field: "src", value }, { src: text })).toBe(isIt);
  expect(holds({ field: "other", value }, { src: text })).toBe(false);
});

test("a detection knows its fields, its subject and the addresses of its evidence", () => {
  const evidence = {
    timeUs: 1,
    log: "zeek-conn",
    field: "",
    sourceAddress: "10.0.0.1",
    sourcePort: 1,
    destinationAddress: "10.0.0.2",
    destinationPort: 2,
    record: "",
  };
  const valuesOf = detectionValues({
    rule: { id: "scan", title: "", kind: "sigma", level: "low", techniques: [] },
    memberId: "m",
    subject: { type: "ipv4", value: "10.0.0.1" },
    about: "",
    count: 1,
    firstUs: 1,
    lastUs: 1,
    fields: { port: "22" },
    evidence: [evidence],
  });
  expect(["port", "subject", "source", "destination", "toString"].map(valuesOf)).toEqual([
    ["22"],
    ["10.0.0.1"],
    ["10.0.0.1"],
    ["10.0.0.2"],
    [],
  ]);
});
