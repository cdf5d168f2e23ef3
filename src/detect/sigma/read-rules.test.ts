/** Reading: what is refused, where and why, that the others go on, and what collections, correlations and filters become. */
import { describe, expect, test } from "vitest";
import { readRules } from "./read-rules.js";
import type { SigmaCorrelation, SigmaFilter, SigmaRule } from "./rule.js";

const head = "title: T\nlogsource:\n  category: test\n";
const good = `${head}detection:\n  s:\n    a: b\n  condition: s\n`;
const rule = (detection: string) => `${head}detection:\n${detection}`;

/** What one document is refused for. */
function refusalOf(text: string) {
  const { documents, refusals } = readRules(`---\n${good}---\n${text}\n---\n${good}`, "f.yml");
  expect(documents).toHaveLength(2);
  expect(refusals).toHaveLength(1);
  const { file, line, kind, reason } = refusals[0] as (typeof refusals)[number];
  expect(file).toBe("f.yml");
  return { line: line - 9, kind, reason };
}

describe("a document that can't be read is refused by line and reason, and the others go on", () => {
  test.each([
    ["no YAML", "a: [b\nc", 2, "not-yaml", /It is no YAML/],
    ["a tab where none may stand", "a:\n\t- b: c\n\td: e", 2, "not-yaml", /It is no YAML/],
    ["a list", "- a\n- b", 1, "not-a-rule", /is a list/],
    ["a text", "hello", 1, "not-a-rule", /single value/],
    ["no rule at all", "a: b", 1, "not-a-rule", /neither `detection` nor/],
    [
      "no title",
      "logsource:\n  category: x\ndetection:\n  s: [a]\n  condition: s",
      1,
      "field-missing",
      /`title` is missing/,
    ],
    [
      "no log source",
      "title: T\ndetection:\n  s: [a]\n  condition: s",
      1,
      "field-missing",
      /`logsource` is missing/,
    ],
    [
      "an empty log source",
      "title: T\nlogsource:\n  definition: d\ndetection:\n  s: [a]\n  condition: s",
      2,
      "field-invalid",
      /neither category nor/,
    ],
    ["no detection", head, 1, "field-missing", /`detection` is missing/],
    [
      "an unknown level",
      `${good}level: urgent`,
      8,
      "field-invalid",
      /`level` is "urgent", and must be one of informational/,
    ],
    ["an unknown status", `${good}status: new`, 8, "field-invalid", /`status`/],
    [
      "a title that is a list",
      good.replace("title: T", "title: [T]"),
      1,
      "field-invalid",
      /`title` is a list/,
    ],
    ["a field twice", `${good}title: U`, 8, "field-invalid", /"title" stands twice/],
    ["no condition", rule("  s:\n    a: b\n"), 5, "field-missing", /no `condition`/],
    ["no search", rule("  condition: s\n"), 5, "detection-invalid", /no search/],
    ["an empty search", rule("  s: {}\n  condition: s\n"), 5, "detection-invalid", /empty map/],
    ["an empty list", rule("  s: []\n  condition: s\n"), 5, "detection-invalid", /empty list/],
    ["no values", rule("  s:\n    a: []\n  condition: s\n"), 6, "detection-invalid", /empty list of values/],
    [
      "a map for a value",
      rule("  s:\n    a:\n      b: c\n  condition: s\n"),
      7,
      "detection-invalid",
      /A value of "a" is a map/,
    ],
    [
      "a search that is not there",
      rule("  s:\n    a: b\n  condition: s and t\n"),
      7,
      "search-missing",
      /names "t"/,
    ],
    [
      "a pattern without a search",
      rule("  s:\n    a: b\n  condition: 1 of t*\n"),
      7,
      "search-missing",
      /`1 of t\*`/,
    ],
    [
      "more than there are",
      rule("  s1:\n    a: b\n  condition: 2 of s*\n"),
      7,
      "condition-invalid",
      /1 searches are meant/,
    ],
    [
      "an open bracket",
      rule("  s:\n    a: b\n  condition: (s\n"),
      7,
      "condition-invalid",
      /bracket is not closed/,
    ],
    [
      "two searches in a row",
      rule("  s:\n    a: b\n  condition: s s\n"),
      7,
      "condition-invalid",
      /nothing may follow/,
    ],
    [
      "an operator at the end",
      rule("  s:\n    a: b\n  condition: s and\n"),
      7,
      "condition-invalid",
      /ends where a search/,
    ],
    [
      "counting",
      rule("  s:\n    a: b\n  condition: s | count() > 5\n"),
      7,
      "condition-invalid",
      /correlations/,
    ],
    [
      "a condition that is a number",
      rule("  s:\n    a: b\n  condition: 7\n"),
      7,
      "condition-invalid",
      /no text/,
    ],
    [
      "an unknown modifier",
      rule("  s:\n    a|containz: b\n  condition: s\n"),
      6,
      "modifier-unknown",
      /"containz"/,
    ],
    [
      "a flag without re",
      rule("  s:\n    a|i: b\n  condition: s\n"),
      6,
      "modifier-misused",
      /belongs to `re`/,
    ],
    [
      "a network that is none",
      rule("  s:\n    a|cidr: 10.0.0.0/33\n  condition: s\n"),
      6,
      "modifier-misused",
      /no network/,
    ],
    [
      "a comparison with a text",
      rule("  s:\n    a|gt: many\n  condition: s\n"),
      6,
      "modifier-misused",
      /needs a number/,
    ],
    [
      "exists with a text",
      rule("  s:\n    a|exists: maybe\n  condition: s\n"),
      6,
      "modifier-misused",
      /true or false/,
    ],
    [
      "base64 of wildcards",
      rule("  s:\n    a|base64: 'b*'\n  condition: s\n"),
      6,
      "modifier-misused",
      /wildcards/,
    ],
    [
      "null that is to contain",
      rule("  s:\n    a|contains: null\n  condition: s\n"),
      6,
      "modifier-misused",
      /no value/,
    ],
    [
      "a placeholder without values",
      rule("  s:\n    a|expand: '%servers%'\n  condition: s\n"),
      6,
      "placeholder-unknown",
      /%servers%/,
    ],
    [
      "looking ahead",
      rule("  s:\n    a|re: 'a(?=b)'\n  condition: s\n"),
      6,
      "pattern-refused",
      /linear time/,
    ],
    [
      "a back reference",
      rule("  s:\n    a|re: '(a)\\1'\n  condition: s\n"),
      6,
      "pattern-refused",
      /linear time/,
    ],
    [
      "an expression of 10,001 letters",
      rule(`  s:\n    a|re: '${"a".repeat(10_001)}'\n  condition: s\n`),
      6,
      "too-large",
      /10001 characters/,
    ],
    ["another taxonomy", `${good}taxonomy: ecs`, 8, "taxonomy-unknown", /"ecs"/],
    ["another action", `${good}action: explode`, 8, "field-invalid", /global, repeat or reset/],
    [
      "a correlation of no kind",
      "title: C\ncorrelation:\n  rules: [a]\n  timespan: 5m\n",
      3,
      "field-missing",
      /`correlation.type`/,
    ],
    [
      "an endless timespan",
      "title: C\ncorrelation:\n  type: temporal\n  rules: [a]\n  timespan: 5000d\n",
      5,
      "field-invalid",
      /timespan/,
    ],
    [
      "a filter without rules",
      "title: F\nlogsource:\n  category: x\nfilter:\n  s:\n    a: b\n  condition: not s\n",
      5,
      "field-missing",
      /`filter.rules`/,
    ],
  ] as const)("%s", (_, text, line, kind, reason) => {
    const refusal = refusalOf(text);
    expect(refusal).toMatchObject({ line, kind });
    expect(refusal.reason).toMatch(reason);
  });

  test("whatever is made to explode, in bounded time", () => {
    const aliases = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}*a${n}]\n`).join("")}`;
    const bombs: readonly (readonly [string, RegExp])[] = [
      [`title: ${"x".repeat(10 * 2 ** 20)}`, /characters; \d+ are allowed/],
      [
        rule(
          `  s:\n    a:\n${Array.from({ length: 10_000 }, (_, n) => `      - v${n}\n`).join("")}  condition: s\n`,
        ),
        /more than 8000 alternatives/,
      ],
      [rule(`  s:\n    a|windash: ' -a -b -c -d -e -f -g -h'\n  condition: s\n`), /more than 1000 values/],
      [aliases, /aliases repeat|nests more than/],
      [`a: &a [*a]`, /no YAML|Nothing is called|nests more/],
      [`a: ${"[".repeat(5000)}`, /nests|no YAML/],
      [rule(`  s:\n    a: b\n  condition: ${"(".repeat(2000)}s\n`), /nests more than 64/],
      [rule(`  s:\n    a: b\n  condition: ${"not ".repeat(1000)}s\n`), /nests more than 64/],
      [rule(`  s:\n    a: b\n  condition: ${"s or ".repeat(2000)}s\n`), /4096 are allowed/],
    ];
    const started = performance.now();
    for (const [text, reason] of bombs) expect(refusalOf(text).reason).toMatch(reason);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test("nested quantifiers are no bomb here: they are met in linear time", () => {
    expect(readRules(rule("  s:\n    a|re: '(a+)+$'\n  condition: s\n"), "f.yml").refusals).toEqual([]);
  });

  test("a whole file that is too large, empty, or not UTF-8", () => {
    expect(readRules("", "f.yml").refusals).toMatchObject([{ line: 1, kind: "not-a-rule" }]);
    expect(readRules(Buffer.from([0x74, 0xff, 0xfe]), "f.yml").refusals).toMatchObject([
      { kind: "not-yaml" },
    ]);
    expect(readRules(new Uint8Array(65 * 2 ** 20), "f.yml").refusals).toMatchObject([{ kind: "too-large" }]);
  });

  test("id and title are told where they could be read", () => {
    const text =
      "title: T\nid: 5638f7c0-ac70-491d-8465-2a65075e0d86\nlogsource:\n  category: x\ndetection:\n  condition: s\n";
    expect(readRules(text, "f.yml").refusals).toMatchObject([
      { id: "5638f7c0-ac70-491d-8465-2a65075e0d86", title: "T" },
    ]);
  });
});

describe("documents", () => {
  const read = (text: string) => {
    const { documents, refusals } = readRules(text, "f.yml");
    expect(refusals).toEqual([]);
    return documents;
  };

  test("a title is one line that shows what it says: no steering of terminals, no turning of text", () => {
    const titled = (title: string) => good.replace("title: T\n", `title: "${title}"\n`);
    const [found] = read(titled("\\e[31mRED \\u202Egnp.exe\\r\\nnext")) as [SigmaRule];
    expect(found.title).toBe("[31mRED gnp.exe next");
    expect(readRules(titled("\\u202E"), "f.yml").refusals).toMatchObject([{ line: 1 }]);
  });

  test("a rule with all that it says", () => {
    const [found] = read(
      `${good}id: x-1\nname: short\nlevel: high\nstatus: stable\nauthor: [A, B]\ndate: 2024-05-31\ntags:\n  - attack.t1110.003\n  - attack.initial-access\n` +
        "related:\n  - id: y-2\n    type: derived\nfalsepositives: none\nfields: [a]\n",
    ) as [SigmaRule];
    expect(found).toMatchObject({
      kind: "rule",
      place: { file: "f.yml", line: 1 },
      id: "x-1",
      name: "short",
      level: "high",
      status: "stable",
      author: "A, B",
      date: "2024-05-31",
      techniques: ["T1110.003"],
      related: [{ id: "y-2", type: "derived" }],
      falsePositives: ["none"],
      logSource: { category: "test", product: null, service: null },
    });
    expect(found.detection.searches).toMatchObject([{ name: "s", line: 5 }]);
  });

  test("collections: global, repeat and reset", () => {
    const documents = read(
      "action: global\nlogsource:\n  product: p\nlevel: high\n---\ntitle: A\ndetection:\n  s:\n    a: b\n    c: d\n  condition: s\n" +
        "---\naction: repeat\ntitle: B\ndetection:\n  s:\n    a: z\n---\naction: reset\n---\n" +
        good,
    ) as SigmaRule[];
    expect(documents.map(({ title, level, logSource }) => [title, level, logSource.product])).toEqual([
      ["A", "high", "p"],
      ["B", "high", "p"],
      ["T", "medium", null],
    ]);
    expect(documents[1]?.detection.searches[0]?.match).toMatchObject({
      op: "all",
      of: [{ item: { field: "a", groups: [[{ pattern: ["z"] }]] } }, { item: { field: "c" } }],
    });
  });

  test("correlations of every form", () => {
    const [count, temporal, expression] = read(
      "title: C\ncorrelation:\n  type: value_count\n  rules:\n    - a\n    - b\n  group-by: [User]\n  timespan: 90m\n  condition:\n    field: Host\n    gte: 10\n    lt: 20\n" +
        "  aliases:\n    ip:\n      a: src_ip\n      b: dst_ip\ngenerate: true\nlevel: critical\n" +
        "---\ntitle: D\ncorrelation:\n  type: temporal_ordered\n  rules: [a, b, c]\n  timespan: 1d\n" +
        "---\ntitle: E\ncorrelation:\n  type: temporal\n  rules: [a, b]\n  timespan: 5m\n  condition: a AND NOT b\n",
    ) as SigmaCorrelation[];
    expect(count).toMatchObject({
      kind: "correlation",
      type: "value_count",
      level: "critical",
      rules: [
        { rule: "a", line: 5 },
        { rule: "b", line: 6 },
      ],
      groupBy: ["User"],
      timespanUs: 5_400_000_000,
      condition: {
        kind: "count",
        fields: ["Host"],
        bounds: [
          { op: "gte", value: 10 },
          { op: "lt", value: 20 },
        ],
      },
      aliases: [
        {
          alias: "ip",
          fields: [
            { rule: "a", field: "src_ip" },
            { rule: "b", field: "dst_ip" },
          ],
        },
      ],
      generate: true,
    });
    expect(temporal).toMatchObject({ condition: { bounds: [{ op: "gte", value: 3 }] }, level: null });
    expect(expression?.condition).toMatchObject({
      kind: "rules",
      expression: {
        op: "and",
        of: [
          { op: "search", name: "a" },
          { op: "not", of: { op: "search", name: "b" } },
        ],
      },
    });
  });

  test("filters", () => {
    const filter = (rules: string) =>
      `title: F\nlogsource:\n  category: x\nfilter:\n  rules: ${rules}\n  selection:\n    User|startswith: adm_\n  condition: not selection\n`;
    const [some, any] = read(`${filter("[r-1, r-2]")}---\n${filter("any")}`) as SigmaFilter[];
    expect(some).toMatchObject({ kind: "filter", rules: [{ rule: "r-1" }, { rule: "r-2" }] });
    expect(some?.detection.searches.map(({ name }) => name)).toEqual(["selection"]);
    expect(any?.rules).toBe("any");
  });

  test("lines are those of the file, in every document", () => {
    const { refusals } = readRules(
      `# first\n${good}---\n\n---\n# more\n${rule("  s:\n    a|nope: b\n  condition: s\n")}`,
      "f.yml",
    );
    expect(refusals).toMatchObject([{ line: 18 }]);
  });
});
