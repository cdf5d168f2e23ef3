/** Detectors that learn what is usual: `new-destination`, `new-open-port`, `new-admin-tool`. */
import { describe, expect, test } from "vitest";
import { noSurroundings, type Surroundings } from "../detector.js";
import { BehaviourEngine } from "../engine.js";
import type { Fact } from "../fact.js";
import { adminToolOf } from "../places/admin-tools.js";
import { dayUs, factOf, hourUs, play, testStartUs } from "../testing.js";
import { newAdminTool } from "./new-admin-tool.js";
import { newDestination } from "./new-destination.js";
import { newOpenPort } from "./new-open-port.js";

const times = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));

describe("new-destination", () => {
  const surroundings: Surroundings = {
    ...noSurroundings,
    placeOf: (address) =>
      address.startsWith("192.0.2.")
        ? { country: "NL", asn: 64500, organization: "Pier 7 Net" }
        : address.startsWith("198.51.100.")
          ? { country: "US", asn: 64501, organization: "" }
          : null,
  };
  const to = (
    destination: string,
    destinationPort: number,
    timeUs: number,
    more: Parameters<typeof factOf>[0] = {},
  ) => factOf({ source: "10.0.0.7", destination, destinationPort, timeUs, connection: {}, ...more });
  const learned = times(170, (at) => to(`192.0.2.${at % 9}`, 443, testStartUs + at * hourUs));
  const later = testStartUs + 8 * dayUs;
  const said = (facts: readonly Fact[]) =>
    play(newDestination, facts, { surroundings }).findings.map(({ level, fields }) => [level, fields["new"]]);

  test("says the first of its kind once, after it has learned", () => {
    expect(said(learned)).toEqual([]);
    expect(said([...learned, to("192.0.2.5", 22, later), to("192.0.2.5", 22, later + 1)])).toEqual([
      ["low", "port tcp 22"],
    ]);
    expect(said([...learned, to("198.51.100.1", 443, later)])).toEqual([
      ["medium", "country US, network AS64501"],
    ]);
  });

  test("a machine that goes everywhere is silent, and so are refusals, high ports and what comes in", () => {
    const lively = times(170, (at) => to(`192.0.2.${at % 9}`, 1000 + at, testStartUs + at * hourUs));
    expect(said([...lively, to("192.0.2.5", 22, later)])).toEqual([]);
    expect(
      said([
        ...learned,
        to("192.0.2.5", 22, later, { connection: { state: "refused" } }),
        to("192.0.2.5", 40_000, later),
        to("10.0.0.7", 22, later, { source: "192.0.2.5" }),
      ]),
    ).toEqual([]);
    expect(said([...learned.slice(0, 20), to("192.0.2.5", 22, later)])).toEqual([]);
  });

  test("is told where addresses are by the engine, also after it was opened again", () => {
    const options = { detectors: [newDestination], surroundings };
    const engine = new BehaviourEngine(options);
    expect(engine.see(learned)).toEqual([]);
    const again = new BehaviourEngine(options, structuredClone(engine.save()));
    const said = again.see([to("198.51.100.1", 443, later)]).map(({ detection }) => detection.fields["new"]);
    expect(said).toEqual(["country US, network AS64501"]);
  });

  test("is the same over restarts", () => {
    const facts = [...learned, to("198.51.100.1", 22, later), to("198.51.100.9", 23, later)];
    expect(play(newDestination, facts, { surroundings, saveEvery: 19 }).findings).toEqual(
      play(newDestination, facts, { surroundings }).findings,
    );
  });
});

describe("new-open-port", () => {
  const from = (port: number, timeUs: number, more: Parameters<typeof factOf>[0] = {}) =>
    factOf({
      source: "192.0.2.9",
      destination: "10.0.0.7",
      destinationPort: port,
      timeUs,
      connection: {},
      ...more,
    });
  const said = (facts: readonly Fact[]) =>
    play(newOpenPort, facts).findings.map(({ level, subject, about }) => [level, subject?.value, about]);

  test("learns for a week what answers, then says the first answer of a port", () => {
    const first = from(443, testStartUs);
    expect(said([first, from(443, testStartUs + 8 * dayUs)])).toEqual([]);
    expect(said([first, from(8080, testStartUs + 8 * dayUs), from(8080, testStartUs + 9 * dayUs)])).toEqual([
      ["low", "10.0.0.7", "tcp port 8080"],
    ]);
  });

  test("says at once what nobody should reach, and only where it answers", () => {
    expect(said([from(502, testStartUs), from(502, testStartUs + dayUs)])).toEqual([
      ["medium", "10.0.0.7", "tcp port 502"],
    ]);
    expect(said([from(3389, testStartUs, { connection: { state: "unanswered" } })])).toEqual([]);
    expect(said([from(3389, testStartUs, { source: "10.0.0.1" })].filter(newOpenPort.wants))).toEqual([]);
    expect(said([from(47_808, testStartUs, { protocol: "udp", connection: { bytesIn: 0 } })])).toEqual([]);
  });
});

describe("new-admin-tool", () => {
  const ask = (query: string, timeUs: number, source = "10.0.0.7") =>
    factOf({ log: "zeek-dns", source, destination: "10.0.0.1", timeUs, dns: { query } });
  const said = (facts: readonly Fact[]) =>
    play(newAdminTool, facts).findings.map(({ level, about }) => [level, about]);
  const start = ask("www.example.com", testStartUs);
  const later = testStartUs + 8 * dayUs;

  test("names tell tools, with all below them", () => {
    expect(adminToolOf("relay-4a.net.AnyDesk.com")?.name).toBe("AnyDesk");
    expect(adminToolOf("notanydesk.com")).toBeNull();
    expect(adminToolOf("tunnels.api.visualstudio.com")?.tunnel).toBe(true);
  });

  test("a tool that nobody used, on a machine that did not; a tunnel at once", () => {
    expect(said([start, ask("boot.net.anydesk.com", testStartUs + dayUs)])).toEqual([]);
    expect(said([start, ask("boot.net.anydesk.com", later), ask("boot.net.anydesk.com", later + 1)])).toEqual(
      [["medium", "10.0.0.7 AnyDesk"]],
    );
    expect(said([start, ask("a.anydesk.com", testStartUs, "10.0.0.8"), ask("a.anydesk.com", later)])).toEqual(
      [["low", "10.0.0.7 AnyDesk"]],
    );
    expect(said([ask("abc.ngrok.io", testStartUs)])).toEqual([["medium", "10.0.0.7 ngrok"]]);
    const tls = factOf({
      source: "10.0.0.7",
      timeUs: later,
      log: "zeek-ssl",
      tls: { serverName: "x.rustdesk.com" },
    });
    const http = factOf({
      source: "10.0.0.7",
      timeUs: later,
      log: "zeek-http",
      http: { method: "CONNECT", host: "router.teamviewer.com:443", uri: "router.teamviewer.com:443" },
    });
    expect(said([start, tls, http])).toHaveLength(2);
    expect(play(newAdminTool, [start, tls, http], { saveEvery: 1 }).findings).toHaveLength(2);
  });
});
