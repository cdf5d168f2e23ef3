import { describe, expect, test } from "vitest";
import { Draw } from "../../../base/index.js";
import type { Fact } from "../fact.js";
import { factOf, hourUs, minuteUs, play, secondUs, testStartUs } from "../testing.js";
import { beacon } from "./beacon.js";

const visit = (timeUs: number, given: Parameters<typeof factOf>[0] = {}): Fact =>
  factOf({ source: "10.0.0.5", destination: "192.0.2.9", destinationPort: 443, timeUs, ...given });

const every = (
  count: number,
  gapUs: number,
  jitter: number,
  given: (at: number) => Parameters<typeof factOf>[0],
) => {
  const draw = new Draw(7);
  let timeUs = testStartUs;
  return Array.from({ length: count }, (_, at) => {
    timeUs += gapUs * (1 + ((draw.next() / 2 ** 32) * 2 - 1) * jitter);
    return visit(Math.round(timeUs), given(at));
  });
};
const http = (host: string, method = "GET") => ({
  destinationPort: 80,
  log: "zeek-http",
  http: { host, method, uri: "/", bytesOut: 120 },
});

describe("beacon", () => {
  test("finds a timer with a jitter of 30% over every layer, and says the level by what is odd", () => {
    const found = (given: () => Parameters<typeof factOf>[0]) =>
      play(beacon, every(24, minuteUs, 0.3, given)).findings.map(({ level, subject }) => [
        level,
        subject?.value,
      ]);
    expect(found(() => http("c2.odd-name.example.net"))).toEqual([["medium", "c2.odd-name.example.net"]]);
    expect(found(() => http(""))).toEqual([["medium", "192.0.2.9"]]);
    expect(found(() => http("", "POST"))).toEqual([["high", "192.0.2.9"]]);
    expect(found(() => http("www.microsoft.com"))).toEqual([]);
    expect(found(() => ({ log: "zeek-ssl", tls: { serverName: "" } }))).toEqual([["medium", "192.0.2.9"]]);
    expect(found(() => ({ connection: { bytesOut: 200 } }))).toEqual([]);
    expect(found(() => ({ destinationPort: 4444, connection: {} }))).toEqual([["medium", "192.0.2.9"]]);
    const unknown = { log: "zeek-conn", connection: { bytesOut: 200, bytesIn: 90 }, service: "" };
    expect(found(() => unknown)).toEqual([["medium", "192.0.2.9"]]);
    expect(found(() => ({ ...unknown, service: "ssl" }))).toEqual([]);
    expect(found(() => ({ destinationPort: 1177, connection: { state: "unanswered" } }))).toEqual([
      ["medium", "192.0.2.9"],
    ]);
    const dns = (query: string, more: Partial<NonNullable<Fact["dns"]>>) => ({
      destinationPort: 53,
      dns: { query, ...more },
    });
    expect(found(() => dns("a.odd-name.net", { answers: ["192.0.2.1"] }))).toEqual([]);
    expect(found(() => dns("a.odd-name.net", { type: "TXT" }))).toEqual([["medium", "odd-name.net"]]);
    expect(found(() => dns("jepntwjxqzaq.su", { rcode: "NXDOMAIN" }))).toEqual([
      ["medium", "jepntwjxqzaq.su"],
    ]);
  });

  test("sees through a proxy: the place is what it was asked for, also in TLS on the same port", () => {
    const given = (at: number) =>
      at % 2 === 0
        ? {
            destination: "10.0.0.1",
            destinationPort: 4444,
            log: "zeek-http",
            http: { method: "CONNECT", host: "evil.odd-name.net", uri: "evil.odd-name.net:443" },
          }
        : {
            destination: "10.0.0.1",
            destinationPort: 4444,
            log: "zeek-ssl",
            tls: { serverName: "evil.odd-name.net" },
          };
    const { findings } = play(beacon, every(60, 100 * secondUs, 0.1, given));
    expect(findings.map(({ subject, fields }) => [subject?.value, fields.proxy, fields["seen in"]])).toEqual([
      ["evil.odd-name.net", "10.0.0.1", "http"],
      ["evil.odd-name.net", "10.0.0.1", "tls"],
    ]);
  });

  test("visits of chance, sizes that differ, machines inside and the network's upkeep are none", () => {
    const draw = new Draw(8);
    let timeUs = testStartUs;
    const person = Array.from({ length: 400 }, () => {
      timeUs += Math.round(-Math.log(1 - draw.next() / 2 ** 32) * minuteUs);
      return visit(timeUs, http("blog.odd-name.net"));
    });
    expect(play(beacon, person).findings).toEqual([]);
    const sizes = every(40, minuteUs, 0, (at) => ({ connection: { bytesOut: 100 * 3 ** (at % 7) } }));
    expect(play(beacon, sizes).findings).toEqual([]);
    const inside = every(40, minuteUs, 0, () => ({ destination: "10.0.0.9", connection: {} }));
    const time = every(40, minuteUs, 0, () => ({
      destinationPort: 123,
      connection: { state: "unanswered" },
    }));
    const group = every(40, minuteUs, 0, () => ({ destination: "239.1.1.1", connection: {} }));
    const from = every(40, minuteUs, 0, () => ({
      source: "192.0.2.1",
      destination: "10.0.0.9",
      connection: {},
    }));
    expect(play(beacon, [...inside, ...time, ...group, ...from]).findings).toEqual([]);
  });

  test("what all machines do is low, and said once", () => {
    const all = every(24, minuteUs, 0, () => http("c2.odd-name.net")).flatMap((fact) =>
      ["1", "2", "3", "4", "5", "6"].map((at) => ({ ...fact, source: `10.0.0.${at}` })),
    );
    expect(play(beacon, all).findings.map(({ level, about }) => [level, about])).toEqual([["low", "http"]]);
  });

  test("finds it in facts that come out of order, twice, and after every save", () => {
    const facts = every(40, minuteUs, 0.1, () => http(""));
    const straight = play(beacon, facts).findings;
    expect(straight.map(({ count }) => count)).toEqual([16, 32]);
    const swapped = facts.map((_, at) => facts[at ^ 3] as Fact);
    expect(play(beacon, swapped).findings.map(({ subject }) => subject)).toEqual(
      straight.map(({ subject }) => subject),
    );
    expect(play(beacon, facts, { saveEvery: 7 }).findings).toEqual(straight);
    expect(play(beacon, facts, { saved: "nothing of ours" }).findings).toEqual(straight);
  });

  test("a long silence and a flood of others do not make it forget; the bound holds and what went is counted", () => {
    const facts = every(40, hourUs, 0.1, () => http(""));
    const flood = (from: number) =>
      Array.from({ length: 3000 }, (_, at) =>
        visit(testStartUs + from, { ...http(`h${from}-${at}.odd-name.net`), source: "10.0.9.9" }),
      );
    const { findings, figures } = play(
      beacon,
      facts.flatMap((fact, at) => (at % 8 === 0 ? [fact, ...flood(at)] : [fact])),
    );
    expect(findings.map(({ subject }) => subject?.value)).toContain("192.0.2.9");
    expect(figures.held).toBeLessThanOrEqual(8192 + 4096);
    expect(figures.dropped).toBeGreaterThan(0);
  });
});
