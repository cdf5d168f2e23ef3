import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Draw } from "../../base/index.js";
import type { ColumnKind } from "../../intake/index.js";
import { cellTexts, jsonTexts, referenceCandidates, type Texts } from "../kernel/reference/predicates.js";
import { CompiledPredicates, compilePredicates } from "./compile-predicates.js";
import { fieldTexts } from "./field-texts.js";
import type { FoundCandidates } from "./predicate-runner.js";
import { leafOf, type Predicate, type RuleShape } from "./rule-shape.js";
import { cellTape, drawLine, drawRules, drawText, fieldNames, jsonTape, PredicateBench } from "./testing.js";

const asked = 0x4000;
const cellKinds = ["text", "list", "number", "bool", "number-list"] as const;
/** By slot: a column each, of every kind. */
const slotKinds = [null, ...fieldNames.map((_, column) => cellKinds[column % 5] as ColumnKind)];

/** What the kernel says of each line: its rules, or "odd". */
function byLine(found: FoundCandidates, lines: number): (number[] | "odd")[] {
  const rules = Array.from({ length: lines }, (): number[] | "odd" => []);
  for (const [i, line] of found.lines.entries()) (rules[line] as number[]).push(found.rules[i] as number);
  for (const line of found.odd) rules[line] = "odd";
  return rules;
}

/** What it must say: a value that can't be compared makes its line odd where its field has a pivot. */
function expected(
  rules: readonly RuleShape[],
  values: readonly (readonly [slot: number, texts: Texts])[],
  slots: readonly (string | null)[],
  slotFields: Uint32Array,
): number[] | "odd" {
  if (values.some(([slot, texts]) => texts === null && (slotFields[slot] as number) & asked)) return "odd";
  return referenceCandidates(
    rules,
    values.map(([slot, texts]) => [leafOf(slots[slot] as string), texts]),
  );
}

const slots = [null, ...fieldNames];

function askJson(compiled: CompiledPredicates, lines: readonly string[], foundMax?: number) {
  const text = lines.map((line) => `${line}\n`).join("");
  const bench = new PredicateBench(compiled, compiled.slotFields(slots), 1 << 17, foundMax);
  return byLine(bench.ask(text, jsonTape(text, fieldNames)), lines.length);
}

function referenceJson(rules: readonly RuleShape[], compiled: CompiledPredicates, line: string) {
  const values = jsonTape(line, fieldNames).map(({ at, slot }) => [slot, jsonTexts(line, at)] as const);
  return expected(rules, values, slots, compiled.slotFields(slots));
}

const rule = (...required: readonly (readonly Predicate[])[]): RuleShape => ({ id: "r", required });
const has = (field: string, op: Predicate["op"], value: string, cased = false): Predicate => ({
  field,
  op,
  value,
  cased,
});

describe("the candidates of lines of JSON", () => {
  const seeds = fc.record({ seed: fc.integer(), rules: fc.nat(60), lines: fc.nat(40), odd: fc.nat(6) });

  test("are those of the plain writing, and every rule that holds is among them", () => {
    let met = 0;
    fc.assert(
      fc.property(seeds, ({ seed, rules: ruleCount, lines: lineCount, odd }) => {
        const draw = new Draw(seed);
        const rules = drawRules(draw, ruleCount);
        const lines = Array.from({ length: lineCount }, () => drawLine(draw, odd));
        const sample = draw.chance(50) ? { sample: Buffer.from(lines.join("\n")) } : {};
        const compiled = compilePredicates(rules, sample);
        const answers = askJson(compiled, lines);
        for (const [i, line] of lines.entries()) {
          const answer = answers[i] as number[] | "odd";
          expect(answer, line).toEqual(referenceJson(rules, compiled, line));
          const texts = fieldTexts(JSON.parse(line));
          const slow = compiled.candidatesOf(texts);
          const plain = referenceCandidates(
            rules,
            texts.map(([field, text]) => [leafOf(field), text === null ? [] : [text]]),
          );
          expect(slow, line).toEqual(plain);
          if (answer === "odd") continue;
          expect(slow.filter((number) => !answer.includes(number))).toEqual([]);
          met += answer.length;
        }
      }),
      { numRuns: 150 },
    );
    expect(met).toBeGreaterThan(1000);
  });

  test("do not depend on where a chunk ends, nor on what was asked before", () => {
    const draw = new Draw(7);
    const rules = drawRules(draw, 80);
    const compiled = compilePredicates(rules);
    const lines = Array.from({ length: 120 }, () => drawLine(draw, 2));
    const whole = askJson(compiled, lines);
    const bench = new PredicateBench(compiled, compiled.slotFields(slots));
    for (const size of [1, 2, 7, 50]) {
      const parts: (number[] | "odd")[] = [];
      for (let from = 0; from < lines.length; from += size) {
        const part = lines.slice(from, from + size);
        const text = part.map((line) => `${line}\n`).join("");
        parts.push(...byLine(bench.ask(text, jsonTape(text, fieldNames)), part.length));
      }
      expect(parts).toEqual(whole);
    }
  });

  test("are never lost where there is no room for them: their lines are odd", () => {
    const draw = new Draw(11);
    const rules = drawRules(draw, 60);
    const compiled = compilePredicates(rules);
    const lines = Array.from({ length: 200 }, () => drawLine(draw, 0));
    const roomy = askJson(compiled, lines);
    for (const foundMax of [1, 2, 16, 100]) {
      const narrow = askJson(compiled, lines, foundMax);
      for (const [i, answer] of narrow.entries()) if (answer !== "odd") expect(answer).toEqual(roomy[i]);
      expect(narrow.filter((answer) => answer !== "odd").flat().length).toBeLessThanOrEqual(foundMax);
    }
  });

  test("of a value said ten thousand times are said once", () => {
    const compiled = compilePredicates([rule([has("tags", "contains", "evil")])]);
    const list = JSON.stringify(Array.from({ length: 10_000 }, () => "evil"));
    expect(askJson(compiled, [`{"tags":${list}}`, '{"tags":"evil"}'], 8)).toEqual([[0], [0]]);
  });

  test("of a line with very many values are handed over unchecked", () => {
    const compiled = compilePredicates([
      rule([has("url", "contains", "evil.example")], [has("port", "equals", "7")]),
    ]);
    const many = Array.from({ length: 1100 }, () => '"proto":"x"').join(",");
    expect(compiled.fields).toEqual(["url", "port"]);
    expect(askJson(compiled, [`{"url":"evil.example",${many}}`, '{"url":"evil.example"}'])).toEqual([
      [0],
      [],
    ]);
  });
});

describe("one predicate", () => {
  const cases: readonly (readonly [Predicate, string, boolean])[] = [
    [has("url", "equals", "Abc"), '"aBC"', true],
    [has("url", "equals", "Abc", true), '"aBC"', false],
    [has("url", "equals", ""), '""', true],
    [has("url", "equals", "@"), '"`"', false],
    [has("url", "equals", "x".repeat(16)), `"${"X".repeat(16)}"`, true],
    [has("url", "equals", "x".repeat(63)), `"${"X".repeat(63)}"`, true],
    [has("url", "equals", "x".repeat(64)), `"${"X".repeat(64)}"`, true],
    [has("url", "equals", "x".repeat(100)), `"${"X".repeat(100)}"`, true],
    [has("url", "equals", "x".repeat(100)), `"${"X".repeat(99)}"`, false],
    [has("url", "equals", "x".repeat(3000)), `"${"X".repeat(3000)}"`, true],
    [has("url", "endswith", "y".repeat(3000)), `"x${"y".repeat(3000)}"`, true],
    [has("url", "contains", "evil"), '"xevi"', false],
    [has("url", "contains", ""), "null", true],
    [has("url", "startswith", "ab"), '"abc"', true],
    [has("url", "endswith", "abcdefgh"), '"abcdefgh"', true],
    [has("url", "endswith", "bcd"), '"bcd"', true],
    [has("url", "exists", ""), "{}", true],
    [has("url", "equals", "443"), "443", true],
    [has("url", "equals", "1.5"), "1.50", true],
    [has("url", "equals", "1"), "1.0", true],
    [has("url", "equals", "true"), "true", true],
    [has("url", "contains", "ull"), "null", false],
    [has("url", "equals", "xy"), '["a", "xy"]', true],
    [has("url", "equals", "2"), "[1,2,3]", true],
    [has("http.url", "equals", "a"), '"a"', true],
  ];
  test.each(cases)("%j of %s: %j", (predicate, value, holds) => {
    const compiled = compilePredicates([rule([predicate])]);
    expect(askJson(compiled, [`{"url":${value}}`])).toEqual([holds ? [0] : []]);
  });

  const oddValues = [
    '"a\\/b"',
    '"é"',
    "1e0",
    "-0",
    "12345678901234567",
    '[["a"]]',
    '[{"a":1}]',
    '"a\\u0062"',
  ];
  test.each(oddValues)("can't be asked of %s as it stands", (value) => {
    const compiled = compilePredicates([rule([has("url", "contains", "nothing of it")])]);
    expect(askJson(compiled, [`{"url":${value}}`, '{"url":"a"}'])).toEqual(["odd", []]);
  });

  test("of every length is found at every place, at every stride", () => {
    const filler = "0123456789".repeat(6);
    for (let length = 1; length <= 20; length++) {
      const wanted = "abcdefghijklmnopqrst".slice(0, length);
      // so many texts of one length make the stride 1, 2, 3 or 4
      for (const least of [0, 4, 5, 6, 7]) {
        const companions = Array.from({ length: least === 0 ? 0 : 30 }, (_, i) =>
          `${i + 10}wxyz`.slice(0, least),
        );
        const others = companions.map((text) => rule([has("url", "contains", text)]));
        const compiled = compilePredicates([rule([has("url", "contains", wanted)]), ...others]);
        const lines = Array.from({ length: 40 }, (_, at) => `{"url":"${filler.slice(0, at)}${wanted}"}`);
        expect(askJson(compiled, lines)).toEqual(lines.map(() => [0]));
      }
    }
  });
});

describe("a text beyond ASCII", () => {
  test("that is a rule's only pivot is not lost in a value that is written with escapes", () => {
    const compiled = compilePredicates([rule([has("url", "contains", "é")])]);
    expect(askJson(compiled, ['{"url":"a\\u00e9"}', '{"url":"aé"}', '{"url":"ae"}'])).toEqual([
      "odd",
      "odd",
      [],
    ]);
  });

  test("is not lost beside a choice of another field, where another item was the rarest", () => {
    const compiled = compilePredicates([
      rule(
        [has("proto", "equals", "rare")],
        [has("url", "contains", "é"), has("url", "exists", ""), has("sni", "exists", "")],
      ),
      rule([has("tags", "equals", "rare")], [has("agent", "contains", "é"), has("port", "equals", "7")]),
    ]);
    const lines = [
      '{"proto":"rare","url":"aé"}',
      '{"tags":"rare","agent":"aé","port":8}',
      '{"tags":"rare","agent":"a"}',
    ];
    for (const [i, answer] of askJson(compiled, lines).entries())
      if (answer !== "odd") expect(answer).toEqual([[0], [1], []][i]);
  });
});

test("texts that begin, end or go on alike are told apart", () => {
  const name = (n: number) => `/wp-content/plugins/${n * 7919}/index.php`;
  const ops = ["equals", "startswith", "endswith", "contains"] as const;
  const rules = ops.flatMap((op) => Array.from({ length: 100 }, (_, n) => rule([has("url", op, name(n))])));
  const lines = Array.from({ length: 100 }, (_, n) => `{"url":"${name(n)}"}`);
  const answers = askJson(compilePredicates(rules), lines);
  expect(answers).toEqual(lines.map((_, n) => [n, n + 100, n + 200, n + 300]));
});

describe("the candidates of lines of cells", () => {
  test("are those of the plain writing", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), (seed, ruleCount) => {
        const draw = new Draw(seed);
        const rules = drawRules(draw, ruleCount);
        const compiled = compilePredicates(rules);
        const slotFields = compiled.slotFields(slots, slotKinds);
        const number = () =>
          draw.pick(["443", "8080", "-1", "0.50", "0.5", "-0.0", "1000.000000", "1e3", "0"]);
        const cell = (kind: ColumnKind) => {
          if (draw.chance(15))
            return draw.pick([
              "-",
              "",
              "(empty)",
              "--",
              "a,b",
              "xy,443,cmd",
              "443,8080",
              "0.50,-1",
              ",a",
              "a\r",
            ]);
          if (kind === "bool" && draw.chance(80)) return draw.pick(["T", "F"]);
          if (kind === "number" && draw.chance(80)) return number();
          return kind === "number-list" && draw.chance(80) ? `${number()},${number()}` : drawText(draw, 2);
        };
        const lines = Array.from({ length: draw.below(30) }, () =>
          fieldNames.map((_, column) =>
            cell(slotKinds[column + 1] as ColumnKind).replaceAll(/[\t\n]/g, "\\n"),
          ),
        );
        const text = lines.map((cells) => `${cells.join("\t")}\n`).join("");
        const bench = new PredicateBench(compiled, slotFields);
        const answers = byLine(bench.ask(text, cellTape(text, fieldNames.length), ","), lines.length);
        for (const [i, cells] of lines.entries()) {
          const values = cells.flatMap((each, column) => {
            const texts = cellTexts(each, slotKinds[column + 1] as ColumnKind, ",");
            return texts === undefined ? [] : [[column + 1, texts] as const];
          });
          expect(answers[i], cells.join("|")).toEqual(expected(rules, values, slots, slotFields));
        }
      }),
      { numRuns: 100 },
    );
  });

  const cells: readonly (readonly [ColumnKind, string, Predicate["op"], string, boolean | "odd"])[] = [
    ["text", "-", "exists", "", false],
    ["text", "", "exists", "", true],
    ["text", "", "equals", "", true],
    ["text", "(empty)", "equals", "", true],
    ["text", "(empty)", "contains", "empty", false],
    ["text", "a,b", "equals", "A,b", true],
    ["text", "1.50", "equals", "1.50", true],
    ["text", "T", "equals", "T", true],
    ["text", "a\\x2cb", "equals", "a,b", "odd"],
    ["text", "é", "equals", "x", "odd"],
    ["bool", "T", "equals", "true", true],
    ["bool", "T", "contains", "RU", true],
    ["bool", "T", "equals", "T", false],
    ["bool", "F", "endswith", "alse", true],
    ["bool", "-", "exists", "", false],
    ["bool", "TT", "equals", "tt", true],
    ["bool", "(empty)", "equals", "(empty)", true],
    ["number", "443", "equals", "443", true],
    ["number", "0.500000", "equals", "0.5", true],
    ["number", "2.000000", "equals", "2", true],
    ["number", "0.000000", "equals", "0", true],
    ["number", "100", "equals", "1", false],
    ["number", "1700000000.123456", "equals", "1700000000.123456", true],
    ["number", "1700000000.123400", "endswith", ".1234", true],
    ["number", "", "equals", "", true],
    ["number", "-", "exists", "", false],
    ["number", "007", "equals", "7", "odd"],
    ["number", "1e3", "equals", "1000", "odd"],
    ["number", "0.0000001", "equals", "1e-7", "odd"],
    ["number", "-0.0", "equals", "0", "odd"],
    ["number", " 5", "equals", "5", "odd"],
    ["number", "(empty)", "equals", "(empty)", "odd"],
    ["number", "Infinity", "equals", "infinity", "odd"],
    ["list", "a,b", "equals", "b", true],
    ["list", "a,b", "equals", "a,b", false],
    ["list", "a,", "equals", "", true],
    ["list", "", "equals", "", true],
    ["list", "(empty)", "equals", "", false],
    ["list", "(empty)", "exists", "", true],
    ["list", "(empty),a", "equals", "(empty)", true],
    ["list", "-,a", "equals", "-", true],
    ["list", "a,\\x2c", "equals", "x", "odd"],
    ["number-list", "1.500000,2.0", "equals", "2", true],
    ["number-list", "(empty)", "exists", "", true],
    ["number-list", "(empty)", "equals", "0", false],
    ["number-list", "", "equals", "0", "odd"],
    ["number-list", "1,", "equals", "0", "odd"],
    ["number-list", "a", "equals", "nan", "odd"],
  ];
  test.each(cells)("a %s cell of %j %s %j: %j", (kind, cell, op, value, holds) => {
    const compiled = compilePredicates([rule([has("url", op, value)])]);
    const bench = new PredicateBench(compiled, compiled.slotFields([null, "url"], [null, kind]));
    const text = `${cell}\n`;
    const expectedAnswer = holds === "odd" ? "odd" : holds ? [0] : [];
    expect(byLine(bench.ask(text, cellTape(text, 1), ","), 1)).toEqual([expectedAnswer]);
  });

  test("of two columns of one name that are read differently are left to whoever reads them", () => {
    const compiled = compilePredicates([rule([has("url", "equals", "a,b")])]);
    const ask = (kinds: readonly ColumnKind[], text: string) => {
      const bench = new PredicateBench(
        compiled,
        compiled.slotFields([null, "x.url", "url"], [null, ...kinds]),
      );
      return byLine(bench.ask(text, cellTape(text, 2), ","), 1);
    };
    expect(ask(["text", "text"], "-\ta,b\n")).toEqual([[0]]);
    expect(ask(["text", "list"], "a,b\tc\n")).toEqual(["odd"]);
    expect(ask(["list", "text"], "a\ta,b\n")).toEqual(["odd"]);
    expect(ask(["list", "text"], "-\t-\n")).toEqual([[]]);
  });
});

describe("numbers", () => {
  const digits = fc.stringMatching(/^[0-9]{1,12}$/);
  const written = fc.tuple(fc.boolean(), digits, fc.option(digits)).map(([minus, whole, part]) => {
    const sign = minus ? "-" : "";
    return `${sign}${whole.replace(/^0+(?=.)/, "")}${part === null ? "" : `.${part}`}`;
  });

  test("are compared as JavaScript writes them, or not at all", () => {
    let compared = 0;
    fc.assert(
      fc.property(written, (text) => {
        const compiled = compilePredicates([rule([has("url", "equals", String(JSON.parse(text)))])]);
        const [answer] = askJson(compiled, [`{"url":${text}}`]);
        if (answer === "odd") return;
        compared++;
        expect(answer, text).toEqual([0]);
      }),
      { numRuns: 600 },
    );
    expect(compared).toBeGreaterThan(150);
  });

  test("of seconds with six decimals can always be compared", () => {
    const seconds = fc.tuple(fc.nat(3_999_999_999), fc.nat(999_999));
    fc.assert(
      fc.property(seconds, ([whole, part]) => {
        const text = `${whole}.${String(part).padStart(6, "0")}`;
        const compiled = compilePredicates([rule([has("url", "equals", String(Number(text)))])]);
        const bench = new PredicateBench(compiled, compiled.slotFields([null, "url"], [null, "number"]));
        const line = `${text}\n`;
        const isTiny = whole === 0 && part > 0 && part < 10;
        if (!isTiny) expect(byLine(bench.ask(line, cellTape(line, 1), ","), 1), text).toEqual([[0]]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("compiled predicates", () => {
  test("name the rules that every record may meet, and the fields they look at", () => {
    const rules: RuleShape[] = [
      { id: "all", required: [] },
      { id: "field", required: [], fields: ["dns.rrname"] },
      { id: "unreadable", required: [[has("z", "equals", "1"), has("url", "equals", "1")]] },
      { id: "half", required: [[has("z", "equals", "1")], [has("proto", "equals", "tcp")]] },
    ];
    const compiled = compilePredicates(rules, { isReadable: (field) => leafOf(field).length > 1 });
    expect(compiled.rules).toEqual(["all", "field", "unreadable", "half"]);
    expect(compiled.always).toEqual([0, 2]);
    expect(compiled.fields).toEqual(["rrname", "url", "proto"]);
    expect(compiled.candidatesOf([["proto", "TCP"]])).toEqual([3]);
    expect(compiled.candidatesOf([["rrname", null]])).toEqual([1]);
  });

  test("are the same in another thread, made of what they are made of", () => {
    const draw = new Draw(3);
    const rules = drawRules(draw, 60);
    const compiled = compilePredicates(rules);
    const there = new CompiledPredicates(structuredClone(compiled.parts));
    const lines = Array.from({ length: 200 }, () => drawLine(draw, 1));
    expect(askJson(there, lines)).toEqual(askJson(compiled, lines));
    for (const line of lines) {
      const texts = fieldTexts(JSON.parse(line));
      expect(there.candidatesOf(texts)).toEqual(compiled.candidatesOf(texts));
    }
    expect([there.rules, there.fields, there.always]).toEqual([
      compiled.rules,
      compiled.fields,
      compiled.always,
    ]);
  });

  test("without rules ask nothing", () => {
    expect(askJson(compilePredicates([]), ['{"url":"a"}'])).toEqual([[]]);
  });
});
