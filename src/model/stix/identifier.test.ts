import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { observableId, typeOfId, uuidVersionOf } from "./identifier.js";
import { sha1 } from "./uuid5.js";

/** Each stands in STIX 2.1 itself. */
test.each([
  ["ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4", { value: "198.51.100.3" }],
  ["ipv4-addr--1ea47840-aa39-5aa8-b4a2-cd203eb6662a", { value: "198.51.100.0/24" }],
  ["ipv6-addr--85a85a8c-ee99-5722-946d-3c3a3270fc6f", { value: "2001:0db8:85a3:0000:0000:8a2e:0370:7334" }],
  ["domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7", { value: "example.com" }],
  ["url--47c3cf9a-5027-5bf0-997a-017c7edc7c55", { value: "https://example.com/research/index.html" }],
  ["email-addr--7165e2a9-671f-585d-b1e1-ca59c671d934", { value: "john@example.com", display_name: "John" }],
  ["mac-addr--757b1725-9903-54f5-a855-1240691d7659", { value: "d2:fb:49:24:37:18" }],
  ["mutex--f93fe911-e545-5239-b9b0-597840d0c871", { name: "__CLEANSWEEP__" }],
  ["autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff", { number: 15139, name: "Slime Industries" }],
  ["directory--0a58d0c1-59e6-5afd-8252-dcd3f13e5622", { path: "C:\\Windows\\System32" }],
  [
    "file--949eb97a-da1e-5292-8959-03c4249dc9f3",
    {
      hashes: {
        "SHA-512": "0".repeat(128),
        "SHA-256": "fe90a7e910cb3a4739bed9180e807e93fa70c90f25a8915476f5e4bfbac681db",
      },
      name: "foo.dll",
      size: 9,
    },
  ],
] as const)("%s", (id, properties) => {
  expect(observableId(id.split("--")[0] as string, properties)).toBe(id);
});

test("MD5 is preferred, and what is no known hash comes last, by name", () => {
  const id = (hashes: Record<string, string>) => observableId("file", { hashes });
  expect(id({ "SHA-1": "a", MD5: "b" })).toBe(id({ MD5: "b" }));
  expect(id({ x: "1", TLSH: "2" })).toBe(id({ TLSH: "2" }));
});

test("what nothing contributes to has no such id", () => {
  expect(observableId("process", { pid: 4 })).toBeNull();
  expect(observableId("windows-registry-key", {})).toBeNull();
  expect(observableId("x-theirs", { value: "a" })).toBeNull();
});

test("SHA-1 is what others compute", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(Buffer.from(sha1(bytes)).toString("hex")).toBe(createHash("sha1").update(bytes).digest("hex"));
    }),
  );
});

describe("identifiers", () => {
  test.each([
    ["tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", "tool", 4],
    ["ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4", "ipv4-addr", 5],
    ["tool--blablabla", null, null],
    ["tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3", null, null],
    ["tool-8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", null, null],
  ])("%s", (id, type, version) => {
    expect([typeOfId(id), uuidVersionOf(id)]).toEqual([type, version]);
  });
});
