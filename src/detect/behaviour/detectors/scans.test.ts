import { describe, expect, test } from "vitest";
import type { Detector } from "../detector.js";
import type { ConnectionFact, Fact } from "../fact.js";
import { dayUs, factOf, hourUs, play, secondUs, testStartUs } from "../testing.js";
import { scanDistributed } from "./scan-distributed.js";
import { scanHorizontal } from "./scan-horizontal.js";
import { scanSlow } from "./scan-slow.js";
import { scanVertical } from "./scan-vertical.js";

type State = ConnectionFact["state"];

const conn = (
  seconds: number,
  source: string,
  destination: string,
  port: number,
  state: State = "unanswered",
): Fact =>
  factOf({
    timeUs: testStartUs + seconds * secondUs,
    source,
    sourcePort: 40_000,
    destination,
    destinationPort: port,
    connection: { state },
  });

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const said = (detector: Detector, facts: readonly Fact[]) => play(detector, facts).findings;

describe("scan-horizontal", () => {
  test("one port of eight machines that don't answer; said once, and again when it has doubled", () => {
    const facts = times(40, (at) => conn(at, "203.0.113.9", `10.0.0.${at + 1}`, 445));
    const found = said(scanHorizontal, facts);
    expect(found.map(({ count, about, level }) => [count, about, level])).toEqual([
      [8, "tcp/445", "low"],
      [16, "tcp/445", "low"],
      [32, "tcp/445", "low"],
    ]);
    expect(found[0]).toMatchObject({
      subject: { type: "ipv4", value: "203.0.113.9" },
      fields: { targets: "8" },
    });
  });

  test("from inside it is grave", () => {
    const facts = times(8, (at) => conn(at, "10.0.0.200", `10.0.0.${at + 1}`, 3389, "refused"));
    expect(said(scanHorizontal, facts)[0]?.level).toBe("high");
  });

  test("clients of many web servers, an outage of what answered before, and seven machines are none", () => {
    const clients = times(500, (at) => conn(at, "10.0.0.7", `198.51.100.${at % 250}`, 443, "established"));
    expect(said(scanHorizontal, clients)).toEqual([]);
    const outage = clients.map((_, at) => conn(600 + at, "10.0.0.7", `198.51.100.${at % 250}`, 443));
    expect(said(scanHorizontal, [...clients, ...outage])).toEqual([]);
    expect(
      said(
        scanHorizontal,
        times(7, (at) => conn(at, "203.0.113.9", `10.0.0.${at + 1}`, 445)),
      ),
    ).toEqual([]);
  });

  test("machines that do answer count on a port for administration, twenty of them", () => {
    const facts = times(20, (at) => conn(at, "10.0.0.7", `10.0.1.${at + 1}`, 22, "established"));
    expect(said(scanHorizontal, facts)).toHaveLength(1);
    expect(said(scanHorizontal, facts.slice(1))).toEqual([]);
  });

  test("what is slower than its window is none; replies, multicast and broadcast are left out", () => {
    expect(
      said(
        scanHorizontal,
        times(40, (at) => conn(at * 600, "203.0.113.9", `10.0.0.${at + 1}`, 445)),
      ),
    ).toEqual([]);
    const replies = times(50, (at) =>
      factOf({
        ...conn(at, "10.0.0.1", `10.0.0.${at + 2}`, 50_000),
        sourcePort: 443,
        connection: { state: "refused" },
      }),
    );
    const many = times(50, (at) => conn(at, "10.0.0.1", `239.1.1.${at}`, 1900));
    expect(said(scanHorizontal, [...replies, ...many])).toEqual([]);
  });

  test("a scan of everything is told of a few times, not once a port", () => {
    const facts = times(8 * 200, (at) =>
      conn(at / 10, "10.0.0.9", `10.0.1.${(at % 8) + 1}`, 1 + Math.floor(at / 8), "refused"),
    );
    const found = said(scanHorizontal, facts);
    expect(found.length).toBeLessThan(12);
    expect(found.at(-1)).toMatchObject({ about: "many ports" });
  });

  test("a scan of a week later is told again", () => {
    const scan = (from: number) => times(8, (at) => conn(from + at, "203.0.113.9", `10.0.0.${at + 1}`, 445));
    expect(said(scanHorizontal, [...scan(0), ...scan(7 * 86_400)])).toHaveLength(2);
  });
});

describe("scan-vertical", () => {
  test("fifteen ports of one machine", () => {
    const facts = times(15, (at) =>
      conn(at, "203.0.113.9", "10.0.0.1", at + 1, at % 2 === 0 ? "refused" : "half-open"),
    );
    expect(said(scanVertical, facts)).toMatchObject([{ about: "10.0.0.1", count: 15, level: "low" }]);
    expect(said(scanVertical, facts.slice(1))).toEqual([]);
  });

  test("services that answer, and traceroute, are none", () => {
    const open = times(60, (at) => conn(at, "10.0.0.7", "10.0.0.1", 49_000 + at, "established"));
    const route = times(60, (at) =>
      factOf({
        ...conn(at, "10.0.0.7", "198.51.100.1", 33_434 + at),
        protocol: "udp",
        connection: { state: "unanswered" },
      }),
    );
    expect(said(scanVertical, [...open, ...route])).toEqual([]);
  });

  test("a firewall's blocked packets count, whatever the log", () => {
    const facts = times(15, (at) =>
      factOf({
        timeUs: testStartUs + at,
        log: "netfilter",
        source: "203.0.113.9",
        destination: "10.0.0.1",
        destinationPort: at + 1,
        action: "blocked",
        connection: { state: "refused" },
      }),
    );
    expect(said(scanVertical, facts)).toHaveLength(1);
  });
});

describe("scan-slow", () => {
  test("one try an hour for days, over a restart after every ten", () => {
    const facts = times(60, (at) => conn((at * hourUs) / secondUs, "203.0.113.9", `10.0.0.${at + 1}`, 22));
    const { findings } = play(scanSlow, facts, { saveEvery: 10 });
    expect(findings.map(({ count }) => count)).toEqual([25, 50]);
    expect(said(scanHorizontal, facts)).toEqual([]);
  });

  test("all in one hour is another detector's; what was longer ago than a week is forgotten", () => {
    expect(
      said(
        scanSlow,
        times(60, (at) => conn(at, "203.0.113.9", `10.0.0.${at + 1}`, 22)),
      ),
    ).toEqual([]);
    const rare = times(60, (at) => conn((at * dayUs) / secondUs, "203.0.113.9", `10.0.0.${at + 1}`, 22));
    expect(said(scanSlow, rare)).toEqual([]);
  });

  test("a machine of one's own fails on the web all week", () => {
    const facts = times(200, (at) => conn((at * hourUs) / secondUs, "10.0.0.7", `198.51.100.${at}`, 443));
    expect(said(scanSlow, facts)).toEqual([]);
  });
});

describe("scan-distributed", () => {
  test("eighty sources (counted with the sketch's error) in ten minutes, a few tries each", () => {
    const facts = times(200, (at) => conn(at * 2, `203.0.${at % 100}.9`, "10.0.0.1", 1000 + at));
    expect(said(scanDistributed, facts)).toMatchObject([{ subject: { value: "10.0.0.1" }, about: "" }]);
  });

  test("background radiation, and a flood from few, are none", () => {
    const radiation = times(2880, (at) => conn(at * 30, `203.${at >> 8}.${at & 255}.9`, "10.0.0.1", 23));
    expect(said(scanDistributed, radiation)).toEqual([]);
    const flood = times(4000, (at) => conn(at / 10, `203.0.${at % 100}.9`, "10.0.0.1", 80));
    expect(said(scanDistributed, flood.slice(0, 3999)).length).toBeLessThanOrEqual(1);
  });
});

test("a flood of sources stays within the bound, says what it dropped, and the scanner that was known is not forgotten", () => {
  const scanner = (from: number, hosts: readonly number[]) =>
    hosts.map((host) => conn(from, "203.0.113.9", `10.0.0.${host}`, 445));
  const flood = times(60_000, (at) =>
    conn(
      at / 1000,
      `198.${Math.floor(at / 62_500)}.${Math.floor(at / 250) % 250}.${at % 250}`,
      "10.0.0.1",
      445,
    ),
  );
  const { findings, figures } = play(scanHorizontal, [
    ...scanner(0, [1, 2, 3, 4]),
    ...flood,
    ...scanner(90, [5, 6, 7, 8]),
  ]);
  expect(findings).toHaveLength(1);
  expect(figures.held).toBeLessThanOrEqual(20_000);
  expect(figures.held + figures.dropped).toBe(60_001);
});
