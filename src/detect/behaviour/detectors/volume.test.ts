/** Detectors that look at how long and how much: `long-connection`, `data-leaving`, `flood`. */
import { describe, expect, test } from "vitest";
import type { Fact } from "../fact.js";
import { dayUs, factOf, hourUs, minuteUs, play, secondUs, testStartUs } from "../testing.js";
import { dataLeaving } from "./data-leaving.js";
import { flood as floodDetector } from "./flood.js";
import { longConnection } from "./long-connection.js";

const times = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const out = (given: Parameters<typeof factOf>[0] = {}) =>
  factOf({ source: "10.0.0.5", destination: "192.0.2.9", destinationPort: 4444, ...given });
const named = (query: string, answers: readonly string[]) =>
  factOf({ log: "zeek-dns", source: "10.0.0.5", destination: "10.0.0.1", dns: { query, answers } });

describe("long-connection", () => {
  const open = (hours: number, given: Parameters<typeof factOf>[0] = {}) =>
    out({ connection: { durationUs: hours * hourUs }, ...given });
  const said = (facts: readonly Fact[]) =>
    play(longConnection, facts).findings.map(({ level, subject, fields }) => [
      level,
      subject?.value,
      fields["open"],
    ]);

  test("by what the sensor says at its end: eight hours, a day", () => {
    expect(said([open(7)])).toEqual([]);
    expect(said([open(9)])).toEqual([["low", "192.0.2.9", "9 h"]]);
    expect(said([open(60)])).toEqual([["medium", "192.0.2.9", "2.5 days"]]);
    expect(said([open(30), open(31), open(70)])).toHaveLength(2);
  });

  test("by records of one connection that lie apart", () => {
    const part = (at: number, id: string) => out({ timeUs: testStartUs + at * hourUs, connection: { id } });
    expect(said(times(12, (at) => part(at, "77")))).toEqual([["low", "192.0.2.9", "8 h"]]);
    expect(said(times(12, (at) => part(at, `${at}`)))).toEqual([]);
    expect(
      play(
        longConnection,
        times(30, (at) => part(at, "77")),
        { saveEvery: 5 },
      ).findings,
    ).toEqual(
      play(
        longConnection,
        times(30, (at) => part(at, "77")),
      ).findings,
    );
  });

  test("push services and what everybody uses are informational; inside and from outside is none", () => {
    expect(said([open(60, { destinationPort: 5223 })])[0]?.[0]).toBe("informational");
    expect(said([named("x.dropbox.com", ["192.0.2.9"]), open(60, { destinationPort: 443 })])[0]?.[0]).toBe(
      "informational",
    );
    expect(
      said([
        open(60, { destination: "10.0.0.9" }),
        open(60, { source: "192.0.2.1", destination: "10.0.0.9" }),
      ]),
    ).toEqual([]);
  });
});

describe("data-leaving", () => {
  const sent = (bytesOut: number, timeUs: number, destination = "192.0.2.9") =>
    out({ timeUs, destination, connection: { bytesOut, bytesIn: 1000 } });
  const usual = times(10, (day) => sent(20e6, testStartUs + day * dayUs));
  const said = (facts: readonly Fact[]) =>
    play(dataLeaving, facts).findings.map(({ level, about }) => [level, about]);

  test("much to a place that is new, once the machine is known", () => {
    const later = testStartUs + 10 * dayUs;
    expect(said([...usual, sent(150e6, later, "198.51.100.7")])).toEqual([
      ["medium", "10.0.0.5 to a new place"],
    ]);
    expect(said([...usual, sent(3e9, later, "198.51.100.7")])[0]).toEqual([
      "high",
      "10.0.0.5 to a new place",
    ]);
    expect(
      said([...usual, named("files.dropbox.com", ["198.51.100.7"]), sent(150e6, later, "198.51.100.7")]),
    ).toEqual([["low", "10.0.0.5 to a new place"]]);
    expect(said([sent(150e6, testStartUs)])).toEqual([]);
    expect(said([sent(3e9, testStartUs)])).toEqual([["medium", "10.0.0.5 to a new place"]]);
  });

  test("far more than on any of its own days", () => {
    const later = testStartUs + 10 * dayUs;
    expect(said([...usual, sent(600e6, later)])).toEqual([[undefined, "more than ever"]]);
    expect(said([...usual, sent(90e6, later)])).toEqual([]);
    const busy = times(10, (day) => sent(400e6, testStartUs + day * dayUs));
    expect(said([...busy, sent(600e6, later)])).toEqual([]);
  });

  test("a download, what stays inside and what a server sends to its callers are none; restarts change nothing", () => {
    const later = testStartUs + 10 * dayUs;
    const download = out({
      timeUs: later,
      destination: "198.51.100.7",
      connection: { bytesOut: 200e6, bytesIn: 9e9 },
    });
    expect(said([...usual, download])).toEqual([]);
    expect(said([...usual, sent(9e9, later, "10.0.0.9")])).toEqual([]);
    expect(
      said([factOf({ source: "192.0.2.1", destination: "10.0.0.5", connection: { bytesOut: 9e9 } })]),
    ).toEqual([]);
    const facts = [...usual, sent(900e6, later, "198.51.100.7")];
    expect(play(dataLeaving, facts, { saveEvery: 3 }).findings).toEqual(play(dataLeaving, facts).findings);
  });
});

describe("flood", () => {
  const flood = (
    count: number,
    from: number,
    given: (at: number) => Parameters<typeof factOf>[0] = () => ({}),
  ) =>
    times(count, (at) =>
      factOf({
        source: `198.51.${at % 200}.${at % 250}`,
        destination: "10.0.0.80",
        destinationPort: 443,
        timeUs: from + Math.floor((at / count) * 50) * secondUs,
        connection: { state: "half-open" },
        ...given(at),
      }),
    );
  const said = (facts: readonly Fact[]) =>
    play(floodDetector, facts).findings.map(({ subject, about, fields }) => [
      subject?.value,
      about,
      fields["kind"],
    ]);

  test("thousands a minute to one port that come to nothing", () => {
    expect(said(flood(2500, testStartUs))).toEqual([
      ["10.0.0.80", "tcp port 443", "connections that come to nothing"],
    ]);
    expect(said(flood(1500, testStartUs))).toEqual([]);
    expect(said([...flood(2500, testStartUs), ...flood(2500, testStartUs + minuteUs)])).toHaveLength(2);
    expect(play(floodDetector, flood(4500, testStartUs), { saveEvery: 500 }).findings).toEqual(
      play(floodDetector, flood(4500, testStartUs)).findings,
    );
  });

  test("a rush, a scan over many ports, and what is usual are none", () => {
    expect(said(flood(5000, testStartUs, () => ({ connection: {} })))).toEqual([]);
    expect(said(flood(9000, testStartUs, (at) => ({ destinationPort: at % 6000 })))).toEqual([]);
    const usual = times(3, (day) => flood(1900, testStartUs + day * dayUs)).flat();
    expect(said([...usual, ...flood(6000, testStartUs + 4 * dayUs)])).toEqual([]);
  });

  test("far more than on any day before, though answered; and answers that nobody asked for", () => {
    const answered = () => ({ connection: { state: "established" as const } });
    const facts = [...flood(300, testStartUs, answered), ...flood(11_000, testStartUs + dayUs, answered)];
    expect(said(facts).map(([, , kind]) => kind)).toEqual(["far more than on any day before"]);
    const reflected = flood(300, testStartUs, (at) => ({
      protocol: "udp",
      sourcePort: 53,
      destinationPort: 2000 + at,
      connection: { bytesOut: 500_000 },
    }));
    expect(said(reflected)[0]).toEqual(["10.0.0.80", "reflected", "answers that nobody asked for"]);
  });
});
