/** Detectors that watch the sources themselves: `silent-source`, `clock-off`. */
import { describe, expect, test } from "vitest";
import type { Fact } from "../fact.js";
import { dayUs, factOf, hourUs, minuteUs, play, secondUs, testStartUs } from "../testing.js";
import { clockOff } from "./clock-off.js";
import { silentSource } from "./silent-source.js";

const times = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const came = (log: string, receivedUs: number, timeUs = receivedUs) => factOf({ log, receivedUs, timeUs });
const byArrival = (facts: readonly Fact[]) => [...facts].sort((a, b) => a.receivedUs - b.receivedUs);

describe("silent-source", () => {
  const regular = (log: string, hours: number, gapUs = 5 * minuteUs) =>
    times(Math.floor((hours * hourUs) / gapUs), (at) => came(log, testStartUs + at * gapUs));
  const said = (facts: readonly Fact[]) =>
    play(silentSource, byArrival(facts)).findings.map(({ about }) => about);

  test("a log that came for days and then does not, while others go on", () => {
    expect(said([...regular("zeek-conn", 80), ...regular("sshd", 60)])).toEqual(["sshd"]);
    expect(
      play(silentSource, byArrival([...regular("a", 80), ...regular("b", 60)]), { saveEvery: 100 }).findings,
    ).toEqual(play(silentSource, byArrival([...regular("a", 80), ...regular("b", 60)])).findings);
  });

  test("is not said of a short one, of one that always pauses, of all at once, nor again before it came back", () => {
    expect(said([...regular("zeek-conn", 80), ...regular("sshd", 20)])).toEqual([]);
    const office = times(5, (day) =>
      times(600, (at) => came("sshd", testStartUs + day * dayUs + at * minuteUs)),
    ).flat();
    expect(said([...regular("zeek-conn", 120), ...office])).toEqual([]);
    expect(said([...regular("zeek-conn", 60), ...regular("sshd", 60)])).toEqual([]);
    const back = regular("sshd", 10).map(({ log, receivedUs }) => came(log, receivedUs + 70 * hourUs));
    expect(said([...regular("zeek-conn", 100), ...regular("sshd", 60), ...back])).toEqual(["sshd", "sshd"]);
  });

  test("old files that are read in one go are no silence", () => {
    const read = (log: string) =>
      times(2000, (at) => came(log, testStartUs + 90 * dayUs, testStartUs + at * hourUs));
    expect(play(silentSource, [...read("zeek-conn"), ...read("zeek-dns")]).findings).toEqual([]);
  });
});

describe("clock-off", () => {
  const off = (byUs: number, jitterUs = 0) =>
    times(400, (at) => {
      const receivedUs = testStartUs + at * 10 * secondUs;
      return came("sshd", receivedUs, receivedUs + byUs - (at % 7) * jitterUs);
    });
  const said = (facts: readonly Fact[]) =>
    play(clockOff, facts).findings.map(({ about, fields }) => [about, fields["clock"], fields["looks like"]]);

  test("the future, and a steady past", () => {
    expect(said(off(5 * minuteUs))).toEqual([["sshd", "5 min ahead", undefined]]);
    expect(said(off(-2 * hourUs))).toEqual([["sshd", "2 h behind", "a time zone that is off by 2 h"]]);
    expect(said(off(-20 * minuteUs, secondUs))[0]?.[1]).toBe("20 min behind");
    expect(play(clockOff, off(-2 * hourUs), { saveEvery: 30 }).findings).toEqual(
      play(clockOff, off(-2 * hourUs)).findings,
    );
  });

  test("small differences, files that come late, and records without a time are none", () => {
    expect(said(off(-minuteUs))).toEqual([]);
    expect(said(off(-2 * hourUs, 10 * minuteUs))).toEqual([]);
    expect(
      said(
        times(400, (at) =>
          came("sshd", testStartUs + at * 10 * secondUs, testStartUs - dayUs + at * minuteUs),
        ),
      ),
    ).toEqual([]);
    expect(said(times(400, (at) => came("sshd", testStartUs, testStartUs - 2 * hourUs + at)))).toEqual([]);
    expect(clockOff.wants(factOf({ timed: false }))).toBe(false);
  });
});
