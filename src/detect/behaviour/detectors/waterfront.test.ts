import { describe, expect, test } from "vitest";
import type { Fact } from "../fact.js";
import { factOf, play, secondUs, testStartUs } from "../testing.js";
import { waterfront } from "./waterfront.js";

const tries = (memberId: string, fromHours: number, count = 5, source = "203.0.113.9"): Fact[] =>
  Array.from({ length: count }, (_, at) =>
    factOf({
      memberId,
      timeUs: testStartUs + (fromHours * 3600 + at) * secondUs,
      source,
      destination: "10.0.0.1",
      destinationPort: 20 + at,
      connection: { state: "unanswered" },
    }),
  );
/** Telemetry that only says that there is a member. */
const quiet = (memberId: string) => factOf({ memberId, source: "10.0.0.7", destination: "10.0.0.8" });
const all = ["a", "b", "c", "d", "e"].map(quiet);

test("after three members those in line are told, before it is there, and again at five, not at each", () => {
  const { findings } = play(waterfront, [
    ...all,
    ...["a", "b", "c", "d", "f"].flatMap((memberId, at) => tries(memberId, at)),
  ]);
  expect(findings.map(({ memberId, count }) => [memberId, count])).toEqual([
    ["d", 3],
    ["e", 3],
    ["e", 5],
  ]);
});

test("nothing of the members visited is told but about how many, and the hours", () => {
  const { findings } = play(waterfront, [...all, ...tries("a", 0), ...tries("b", 1), ...tries("c", 2)]);
  expect(findings.length).toBe(2);
  for (const { shownBy, fields, about, firstUs, lastUs } of findings) {
    expect([firstUs % 3600e6, lastUs % 3600e6]).toEqual([0, 0]);
    expect(shownBy).toEqual([]);
    expect(about).toBe("");
    expect(JSON.stringify(fields)).not.toMatch(/10\.0\.0|"a"|"b"|"c"/);
  }
});

test("a single look at each, visits of different days, and one's own machines are none", () => {
  const looks = ["a", "b", "c"].flatMap((memberId, at) => tries(memberId, at, 4));
  const days = ["a", "b", "c"].flatMap((memberId, at) => tries(memberId, at * 25));
  const own = ["a", "b", "c"].flatMap((memberId, at) => tries(memberId, at, 5, "10.0.0.66"));
  for (const facts of [looks, days, own]) expect(play(waterfront, [...all, ...facts]).findings).toEqual([]);
});

describe("who only knocked is told as low", () => {
  const at = (memberId: string, hours: number, more: Parameters<typeof factOf>[0]) =>
    factOf({
      memberId,
      timeUs: testStartUs + hours * 3600 * secondUs,
      source: "203.0.113.9",
      destination: "10.0.0.1",
      destinationPort: 22,
      ...more,
    });
  const knocks = ["a", "b", "c"].flatMap((memberId, hours) => tries(memberId, hours));
  const levels = (...facts: Fact[]) =>
    play(waterfront, [...all, ...facts], { saveEvery: 1 }).findings.map(
      ({ memberId, level }) => `${memberId} ${level}`,
    );
  const answered = at("a", 0.5, { connection: { state: "established" } });
  const login = (outcome: "failed" | "succeeded") =>
    at("b", 1.5, { log: "zeek-ssh", login: { outcome, service: "ssh" }, connection: null });
  const alerted = (severity: number) => at("b", 1.5, { log: "eve-alert", alert: { severity } });

  test("also with alerts of scans", () => {
    expect(levels(...knocks)).toEqual(["d low", "e low"]);
    expect(levels(...knocks.slice(0, 10), alerted(2), ...knocks.slice(10))).toEqual(["d low", "e low"]);
  });

  test("who was answered is medium, who got in or tried an exploit is high", () => {
    for (const [deed, level] of [
      [answered, "medium"],
      [login("failed"), "medium"],
      [login("succeeded"), "high"],
      [alerted(1), "high"],
    ] as const)
      expect(levels(...knocks.slice(0, 10), deed, ...knocks.slice(10))).toEqual([`d ${level}`, `e ${level}`]);
    // The first word of it may be the gravest.
    expect(levels(at("a", 0, { log: "zeek-ssh", login: { outcome: "succeeded" } }), ...knocks)).toEqual([
      "d high",
      "e high",
    ]);
  });

  test("a handshake that nothing came of is a knock; what sent something, or is not known to have sent nothing, is none", () => {
    for (const [bytesIn, level] of [
      [0, "low"],
      [1, "medium"],
      [null, "medium"],
    ] as const) {
      const met = at("a", 0.5, { connection: { state: "established", bytesIn } });
      expect(levels(...knocks.slice(0, 10), met, ...knocks.slice(10))).toEqual([`d ${level}`, `e ${level}`]);
    }
    // A log of a protocol tells of words that were exchanged.
    const spoken = at("a", 0.5, { log: "zeek-http", http: {}, connection: null });
    expect(levels(...knocks.slice(0, 10), spoken, ...knocks.slice(10))).toEqual(["d medium", "e medium"]);
  });

  test("many tried passwords are more than knocks", () => {
    const passwords = ["a", "b", "c"].flatMap((memberId, hours) =>
      Array.from({ length: 5 }, (_, minute) =>
        at(memberId, hours + minute / 60, { log: "zeek-ssh", login: { outcome: "failed" } }),
      ),
    );
    expect(levels(...passwords)).toEqual(["d medium", "e medium"]);
  });

  test("what answered it before it first knocked counts, at whichever member, and is not another's", () => {
    for (const memberId of ["a", "f"])
      expect(
        levels(at(memberId, 0, { connection: { state: "established", bytesIn: 300 } }), ...knocks),
      ).toContain("d medium");
    const another = at("a", 0, {
      source: "203.0.113.10",
      connection: { state: "established", bytesIn: 300 },
    });
    expect(levels(another, ...knocks)).toEqual(["d low", "e low"]);
  });

  test("and again when it does more than was told, once", () => {
    const later = at("b", 3, { log: "eve-alert", alert: { severity: 1 } });
    expect(levels(...knocks, later, later)).toEqual(["d low", "e low", "d high", "e high"]);
  });
});

test("survives being saved and opened after every fact", () => {
  const facts = [...all, ...tries("a", 0), ...tries("b", 1), ...tries("c", 2)];
  expect(play(waterfront, facts, { saveEvery: 1 }).findings).toEqual(play(waterfront, facts).findings);
});
