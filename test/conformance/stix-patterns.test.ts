/**
 * All STIX patterns of the data folder, where it is at hand: how many are read, what is refused and why, and that the
 * index is told of them what the former reader (`former/`, kept for this) told it. Without the data these tests are
 * skipped by name.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Problem } from "../../src/base/index.js";
import { compilePattern, parsePattern, printPattern, readPattern } from "../../src/intel/index.js";
import { readPattern as formerReading } from "./former/stix-pattern.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const folders = ["04-stix-misp", "10-reports"].map((folder) => join(root, folder));

/** Patterns of all indicators, those of other languages left out, each as often as it stands there. */
function patternsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.jsonl?(\.gz)?$/.test(file))
    .sort()
    .flatMap((file) => {
      const bytes = readFileSync(join(folder, file));
      const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      return (/\.jsonl/.test(file) ? text.split("\n") : [text]).flatMap((document) => {
        try {
          return patternsIn(JSON.parse(document));
        } catch {
          return []; // broken on purpose
        }
      });
    });
}

function patternsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = value as Record<string, unknown>;
  const type = own["pattern_type"] ?? "stix";
  const found =
    own["type"] === "indicator" && type === "stix" && typeof own["pattern"] === "string"
      ? [own["pattern"]]
      : [];
  return [...found, ...Object.values(own).flatMap(patternsIn)];
}

describe.skipIf(!folders.every(existsSync))("STIX patterns of the data folder", () => {
  const all = folders.every(existsSync) ? folders.flatMap(patternsBelow) : [];
  const distinct = [...new Set(all)];

  test("all are read but those that break the grammar, and written back as the same tree", () => {
    const refused = new Map<string, string>();
    for (const text of distinct) {
      const pattern = parsePattern(text);
      if ("error" in pattern) refused.set(text, pattern.error);
      else expect(parsePattern(printPattern(pattern)), text).toEqual(pattern);
    }
    console.log(
      `${all.length} patterns, ${distinct.length} distinct, ${distinct.length - refused.size} read, refused:`,
      Object.fromEntries(refused),
    );
    expect(distinct.length).toBeGreaterThan(1000);
    // the ground truth calls it invalid: a property in double quotes
    expect(Object.fromEntries(refused)).toEqual({
      [`[file:hashes."SHA-256" = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']`]:
        'line 1, column 14: a property must stand where "\\"SHA-256\\" = \'aec070645fe" stands',
    });
  });

  test("all can be met in linear time but those that say how not", () => {
    const refused = distinct.flatMap((text) => {
      const pattern = parsePattern(text);
      const compiled = "error" in pattern ? null : compilePattern(pattern);
      return compiled instanceof Problem ? [compiled.detail] : [];
    });
    expect(refused).toEqual([]);
  });

  test("the index is told of them what it was told before, and more of those that were refused", () => {
    const now: string[] = [];
    for (const text of distinct) {
      const former = formerReading(text);
      const reading = readPattern(text);
      if ("error" in former) {
        if (!("error" in reading)) now.push(text);
      } else expect(reading, text).toEqual(former);
    }
    console.log("read now and refused before:", now);
    expect(now).toEqual([]);
  });
});
