import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Draw, Problem } from "../../base/index.js";
import { eve } from "../../intake/formats/eve.js";
import { zeekJson } from "../../intake/formats/zeek-json.js";
import type { JsonSievePlan, SievePlan } from "../../intake/index.js";
import { zeekTsvSieve } from "../../intake/zeek/sieve.js";
import { nextHead } from "../../intake/zeek/tsv-head.js";
import { IndicatorIndex } from "../indicator-index/indicator-index.js";
import { fieldTexts } from "../predicates/field-texts.js";
import { leafOf, type Predicate, type RuleShape } from "../predicates/rule-shape.js";
import { drawText } from "../predicates/testing.js";
import { jsonKeyTable, wantedKeys } from "./plan.js";
import { withOneLog } from "./reference/kernel-view.js";
import { referenceCandidates } from "./reference/predicates.js";
import { compileRules, withRuleFields } from "./rule-keys.js";

const plans: readonly (readonly [string, JsonSievePlan])[] = [
  ["EVE", withOneLog(eve.sieve())],
  ["Zeek", withOneLog(zeekJson.sieve({ fileName: "conn.log", receivedUs: 0 }))],
];

const claim = {
  source: "test",
  confidence: 80,
  validFromUs: null,
  validUntilUs: null,
  tlp: "TLP:CLEAR",
  labels: [],
} as const;

const equals = (field: string, value: string): RuleShape => ({
  id: field,
  required: [[{ field, op: "equals", value }]],
});

/** What a scan says of each line: its rules, or that it is odd. */
function scanned(
  index: IndicatorIndex,
  plan: SievePlan,
  lines: readonly string[],
  strict = true,
): (number[] | "odd")[] {
  const scanner = index.scanner();
  scanner.follow(plan);
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  scanner.input.set(bytes);
  scanner.scan(bytes.length, strict);
  const found = scanner.ruleCandidates;
  if (found === null) throw new Error("rules are asked");
  const answer = lines.map((): number[] | "odd" => []);
  for (const [i, line] of found.lines.entries()) (answer[line] as number[]).push(found.rules[i] as number);
  for (const line of found.odd) answer[line] = "odd";
  return answer;
}

/** Numbers of the rules that hold for a record that has been read; nothing of the kernel is in this. */
function holding(rules: readonly RuleShape[], line: string): number[] {
  const texts = fieldTexts(JSON.parse(line));
  return referenceCandidates(
    rules,
    texts.map(([field, text]) => [leafOf(field), text === null ? [] : [text]]),
  );
}

/** Fields that carry something, that carry nothing, that end alike, with long names and with those of one letter. */
const names = [
  ..."src_ip dest_ip dest_port proto hostname url http_user_agent user_agent agent rrname sni name server_name".split(
    " ",
  ),
  ..."event_type _path host uri query my_host id.orig_h orig_h AA op q a_name_of_more_than_16_bytes".split(
    " ",
  ),
  ..."other_name_of_more_than_16_bytes certificate_issuer_name x_server_name TTLs rcode_name".split(" "),
];
const common = ["tcp", "POST", "evil.example", "443", "curl/7"];
const operations = ["equals", "contains", "startswith", "endswith", "exists"] as const;

function drawRules(draw: Draw, count: number): RuleShape[] {
  const predicate = (): Predicate => ({
    field: draw.pick(names),
    op: draw.pick(operations),
    value: draw.chance(50) ? draw.pick(common) : drawText(draw, 2),
  });
  return Array.from({ length: count }, (_, number) => ({
    id: `rule-${number}`,
    required: Array.from({ length: draw.pick([1, 1, 2, 3]) }, () =>
      Array.from({ length: draw.pick([1, 1, 3]) }, predicate),
    ),
  }));
}

function drawRecord(draw: Draw): string {
  const value = (): unknown =>
    draw.pick([
      () => draw.pick(common),
      () => drawText(draw, 1),
      () => draw.below(70000),
      () => [drawText(draw, 2), drawText(draw, 0)],
      () => ({ [draw.pick(names)]: drawText(draw, 2), [draw.pick(names)]: [true, null] }),
      () => [{ [draw.pick(names)]: drawText(draw, 2) }],
    ])();
  const pairs = draw.shuffled(names).slice(0, draw.below(10));
  const edge = draw.chance(90) ? draw.pick([":", ": "]) : draw.pick([":  ", " :"]);
  return `{${pairs.map((name) => `${keyText(draw, name)}${edge}${JSON.stringify(value())}`).join(",")}}`;
}

/** Now and then with an escape, or behind another name. */
function keyText(draw: Draw, name: string): string {
  const first = name.charCodeAt(0).toString(16).padStart(4, "0");
  if (draw.chance(1)) return `"\\u${first}${name.slice(1)}"`;
  return draw.chance(10) ? `"part.${name}"` : `"${name}"`;
}

describe.each(plans)("rules in a scan of %s", (_, plan) => {
  test("are handed over for every record that they hold for", () => {
    let met = 0;
    let settled = 0;
    const index = new IndicatorIndex();
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, strict) => {
        const draw = new Draw(seed);
        const rules = drawRules(draw, draw.between(1, 60));
        const compiled = compileRules(rules);
        const lines = Array.from({ length: draw.below(30) }, () => drawRecord(draw));
        index.scanner().askRules(compiled);
        for (const [i, answer] of scanned(index, plan, lines, strict).entries()) {
          const line = lines[i] as string;
          if (answer === "odd") continue;
          settled++;
          const missed = holding(rules, line).filter(
            (rule) => !answer.includes(rule) && !compiled.always.includes(rule),
          );
          expect(missed, line).toEqual([]);
          met += answer.length;
        }
      }),
      { numRuns: 150 },
    );
    expect(settled).toBeGreaterThan(400);
    expect(met).toBeGreaterThan(400);
  });

  test("are asked of each field that the plan reads, with its key in the same table", () => {
    const wanted = wantedKeys(plan).filter(({ name }) => /^[^._]{3,}$/.test(name));
    const rules = wanted.map(({ name }) => equals(name, "zz9"));
    const index = new IndicatorIndex();
    index.scanner().askRules(compileRules(rules));
    for (const [number, { name }] of wanted.entries())
      for (const line of [`{"${name}":"zz9"}`, `{"a.${name}":["b","zz9"]}`]) {
        const [answer] = scanned(index, plan, [line]);
        if (answer !== "odd") expect(answer, line).toContain(number);
      }
  });

  test("take nothing away from what is looked up", () => {
    const index = new IndicatorIndex();
    const scanner = index.scanner();
    const reading = (name: string) => `{"${name}":"198.51.100.7"}\n`;
    index.add({ type: "ipv4", value: "198.51.100.7" }, claim);
    const slowLines = () =>
      ["src_ip", "my_src_ip", "hostname", "my_hostname", "id.orig_h", "id_orig_h", "x_host", "host"].map(
        (name) => {
          scanner.follow(plan);
          const bytes = Buffer.from(reading(name));
          scanner.input.set(bytes);
          scanner.scan(bytes.length);
          return scanner.slowCount === 0 ? null : scanner.slowWhy(0);
        },
      );
    const before = slowLines();
    scanner.askRules(
      compileRules(
        ["my_src_ip", "my_hostname", "id_orig_h", "x_host", "host"].map((name) => equals(name, "a")),
      ),
    );
    // A field named like it that the sieve did not find before may be looked up as well.
    expect(slowLines().map((why, at) => before[at] ?? why)).toEqual(slowLines());
    expect(before.filter((why) => why !== null).length).toBeGreaterThan(2);
    scanner.askRules(null);
    expect(scanner.ruleCandidates).toBeNull();
    expect(slowLines()).toEqual(before);
  });
});

describe("rules of a scanner", () => {
  const [, plan] = plans[0] as (typeof plans)[number];

  test("can be changed and taken away a hundred times without more memory", () => {
    const index = new IndicatorIndex();
    const scanner = index.scanner();
    const asked = (value: string) => {
      expect(scanned(index, plan, ['{"proto":"TCP"}', '{"proto":"udp"}'])).toEqual(
        value === "tcp" ? [[0], []] : [[], [0]],
      );
    };
    const compiled = {
      tcp: compileRules([equals("proto", "tcp")]),
      udp: compileRules([equals("proto", "udp")]),
    };
    scanner.askRules(compiled.tcp);
    asked("tcp");
    const bytes = index.memory.memory.buffer.byteLength;
    const change = (turn: number) => {
      const name = turn % 2 === 0 ? "udp" : "tcp";
      scanner.askRules(turn % 10 < 2 ? null : compiled[name]);
      scanner.askRules(compiled[name]);
      asked(name);
    };
    Array.from({ length: 100 }, (_, turn) => change(turn));
    expect(index.memory.memory.buffer.byteLength).toBe(bytes);
  });

  test("follow from one plan to the next", () => {
    const index = new IndicatorIndex();
    index.scanner().askRules(compileRules([equals("proto", "tcp"), equals("orig_h", "192.0.2.1")]));
    for (let turn = 0; turn < 3; turn++)
      for (const [, each] of plans)
        expect(scanned(index, each, ['{"proto":"tcp"}', '{"id.orig_h":"192.0.2.1"}'])).toEqual([[0], [1]]);
  });

  test("follow from cells to JSON and to other cells, whether their columns carry something or not", () => {
    const index = new IndicatorIndex();
    index.scanner().askRules(compileRules([equals("proto", "tcp"), equals("orig_h", "192.0.2.1")]));
    const tsv = ["#fields\tproto\tid.orig_h", "#fields\tuid\tid.orig_h\tproto"].map((line) => {
      const head = nextHead(line, null);
      const sieve = head instanceof Problem ? null : zeekTsvSieve(head, "conn");
      if (sieve === null) throw new Error("cells are sieved");
      return sieve;
    });
    for (let turn = 0; turn < 3; turn++) {
      expect(scanned(index, tsv[0] as SievePlan, ["tcp\t-", "udp\t192.0.2.1", "tcp"])).toEqual([
        [0],
        [1],
        [0],
      ]);
      expect(scanned(index, plan, ['{"proto":"tcp"}', '{"id.orig_h":"192.0.2.1"}'])).toEqual([[0], [1]]);
      expect(scanned(index, tsv[1] as SievePlan, ["tcp\t192.0.2.1\tudp", "-\t-\ttcp"])).toEqual([[1], [0]]);
    }
  });
});

describe("the fields of rules", () => {
  test("that the sieve can't be sure of are left out", () => {
    const compiled = compileRules(
      ["a.q", "id", "a/b", "naïve", 'a"b', "proto"].map((field) => equals(field, "x")),
    );
    expect(compiled.fields).toEqual(["proto"]);
    expect(compiled.always).toEqual([0, 1, 2, 3, 4]);
  });

  test("of which only the end is compared are told apart, or are left out", () => {
    const compiled = compileRules(
      ["one_certificate_issuer", "two_certificate_issuer"].map((field) => equals(field, "x")),
    );
    expect(compiled.fields).toEqual(["one_certificate_issuer"]);
    expect(compiled.always).toEqual([1]);
  });

  test("are as many as a table holds", () => {
    const rules = Array.from({ length: 1500 }, (_, number) => equals((number + 36 ** 2).toString(36), "1"));
    const compiled = compileRules(rules);
    expect(compiled.fields.length).toBe(1024);
    const index = new IndicatorIndex();
    index.scanner().askRules(compiled);
    const [, plan] = plans[1] as (typeof plans)[number];
    expect(scanned(index, plan, ['{"107":1}', '{"x.10a":"1"}'])).toEqual([[7], [10]]);
  });

  test("that end with the name of a wanted one are read like it", () => {
    const wanted = [
      { name: "host", whole: false, reading: 3 },
      { name: "host", whole: true, reading: 15 },
    ];
    expect(withRuleFields(wanted, ["my_host", "host", "ghost"])).toEqual([
      { ...wanted[0], field: "host" },
      { ...wanted[1], field: "host" },
      { name: "my_host", whole: false, reading: 3, field: "my_host" },
      { name: "ghost", whole: false, reading: 0, field: "ghost" },
    ]);
    expect(withRuleFields(wanted, [])).toBe(wanted);
  });

  test("do not change the table of a plan that is scanned without rules", () => {
    for (const [, plan] of plans) expect(jsonKeyTable(plan, [])).toEqual(jsonKeyTable(plan));
  });
});
