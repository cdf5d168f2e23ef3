/**
 * Commands to controllers in real captures (`../shared/data/02-ics`) are counted exactly, by file and by function, as
 * `12-ground-truth/ot-functions.json` has them, and the scans and sweeps named in its README are found.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { changing, grave } from "../../bench/ot/commands.mjs";
import { type Replayed, replay } from "./replay-behaviour.js";

const data = resolve(
  process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data"),
);
const truthPath = join(data, "12-ground-truth/ot-functions.json");

interface Truth {
  readonly log: string;
  readonly values: Readonly<Record<string, number>>;
}
const truth: readonly Truth[] = existsSync(truthPath)
  ? (JSON.parse(readFileSync(truthPath, "utf8")) as readonly Truth[])
  : [];

type Counts = Record<string, number>;

/** Sums of what a detector said, by function. */
function toldOf({ said }: Replayed, detector: string): Counts {
  const counts: Counts = {};
  for (const { rule, count, fields } of said)
    if (rule.id === detector)
      counts[fields["function"] ?? ""] = (counts[fields["function"] ?? ""] ?? 0) + count;
  return counts;
}

const totalOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

const trueOf = ({ values }: Truth, names: RegExp): Counts =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.test(name)));

/** Beside functions the S7 log has clocks set, which its function names do not tell apart. */
const withoutClock = ({ "Time Functions: Set Clock": _, ...others }: Counts): Counts => others;

describe.skipIf(truth.length === 0)("commands", () => {
  test.each(truth.map((one) => [one.log, one] as const))("%s", async (log, one) => {
    const replayed = await replay([join(data, log)]);
    expect(toldOf(replayed, "grave-command")).toEqual(trueOf(one, grave));
    expect(withoutClock(toldOf(replayed, "new-command"))).toEqual(trueOf(one, changing));
    expect(totalOf(toldOf(replayed, "unknown-function"))).toBe(totalOf(trueOf(one, /^unknown-/)));
  });
});

const found = async (paths: readonly string[]) =>
  (await replay(paths.map((path) => join(data, "02-ics", path)))).said.filter(
    ({ rule }) => rule.kind === "ot",
  );

describe.skipIf(truth.length === 0)("captures", () => {
  test("a plain log beside detailed ones counts once", async () => {
    for (const [folder, log] of [
      ["modbus/basic", "modbus/basic/modbus.log"],
      ["s7comm/snap7", "s7comm/snap7/s7comm.log"],
      ["dnp3/basic", "dnp3/basic/dnp3.log"],
      ["opcua/basic", "opcua/basic/opcua_binary.log"],
    ] as const)
      for (const detector of ["grave-command", "new-command"]) {
        const [all, alone] = [
          await replay([join(data, "02-ics", folder)]),
          await replay([join(data, "02-ics", log)]),
        ];
        expect([log, toldOf(all, detector)]).toEqual([log, toldOf(alone, detector)]);
      }
  });

  test("the sweep of function codes is found, and its count is of different ones", async () => {
    const said = await found(["modbus/bro-digitalbond-part2"]);
    const sweeps = said.filter(({ rule }) => rule.id === "function-sweep");
    expect(sweeps.every(({ subject }) => subject?.value === "192.168.66.235")).toBe(true);
    expect(sweeps.map(({ rule }) => rule.level)).toContain("high");
    const { values = {} } = truth.find(({ log }) => log.includes("digitalbond-part2")) ?? {};
    const different = new Set(Object.keys(values).map((name) => name.replace("_EXCEPTION", "")));
    expect(sweeps.reduce((sum, { count }) => sum + count, 0)).toBe(different.size);
    expect(said.map(({ rule }) => rule.id)).toContain("protocol-errors");
  });

  test("unknown functions of one station at a conference are found with its targets", async () => {
    const said = await found(["4sics-lab/151021"]);
    const unknown = said.filter(({ rule }) => rule.id === "unknown-function");
    expect(new Set(unknown.map(({ subject }) => subject?.value))).toEqual(new Set(["192.168.2.42"]));
    expect(new Set(unknown.map(({ fields }) => fields["to"]))).toEqual(
      new Set(["192.168.88.100", "192.168.88.20", "192.168.88.50"]),
    );
    expect(said.map(({ rule }) => rule.id)).toContain("identification-reads");
  });

  test("where nothing grave is done, nothing grave is told", async () => {
    const said = await found([
      "modbus/basic",
      "dnp3/basic",
      "enip",
      "opcua",
      "profinet",
      "ethercat",
      "4sics-lab",
    ]);
    expect(said.filter(({ rule }) => rule.id === "grave-command" || rule.level === "critical")).toEqual([]);
    expect(said.filter(({ rule }) => rule.id === "malformed-operate")).toEqual([]);
  });

  test("layer 2 has no addresses and is told of by MAC address", async () => {
    const said = await found(["ethercat/basic"]);
    expect(
      said.filter(({ rule }) => rule.id === "new-command").map(({ fields }) => fields["function"]),
    ).toEqual(expect.arrayContaining(["ADS Write", "SDO Download"]));
    expect(said.map(({ fields }) => fields["from"])).toContain("01:02:c6:c9:52:05");
  });
});
