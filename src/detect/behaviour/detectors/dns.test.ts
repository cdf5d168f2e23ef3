/** Detectors that look at questions to DNS: `dns-tunnel`, `generated-domains`, `fast-flux`. */
import { describe, expect, test } from "vitest";
import { commonSites, Draw } from "../../../base/index.js";
import type { Fact } from "../fact.js";
import { looksMadeUp } from "../places/made-up.js";
import { factOf, minuteUs, play, secondUs, testStartUs } from "../testing.js";
import { dnsTunnel } from "./dns-tunnel.js";
import { fastFlux } from "./fast-flux.js";
import { generatedDomains } from "./generated-domains.js";

const letters = "abcdefghijklmnopqrstuvwxyz234567";
const drawn = (draw: Draw, length: number) =>
  Array.from({ length }, () => letters[draw.below(letters.length)]).join("");
const ask = (query: string, timeUs: number, dns: Partial<NonNullable<Fact["dns"]>> = {}): Fact =>
  factOf({ log: "zeek-dns", source: "10.0.0.5", destination: "10.0.0.1", timeUs, dns: { query, ...dns } });
const times = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));

describe("dns-tunnel", () => {
  const draw = new Draw(1);
  const tunnel = (count: number, gapUs: number, domain = "odd-name.net", type = "A") =>
    times(count, (at) => ask(`${drawn(draw, 40)}.${at}.${domain}`, testStartUs + at * gapUs, { type }));
  const said = (facts: readonly Fact[]) =>
    play(dnsTunnel, facts).findings.map(({ level, subject, about }) => [level, subject?.value, about]);

  test("many different long names below one domain within an hour", () => {
    expect(said(tunnel(100, secondUs))).toEqual([["medium", "odd-name.net", "10.0.0.5"]]);
    expect(said(tunnel(100, secondUs, "odd-name.net", "TXT"))).toEqual([
      ["high", "odd-name.net", "10.0.0.5"],
    ]);
    expect(said(tunnel(350, secondUs)).map(([level]) => level)).toContain("medium");
    expect(said(tunnel(700, secondUs)).at(-1)).toEqual(["high", "odd-name.net", "10.0.0.5"]);
  });

  test("slow, repeated, short, common and inner names are none", () => {
    expect(said(tunnel(100, 10 * minuteUs))).toEqual([]);
    const long = `${drawn(draw, 50)}.odd-name.net`;
    expect(said(times(500, (at) => ask(long, testStartUs + at * secondUs)))).toEqual([]);
    expect(said(times(500, (at) => ask(`h${at}.odd-name.net`, testStartUs + at * secondUs)))).toEqual([]);
    expect(said(tunnel(500, secondUs, "sophosxl.net"))).toEqual([]);
    expect(said(tunnel(500, secondUs, "ad.pier7.local"))).toEqual([]);
    expect(said(tunnel(500, secondUs, "2.0.192.in-addr.arpa"))).toEqual([]);
  });

  test("is the same over restarts and in another order, and holds its bound under a flood of domains", () => {
    const facts = tunnel(300, secondUs);
    expect(play(dnsTunnel, facts, { saveEvery: 23 }).findings).toEqual(play(dnsTunnel, facts).findings);
    const swapped = facts.map((_, at) => facts[at ^ 1] as Fact);
    expect(said(swapped)).toEqual(said(facts));
    const flood = times(9000, (at) => ask(`a.b${at}x.net`, testStartUs + at));
    const { figures } = play(dnsTunnel, flood);
    expect(figures).toEqual({ held: 4096, dropped: 9000 - 4096 });
  });
});

describe("generated-domains", () => {
  const draw = new Draw(2);
  const missing = (name: string, at: number, gapUs = 10 * secondUs) =>
    ask(name, testStartUs + at * gapUs, { rcode: "NXDOMAIN" });

  test("letters tell names that people use from those that are drawn", () => {
    const known = [...commonSites()].map((site) => site.split(".")[0] as string);
    expect(known.filter(looksMadeUp).length / known.length).toBeLessThan(0.021);
    const made = times(2000, () => drawn(draw, 12));
    expect(made.filter(looksMadeUp).length / made.length).toBeGreaterThan(0.9);
    expect(
      ["containerterminal", "longbeachpilots", "navistechnology", "hafenhamburg"].filter(looksMadeUp),
    ).toEqual([]);
  });

  test("many names within an hour that do not exist and look made up", () => {
    const facts = times(80, (at) => missing(`${drawn(draw, 14)}.com`, at));
    const { findings } = play(generatedDomains, facts);
    expect(findings.map(({ level, subject }) => [level, subject?.value])).toEqual([
      ["medium", "10.0.0.5"],
      ["medium", "10.0.0.5"],
      ["high", "10.0.0.5"],
    ]);
    expect(play(generatedDomains, facts, { saveEvery: 13 }).findings).toEqual(findings);
  });

  test("slow ones, existing ones, typing errors, one name again and names below one's own are none", () => {
    const none = (facts: readonly Fact[]) => expect(play(generatedDomains, facts).findings).toEqual([]);
    none(times(80, (at) => missing(`${drawn(draw, 14)}.com`, at, 20 * minuteUs)));
    none(times(80, (at) => ask(`${drawn(draw, 14)}.com`, testStartUs + at * secondUs)));
    none(times(80, (at) => missing(`shippingcompany${at}line.com`, at)));
    none(times(80, (at) => missing("xkqzjwvbnp3x.com", at)));
    none(times(80, (at) => missing(`${drawn(draw, 14)}.pier7.local`, at)));
    none(times(80, (at) => missing(`${drawn(draw, 14)}`, at)));
  });
});

describe("fast-flux", () => {
  const answer = (at: number, networks: number, ttl = 60, name = "flux.odd-name.net") =>
    ask(name, testStartUs + at * 5 * minuteUs, {
      ttl,
      answers: times(2, (each) => `${20 + ((at * 2 + each) % networks)}.7.${at}.${each + 1}`),
    });
  const said = (facts: readonly Fact[]) =>
    play(fastFlux, facts).findings.map(({ level, subject }) => [level, subject?.value]);

  test("short-lived answers from networks that have nothing in common", () => {
    expect(said(times(6, (at) => answer(at, 12)))).toEqual([["low", "odd-name.net"]]);
    expect(said(times(30, (at) => answer(at, 40))).at(-1)).toEqual(["medium", "odd-name.net"]);
    const facts = times(40, (at) => answer(at, 40));
    expect(play(fastFlux, facts, { saveEvery: 3 }).findings).toEqual(play(fastFlux, facts).findings);
  });

  test("few networks, long-lived answers and pools that everybody uses are none", () => {
    expect(said(times(40, (at) => answer(at, 3)))).toEqual([]);
    expect(said(times(40, (at) => answer(at, 40, 86_400)))).toEqual([]);
    expect(said(times(40, (at) => answer(at, 40, 60, "0.pool.ntp.org")))).toEqual([]);
  });
});
