import { describe, expect, test } from "vitest";
import { latestVersions } from "./checks/versions.js";
import { isValid, type ValidateOptions, validateStix } from "./validate.js";

const times = { created: "2016-04-06T20:03:48.000Z", modified: "2016-04-06T20:03:48.000Z" };
const tool = {
  type: "tool",
  spec_version: "2.1",
  id: "tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
  ...times,
  name: "VNC",
};
const green = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da";
const sco = (type: string, more: object) => ({
  type,
  spec_version: "2.1",
  id: `${type}--ff1e0780-358c-5808-a8c7-d0fca4ef6ef4`,
  ...more,
});
const bundle = (...objects: unknown[]) => ({
  type: "bundle",
  id: "bundle--44af6c39-c09b-49c5-9de2-394224b04982",
  objects,
});
const found = (value: unknown, options?: ValidateOptions) =>
  validateStix(value, options)
    .filter(({ level }) => level !== "note")
    .map(({ rule, path }) => `${rule} ${path}`);

/** One small case a rule: the object, and what is found in it. */
const cases: readonly [string, unknown, readonly string[]][] = [
  ["a tool", tool, []],
  ["no object", "tool", ["object $"]],
  ["no type", { id: 1 }, ["required $"]],
  ["a wrong type of value", { ...tool, name: 7 }, ["type $.name"]],
  ["an empty list", { ...tool, aliases: [] }, ["empty-list $.aliases"]],
  ["no such day", { ...tool, created: "2016-04-31T20:03:48.000Z" }, ["timestamp $.created"]],
  [
    "changed before it was made",
    { ...tool, created: "2016-04-06T20:03:48.0001Z" },
    ["modified-before-created $.modified"],
  ],
  ["another type's id", { ...tool, type: "malware", is_family: false }, ["id-type $.id"]],
  ["confidence beyond", { ...tool, confidence: 101 }, ["number-range $.confidence"]],
  ["confidence in part", { ...tool, confidence: 1.5 }, ["integer $.confidence"]],
  ["no language", { ...tool, lang: "foo" }, ["languages $.lang"]],
  ["no tag", { ...tool, lang: "e" }, ["language $.lang"]],
  ["reserved", { ...tool, severity: "high" }, ["reserved $.severity", "extensions-use $.severity"]],
  ["undeclared", { ...tool, rank: 1 }, ["extensions-use $.rank"]],
  ["a bad name", { ...tool, "9rank": 1 }, ['property-name $["9rank"]']],
  [
    "marked by no marking",
    { ...tool, object_marking_refs: [tool.id] },
    ["reference-target $.object_marking_refs[0]"],
  ],
  [
    "a part that is not there",
    { ...tool, granular_markings: [{ marking_ref: green, selectors: ["aliases.[0]"] }] },
    ["selector $.granular_markings[0].selectors[0]"],
  ],
  [
    "marked with nothing",
    { ...tool, granular_markings: [{ selectors: ["name"] }] },
    ["granular-marking $.granular_markings[0]"],
  ],
  [
    "marked with both",
    { ...tool, granular_markings: [{ lang: "en", marking_ref: green, selectors: ["name"] }] },
    ["granular-marking $.granular_markings[0]"],
  ],
  [
    "made at a second, and not at a thousandth of one",
    { ...tool, created: "2016-04-06T20:03:48Z" },
    ["timestamp-precision $.created"],
  ],
  [
    "a value of the registry that says nothing",
    {
      type: "windows-registry-key",
      spec_version: "2.1",
      id: "windows-registry-key--2ba37ae7-2745-5082-9dfd-9486dad41016",
      key: "hkey_local_machine\\system\\bar\\foo",
      values: [{}],
    },
    ["combination $.values[0]"],
  ],
  [
    "a part of a mail without a body",
    {
      type: "email-message",
      spec_version: "2.1",
      id: "email-message--72b7698f-10c2-565a-a2a6-b4996a2f2265",
      is_multipart: true,
      body_multipart: [{ content_type: "text/plain" }],
    },
    ["combination $.body_multipart[0]"],
  ],
  [
    "a PE binary made at a thousandth of a second",
    {
      type: "file",
      spec_version: "2.1",
      id: "file--fb0419a8-f09c-57f8-be64-71a80417591c",
      name: "a.exe",
      extensions: { "windows-pebinary-ext": { pe_type: "exe", time_date_stamp: "2016-01-22T12:31:12.000Z" } },
    },
    ['timestamp-precision $.extensions["windows-pebinary-ext"].time_date_stamp'],
  ],
  [
    "no number of CVE",
    { ...tool, external_references: [{ source_name: "cve", external_id: "cve-1" }] },
    ["external-id $.external_references[0]"],
  ],
  [
    "an undeclared type",
    { ...tool, type: "x-acme-tool", id: `x-acme-${tool.id}` },
    ["extensions-use $.type"],
  ],
  [
    "no kind of extension",
    { ...tool, extensions: { [`extension-definition--${tool.id.slice(6)}`]: { a: 1 } } },
    [`extension-type $.extensions["extension-definition--${tool.id.slice(6)}"]`],
  ],
  ["an address", sco("ipv4-addr", { value: "1.2.3.4/33" }), ["format $.value"]],
  ["an address 6", sco("ipv6-addr", { value: "1::2::3" }), ["format $.value"]],
  [
    "a port",
    sco("network-traffic", {
      src_ref: "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4",
      protocols: ["tcp"],
      src_port: 65_536,
      dst_port: 1,
    }),
    ["number-range $.src_port"],
  ],
  [
    "the wrong end",
    sco("network-traffic", {
      src_ref: "url--28bb3599-77cd-5a82-a950-b5bc3caf07c4",
      protocols: ["tcp"],
      src_port: 1,
      dst_port: 1,
    }),
    ["reference-target $.src_ref"],
  ],
  [
    "a hash",
    sco("file", { hashes: { MD5: "a", WEIRD: "b" } }),
    ["hash-value $.hashes.MD5", "vocabulary:hash-algo $.hashes.WEIRD"],
  ],
  [
    "an extension",
    sco("file", {
      name: "a",
      extensions: { "windows-pebinary-ext": { pe_type: "exe", machine_hex: "014" } },
    }),
    ['hex $.extensions["windows-pebinary-ext"].machine_hex'],
  ],
  [
    "an empty extension",
    sco("file", { name: "a", extensions: { "ntfs-ext": {} } }),
    ['extension-empty $.extensions["ntfs-ext"]'],
  ],
  [
    "two payloads",
    sco("artifact", { url: "http://a.example/", payload_bin: "AAAA", hashes: { MD5: "a".repeat(32) } }),
    ["combination $.payload_bin"],
  ],
  ["a bundle in a bundle", bundle(bundle(tool)), ["object $.objects[0]"]],
  ["a bundle with more", { ...bundle(tool), created: "now" }, ["bundle-property $.created"]],
  ["a bundle of nothing", bundle(), ["empty-list $.objects"]],
  ["a version twice", bundle(tool, tool), ["duplicate-ids $.objects[1].id"]],
  [
    "a version after it was revoked",
    bundle({ ...tool, revoked: true }, { ...tool, modified: "2017-01-01T00:00:00.000Z" }),
    ["version-after-revoked $.objects[1].modified"],
  ],
  [
    "made at another time",
    bundle(tool, { ...tool, created: "2015-01-01T00:00:00.000Z", modified: "2017-01-01T00:00:00.000Z" }),
    ["version-created $.objects[1].created"],
  ],
  [
    "TLP under another id",
    {
      type: "marking-definition",
      spec_version: "2.1",
      id: `marking-definition--${tool.id.slice(6)}`,
      created: times.created,
      definition_type: "tlp",
      definition: { tlp: "white" },
    },
    ["marking-definition $"],
  ],
  [
    "a relationship that STIX does not name",
    {
      type: "relationship",
      spec_version: "2.1",
      id: `relationship--${tool.id.slice(6)}`,
      ...times,
      relationship_type: "mitigates",
      source_ref: tool.id,
      target_ref: tool.id,
    },
    ["relationship-types $"],
  ],
];

test.each(cases)("%s", (_name, value, problems) => {
  expect(found(value)).toEqual(problems);
});

describe("bounds", () => {
  test("findings are counted when there are too many", () => {
    const problems = validateStix(
      Array.from({ length: 50 }, () => 1),
      { bounds: { problemsMax: 10 } },
    );
    expect(problems).toHaveLength(11);
    expect(problems.at(-1)).toMatchObject({
      rule: "too-many",
      detail: "40 more findings of this level are left out.",
    });
    expect(isValid(problems)).toBe(false);
  });

  test("values are counted, and said once when there are too many", () => {
    const rules = validateStix(
      { ...tool, aliases: Array.from({ length: 100 }, () => "a") },
      { bounds: { valuesMax: 20 } },
    ).map(({ rule }) => rule);
    expect(rules.filter((rule) => rule === "too-large")).toHaveLength(1);
  });
});

test("a pattern is what the parser that is handed in says", () => {
  const indicator = {
    ...tool,
    type: "indicator",
    id: `indicator--${tool.id.slice(6)}`,
    description: "d",
    pattern: "[a",
    pattern_type: "stix",
    valid_from: times.created,
  };
  const checkPattern = (pattern: string) => (pattern.endsWith("]") ? null : "It does not end.");
  expect(found(indicator, { checkPattern })).toEqual(["pattern $.pattern"]);
  expect(found({ ...indicator, pattern_type: "sigma" }, { checkPattern })).toEqual([]);
  expect(found({ ...indicator, pattern: "[f:n = 1]" }, { checkPattern })).toEqual(["type-name $.pattern"]);
});

test("of several versions the latest counts, by every digit", () => {
  const late = { ...tool, modified: "2016-04-06T20:03:48.0000001Z", revoked: true };
  expect(latestVersions([late, tool])).toEqual([late]);
});
