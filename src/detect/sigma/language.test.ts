/** The language, sentence by sentence of the specification: what a rule finds in a record, and what not. */
import { describe, expect, test } from "vitest";
import type { Event } from "../../model/index.js";
import { SigmaEngine } from "./engine.js";
import { readRules } from "./read-rules.js";
import type { SigmaRule } from "./rule.js";
import { interpret } from "./testing.js";

const event = (native: object): Event => ({
  timeUs: null,
  log: "json",
  source: null,
  destination: null,
  protocol: "",
  service: "",
  action: "",
  carried: [],
  native: native as Event["native"],
});

const placeholders = { servers: ["srv*", "db?"], dot: ["a.b"] };

function holds(detection: string, native: object): boolean {
  const text = `title: T\nlogsource:\n  category: nothing-known\ndetection:\n${detection}\n`;
  const { documents, refusals } = readRules(text, "f.yml", { placeholders });
  expect(refusals).toEqual([]);
  const rules = documents as SigmaRule[];
  const found = SigmaEngine.of(rules, []).matches("all", event(native)).length > 0;
  expect(interpret(rules[0] as SigmaRule, [], event(native))).toBe(found);
  return found;
}

const one = (item: string) => `  s:\n    ${item}\n  condition: s`;

describe("values", () => {
  test.each([
    ["are compared in small letters", "a: 'CMD.exe'", { a: "cmd.EXE" }, { a: "cmd.exe " }],
    ["* is any text", "a: 'C:\\\\*\\x.dll'", { a: "c:\\any\\thing\\x.dll" }, { a: "c:\\x.dll" }],
    ["? is one character", "a: 'prog?.exe'", { a: "prog1.exe" }, { a: "prog.exe" }],
    ["? is one character, however it is encoded", "a: 'a?b'", { a: "a😀b" }, { a: "a😀😀b" }],
    ["an escaped wildcard is a character", "a: 'a\\*b\\?'", { a: "a*b?" }, { a: "axbx" }],
    ["a backslash before a letter is a backslash", "a: 'a\\b'", { a: "a\\b" }, { a: "a\\\\b" }],
    ["two backslashes are one", "a: 'a\\\\b'", { a: "a\\b" }, { a: "a\\\\b" }],
    ["an escaped backslash before a wildcard", "a: 'a\\\\*'", { a: "a\\anything" }, { a: "a*" }],
    ["three backslashes and a wildcard are both plain", "a: 'a\\\\\\*'", { a: "a\\*" }, { a: "a\\x" }],
    ["four backslashes are two", "a: 'a\\\\\\\\b'", { a: "a\\\\b" }, { a: "a\\b" }],
    ["numbers are texts", "a: 4624", { a: "4624" }, { a: "46240" }],
    ["numbers are numbers", "a: 4624", { a: 4624 }, { a: 4625 }],
    ["numbers are met as they are written, too", "a: 1.0", { a: "1.0" }, { a: "1.00" }],
    [
      "numbers beyond 2^53 are not rounded",
      "a: 9007199254740993",
      { a: "9007199254740993" },
      { a: "9007199254740992" },
    ],
    ["truth values", "a: true", { a: true }, { a: false }],
    ["truth values as texts", "a: 'true'", { a: true }, { a: 1 }],
    ["null is what is not there", "a: null", { b: 1 }, { a: "" }],
    ["null is null", "a: null", { a: null }, { a: 0 }],
    ["the empty text is there and empty", "a: ''", { a: "" }, { b: "" }],
    ["a list is one of them", "a: [x, null]", { b: 1 }, { a: "y" }],
    ["a field that is a list has any of its values", "a: x", { a: ["y", "X"] }, { a: ["y"] }],
    ["fields are found in objects", "a.b: x", { a: { b: "x" } }, { a: "x" }],
    ["fields are found under dotted names", "a.b: x", { "a.b": "x" }, { b: "x" }],
    ["fields are found in objects of lists", "a.b: x", { a: [{ b: "y" }, { b: "x" }] }, { a: [{ c: "x" }] }],
  ] as const)("%s", (_, item, found, missed) => {
    expect(holds(one(item), found)).toBe(true);
    expect(holds(one(item), missed)).toBe(false);
  });
});

describe("modifiers", () => {
  test.each([
    ["a|contains: b*d", { a: "xBccDx" }, { a: "xbx" }],
    ["a|startswith: ab", { a: "ABx" }, { a: "xab" }],
    ["a|endswith: '\\cmd.exe'", { a: "C:\\CMD.EXE" }, { a: "C:\\cmd.exe2" }],
    ["a|contains|all: [x, y]", { a: "yx" }, { a: "xx" }],
    ["a|cased: Ab", { a: "Ab" }, { a: "ab" }],
    ["a|contains|cased: Ab", { a: "xAbx" }, { a: "xabx" }],
    ["a|exists: true", { a: null }, { b: 1 }],
    ["a|exists: false", { b: 1 }, { a: "" }],
    ["a|re: '^x\\d+$'", { a: "x12" }, { a: "X12" }],
    ["a|re|i: '^x\\d+$'", { a: "X12" }, { a: "Xa" }],
    ["a|re|m: '^two$'", { a: "one\ntwo" }, { a: "one two" }],
    ["a|re|s: 'one.two'", { a: "one\ntwo" }, { a: "onetwo" }],
    ["a|re|i|m|s: 'ONE.^TWO$'", { a: "one\ntwo\nx" }, { a: "one two" }],
    ["a|re: 'one.two'", { a: "one two" }, { a: "one\ntwo" }],
    ["a|cidr: 10.0.0.0/8", { a: "10.255.0.1" }, { a: "11.0.0.1" }],
    ["a|cidr: '2001:db8::/32'", { a: "2001:DB8:0::1" }, { a: "2001:db9::1" }],
    ["a|cidr: [192.0.2.0/24, 10.0.0.0/8]", { a: "::ffff:10.1.1.1" }, { a: "no address" }],
    ["a|base64: foobar", { a: "Zm9vYmFy" }, { a: "foobar" }],
    [
      "a|base64offset|contains: foobar",
      { a: Buffer.from("xxfoobaryy").toString("base64") },
      { a: Buffer.from("xxbarfooyy").toString("base64") },
    ],
    [
      "a|wide|base64offset|contains: cmd",
      { a: Buffer.from("x cmd y", "utf16le").toString("base64") },
      { a: Buffer.from("x cmd y").toString("base64") },
    ],
    ["a|utf16le|base64: cmd", { a: "YwBtAGQA" }, { a: "AGMAbQBk" }],
    ["a|utf16be|base64: cmd", { a: "AGMAbQBk" }, { a: "YwBtAGQA" }],
    ["a|utf16|base64: cmd", { a: "//5jAG0AZAA=" }, { a: "YwBtAGQA" }],
    ["a|windash|contains: ' -f '", { a: "x /f y" }, { a: "x f y" }],
    ["a|windash|contains: ' -f '", { a: "x \u2013F y" }, { a: "x --f y" }],
    ["a|contains|windash: '-a-b'", { a: "/a-b" }, { a: "/a/b" }],
    ["a|lt: 5", { a: 4 }, { a: 5 }],
    ["a|lte: 5", { a: "5" }, { a: 6 }],
    ["a|gt: 5", { a: 5.5 }, { a: "five" }],
    ["a|gte: 5", { a: 5 }, { b: 5 }],
    ["a|neq: x", { a: "y" }, { a: "X" }],
    ["a|contains|neq: x", { a: "y" }, { a: "axb" }],
    ["a|fieldref: b", { a: "One", b: "one" }, { a: "One", b: "two" }],
    ["a|fieldref|cased: b", { a: "one", b: "one" }, { a: "One", b: "one" }],
    ["a|fieldref|neq: b", { a: "One", b: "two" }, { a: "One", b: "one" }],
    ["a|fieldref|startswith: b", { a: "one two", b: "one" }, { a: "two one", b: "one" }],
    ["a|fieldref|endswith: b", { a: "two one", b: "one" }, { a: "one two", b: "one" }],
    ["a|expand: '%servers%'", { a: "SRV-12" }, { a: "%servers%" }],
    ["a|contains|expand: 'x%servers%y'", { a: "1xdb7y2" }, { a: "xdb77y" }],
    ["a|expand: '\\%plain%servers%'", { a: "%plainsrv" }, { a: "plainsrv" }],
    ["a: '%servers%'", { a: "%servers%" }, { a: "srv" }],
    ["a|re|expand: '^x%dot%$'", { a: "xa.b" }, { a: "xaxb" }],
    ["a|minute: 30", { a: "2026-11-27T06:30:01Z" }, { a: "2026-11-27T06:31:01Z" }],
    ["a|hour: 6", { a: "2026-11-27 06:30:01" }, { a: "2026-11-27 16:30:01" }],
    ["a|hour|gte: 20", { a: "2026-11-27T21:30:01+02:00" }, { a: "2026-11-27T19:30:01+02:00" }],
    ["a|lt|hour: 6", { a: "2026-11-27T05:30:01Z" }, { a: "2026-11-27T06:30:01Z" }],
    ["a|day: 27", { a: "2026-11-27" }, { a: "2026-11-26" }],
    ["a|week: 53", { a: "2027-01-01" }, { a: "2027-01-04" }],
    ["a|month: 11", { a: 1_795_753_801 }, { a: 1_798_753_801 }],
    ["a|year: 2026", { a: 1_795_753_801_000 }, { a: "1970" }],
  ] as const)("%s", (item, found, missed) => {
    expect(holds(one(item), found)).toBe(true);
    expect(holds(one(item), missed)).toBe(false);
  });
});

describe("searches", () => {
  test("keywords are looked for in every value", () => {
    const words = "  k:\n    - 'event::clear'\n    - 'wget * | sh'\n  condition: k";
    expect(holds(words, { x: { y: ["say EVENT::CLEAR now"] } })).toBe(true);
    expect(holds(words, { m: "wget http://a | sh -x" })).toBe(true);
    expect(holds(words, { "event::clear": "name, not value" })).toBe(false);
  });

  test("'|all' needs every keyword, wherever each stands", () => {
    const words = "  k:\n    '|all':\n      - one\n      - 200\n  condition: k";
    expect(holds(words, { a: "x one", b: 200 })).toBe(true);
    expect(holds(words, { a: "one" })).toBe(false);
  });

  test("keywords may be regular expressions", () => {
    expect(holds("  k:\n    '|re': 'x\\d+y'\n  condition: k", { a: "ax12yb" })).toBe(true);
  });

  test("a map needs all of its fields, a list of maps one of its maps", () => {
    expect(holds("  s:\n    a: 1\n    b: 2\n  condition: s", { a: 1 })).toBe(false);
    expect(holds("  s:\n    - a: 1\n    - b: 2\n  condition: s", { b: 2 })).toBe(true);
    expect(
      holds("  s:\n    - a: 1\n      b: 2\n    - just a word\n  condition: s", { c: "JUST A WORD!" }),
    ).toBe(true);
  });
});

describe("conditions", () => {
  const searches = "  sel_a:\n    a: 1\n  sel_b:\n    b: 1\n  other:\n    c: 1\n  _hidden:\n    d: 1\n";
  test.each([
    ["sel_a or sel_b and other", { a: 1 }, { b: 1 }],
    ["(sel_a or sel_b) and other", { b: 1, c: 1 }, { a: 1 }],
    ["not sel_a and other", { c: 1 }, { a: 1, c: 1 }],
    ["not (sel_a and other)", { a: 1 }, { a: 1, c: 1 }],
    ["not not sel_a", { a: 1 }, { b: 1 }],
    ["1 of sel_*", { b: 1 }, { c: 1 }],
    ["any of sel_*", { b: 1 }, { c: 1 }],
    ["all of sel_*", { a: 1, b: 1 }, { a: 1 }],
    ["all of s*_a and not 1 of oth*", { a: 1 }, { a: 1, c: 1 }],
    ["1 of them", { c: 1 }, { d: 1 }],
    ["all of them", { a: 1, b: 1, c: 1 }, { a: 1, b: 1, d: 1 }],
    ["2 of them", { a: 1, c: 1 }, { a: 1, d: 1 }],
    ["1 of _hid*", { d: 1 }, { a: 1 }],
    ["sel_a AND NOT sel_b", { a: 1 }, { a: 1, b: 1 }],
  ] as const)("%s", (condition, found, missed) => {
    expect(holds(`${searches}  condition: ${condition}`, found)).toBe(true);
    expect(holds(`${searches}  condition: ${condition}`, missed)).toBe(false);
  });

  test("a list of conditions is any of them", () => {
    const rule = `${searches}  condition:\n    - sel_a and sel_b\n    - other`;
    expect(holds(rule, { c: 1 })).toBe(true);
    expect(holds(rule, { a: 1 })).toBe(false);
  });
});

test("a match tells the fields that made it hold, by the record's names", () => {
  const text =
    "title: T\nlogsource:\n  category: x\ndetection:\n  s:\n    a.b|contains: one\n    c|exists: true\n  f:\n    d: no\n  condition: s and not f\n";
  const { documents } = readRules(text, "f.yml");
  const [match] = SigmaEngine.of(documents as SigmaRule[], []).matches(
    "all",
    event({ a: { b: ["zero", "xONEx"] }, c: 1, d: "yes" }),
  );
  expect(match?.fields).toEqual({ "a.b": "xONEx" });
});
