/** Versions and their ranges: real texts of CISA's advisories, what else people write, and the order as an algebra. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareVersions, readVersion, type Version } from "./version.js";
import { rangeHas, readVersionRange, type VersionRange } from "./version-range.js";

const version = (text: string): Version => readVersion(text) ?? expect.fail(`${text} is no version`);
const range = (text: string): VersionRange => {
  const read = readVersionRange(text);
  return "range" in read ? read.range : expect.fail(`${text}: ${read.wrong}`);
};

describe("a version", () => {
  test.each([
    ["V4.3", "<", "V4.5"],
    ["4.5", "=", "v4.5.0"],
    ["9.80", ">", "9.8"],
    ["V16 Update 3", "<", "V16 Update 3a"],
    ["V16", "<", "V16 Update 1"],
    ["V1.0", "<", "V1.0 SP1"],
    ["V3.2 SP2", "=", "V3.2_SP2"],
    ["V17 Service Pack 1", "=", "17 sp1"],
    ["R510.2_HF13", "<", "R510.2_HF14"],
    ["R511.5_TCU4_HF4", ">", "R511.5_TCU4"],
    ["R511.5_TCU4", "?", "R511.5_HF2"],
    ["2020_R2_SP1", "<", "2020_R2_SP1_P01"],
    ["2.0-rc1", "<", "2.0"],
    ["2.0-beta", "<", "2.0-rc1"],
    ["1.9-40", ">", "1.9-39"],
    ["3.5 (11)", "<", "3.5 (12)"],
    ["3 (Based on FDT 1.2.x)", "=", "3"],
    ["1.05 F", ">", "1.05 E"],
    ["2.420.HW01.33.20190811", "<", "2.420.HW01.33.20190812"],
    ["January 2020", ">", "December 2019"],
    ["Illustra.Ess4.01.02.10.5982", "?", "4.01.02.10.5982"],
    ["Firmware version V2.9.2", "=", "2.9.2"],
  ])("%s %s %s", (left, sign, right) => {
    const order = compareVersions(version(left), version(right));
    expect(order === null ? "?" : ["<", "=", ">"][order + 1]).toBe(sign);
  });

  const parts = fc.array(
    fc.oneof(fc.nat(30), fc.constantFrom("sp", "update", "rc", "beta", "hf", "a", "b", "tcu")),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  const versions = parts
    .map((list) => list.join("."))
    .filter((text) => readVersion(text) !== null)
    .map(version);

  test("has one order: against itself, both ways, and over three", () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        expect(compareVersions(a, a)).toBe(0);
        const [ab, ba, bc] = [compareVersions(a, b), compareVersions(b, a), compareVersions(b, c)];
        expect(ba).toBe(ab === null ? null : 0 - ab);
        if (ab !== null && bc !== null && ab < 0 && bc < 0) expect(compareVersions(a, c)).toBe(-1);
      }),
    );
  });

  test("of numbers alone is as its numbers are, and zeros at its end are nothing", () => {
    const numbers = fc.array(fc.nat(300), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(numbers, numbers, fc.nat(3), (a, b, zeros) => {
        const [left, right] = [version(a.join(".")), version(b.join("."))];
        const at = [...a, ...b].findIndex((_, each) => (a[each] ?? 0) !== (b[each] ?? 0));
        expect(compareVersions(left, right)).toBe(at < 0 ? 0 : Math.sign((a[at] ?? 0) - (b[at] ?? 0)));
        expect(compareVersions(left, version(`V${[...a, ...Array<number>(zeros).fill(0)].join(".")}`))).toBe(
          0,
        );
      }),
    );
  });
});

describe("a range", () => {
  test.each([
    // As the 44 advisories have them.
    ["vers:all/*", "1", "99.9"],
    ["All versions", "1", ""],
    ["vers:all/<V35.0.253", "V35.0.252", "V35.0.253"],
    ["All versions < V16 Update 3a", "V16 Update 3", "V16 Update 3a"],
    ["All Versions < V7.0.6", "V7.0.5", "V7.0.6"],
    [" <2.420.HW01.33.20190812", "2.420.HW01.33.20190811", "2.420.HW01.33.20190812"],
    ["<  january 2020", "December 2019", "January 2020"],
    ["<= 3.5 (12)", "3.5 (12)", "3.5 (13)"],
    ["<= 1.9-40", "1.9-40", "1.9-41"],
    ["=> 5.0 | <= 5.0.5.31", "5.0.5.31", "4.9"],
    [">= 4.6.0 | =< 4.6.20304.x", "4.6.20304.7", "4.6.20305"],
    [">=R16x|<=R162.10", "R161.2", "R15.9"],
    ["R15x", "R151.3", "R160"],
    ["R210.X", "R210.7", "R211"],
    ["9.x", "9.14", "10.0"],
    ["24950 | 24952", "24952", "24951"],
    ["3 (Based on FDT 1.2.x)", "3", "4"],
    ["<=2020_R2_SP1_P01", "2020 R2 SP1", "2020_R2_SP1_P02"],
    ["<=Illustra.Ess4.01.02.10.5982", "Illustra.Ess4.01.02.09.1", "Illustra.Ess4.01.02.11.1"],
    ["<V3.2_SP2", "V3.2 SP1", "V3.2 SP2"],
    // As others write them.
    ["prior to v3.52", "3.51", "3.52"],
    ["All versions prior to V4.5", "4.4", "4.5"],
    ["Versions 2.1.0 and prior", "2.1.0", "2.1.1"],
    ["2.1 and earlier", "2.0", "2.2"],
    ["up to and including Version 2.5.1", "2.5.1", "2.5.2"],
    ["2.0 to 3.1", "3.1", "3.2"],
    ["Versions 1.1.0 through 2.5.0", "1.1.0", "1.0.9"],
    ["Versions between 4.6.0 and 4.6.20304.x", "4.6.20304.9", "4.5"],
    ["V2.0 and later", "2.0", "1.9"],
    [">= 1.0 < 2.0", "1.9", "2.0"],
    [">= V1.0, < V2.0", "1.9", "2.0"],
    ["vers:generic/>=1.0|<2.0|>=3.0|<3.2", "3.1", "2.5"],
    ["vers:generic/%3E%3D1.0|%3C2.0", "1.5", "2.0"],
    ["≤V2.9.2", "V2.9.2", "V2.9.3"],
    ["v1.0, v1.2 and v1.4", "1.2", "1.3"],
    ["Version 2.5", "2.5", "2.6"],
    ["2.0.*", "2.0.9", "2.1"],
  ])("%j has %s and not %j", (text, inside, outside) => {
    expect(rangeHas(range(text), version(inside))).toBe(true);
    if (outside !== "" && text !== "vers:all/*") expect(rangeHas(range(text), version(outside))).toBe(false);
  });

  test.each([
    ["04088-9000-0001 | 4088-9000-0002 | 7000003-312", "range"],
    [">= 4.5.0 | =< 3.5.20304.x", "ends before it begins"],
    ["> 2.0 | < 2.0", "ends before it begins"],
    ["versions that use the service IGSSupdate", "not understood"],
    ["see the vendor's page of 2020", "not understood"],
    ["", "not understood"],
    ["<", "not understood"],
    ["x".repeat(5000), "not understood"],
  ])("%j: %s", (text, said) => {
    const read = readVersionRange(text);
    expect("range" in read ? "range" : read.wrong).toBe(said);
  });

  test("says nothing of a version that can't be compared with it", () => {
    expect(rangeHas(range("<R511.5_TCU4_HF4"), version("R511.5_HF1"))).toBe(null);
    expect(rangeHas(range("<4.5"), version("Ess4.1"))).toBe(null);
  });

  test("has what lies between its ends, whatever they are", () => {
    const text = fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }).map((list) => list.join("."));
    fc.assert(
      fc.property(text, text, text, (one, two, asked) => {
        const [low, high] = (compareVersions(version(one), version(two)) ?? 0) <= 0 ? [one, two] : [two, one];
        const inside =
          (compareVersions(version(low), version(asked)) ?? 1) <= 0 &&
          (compareVersions(version(asked), version(high)) ?? 1) <= 0;
        for (const written of [`>= ${low} | <= ${high}`, `${low} to ${high}`, `>=${low} <=${high}`])
          expect(rangeHas(range(written), version(asked))).toBe(inside);
        expect(rangeHas(range(`< ${high}`), version(high))).toBe(false);
      }),
    );
  });

  test("is read from any text without a throw", () => {
    const bits = fc.constantFrom(
      "<",
      ">=",
      "|",
      "vers:",
      "all/",
      "*",
      "1.2",
      "x",
      " and ",
      "prior",
      "to ",
      "(",
      ")",
      "V",
      "☃",
      "9".repeat(40),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(bits, { maxLength: 30 }).map((list) => list.join("")),
          fc.string(),
        ),
        (text) => {
          const read = readVersionRange(text);
          if ("range" in read) expect(read.range.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
