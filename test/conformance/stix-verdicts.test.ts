/**
 * The OASIS validator's own test cases, each with the verdict that its tests demand: ours must be the same, and every
 * difference stands in bench/exchange/verdicts.mjs with its reason (docs/stix.md has the table). Without the data these tests are skipped by name.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type Case, compare, differences, type Version, verdictOf } from "../../bench/exchange/verdicts.mjs";
import { parsePattern } from "../../src/intel/stix-pattern/index.js";
import { parseStix, readStix, stixRules, validateStix, writeObject } from "../../src/model/index.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const folder = join(root, "04-stix-misp");
const isMissing = !existsSync(folder);

const ours = { parsePattern, parseStix, stixRules, validateStix };

describe.skipIf(isMissing)("the verdicts of the OASIS validator's tests", () => {
  test.each<[Version, number, number]>([
    ["2.0", 94, 148],
    ["2.1", 148, 201],
  ])("STIX %s: %i valid, %i invalid", (version, valid, invalid) => {
    const lines = readFileSync(join(folder, `stix-valid-invalid/v${version.replace(".", "")}.jsonl`), "utf8")
      .trim()
      .split("\n");
    const cases = lines.map((line) => JSON.parse(line) as Case);
    expect([cases.filter((one) => one.valid).length, cases.filter((one) => !one.valid).length]).toEqual([
      valid,
      invalid,
    ]);
    const { differing, wrong } = compare(ours, lines, version);
    expect(wrong).toEqual([]);
    expect(differing).toEqual(Object.keys(differences[version]).map(Number));
    for (const at of differing.filter((one) => differences[version][one] === "uuid")) {
      const mended = JSON.parse((lines[at] as string).replaceAll("22c398f78fb", "22c398f78fb0")) as Case;
      expect(verdictOf(ours, mended, version), `line ${at} mended`).toBe(mended.valid);
    }
  });

  test.each(["v20", "v21"])("the broken files of %s are refused with a place", (name) => {
    const files = join(folder, "stix-valid-invalid", `${name}-files`);
    for (const file of readdirSync(files)) {
      const { value, problem } = parseStix(readFileSync(join(files, file), "utf8"));
      const problems =
        problem === null ? validateStix(value, { version: name === "v20" ? "2.0" : "2.1" }) : [problem];
      const isBroken = problems.some((one) => !("level" in one) || one.level === "must");
      expect([file, isBroken]).toEqual([file, /^invalid_/.test(file)]);
    }
  });
});

describe.skipIf(isMissing)("what others publish", () => {
  test("the examples of OASIS are valid and come back as they were", () => {
    for (const file of readdirSync(join(folder, "stix21-examples"))) {
      const { value } = parseStix(readFileSync(join(folder, "stix21-examples", file), "utf8"));
      expect(
        validateStix(value).filter(({ level }) => level === "must"),
        file,
      ).toEqual([]);
      const { objects, refused, upgraded } = readStix(value);
      const sent = (value as { objects?: unknown[] }).objects ?? [value];
      expect([refused, upgraded]).toEqual([[], 0]);
      expect(objects.map(writeObject)).toEqual(sent);
    }
  });

  test("Unit 42's bundles of STIX 2.0 become STIX 2.1 with nothing refused", () => {
    let count = 0;
    const found = new Map<string, number>();
    for (const file of readdirSync(join(folder, "unit42-stix-reports"))) {
      const bytes = readFileSync(join(folder, "unit42-stix-reports", file));
      const { value, problem } = parseStix(
        (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"),
      );
      expect(problem, file).toBeNull();
      const { objects, refused } = readStix(value);
      expect(refused, file).toEqual([]);
      count += objects.length;
      const wrong = validateStix(objects.map(writeObject)).filter(({ level }) => level === "must");
      for (const { rule, path } of wrong) {
        const what = `${rule} ${path.replace(/\[\d+\]/, "[]")}`;
        found.set(what, (found.get(what) ?? 0) + 1);
      }
    }
    // What is wrong in 2.1 was wrong in 2.0: lists of classes, and seen last before it was seen first.
    expect(Object.fromEntries(found)).toEqual({
      "type $[].identity_class": 10,
      "time-order $[].last_seen": 2,
    });
    expect(count).toBeGreaterThan(1000);
  });
});
