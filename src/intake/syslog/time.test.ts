import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isoTime } from "../../base/index.js";
import { readEpoch, readSyslogTime } from "./time.js";

const receivedUs = Date.UTC(2026, 10, 22) * 1000;
const read = (text: string, at = receivedUs) => {
  const found = readSyslogTime(text, at);
  return found === null ? null : `${isoTime(found.timeUs)} ${found.length}`;
};

describe("times of syslog", () => {
  test.each([
    ["2026-11-21T10:00:00.003Z host", "2026-11-21T10:00:00.003000Z 24"],
    ["2026-11-21T10:00:00+02:00 host", "2026-11-21T08:00:00.000000Z 25"],
    ["2026-11-21 10:00:00,124 host", "2026-11-21T10:00:00.124000Z 23"],
    ["2026-11-21T10:00:00 12:30 in the message", "2026-11-21T10:00:00.000000Z 19"],
    ["Nov  2 15:04:05 host", "2026-11-02T15:04:05.000000Z 15"],
    ["Nov 21 2026 10:00:00 fw", "2026-11-21T10:00:00.000000Z 20"],
    ["Nov 21 10:00:00.123 EST: %SYS", "2026-11-21T15:00:00.123000Z 23"],
    ["Mon Jun  8 12:08:44 2020 [pid", "2020-06-08T12:08:44.000000Z 24"],
    ["Feb 29 12:00:00 h", "2024-02-29T12:00:00.000000Z 15"],
    ["Nov 31 12:00:00 h", null],
    ["2026-13-01T00:00:00Z", null],
    ["2926-11-21T10:00:00Z", null],
    ["99:99", null],
    ["", null],
  ])("%s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test("around New Year the year is that of the nearest past, a day ahead allowed", () => {
    const newYear = Date.UTC(2027, 0, 1, 0, 0, 5) * 1000;
    expect(read("Dec 31 23:59:58 h", newYear)).toContain("2026-12-31T23:59:58");
    expect(read("Jan  1 00:00:04 h", newYear)).toContain("2027-01-01T00:00:04");
    expect(read("Jan  1 06:00:00 h", newYear - 10e6)).toContain("2027-01-01T06:00:00");
    expect(read("Jan  3 06:00:00 h", newYear)).toContain("2026-01-03");
  });

  test("a time without a year is never more than a day ahead nor a year and a day behind", () => {
    const names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
    const days = fc.integer({ min: 0, max: 364 });
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 86_399 }), (day, second) => {
        const instant = new Date(Date.UTC(2025, 0, 1 + day, 0, 0, second));
        const text = `${names[instant.getUTCMonth()]} ${String(instant.getUTCDate()).padStart(2, " ")} ${instant.toISOString().slice(11, 19)} h`;
        const found = readSyslogTime(text, receivedUs);
        expect(found).not.toBeNull();
        const ahead = (found?.timeUs ?? 0) - receivedUs;
        expect(ahead).toBeLessThanOrEqual(86_400e6);
        expect(ahead).toBeGreaterThan(-366 * 86_400e6);
      }),
    );
  });

  test("an epoch is told by its length", () => {
    for (const text of ["1795255200", "1795255200000", "1795255200000000", "1795255200000000000"])
      expect(readEpoch(text)).toBe(1795255200e6);
    for (const text of ["", "17952552", "9999999999999999", "-1795255200", "1795255200.5"])
      expect(readEpoch(text)).toBeNull();
  });
});
