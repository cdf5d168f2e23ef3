/** Those that look around: sweeps, errors, identification, unknown functions, ports. */
import { describe, expect, test } from "vitest";
import type { Detector, Finding } from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { dayUs, factOf, minuteUs, play, secondUs, testStartUs } from "../../behaviour/testing.js";
import type { OtMessage } from "../message.js";
import { addressSweep } from "./address-sweep.js";
import { functionSweep } from "./function-sweep.js";
import { identificationReads } from "./identification-reads.js";
import { protocolErrors } from "./protocol-errors.js";
import { twoProtocols } from "./two-protocols.js";
import { unitSweep } from "./unit-sweep.js";
import { unknownFunction } from "./unknown-function.js";
import { wrongPort } from "./wrong-port.js";

const later = testStartUs + 20 * dayUs;
const tool = "10.0.0.66";

const message = (timeUs: number, ot: Partial<OtMessage>, more: Partial<Fact> = {}): Fact =>
  factOf({
    source: tool,
    destination: "10.0.1.4",
    destinationPort: 502,
    log: "zeek-modbus",
    timeUs,
    ot: { ...ot },
    ...(more as object),
  });
const daily = message(testStartUs, { function: "READ_COILS" });
const many = (count: number, make: (n: number) => Fact) => Array.from({ length: count }, (_, n) => make(n));

function told(detector: Detector, facts: readonly Fact[], saveEvery?: number): readonly Finding[] {
  const { findings, run } = play(detector, facts, saveEvery === undefined ? {} : { saveEvery });
  const all = [...findings];
  run.end?.({ say: (finding) => void all.push(finding) });
  return all;
}
const sumOf = (findings: readonly Finding[]) => findings.reduce((sum, { count }) => sum + count, 0);

describe("sweeps", () => {
  const functions = many(40, (n) =>
    message(later + n * secondUs, { function: `unknown-${n}`, kind: "unknown" }),
  );

  test("of functions count different ones, high where many are unknown, also after a kill", () => {
    const findings = told(functionSweep, [daily, ...functions, ...functions]);
    expect(findings[0]).toMatchObject({
      level: "high",
      count: 12,
      subject: { value: tool },
      about: "10.0.1.4 modbus",
    });
    expect(sumOf(findings)).toBe(40);
    expect(told(functionSweep, [daily, ...functions, ...functions], 3)).toEqual(findings);
  });

  test("beyond what is known of one station it is said once that no more is told apart", () => {
    const units = (from: number, count: number, apartUs: number) =>
      many(count, (n) => message(later + (from + n) * apartUs, { unit: String(from + n), function: "READ" }));
    const findings = told(unitSweep, [daily, ...units(0, 400, secondUs)]);
    expect(sumOf(findings)).toBe(257);
    expect(findings.at(-1)?.fields["no more are told apart"]).toBe("256 are known");
    expect(findings[0]?.fields["no more are told apart"]).toBeUndefined();
    expect(told(unitSweep, [daily, ...units(0, 400, secondUs)], 7)).toEqual(findings);
    const { figures } = play(unitSweep, [daily, ...units(0, 400, secondUs)]);
    expect(figures.dropped).toBe(144);
    // One by one nobody sweeps, however many they are.
    expect(told(unitSweep, [daily, ...units(0, 400, 5 * minuteUs)])).toEqual([]);
  });

  test("what was tried before is no sweep, nor is what takes its time", () => {
    const names = many(30, (n) => message(testStartUs + n * 5 * minuteUs, { function: `READ_${n}` }));
    expect(told(functionSweep, names)).toEqual([]);
    const again = many(30, (n) => message(later + n, { function: `READ_${n}` }));
    expect(told(functionSweep, [...names, ...again])).toEqual([]);
  });

  test("what is too little for a sweep stays so over a kill", () => {
    const few = [daily, ...functions.slice(0, 3), message(later + 5 * minuteUs, { function: "READ_COILS" })];
    expect(told(functionSweep, few, 1)).toEqual([]);
  });

  test("of units and of machines", () => {
    const units = told(unitSweep, [daily, ...many(20, (n) => message(later + n, { unit: String(n) }))]);
    expect([units[0]?.level, sumOf(units)]).toEqual(["medium", 20]);
    const machines = told(addressSweep, [
      daily,
      ...many(50, (n) => message(later + n, {}, { destination: `10.0.2.${n}` })),
    ]);
    expect([machines[0]?.level, sumOf(machines)]).toEqual(["high", 50]);
    expect(
      told(
        addressSweep,
        many(50, (n) => message(testStartUs + n, {}, { destination: `10.0.2.${n}` })),
      )[0],
    ).toMatchObject({ level: "low", fields: { learning: "yes" } });
  });
});

test("errors are told in bursts only, each of them counted from then on", () => {
  const refused = (timeUs: number) =>
    message(timeUs, { isRequest: false, sender: "10.0.1.4", receiver: tool, error: "ILLEGAL_DATA_ADDRESS" });
  expect(told(protocolErrors, [daily, ...many(20, (n) => refused(later + n * 2 * minuteUs))])).toEqual([]);
  const burst = told(protocolErrors, [daily, ...many(300, (n) => refused(later + n * secondUs))]);
  expect(burst[0]).toMatchObject({ level: "medium", count: 5, subject: { value: tool } });
  expect(sumOf(burst)).toBe(300);
});

test("who asks machines what they are is learned, and told where it is new", () => {
  const ask = (timeUs: number, destination: string) =>
    message(timeUs, { kind: "identify", function: "REPORT_SLAVE_ID" }, { destination });
  const findings = told(identificationReads, [
    ask(testStartUs, "10.0.1.4"),
    ask(later, "10.0.1.4"),
    ask(later, "10.0.1.5"),
  ]);
  expect(findings.map(({ level, fields }) => [level, fields["to"]])).toEqual([
    ["informational", "10.0.1.4"],
    ["medium", "10.0.1.5"],
  ]);
});

test("unknown functions are counted by station and machine, with their names", () => {
  const findings = told(
    unknownFunction,
    many(6, (n) => message(later + n, { kind: "unknown", function: `unknown-${n % 2}` })),
  );
  expect(sumOf(findings)).toBe(6);
  expect(findings.at(-1)?.fields["function"]).toBe("unknown-0, unknown-1");
});

describe("ports", () => {
  const conn = (
    destinationPort: number,
    service: string,
    state: "established" | "unanswered" = "established",
  ) =>
    factOf({
      source: tool,
      destination: "10.0.1.4",
      destinationPort,
      service,
      timeUs: later,
      connection: { state },
    });

  test("a control protocol elsewhere, or another service on its port", () => {
    expect(told(wrongPort, [daily, message(later, {}, { destinationPort: 8080 })])).toMatchObject([
      { level: "medium", about: "modbus on port 8080" },
    ]);
    expect(told(wrongPort, [daily, conn(502, "http")])).toMatchObject([
      { about: "http on port 502", fields: { "the port is for": "modbus" } },
    ]);
    const fine = [
      daily,
      conn(502, "modbus"),
      conn(102, "cotp"),
      conn(502, "http", "unanswered"),
      conn(8080, "http"),
    ];
    expect(told(wrongPort, fine)).toEqual([]);
  });

  test("two protocols on one port, whichever comes first; what is inside another is one", () => {
    expect(told(twoProtocols, [daily, conn(502, "modbus"), conn(502, "ssh")])).toMatchObject([
      { count: 1, fields: { protocols: "modbus, ssh" } },
    ]);
    expect(told(twoProtocols, [conn(502, "ssh"), message(later, {})])).toMatchObject([{ count: 1 }]);
    const s7 = message(later, { protocol: "s7comm-plus" }, { destinationPort: 102 });
    expect(told(twoProtocols, [conn(102, "cotp"), s7])).toEqual([]);
  });
});
