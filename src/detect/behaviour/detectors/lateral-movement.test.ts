import { describe, expect, test } from "vitest";
import type { Fact } from "../fact.js";
import { dayUs, factOf, minuteUs, play, secondUs, testStartUs } from "../testing.js";
import { lateralMovement } from "./lateral-movement.js";

const connect = (
  to: string,
  port: number,
  timeUs = testStartUs,
  more: Parameters<typeof factOf>[0] = {},
): Fact =>
  factOf({ source: "10.0.1.4", destination: to, destinationPort: port, timeUs, connection: {}, ...more });
const fan = (count: number, port: number, startUs = testStartUs, gapUs = minuteUs) =>
  Array.from({ length: count }, (_, at) => connect(`10.0.2.${at + 1}`, port, startUs + at * gapUs));
const abouts = (facts: Iterable<Fact>) =>
  play(lateralMovement, facts).findings.map(({ level, subject, about }) => [level, subject?.value, about]);

describe("lateral-movement", () => {
  test("many machines within an hour: eight by remote desktop, twenty-five by file sharing", () => {
    expect(abouts(fan(8, 3389))).toEqual([[undefined, "10.0.1.4", "many by rdp"]]);
    expect(abouts(fan(7, 5985))).toEqual([]);
    expect(abouts(fan(24, 445, testStartUs, secondUs))).toEqual([]);
    expect(abouts(fan(25, 445, testStartUs, secondUs))).toEqual([[undefined, "10.0.1.4", "many by smb"]]);
    expect(abouts(fan(30, 22, testStartUs, 30 * minuteUs))).toEqual([]);
    const refused = fan(20, 3389).map((fact) =>
      connect(fact.destination, 3389, fact.timeUs, { connection: { state: "refused" } }),
    );
    expect(abouts(refused)).toEqual([]);
  });

  test("whoever does so every day does nothing new", () => {
    const days = Array.from({ length: 5 }, (_, day) => fan(10, 3389, testStartUs + day * dayUs)).flat();
    expect(abouts(days)).toEqual([[undefined, "10.0.1.4", "many by rdp"]]);
    const more = [...days, ...fan(20, 3389, testStartUs + 5 * dayUs)];
    expect(abouts(more)).toHaveLength(2);
  });

  test("the same machine in several ways at once, unless it is a domain controller", () => {
    const ways = (to: string) => [connect(to, 445), connect(to, 135), connect(to, 5985)];
    expect(abouts(ways("10.0.1.6"))).toEqual([[undefined, "10.0.1.4", "10.0.1.6 in several ways"]]);
    expect(abouts([...ways("10.0.1.6"), ...ways("10.0.1.6")])).toHaveLength(1);
    expect(abouts([connect("10.0.0.4", 88), ...ways("10.0.0.4")])).toEqual([]);
    expect(abouts([connect("10.0.1.6", 445), connect("10.0.1.6", 139), connect("10.0.1.6", 135)])).toEqual(
      [],
    );
  });

  test("what makes another machine run something", () => {
    const rpc = (endpoint: string, operation: string, source = "10.0.1.4") =>
      factOf({ source, destination: "10.0.1.6", log: "zeek-dce_rpc", native: { endpoint, operation } });
    const write = (path: string, name: string) =>
      factOf({
        source: "10.0.1.4",
        destination: "10.0.1.6",
        log: "zeek-smb_files",
        native: { action: "SMB::FILE_WRITE", path, name },
      });
    expect(abouts([rpc("svcctl", "CreateServiceW")])).toEqual([
      ["high", "10.0.1.4", "made a service on another machine"],
    ]);
    expect(abouts([rpc("atsvc", "JobAdd"), rpc("IWbemServices", "ExecMethod")])).toHaveLength(2);
    expect(abouts([rpc("samr", "SamrConnect5"), rpc("svcctl", "OpenServiceW")])).toEqual([]);
    expect(abouts([write("\\\\10.0.1.6\\ADMIN$", "PSEXESVC.exe")])).toHaveLength(1);
    expect(
      abouts([write("\\\\10.0.1.6\\public", "setup.exe"), write("\\\\10.0.1.6\\C$", "notes.txt")]),
    ).toEqual([]);
    expect(abouts([rpc("drsuapi", "DRSGetNCChanges")])).toHaveLength(1);
    expect(abouts([connect("10.0.0.4", 389), rpc("drsuapi", "DRSGetNCChanges", "10.0.0.4")])).toEqual([]);
  });

  test("whoever hands out software every day is told mildly; many targets at once are one thing", () => {
    const day = (at: number, targets: number) =>
      Array.from({ length: targets }, (_, each) =>
        factOf({
          source: "10.0.1.4",
          destination: `10.0.2.${each + 1}`,
          log: "zeek-dce_rpc",
          timeUs: testStartUs + at * dayUs,
          native: { endpoint: "svcctl", operation: "CreateServiceW" },
        }),
      );
    const found = abouts([...day(0, 20), ...day(1, 20), ...day(2, 1)]);
    expect(new Set(found.map(([, , about]) => about)).size).toBe(1);
    expect(found.map(([level]) => level)).toEqual(["high", "high", "high", "high", "high", "high", "low"]);
  });

  test("keeps its bound and its findings over restarts, and in another order", () => {
    const facts = [
      ...fan(60, 3389, testStartUs, secondUs),
      ...fan(300, 445, testStartUs + 100 * secondUs, secondUs),
    ];
    const straight = play(lateralMovement, facts);
    expect(play(lateralMovement, facts, { saveEvery: 11 }).findings).toEqual(straight.findings);
    const swapped = facts.map((_, at) => facts[at ^ 1] as Fact);
    expect(abouts(swapped)).toEqual(abouts(facts));
    expect(straight.figures.held).toBe(1);
  });
});
