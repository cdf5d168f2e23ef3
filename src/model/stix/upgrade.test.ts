import { expect, test } from "vitest";
import { writeObject } from "./object.js";
import { readStix } from "./read.js";
import { upgradeObject } from "./upgrade.js";
import { validateStix } from "./validate.js";

const times = { created: "2016-04-06T19:58:16.000Z", modified: "2016-04-06T19:58:16.000Z" };
const red = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed";
const amber = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";
const owner = "observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf";
const observedData = (objects: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: "observed-data",
  id: owner,
  ...times,
  first_observed: "2015-12-21T19:00:00Z",
  last_observed: "2015-12-21T19:00:00Z",
  number_observed: 50,
  objects,
  ...more,
});
const bundle = (...objects: unknown[]) => ({
  type: "bundle",
  id: "bundle--44af6c39-c09b-49c5-9de2-394224b04982",
  spec_version: "2.0",
  objects,
});
const musts = (objects: readonly object[]) =>
  objects.flatMap((one) => validateStix(one)).filter(({ level }) => level === "must");

test("labels become types where they are of the vocabulary, and stay labels where not", () => {
  const [indicator] = upgradeObject({
    type: "indicator",
    id: "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
    ...times,
    labels: ["malicious-activity", "port-of-long-beach"],
    pattern: "[url:value = 'http://a.example/']",
    valid_from: "2016-04-06T20:03:48Z",
  });
  expect(indicator).toMatchObject({
    spec_version: "2.1",
    indicator_types: ["malicious-activity"],
    labels: ["port-of-long-beach"],
    pattern_type: "stix",
  });
  expect(musts([indicator as object])).toEqual([]);
});

test("malware is no family until someone says so", () => {
  const [malware] = upgradeObject({ type: "malware", name: "X", labels: ["ransomware"] });
  expect(malware).toMatchObject({ is_family: false, malware_types: ["ransomware"] });
  expect(malware).not.toHaveProperty("labels");
});

test("observed data's objects become observables with the ids that everybody gives them", () => {
  const { objects, upgraded, refused } = readStix(
    bundle(
      observedData({
        "0": { type: "ipv4-addr", value: "198.51.100.3" },
        "1": { type: "network-traffic", src_ref: "0", protocols: ["tcp"], src_port: 1, dst_port: 2 },
        "2": {
          type: "file",
          name: "a.zip",
          created: "2016-01-01T00:00:00Z",
          extensions: { "archive-ext": { contains_refs: ["3"] } },
        },
        "3": { type: "file", name: "b.dll" },
        "4": { type: "process", pid: 3, name: "b.exe", binary_ref: "3" },
      }),
    ),
  );
  expect([upgraded, refused]).toEqual([1, []]);
  const all = objects.map(writeObject);
  const [ip, traffic, archive, inner, process, observed] = all;
  expect(ip?.["id"]).toBe("ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4");
  expect(traffic?.["src_ref"]).toBe(ip?.["id"]);
  expect(archive).toMatchObject({
    ctime: "2016-01-01T00:00:00Z",
    extensions: { "archive-ext": { contains_refs: [inner?.["id"]] } },
  });
  expect(process).toMatchObject({ image_ref: inner?.["id"], name: "b.exe" });
  expect(observed?.["object_refs"]).toEqual(all.slice(0, 5).map((one) => one["id"]));
  expect(musts(all)).toEqual([]);
  expect(validateStix(all.slice(0, 4)).filter(({ rule }) => rule === "deterministic-id")).toEqual([]);
});

test("an observable has the markings that its observed data had on it", () => {
  const granular_markings = [
    { marking_ref: red, selectors: ["objects.0.value", "number_observed"] },
    { marking_ref: amber, selectors: ["objects.1"] },
  ];
  const { objects } = readStix(
    bundle(
      observedData(
        {
          "0": { type: "domain-name", value: "a.example" },
          "1": { type: "domain-name", value: "b.example" },
        },
        { granular_markings, object_marking_refs: [amber] },
      ),
      observedData(
        { "0": { type: "domain-name", value: "b.example" } },
        { id: `${owner.slice(0, -1)}0`, object_marking_refs: [red] },
      ),
    ),
  );
  expect(
    objects.map(({ type, properties: p }) => [type, p["object_marking_refs"], p["granular_markings"]]),
  ).toEqual([
    ["domain-name", [amber], [{ marking_ref: red, selectors: ["value"] }]],
    ["domain-name", [amber, red], undefined],
    ["observed-data", [amber], [{ marking_ref: red, selectors: ["number_observed"] }]],
    ["observed-data", [red], undefined],
  ]);
});

test("objects that hold each other, or a thousand in a row, still have ids that agree", () => {
  const held = (key: string) => ({
    type: "file",
    name: "x",
    extensions: { "archive-ext": { contains_refs: [key] } },
  });
  const row = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [String(i), held(String((i + 1) % 1000))]),
  );
  for (const objects of [{ "0": held("1"), "1": held("0") }, { "0": held("0") }, row]) {
    const all = upgradeObject(observedData(objects));
    const ids = new Set(all.map((one) => one["id"]));
    for (const one of all.slice(0, -1)) {
      const ref = (one["extensions"] as { "archive-ext": { contains_refs: string[] } })["archive-ext"]
        .contains_refs[0];
      expect(ids).toContain(ref);
    }
    expect(upgradeObject(observedData(objects))).toEqual(all);
  }
});
