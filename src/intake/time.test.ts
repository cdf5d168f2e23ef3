/** Times of every shape that telemetry has been seen to write, and properties of reading them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isoTime } from "../base/index.js";
import { epochTime, parseSyslogTime, parseTime } from "./time.js";

const shown = (us: number | null) => (us === null ? null : isoTime(us));

describe("parseTime", () => {
  test.each([
    ["2018-03-24T17:15:20.600725Z", "2018-03-24T17:15:20.600725Z"],
    ["2023-09-03T01:02:03.456789+0300", "2023-09-02T22:02:03.456789Z"],
    ["2023-09-03T01:02:03-03:30", "2023-09-03T04:32:03.000000Z"],
    ["2023-09-03T01:02:03+02", "2023-09-02T23:02:03.000000Z"],
    ["2019-01-02T03:50:11.315110", "2019-01-02T03:50:11.315110Z"],
    ["2019-01-02 03:50:11,315", "2019-01-02T03:50:11.315000Z"],
    ["2019-01-02 03:50:11 UTC", "2019-01-02T03:50:11.000000Z"],
    ["2019-01-02", "2019-01-02T00:00:00.000000Z"],
    ["2015/07/26 15:43:46.999999", "2015-07-26T15:43:46.999999Z"],
    ["2025-01-01T00:00:00.123456789Z", "2025-01-01T00:00:00.123456Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"],
    ["1969-12-31T23:59:59.600000Z", "1969-12-31T23:59:59.600000Z"],
    ["1521911720.600725", "2018-03-24T17:15:20.600725Z"],
    ["1521911720", "2018-03-24T17:15:20.000000Z"],
    ["1521911720600", "2018-03-24T17:15:20.600000Z"],
    ["1521911720600725", "2018-03-24T17:15:20.600725Z"],
    [1521911720600725000, "2018-03-24T17:15:20.600725Z"],
    [1517422336.04539, "2018-01-31T18:12:16.045390Z"],
    ["19.379652", "1970-01-01T00:00:19.379652Z"],
    ["-0.4", "1969-12-31T23:59:59.600000Z"],
    [0, "1970-01-01T00:00:00.000000Z"],
  ])("%s", (written, expected) => {
    expect(shown(parseTime(written))).toBe(expected);
  });

  test.each([
    null,
    undefined,
    "-",
    "",
    "XXXXXXXXXX.XXXXXX",
    "2023-13-41T99:99:99Z",
    "2023-02-30T00:00:00Z",
    "0023-02-03T00:00:00Z",
    "yesterday",
    "99999999999999999999",
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    {},
    "1".repeat(100),
  ])("%s is no time", (written) => {
    expect(parseTime(written)).toBeNull();
  });

  test("what isoTime writes is read back, in every zone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2e15, max: 8e15 }),
        fc.integer({ min: -840, max: 840 }),
        (us, minutes) => {
          expect(parseTime(isoTime(us))).toBe(us);
          const sign = minutes < 0 ? "-" : "+";
          const two = (n: number) => String(n).padStart(2, "0");
          const zone = `${sign}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
          expect(parseTime(isoTime(us + minutes * 60e6).replace("Z", zone))).toBe(us);
        },
      ),
    );
  });

  test("seconds with six decimals are exact as text, for a century", () => {
    fc.assert(
      fc.property(fc.nat(4_000_000_000), fc.nat(999_999), (seconds, micros) => {
        const text = `${seconds}.${String(micros).padStart(6, "0")}`;
        expect(parseTime(text)).toBe(seconds * 1e6 + micros);
        expect(epochTime(Number(text))).toBe(seconds * 1e6 + micros);
      }),
    );
  });

  test("any text gives a safe integer or null", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^[\d:.TZ/+ -]{0,40}$/)), (value) => {
        const us = parseTime(value);
        expect(us === null || Number.isSafeInteger(us)).toBe(true);
      }),
    );
  });
});

describe("parseSyslogTime", () => {
  const received = Date.UTC(2026, 0, 2, 12) * 1000;

  test.each([
    ["Jan  2 11:59:58", "2026-01-02T11:59:58.000000Z"],
    ["Jan 02 11:59:58", "2026-01-02T11:59:58.000000Z"],
    ["Jan  3 11:00:00", "2026-01-03T11:00:00.000000Z"],
    ["Dec 31 23:59:59", "2025-12-31T23:59:59.000000Z"],
    ["Feb 29 10:00:00", "2024-02-29T10:00:00.000000Z"],
    ["Mar  1 2022 10:00:00", "2022-03-01T10:00:00.000000Z"],
    ["Mar  1 10:00:00 2022", "2022-03-01T10:00:00.000000Z"],
    ["Mar  1 10:00:00.25", "2025-03-01T10:00:00.250000Z"],
  ])("%s", (written, expected) => {
    expect(shown(parseSyslogTime(written, received))).toBe(expected);
  });

  test.each(["Foo  1 10:00:00", "Jan 32 10:00:00", "Jan 1 25:00:00", "10:00:00", ""])(
    "%s is no time",
    (written) => {
      expect(parseSyslogTime(written, received)).toBeNull();
    },
  );

  test("a time without a year is never more than a day ahead, nor more than a year behind", () => {
    const months = "Jan Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
    fc.assert(
      fc.property(
        fc.constantFrom(...months),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(23),
        (month, day, hour) => {
          const us = parseSyslogTime(
            `${month} ${String(day).padStart(2)} ${String(hour).padStart(2, "0")}:00:00`,
            received,
          );
          expect(us).not.toBeNull();
          expect((us as number) - received).toBeLessThanOrEqual(86_400e6);
          expect(received - (us as number)).toBeLessThan(366 * 86_400e6);
        },
      ),
    );
  });
});
