/** Commands to machines: `grave-command`, `new-command`, `odd-hour-command`, `malformed-operate`. */
import { describe, expect, test } from "vitest";
import type { SiteLists } from "../../../model/index.js";
import { type Detector, type Finding, noSurroundings, type Surroundings } from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { dayUs, factOf, hourUs, minuteUs, play, secondUs, testStartUs } from "../../behaviour/testing.js";
import type { OtMessage } from "../message.js";
import { compileSite, emptyLists } from "../site.js";
import { graveCommand } from "./grave-command.js";
import { malformedOperate } from "./malformed-operate.js";
import { newCommand } from "./new-command.js";
import { oddHourCommand } from "./odd-hour-command.js";

const plc = "10.0.1.4";
const hmi = "10.0.0.7";
const later = testStartUs + 20 * dayUs;

const message = (timeUs: number, ot: Partial<OtMessage>, source = hmi, log = "zeek-s7comm"): Fact =>
  factOf({ source, destination: plc, destinationPort: 102, log, timeUs, ot: { protocol: "s7comm", ...ot } });
const write = (timeUs: number, source = hmi) =>
  message(timeUs, { kind: "write", function: "Write Variable" }, source);
const stop = (timeUs: number) => message(timeUs, { kind: "stop", function: "PLC Stop" });

interface Told {
  readonly findings: readonly Finding[];
  readonly sum: number;
}

/** With what is left at the end. */
function told(
  detector: Detector,
  facts: Iterable<Fact>,
  options: { readonly saveEvery?: number; readonly surroundings?: Surroundings } = {},
): Told {
  const { findings, run } = play(detector, facts, options);
  const all = [...findings];
  run.end?.({ say: (finding) => void all.push(finding) });
  return { findings: all, sum: all.reduce((sum, { count }) => sum + count, 0) };
}

const at = (lists: Partial<SiteLists>): Surroundings => {
  const site = compileSite({ ...emptyLists("member-1", 14), ...lists });
  return { ...noSurroundings, siteOf: () => site };
};
const order = {
  id: "o1",
  number: "WO-7",
  title: "New hoist program",
  craneIds: [],
  assetIds: [],
  vendor: "",
  startUs: later - hourUs,
  endUs: later + hourUs,
};

describe("grave-command", () => {
  test("tells each at any time, higher once the network is known", () => {
    const { findings, sum } = told(graveCommand, [
      stop(testStartUs),
      stop(testStartUs + 1),
      message(testStartUs + minuteUs, { kind: "read" }),
      stop(later),
    ]);
    expect(findings.map(({ level, count }) => [level, count])).toEqual([
      ["high", 1],
      ["high", 1],
      ["critical", 1],
    ]);
    expect(sum).toBe(3);
    expect(findings[2]).toMatchObject({
      subject: { type: "ipv4", value: hmi },
      about: `${plc} stop`,
      fields: { function: "PLC Stop", from: hmi, to: plc, learning: "no", requests: "1", answers: "0" },
    });
  });

  test("is explained by an order, one step milder and never left out", () => {
    const { findings } = told(graveCommand, [write(testStartUs), stop(later)], {
      surroundings: at({ workOrders: [order] }),
    });
    expect(findings).toMatchObject([{ level: "high", fields: { "work order": "WO-7" } }]);
    const none = told(graveCommand, [write(testStartUs), stop(later + dayUs)], {
      surroundings: at({ workOrders: [order] }),
    });
    expect(none.findings).toMatchObject([
      { level: "critical", fields: { explained: "no work order, no maintenance window" } },
    ]);
  });

  test("counts answers with what they answer, refusals among them, and gathers by the minute", () => {
    const answer = (timeUs: number, error = "") =>
      message(timeUs, {
        kind: "stop",
        function: "PLC Stop",
        isRequest: false,
        sender: plc,
        receiver: hmi,
        error,
      });
    const { findings, sum } = told(graveCommand, [
      stop(later),
      answer(later + 1, "Access error"),
      stop(later + 2),
      answer(later + 3),
      message(later + 2 * minuteUs, { kind: "read", function: "Read Variable" }),
    ]);
    expect(sum).toBe(4);
    expect(findings[1]).toMatchObject({
      count: 3,
      fields: { requests: "1", answers: "2", refused: "1", errors: "Access error" },
      evidence: [{ log: "zeek-s7comm" }],
    });
  });

  test("a second log of the same adds points and counts nothing", () => {
    const twice = [
      stop(later),
      message(
        later,
        { kind: "stop", function: "PLC Stop", counts: false, points: [{ point: "P1", value: 1 }] },
        hmi,
        "x",
      ),
    ];
    expect(told(graveCommand, twice).sum).toBe(1);
    expect(told(graveCommand, twice.slice(1)).sum).toBe(1);
    expect(told(graveCommand, [...twice].reverse()).sum).toBe(1);
  });

  test("times that can't be lose nothing", () => {
    const odd = { ...stop(testStartUs), timeUs: testStartUs + 9_999 * dayUs, receivedUs: testStartUs };
    expect(told(graveCommand, [stop(1e6), odd, stop(2e6)]).sum).toBe(3);
  });
});

describe("new-command", () => {
  const daily = (days: number) =>
    Array.from({ length: days * 24 }, (_, hour) => write(testStartUs + hour * hourUs));

  test("what writes in the learning time is told low, and silent afterwards", () => {
    const { findings, sum } = told(newCommand, daily(30));
    expect(sum).toBe(14 * 24);
    expect(new Set(findings.map(({ level }) => level))).toEqual(new Set(["low"]));
    expect(findings.length).toBeLessThan(30);
  });

  test("a new writer is high, counted to the last message, milder with an order", () => {
    const strange = Array.from({ length: 500 }, (_, n) => write(later + n * secondUs, "10.0.0.99"));
    const found = told(newCommand, [...daily(15), ...strange]);
    const high = found.findings.filter(({ level }) => level === "high");
    expect(high.reduce((sum, { count }) => sum + count, 0)).toBe(500);
    expect(high[0]).toMatchObject({ count: 1, fields: { from: "10.0.0.99", learning: "no" } });
    const ordered = told(newCommand, [...daily(15), ...strange], {
      surroundings: at({ workOrders: [order] }),
    });
    expect(ordered.findings.some(({ level }) => level === "high")).toBe(false);
    expect(ordered.sum).toBe(found.sum);
  });

  test("a member's own learning time holds", () => {
    expect(told(newCommand, daily(30), { surroundings: at({ learningDays: 3 }) }).sum).toBe(3 * 24);
  });

  test("a kill in between changes nothing", () => {
    const facts = [...daily(3), write(testStartUs + 2 * dayUs, "10.0.0.8")];
    expect(told(newCommand, facts, { saveEvery: 5 })).toEqual(told(newCommand, facts));
  });

  test("a flood of relations is told together, in an hour's bound, and adds up", () => {
    const flood = Array.from({ length: 3000 }, (_, n) =>
      write(testStartUs + n * 50_000, `10.${n % 2}.${Math.floor(n / 250) % 250}.${n % 250}`),
    );
    const { findings, sum } = told(newCommand, flood);
    expect(sum).toBe(3000);
    expect(findings.length).toBeLessThanOrEqual(200);
    expect(findings.at(-1)?.fields["relations"]).toBeDefined();
  });
});

describe("odd-hour-command", () => {
  const shift = Array.from({ length: 15 }, (_, day) => write(testStartUs + day * dayUs + 8 * hourUs));
  const night = write(testStartUs + 18 * dayUs + 3 * hourUs);

  test("tells a known command at an unknown hour once a day, and not beside its hours", () => {
    const { findings } = told(oddHourCommand, [
      ...shift,
      night,
      write(testStartUs + 19 * dayUs + 9 * hourUs),
    ]);
    expect(findings).toMatchObject([
      { level: "medium", count: 1, fields: { "at (UTC)": "3:00", "known hours (UTC)": "8:00" } },
    ]);
  });

  test("a shift by the clock on the wall is known before and after clocks are changed, and a night is not", () => {
    const zone = new Intl.DateTimeFormat("en-US", {
      timeZone: "America/Los_Angeles",
      hour: "numeric",
      hourCycle: "h23",
    });
    // Clocks are put forward on 8 March and back on 1 November.
    for (const fromUs of [Date.UTC(2026, 1, 16) * 1000, Date.UTC(2026, 9, 12) * 1000]) {
      const hours = Array.from({ length: 30 * 24 }, (_, at) => fromUs + at * hourUs);
      const local = (us: number) => Number(zone.format(us / 1000));
      const worked = hours.filter((us) => local(us) >= 6 && local(us) < 14).map((us) => write(us));
      expect(told(oddHourCommand, worked).findings).toEqual([]);
      const odd = hours.findLast((us) => local(us) === 23) as number;
      expect(told(oddHourCommand, [...worked, write(odd)]).findings.length).toBe(1);
    }
  });

  test("an hour that is known by its neighbour does not make the next one known", () => {
    const creeping = Array.from({ length: 5 }, (_, day) =>
      write(testStartUs + (15 + day) * dayUs + (9 + day) * hourUs),
    );
    const { findings } = told(oddHourCommand, [...shift, ...creeping]);
    expect(findings.map(({ fields }) => fields["at (UTC)"])).toEqual(["10:00", "11:00", "12:00", "13:00"]);
    expect(findings.at(-1)?.fields["known hours (UTC)"]).toBe("8:00");
  });

  test("does not judge what came seldom, or in the learning time", () => {
    expect(told(oddHourCommand, [...shift.slice(0, 2), night]).findings).toEqual([]);
    expect(told(oddHourCommand, [...shift.slice(0, 9), write(testStartUs + 9 * dayUs)]).findings).toEqual([]);
  });
});

describe("malformed-operate", () => {
  const step = (timeUs: number, name: string, error = "", counts = true) =>
    message(
      timeUs,
      { protocol: "dnp3", kind: name === "SELECT" ? "select" : "operate", function: name, error, counts },
      hmi,
      counts ? "zeek-dnp3" : "zeek-dnp3_control",
    );

  test("tells of an operate without its select in time, and of one refused", () => {
    const { findings, sum } = told(malformedOperate, [
      step(later, "SELECT"),
      step(later + secondUs, "OPERATE"),
      step(later + 2 * secondUs, "OPERATE"),
      step(later + 3 * secondUs, "SELECT"),
      step(later + 30 * secondUs, "OPERATE"),
      step(later + 31 * secondUs, "SELECT"),
      step(later + 32 * secondUs, "OPERATE", "PARAMETER_ERROR"),
      step(later + 33 * secondUs, "DIRECT_OPERATE"),
    ]);
    expect(sum).toBe(3);
    expect(findings[1]?.fields).toMatchObject({
      "without a select": "1",
      refused: "1",
      errors: "PARAMETER_ERROR",
    });
  });

  test("two logs of the same are one", () => {
    const both = [true, false].flatMap((counts) => [
      step(later, "SELECT", "", counts),
      step(later + 1, "OPERATE", "", counts),
      step(later + 2, "OPERATE", "", counts),
    ]);
    expect(told(malformedOperate, both).sum).toBe(1);
  });
});
