/**
 * Rules asked of Zeek's cells as they are written, beside rules asked of the event that the format reads: none that
 * holds is missed, and lines of a plain log need hardly ever be read.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Draw, Problem } from "../../base/index.js";
import { zeekTsv } from "../../intake/formats/zeek-tsv.js";
import type { TsvSievePlan } from "../../intake/index.js";
import { nextHead, type TsvHead } from "../../intake/zeek/tsv-head.js";
import { IndicatorIndex } from "../indicator-index/indicator-index.js";
import type { CompiledPredicates } from "../predicates/compile-predicates.js";
import { fieldTexts } from "../predicates/field-texts.js";
import { type FieldText, leafOf, type RuleShape } from "../predicates/rule-shape.js";
import { drawRulesOf } from "../predicates/testing.js";
import { tsvHeader, tsvLine } from "../testing/tsv-lines.js";
import { type World, worlds } from "../testing/worlds.js";
import { referenceCandidates } from "./reference/predicates.js";
import { compileRules } from "./rule-keys.js";

const origin = { fileName: "", receivedUs: 0 };

function headOf(lines: readonly string[]): TsvHead | null {
  let head: TsvHead | null = null;
  for (const line of lines) {
    const next = nextHead(line, head);
    if (next instanceof Problem) return null;
    head = next;
  }
  return head;
}

/** What the event of a line says; null where the line is no record. */
function textsOf(head: TsvHead, line: string): FieldText[] | null {
  const event = line === "" ? null : zeekTsv.read(line, origin, head);
  return event === null || event instanceof Problem ? null : fieldTexts(event.native);
}

/** By line the rules that the kernel names, or that it is not sure. */
function named(plan: TsvSievePlan, compiled: CompiledPredicates, lines: readonly string[]) {
  const scanner = index.scanner();
  scanner.askRules(compiled);
  scanner.follow(plan);
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  scanner.input.set(bytes);
  scanner.scan(bytes.length);
  const found = scanner.ruleCandidates;
  if (found === null) throw new Error("rules are asked");
  const answer = lines.map((): number[] | "odd" => []);
  for (const [i, line] of found.lines.entries()) (answer[line] as number[]).push(found.rules[i] as number);
  for (const line of found.odd) answer[line] = "odd";
  return answer;
}

function holding(rules: readonly RuleShape[], texts: readonly FieldText[]): number[] {
  return referenceCandidates(
    rules,
    texts.map(([field, text]) => [leafOf(field), text === null ? [] : [text]]),
  );
}

const index = new IndicatorIndex();
const fields = (
  "query:domain answers:host san.dns:name tx_hosts:address subject:dn md5:hash trans_id:port rtt:ts AA:any " +
  "TTLs:any history:any service:any data_channel.orig_h:address resp_fuids:uid"
)
  .split(" ")
  .map((each) => {
    const [path, reading] = each.split(":") as [string, string];
    return { path, reading };
  });

describe("rules about cells", () => {
  test("are named for every record that they hold for, or the line is odd", () => {
    const seen = { sure: 0, odd: 0, met: 0 };
    fc.assert(
      fc.property(fc.integer(), fc.nat(worlds().length - 1), (seed, at) => {
        const draw = new Draw(seed);
        const log = draw.pick(["conn", "dns", "http", "my_own"]);
        const { lines: headLines, shape } = tsvHeader(draw, log, fields);
        const head = headOf(headLines);
        const plan = head === null ? null : zeekTsv.sieve(origin, head);
        if (head === null || plan === null) return;
        const lines = Array.from({ length: draw.between(1, 20) }, () =>
          tsvLine(draw, worlds()[at] as World, shape)
            .replaceAll("\n", " ")
            .concat(draw.chance(3) ? "\r" : ""),
        );
        const texts = lines.map((line) => textsOf(head, line.replace(/\r$/, "")));
        const records = texts.filter((each): each is FieldText[] => each !== null);
        if (records.length === 0) return;
        const rules = drawRulesOf(draw, records, draw.between(1, 60));
        const compiled = compileRules(rules);
        for (const [i, answer] of named(plan, compiled, lines).entries()) {
          const said = texts[i];
          if (said == null) continue;
          seen[answer === "odd" ? "odd" : "sure"]++;
          if (answer === "odd") continue;
          const missed = holding(rules, said).filter(
            (rule) => !answer.includes(rule) && !compiled.always.includes(rule),
          );
          expect(
            missed.map((rule) => rules[rule]),
            `${headLines.join("\n")}\n${lines[i]}`,
          ).toEqual([]);
          seen.met += answer.length;
        }
      }),
      { numRuns: 300 },
    );
    expect(seen.sure).toBeGreaterThan(seen.odd / 4);
    expect(seen.met).toBeGreaterThan(300);
  });

  test("of a plain log need hardly a line to be read, and each line has the rules that hold", () => {
    const draw = new Draw(5);
    const head = headOf([
      "#separator \\x09",
      "#set_separator\t,",
      "#empty_field\t(empty)",
      "#unset_field\t-",
      "#path\tconn",
      `#fields\t${conn.map(([name]) => name).join("\t")}`,
      `#types\t${conn.map(([, type]) => type).join("\t")}`,
    ]);
    const plan = head === null ? null : zeekTsv.sieve(origin, head);
    if (head === null || plan === null) throw new Error("a connection log is sieved");
    const lines = Array.from({ length: 100 }, () => conn.map(([, , cell]) => cell(draw)).join("\t"));
    const texts = lines.map((line) => textsOf(head, line) as FieldText[]);
    // `ts` is too short a name to be looked for in JSON, so rules leave it out everywhere.
    const asked = texts.map((each) => each.filter(([field]) => field !== "ts"));
    const rules = drawRulesOf(draw, asked, 60);
    const compiled = compileRules(rules);
    const answers = named(plan, compiled, lines);
    const sure = answers.flatMap((answer, at) => (answer === "odd" ? [] : [at]));
    expect(sure.length).toBeGreaterThan(0.99 * lines.length);
    for (const at of sure)
      expect(answers[at], lines[at]).toEqual(
        holding(rules, texts[at] as FieldText[]).filter((rule) => !compiled.always.includes(rule)),
      );
  });
});

const address = (draw: Draw) => `10.${draw.below(3)}.${draw.below(256)}.${draw.below(256)}`;
const count = (draw: Draw) => String(draw.below(10 ** draw.between(1, 7)));
/** Zeek's connection log as its header has it, and cells as it writes them. */
const conn: readonly (readonly [name: string, type: string, cell: (draw: Draw) => string])[] = [
  ["ts", "time", (draw) => `17${count(draw).padStart(8, "0")}.${count(draw).padStart(6, "0").slice(-6)}`],
  ["uid", "string", (draw) => `C${draw.hex(17)}`],
  ["id.orig_h", "addr", address],
  ["id.orig_p", "port", (draw) => String(draw.between(1024, 65535))],
  ["id.resp_h", "addr", address],
  ["id.resp_p", "port", (draw) => draw.pick(["53", "80", "443", "502", "20000"])],
  ["proto", "enum", (draw) => draw.pick(["tcp", "udp", "icmp"])],
  ["service", "string", (draw) => draw.pick(["-", "dns", "http", "ssl", "modbus", "gssapi,smb"])],
  [
    "duration",
    "interval",
    (draw) => draw.pick(["-", `${draw.below(50)}.${count(draw).padStart(6, "0").slice(-6)}`]),
  ],
  ["orig_bytes", "count", (draw) => draw.pick(["-", count(draw)])],
  ["resp_bytes", "count", (draw) => draw.pick(["-", count(draw)])],
  ["conn_state", "string", (draw) => draw.pick(["SF", "S0", "REJ", "OTH", "RSTO"])],
  ["local_orig", "bool", (draw) => draw.pick(["T", "F", "-"])],
  ["local_resp", "bool", (draw) => draw.pick(["T", "F", "-"])],
  ["missed_bytes", "count", (draw) => draw.pick(["0", count(draw)])],
  ["history", "string", (draw) => draw.pick(["-", "ShADadFf", "Dd", "^hR"])],
  ["orig_pkts", "count", count],
  ["orig_ip_bytes", "count", count],
  ["resp_pkts", "count", count],
  ["resp_ip_bytes", "count", count],
  ["tunnel_parents", "set[string]", (draw) => draw.pick(["-", "(empty)", `C${draw.hex(17)}`, "CaB,CdE"])],
];
