import { describe, expect, test } from "vitest";
import type { Detector } from "../detector.js";
import type { Fact, LoginFact } from "../fact.js";
import { factOf, play, secondUs, testStartUs } from "../testing.js";
import { bruteForce } from "./brute-force.js";
import { passwordSpraying } from "./password-spraying.js";
import { signInAfterBruteForce } from "./sign-in-after-brute-force.js";
import { slowBruteForce } from "./slow-brute-force.js";
import { userEnumeration } from "./user-enumeration.js";

const login = (seconds: number, more: Partial<LoginFact> = {}, source = "203.0.113.9"): Fact =>
  factOf({
    timeUs: testStartUs + seconds * secondUs,
    log: "sshd",
    source,
    login: { service: "ssh", outcome: "failed", user: "anna", server: "box", ...more },
  });
const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const said = (detector: Detector, facts: readonly Fact[]) => play(detector, facts).findings;

describe("brute-force", () => {
  test("five failures within two minutes, then as they double", () => {
    const found = said(
      bruteForce,
      times(40, (at) => login(at * 10)),
    );
    expect(found.map(({ count }) => count)).toEqual([5, 10, 20, 40]);
    expect(found[0]).toMatchObject({
      subject: { value: "203.0.113.9" },
      about: "ssh",
      level: "medium",
      fields: { service: "ssh", failures: "5", target: "box", user: "anna" },
    });
  });

  test("twelve within ten minutes; a person's four, and one every minute for hours, are none", () => {
    expect(
      said(
        bruteForce,
        times(12, (at) => login(at * 45)),
      ),
    ).toHaveLength(1);
    expect(
      said(
        bruteForce,
        times(4, (at) => login(at)),
      ),
    ).toEqual([]);
    expect(
      said(
        bruteForce,
        times(300, (at) => login(at * 61)),
      ),
    ).toEqual([]);
  });

  test("several messages of one attempt are one attempt", () => {
    const facts = times(4, (at) =>
      ["invalid-user", "check-pass", "failed"].map((saying) => login(at * 5, { saying })),
    ).flat();
    expect(said(bruteForce, facts)).toEqual([]);
    expect(said(bruteForce, [login(0, { times: 3 }), login(1, { times: 2 })])).toHaveLength(1);
  });

  test("where nobody knows how it ended it takes thirty; a stranger at a shut door counts", () => {
    const sensor = times(30, (at) => login(at * 15, { outcome: "unknown" }));
    expect(said(bruteForce, sensor)).toMatchObject([{ fields: { attempts: "30" } }]);
    const door = (source: string) =>
      times(40, (at) =>
        factOf({
          timeUs: testStartUs + at * 10 * secondUs,
          source,
          destination: "10.0.0.1",
          destinationPort: 3389,
          connection: { state: "refused" },
        }),
      );
    expect(said(bruteForce, door("203.0.113.9"))).toMatchObject([
      { about: "rdp", fields: { attempts: "30" } },
    ]);
    expect(said(bruteForce, door("10.0.0.7"))).toEqual([]);
  });

  test("an own machine with one old password is told mildly, one that tries names gravely", () => {
    expect(
      said(
        bruteForce,
        times(5, (at) => login(at, {}, "10.0.0.7")),
      )[0]?.level,
    ).toBe("low");
    const names = times(5, (at) => login(at, { user: `u${at}` }, "10.0.0.7"));
    expect(said(bruteForce, names)[0]?.level).toBe("high");
  });
});

describe("slow-brute-force", () => {
  test("a few an hour with several names", () => {
    const facts = times(20, (at) => login(at * 1200, { user: `u${at % 3}` }));
    expect(said(slowBruteForce, facts)).toMatchObject([{ count: 20, fields: { users: "3" } }]);
    expect(said(bruteForce, facts)).toEqual([]);
  });

  test("a phone with an old password, and a burst, are none", () => {
    expect(
      said(
        slowBruteForce,
        times(90, (at) => login(at * 1800)),
      ),
    ).toEqual([]);
    expect(
      said(
        slowBruteForce,
        times(500, (at) => login(at * 600, {}, "10.0.0.7")),
      ),
    ).toEqual([]);
    expect(
      said(
        slowBruteForce,
        times(60, (at) => login(at, { user: `u${at}` })),
      ),
    ).toEqual([]);
  });
});

describe("password-spraying", () => {
  test("ten names, at most three tries each", () => {
    const facts = times(20, (at) => login(at * 60, { user: `u${at % 10}` }));
    expect(said(passwordSpraying, facts)).toMatchObject([{ fields: { users: "10" } }]);
  });

  test("many tries of few names, and a gateway where people get in, are none", () => {
    const few = times(200, (at) => login(at, { user: `u${at % 9}` }));
    expect(said(passwordSpraying, few)).toEqual([]);
    const gateway = times(30, (at) => [
      login(at * 60, { user: `u${at}`, outcome: "succeeded" }),
      login(at * 60 + 1, { user: `u${at}` }),
    ]).flat();
    expect(said(passwordSpraying, gateway)).toEqual([]);
  });
});

describe("user-enumeration", () => {
  test("five names without an account; those with one don't count", () => {
    expect(
      said(
        userEnumeration,
        times(5, (at) => login(at, { user: `u${at}`, unknownUser: true })),
      ),
    ).toHaveLength(1);
    expect(
      said(
        userEnumeration,
        times(50, (at) => login(at, { user: `u${at}` })),
      ),
    ).toEqual([]);
    expect(
      said(
        userEnumeration,
        times(50, (at) => login(at, { user: "anma", unknownUser: true })),
      ),
    ).toEqual([]);
  });
});

describe("sign-in-after-brute-force", () => {
  const success = (seconds: number, user = "anna") =>
    login(seconds, { outcome: "succeeded", user, saying: "accepted" });

  test("six failures, then a success", () => {
    const found = said(signInAfterBruteForce, [...times(6, (at) => login(at * 60)), success(400)]);
    expect(found).toMatchObject([
      { level: "critical", about: "ssh, anna", count: 7, fields: { "failures before": "6", user: "anna" } },
    ]);
    expect(
      said(signInAfterBruteForce, [...times(30, (at) => login(at * 1500)), success(46_000)]),
    ).toHaveLength(1);
  });

  test("a person who mistypes, one who is known, and yesterday's failures are none", () => {
    expect(said(signInAfterBruteForce, [...times(4, (at) => login(at)), success(10)])).toEqual([]);
    expect(
      said(signInAfterBruteForce, [success(0), ...times(8, (at) => login(60 + at)), success(100)]),
    ).toEqual([]);
    expect(said(signInAfterBruteForce, [...times(19, (at) => login(at)), success(2 * 86_400)])).toEqual([]);
  });

  test("behind a gateway of many people it takes many failures", () => {
    const people = times(6, (at) => success(at, `u${at}`));
    const failures = (count: number) => times(count, (at) => login(100 + at));
    expect(said(signInAfterBruteForce, [...people, ...failures(60), success(300)])).toEqual([]);
    expect(said(signInAfterBruteForce, [...people, ...failures(100), success(300)])).toHaveLength(1);
  });

  test("another service, and another source, have nothing to do with it", () => {
    const failures = times(20, (at) => login(at));
    expect(
      said(signInAfterBruteForce, [...failures, login(30, { service: "ftp", outcome: "succeeded" })]),
    ).toEqual([]);
    expect(
      said(signInAfterBruteForce, [...failures, login(30, { outcome: "succeeded" }, "203.0.113.10")]),
    ).toEqual([]);
  });
});
