import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { readCpe } from "./cpe.js";
import { readCsv, writeCsv } from "./csv.js";
import { type ExposureInput, readExposure } from "./reading.js";
import { isCallSign, isImoNumber, isMmsi } from "./vessel-numbers.js";

const kept = (input: ExposureInput) => {
  const read = readExposure(input);
  return read instanceof Problem ? `${read.code}: ${read.detail}` : [read.value, ...read.also];
};

describe("exposures are kept in one spelling", () => {
  test.each<[string, string, readonly string[], readonly string[]]>([
    ["network", " 203.0.113.9/28 ", [], ["203.0.113.0/28"]],
    ["network", "2001:DB8:0::/32", [], ["2001:db8::/32"]],
    ["domain", "PIER7.Example.", [], ["pier7.example"]],
    ["domain", "*.Häfen.example", ["@mail.pier7.example"], ["xn--hfen-loa.example", "mail.pier7.example"]],
    ["Mail_Domain", "@pier7.example", [], ["pier7.example"]],
    ["host", "PLC-17", [], ["plc-17"]],
    ["host", "10.4.2.17", [], ["10.4.2.17"]],
    ["brand", "  Pier   Seven ", ["", "Pier Seven"], ["Pier Seven"]],
    [
      "vessel",
      "Blue Anchor Star",
      ["imo no. 9074729", "mmsi:211331640", "Call Sign d-abc", "Old Anchor"],
      ["Blue Anchor Star", "IMO 9074729", "MMSI 211331640", "call sign DABC", "Old Anchor"],
    ],
    [
      "product",
      "cpe:2.3:h:siemens:simatic_s7-1500:-:*:*:*:*:*:*:*",
      [],
      ["siemens simatic s7-1500", "cpe:2.3:h:siemens:simatic_s7-1500:-:*:*:*:*:*:*:*"],
    ],
  ])("%s %s", (kind, value, also, expected) => {
    expect(kept({ kind, value, also })).toEqual(expected);
  });

  test.each<[string, string, readonly string[], string]>([
    ["ship", "Blue Anchor Star", [], "Kinds are"],
    ["network", "12.0.0.0/7", [], "wider"],
    ["domain", "https://pier7.example/", [], "not a domain"],
    ["domain", "localhost", [], "not a domain"],
    ["brand", "server", [], "ordinary words"],
    ["brand", "ab", [], "3 to"],
    ["person", "Ana\u202eRuiz", [], "can't be seen"],
    ["vessel", "IMO 9074729", [], "its name"],
    ["vessel", "Blue Anchor Star", ["IMO 9074728"], "no IMO number"],
    ["vessel", "Blue Anchor Star", ["MMSI 123"], "no ship's MMSI"],
    ["vessel", "Blue Anchor Star", ["call sign 12AB"], "no call sign"],
    ["product", "Simatic Manager", ["cpe:2.3:a:siemens"], "not a CPE"],
    ["host", "two words", [], "not a host's name"],
    ["brand", "Pier Seven", Array.from({ length: 21 }, (_, n) => `Seventh Pier ${n}`), "20 are allowed"],
  ])("%s %s %j is refused", (kind, value, also, why) => {
    const answer = kept({ kind, value, also });
    expect(answer).toMatch(/^members\.(exposure|network)-invalid/);
    expect(answer).toContain(why);
  });

  test("what is kept is read into itself, whatever came in", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("domain", "host", "brand", "vessel", "product", "network", "crane"),
        fc.oneof(fc.string({ unit: "grapheme", maxLength: 40 }), fc.domain(), fc.ipV4()),
        (kind, value) => {
          const once = readExposure({ kind, value });
          if (once instanceof Problem) return;
          expect(readExposure(once)).toEqual(once);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("numbers of vessels", () => {
  // From IMO's own examples and the register of ships: check digits worked out by hand.
  test.each(["9074729", "9176187", "8814275"])("%s is an IMO number", (digits) => {
    expect(isImoNumber(digits)).toBe(true);
  });

  test("one wrong digit is no IMO number any more, unless it meets the check digit by its weight", () => {
    for (let at = 0; at < 6; at++)
      for (let digit = 0; digit < 10; digit++) {
        const changed = `${"9074729".slice(0, at)}${digit}${"9074729".slice(at + 1)}`;
        const shift = (7 - at) * (digit - Number("9074729"[at]));
        expect(isImoNumber(changed), changed).toBe(shift % 10 === 0);
      }
  });

  test("an MMSI begins with its flag's digits; a call sign has a letter among its first two", () => {
    expect(["211331640", "982113316", "366999712"].every(isMmsi)).toBe(true);
    expect(["111331640", "999331640", "21133164", "2113316400"].some(isMmsi)).toBe(false);
    expect(["DABC", "3FOF5", "WDH2347"].every(isCallSign)).toBe(true);
    expect(["D", "12AB", "DABCDEFG", "DA-C"].some(isCallSign)).toBe(false);
  });

  test("a CPE has eleven fields and may escape a colon", () => {
    expect(readCpe("cpe:2.3:a:acme:crane\\:view:2.1:*:*:*:*:*:*:*")).toMatchObject({
      vendor: "acme",
      product: "crane:view",
      version: "2.1",
    });
    for (const text of [
      "cpe:/a:acme:view",
      "cpe:2.3:x:acme:v:*:*:*:*:*:*:*:*",
      "cpe:2.3:a:a c:v:*:*:*:*:*:*:*:*",
    ])
      expect(readCpe(text)).toBeNull();
  });
});

describe("CSV", () => {
  test.each([
    ["a header in other words and order", "Notes;Name;Type\nours;pier7.example;domain\n", "pier7.example"],
    ["no header", "domain,pier7.example,,ours\n", "pier7.example"],
    [
      "tabs, a mark and Windows' lines",
      "\ufeffkind\tvalue\tnote\r\ndomain\tpier7.example\tours\r\n",
      "pier7.example",
    ],
    ["comments", "# our own\nkind,value,also,note\n# domains\ndomain,pier7.example,,ours\n", "pier7.example"],
  ])("%s", (_name, text, value) => {
    expect(readCsv(text)).toMatchObject([{ kind: "domain", value, note: "ours" }]);
  });

  test("a list of vessels with columns for its numbers is taken as it is", () => {
    const text = "kind,name,IMO,MMSI,Call sign\nvessel,Blue Anchor Star,9074729,211331640,DABC\n";
    expect(readCsv(text)?.map(kept)).toEqual([
      ["Blue Anchor Star", "IMO 9074729", "MMSI 211331640", "call sign DABC"],
    ]);
  });

  test("an export is imported as the same, and no cell of it is a formula", () => {
    const exposure = (value: string, also: readonly string[], note: string) =>
      ({ id: "1", memberId: "m", kind: "brand", value, also, note }) as const;
    const all = [
      exposure('The "Pier, Seven"', ["Seventh Pier", "=cmd|' /C calc'!A0"], ""),
      exposure("@pier seven", [], "-2+3"),
      exposure("'=odd name", [], "+1"),
    ];
    const text = writeCsv(all);
    for (const cell of text.split(/[\n,]/)) expect(cell).not.toMatch(/^"?[=+\-@]/);
    const read = readCsv(text);
    expect(read?.map(({ value, note }) => [value, note])).toEqual(
      all.map(({ value, note }) => [value, note]),
    );
  });

  test("hostile files are read in bounded time", () => {
    for (const text of ['"'.repeat(100_000), ",".repeat(200_000), "\n".repeat(200_000), "a,".repeat(90_000)])
      expect(readCsv(text)).toBeInstanceOf(Array);
    expect(readCsv("x".repeat(1_500_001))).toBeNull();
  });
});
