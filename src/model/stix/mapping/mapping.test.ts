import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Observable, observe } from "../../observable.js";
import { tlpLabels } from "../../tlp.js";
import { writeObject } from "../object.js";
import { markingIdOf } from "../tlp-markings.js";
import { isValid, validateStix } from "../validate.js";
import type { Authored } from "./authored.js";
import { readIdentity, writeIdentity } from "./identity-mapping.js";
import { patternOf, readIndicator, writeIndicator } from "./indicator-mapping.js";
import { observablesOf, writeObservable } from "./observable-mapping.js";
import { readReport, writeReport } from "./report-mapping.js";
import { readSighting, writeSighting } from "./sighting-mapping.js";

const authored: Authored = {
  uuid: "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
  createdUs: 1_790_000_000_000_000,
  modifiedUs: 1_790_000_000_123_456,
  tlp: "TLP:AMBER",
};
const claim = {
  confidence: 85,
  validFromUs: null,
  validUntilUs: null,
  labels: ["malicious-activity", "qakbot"],
};

const observables: fc.Arbitrary<Observable> = fc
  .oneof(
    fc.ipV4().map((text) => observe("address", text)),
    fc.ipV6().map((text) => observe("address", text)),
    fc.domain().map((text) => observe("domain", text)),
    fc.webUrl().map((text) => observe("url", text)),
    fc
      .constantFrom(32, 40, 64, 128)
      .chain((length) =>
        fc
          .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
          .map((digits) => observe("hash", digits.join(""))),
      ),
    fc.constantFrom<Observable>(
      { type: "cidr", value: "198.51.100.0/24" },
      { type: "cidr", value: "2001:db8::/32" },
      { type: "email", value: "o'hara@example.com" },
    ),
  )
  .filter((one) => one !== null);

test("an observable is the same after STIX, and what is written is valid down to every SHOULD", () => {
  fc.assert(
    fc.property(observables, fc.constantFrom(...tlpLabels), (observable, tlp) => {
      const object = writeObservable(observable, tlp);
      if (object === null) throw new Error("it was not written");
      expect(observablesOf(object)).toEqual([observable]);
      expect(validateStix(writeObject(object))).toEqual([]);
    }),
  );
});

test("a fingerprint of TLS has no object in STIX", () => {
  const ja3: Observable = { type: "ja3", value: "0".repeat(32) };
  expect([writeObservable(ja3, "TLP:CLEAR"), patternOf(ja3), writeIndicator(ja3, claim, authored)]).toEqual([
    null,
    null,
    null,
  ]);
  expect(
    writeSighting(
      { observable: ja3, count: 1, firstUs: 0, lastUs: 0 },
      { ...authored, sightingOfRef: "", observedUuid: "" },
    ),
  ).toBeNull();
});

test("a file with several hashes is several observables; a hash of the wrong length is none", () => {
  const file = {
    type: "file",
    id: "file--949eb97a-da1e-5292-8959-03c4249dc9f3",
    category: "sco",
    properties: { hashes: { MD5: "a".repeat(32), "SHA-256": "b".repeat(64), "SHA-1": "c".repeat(32) } },
    extensions: null,
    custom: {},
  } as const;
  expect(observablesOf(file).map(({ type }) => type)).toEqual(["md5", "sha256"]);
});

describe("indicators", () => {
  test("a claim comes back, to the microsecond", () => {
    const times = fc.integer({ min: 1, max: 3_000_000_000_000_000 });
    fc.assert(
      fc.property(
        observables,
        times,
        times,
        fc.integer({ min: 0, max: 100 }),
        (observable, from, length, confidence) => {
          const given = {
            confidence,
            validFromUs: from,
            validUntilUs: from + length,
            labels: ["qakbot", "benign"],
          };
          const object = writeIndicator(observable, given, { ...authored, description: "seen in a port" });
          if (object === null) throw new Error("it was not written");
          expect(isValid(validateStix(writeObject(object)), true)).toBe(true);
          const read = readIndicator(object);
          expect(read?.claim).toEqual({ ...given, labels: ["benign", "qakbot"] });
          expect(read?.markingRefs).toEqual([markingIdOf("TLP:AMBER")]);
        },
      ),
    );
  });

  test.each<[Observable, string]>([
    [{ type: "url", value: "http://a.example/'\\x" }, "[url:value = 'http://a.example/\\'\\\\x']"],
    [{ type: "cidr", value: "198.51.100.0/24" }, "[ipv4-addr:value ISSUBSET '198.51.100.0/24']"],
    [{ type: "sha256", value: "ab" }, "[file:hashes.'SHA-256' = 'ab']"],
    [{ type: "md5", value: "ab" }, "[file:hashes.MD5 = 'ab']"],
  ])("%o", (observable, pattern) => {
    expect(patternOf(observable)).toBe(pattern);
  });
});

test("nothing that is written says where it comes from, unless it is given", () => {
  const member = {
    memberId: "member-7",
    sources: ["secret-feed"],
    insideAddresses: ["10.1.2.3"],
    mark: "m",
    evidence: ["record"],
  };
  const observable: Observable = { type: "domain", value: "a.example" };
  const sighting = { observable, count: 2_000_000_000, firstUs: 1, lastUs: 0, ...member };
  const report = {
    title: "T",
    text: "",
    observables: [observable],
    sinceUs: 1,
    from: "Acme Terminal",
    sector: "terminal",
    ...member,
  };
  const claimed = { ...claim, ...member, source: "secret-feed" };
  const written = [
    ...(writeSighting(sighting, {
      ...authored,
      sightingOfRef: "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
      observedUuid: "b67d30ff-02ac-498a-92f9-32f845f448cf",
    }) ?? []),
    ...(writeReport(report, authored) ?? []),
    ...[writeIndicator(observable, claimed, authored) ?? []].flat(),
  ].map(writeObject);
  expect(written).toHaveLength(6);
  expect(written.flatMap((one) => validateStix(one)).filter(({ level }) => level === "must")).toEqual([]);
  const text = JSON.stringify(written);
  for (const secret of [
    "created_by_ref",
    "where_sighted_refs",
    "derived-from",
    "member",
    "secret-feed",
    "10.1.2.3",
    "Acme",
    "record",
    '"mark"',
  ])
    expect(text).not.toContain(secret);
});

test("a sighting counts what it counted", () => {
  const observable: Observable = { type: "ipv4", value: "198.51.100.3" };
  const of = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
  const [sco, observed, sighting] =
    writeSighting(
      { observable, count: 7, firstUs: 1_000_000, lastUs: 2_000_001 },
      { ...authored, sightingOfRef: of, observedUuid: "b67d30ff-02ac-498a-92f9-32f845f448cf" },
    ) ?? [];
  if (sco === undefined || observed === undefined || sighting === undefined)
    throw new Error("it was not written");
  expect(readSighting(sighting)).toEqual({
    sightingOfRef: of,
    observedDataRefs: [observed.id],
    count: 7,
    firstUs: 1_000_000,
    lastUs: 2_000_001,
  });
  expect(readSighting(sco)).toBeNull();
});

test("a report comes back; one that names nothing refers to who publishes it, or is not written", () => {
  const identity = writeIdentity("Port CRC", authored);
  const report = { title: "Phishing", text: "A wave.", observables: [], sinceUs: 5_000_000 };
  const [object] = writeReport(report, { ...authored, createdByRef: identity.id }) ?? [];
  if (object === undefined) throw new Error("it was not written");
  expect(readReport(object)).toEqual({
    title: "Phishing",
    text: "A wave.",
    publishedUs: 5_000_000,
    objectRefs: [identity.id],
    isRevoked: false,
  });
  expect(writeReport(report, authored)).toBeNull();
  expect([readIdentity(identity), readIdentity(object)]).toEqual(["Port CRC", null]);
  expect(isValid(validateStix([identity, object].map(writeObject)), true)).toBe(true);
});
