import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../base/pure.js";
import { observableId } from "./identifier.js";
import { readObject, writeObject } from "./object.js";
import { readStix, writeBundle } from "./read.js";
import { categoryOf } from "./tables/index.js";
import { generatedTypes, stixJson } from "./testing.js";
import { parseStix } from "./text.js";
import { isValid, validateStix } from "./validate.js";

const read = (value: unknown) => {
  const object = readObject(value);
  if (object === null) throw new Error("it was not read");
  return object;
};
const shuffled = (value: Record<string, unknown>) => Object.fromEntries(Object.entries(value).toReversed());

describe.each(generatedTypes)("%s", (type) => {
  test("what is made by the tables is valid", () => {
    fc.assert(
      fc.property(stixJson(type), (json) => {
        const problems = validateStix(json, { version: "2.1" });
        expect(problems.filter(({ level }) => level === "must")).toEqual([]);
        expect(isValid(problems)).toBe(true);
      }),
    );
  });

  test("JSON, model, JSON keeps everything; model, JSON, model is the same", () => {
    fc.assert(
      fc.property(stixJson(type), (json) => {
        const object = read(json);
        const written = writeObject(object);
        expect(canonicalJson(written)).toBe(canonicalJson(json));
        expect(read(written)).toEqual(object);
        const bytes = new TextEncoder().encode(JSON.stringify(shuffled(json)));
        const again = readStix(parseStix(new TextDecoder().decode(bytes)).value).objects[0];
        expect(canonicalJson(again && writeObject(again))).toBe(canonicalJson(json));
        if (categoryOf(type) === "sco")
          expect(observableId(type, shuffled(json))).toBe(observableId(type, written));
      }),
    );
  });
});

test("a bundle of many comes back as it was, and an empty one has no list", () => {
  const objects = fc.array(fc.constantFrom(...generatedTypes).chain(stixJson), { maxLength: 6 });
  fc.assert(
    fc.property(objects, (all) => {
      const held = all.map(read);
      const bundle = writeBundle(held, "44af6c39-c09b-49c5-9de2-394224b04982");
      expect(readStix(JSON.parse(JSON.stringify(bundle)))).toEqual({
        objects: held,
        refused: [],
        upgraded: 0,
      });
      expect("objects" in bundle).toBe(all.length > 0);
    }),
    { numRuns: 50 },
  );
});

test("any JSON is answered, never thrown at", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      validateStix(value);
      readStix(value);
      readStix({ type: "bundle", spec_version: "2.0", objects: [value] });
    }),
  );
});

test("an object with any value for any of its properties is answered, never thrown at", () => {
  const broken = fc.constantFrom(...generatedTypes).chain((type) =>
    fc
      .tuple(stixJson(type), fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), fc.jsonValue())
      .map(([json, more, at, value]) => {
        const names = Object.keys(json);
        return { ...json, ...more, [names[at % names.length] as string]: value };
      }),
  );
  fc.assert(
    fc.property(broken, fc.constantFrom("2.0", "2.1"), (json, version) => {
      validateStix(json, { version });
      readStix({ type: "bundle", spec_version: version, objects: [json] });
    }),
    { numRuns: 500 },
  );
});

test("a number that JSON's readers do not keep is refused, and so is what nests too deep", () => {
  const base = { type: "tool", id: "tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f" };
  expect(readObject({ ...base, x_a: 2 ** 53 })).toBeNull();
  expect(readObject({ ...base, x_a: JSON.parse("1e999") })).toBeNull();
  let deep: unknown = 1;
  for (let i = 0; i < 10_000; i++) deep = [deep];
  expect(readObject({ ...base, x_a: deep })).toBeNull();
  expect(validateStix({ ...base, x_a: deep }).map(({ rule }) => rule)).toContain("too-deep");
});

test("a key of the prototype is a key like others", () => {
  const json = JSON.parse(
    '{"type":"tool","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","__proto__":{"a":1},"constructor":2}',
  );
  expect(JSON.parse(JSON.stringify(writeObject(read(json))))).toEqual(json);
  expect(validateStix(json).length).toBeGreaterThan(0);
});
