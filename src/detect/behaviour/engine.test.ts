import { isDeepStrictEqual } from "node:util";
import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Detector } from "./detector.js";
import { BehaviourEngine } from "./engine.js";
import type { Fact } from "./fact.js";
import { dayUs, factOf, hourUs, minuteUs, secondUs, testStartUs } from "./testing.js";

const receivedUs = testStartUs + 400 * dayUs;
const at = (timeUs: number, more: Parameters<typeof factOf>[0] = {}): Fact =>
  factOf({ source: "203.0.113.9", destination: "10.0.0.1", receivedUs, ...more, timeUs });

/** Says every fact it sees, and each minute that passes. */
function listener(more: Partial<Detector> = {}): Detector & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    id: "listener",
    title: "Listens",
    explains: "",
    level: "medium",
    techniques: ["T1046"],
    scope: "member",
    stateBytesMax: 1,
    wants: () => true,
    open: (saved) => {
      let seen = typeof saved === "number" ? saved : 0;
      return {
        see(fact, sayings) {
          seen++;
          heard.push(`${fact.memberId} ${(fact.timeUs - testStartUs) / secondUs}`);
          sayings.say({
            subject: null,
            about: "",
            count: seen,
            firstUs: fact.timeUs,
            lastUs: fact.timeUs,
            fields: {},
          });
        },
        tick: (nowUs) => void heard.push(`tick ${(nowUs - testStartUs) / secondUs}`),
        figures: () => ({ held: seen, dropped: 0 }),
        save: () => seen,
      };
    },
    ...more,
    heard,
  };
}

describe("the engine", () => {
  test("shows what is in time, counts what is late or from the future, and ticks once a minute of a member's time", () => {
    const detector = listener();
    const engine = new BehaviourEngine({ detectors: [detector] });
    engine.see([
      at(testStartUs),
      at(testStartUs + 700 * secondUs),
      at(testStartUs + 50 * secondUs),
      at(testStartUs + 150 * secondUs),
      at(testStartUs + 800 * secondUs, { receivedUs: testStartUs }),
      at(testStartUs, { log: "zeek-dns" }),
      at(testStartUs, { log: "zeek-open_conn" }),
    ]);
    expect(detector.heard).toEqual([
      "member-1 0",
      "tick 0",
      "member-1 700",
      "tick 700",
      "member-1 150",
      "member-1 0",
    ]);
    expect(engine.figures()).toMatchObject({ facts: 6, late: 1, early: 1, members: 1 });
  });

  test("one wrong clock does not make everything behind it late; two that agree move time on", () => {
    const detector = listener();
    const engine = new BehaviourEngine({ detectors: [detector] });
    engine.see([at(testStartUs), at(testStartUs + 300 * dayUs), at(testStartUs + minuteUs)]);
    expect(engine.figures().late).toBe(0);
    engine.see([
      at(testStartUs + 30 * dayUs),
      at(testStartUs + 30 * dayUs + 1),
      at(testStartUs + 2 * minuteUs),
    ]);
    expect(engine.figures().late).toBe(1);
  });

  test("detectors that ask for it see late and early facts too", () => {
    const detector = listener({ anyTime: true });
    const engine = new BehaviourEngine({ detectors: [detector] });
    engine.see([at(testStartUs + hourUs), at(testStartUs), at(receivedUs + dayUs)]);
    expect(detector.heard.filter((line) => !line.startsWith("tick"))).toHaveLength(3);
  });

  test("files that are read one after the other are lanes of their own", () => {
    const engine = new BehaviourEngine({ detectors: [listener()] });
    engine.see([at(testStartUs + dayUs)], "b.log");
    engine.see([at(testStartUs)], "a.log");
    expect(engine.figures().late).toBe(0);
  });

  test("a detection has the rule, whose it is, and evidence of the fact", () => {
    const engine = new BehaviourEngine({ detectors: [listener()] });
    const [said] = engine.see([
      at(testStartUs, { line: 7, memberId: "m" }),
      at(testStartUs, { memberId: "" }),
    ]);
    expect(said).toMatchObject({
      line: 7,
      detection: {
        rule: { id: "listener", kind: "behaviour", level: "medium", techniques: ["T1046"] },
        memberId: "m",
        count: 1,
        evidence: [{ sourceAddress: "203.0.113.9" }],
      },
    });
  });

  test("members have runs of their own, the port one for all", () => {
    const member = listener();
    const port = listener({ id: "port", scope: "port" });
    const engine = new BehaviourEngine({ detectors: [member, port] });
    engine.see([at(testStartUs, { memberId: "a" }), at(testStartUs, { memberId: "b" })]);
    const figures = engine.figures().detectors;
    expect([figures.get("listener")?.held, figures.get("port")?.held]).toEqual([2, 2]);
    const said = engine.see([at(testStartUs, { memberId: "a" })]);
    expect(said.map(({ detection }) => [detection.rule.id, detection.count])).toEqual([
      ["listener", 2],
      ["port", 3],
    ]);
  });

  test("members beyond the bound go, the one unseen longest first, and what they held is counted as dropped", () => {
    const engine = new BehaviourEngine({ detectors: [listener()], membersMax: 3 });
    for (const memberId of ["a", "b", "c", "a", "d", "e"]) engine.see([at(testStartUs, { memberId })]);
    const { members, forgotten, detectors } = engine.figures();
    expect({ members, forgotten, ...detectors.get("listener") }).toEqual({
      members: 3,
      forgotten: 2,
      held: 4,
      dropped: 2,
    });
  });

  test("where all runs together hold too much the largest begins anew", () => {
    const engine = new BehaviourEngine({ detectors: [listener()], keysMax: 1000 });
    const facts = function* () {
      for (let n = 0; n < 200_000; n++) yield at(testStartUs + n);
    };
    engine.see(facts());
    expect(engine.figures().detectors.get("listener")).toEqual({ held: 500, dropped: 199_500 });
  });

  test("says no more than its share in an hour, and counts the rest", () => {
    const engine = new BehaviourEngine({ detectors: [listener()] });
    const facts = Array.from({ length: 300 }, (_, n) => at(testStartUs + n));
    expect(engine.see(facts)).toHaveLength(200);
    expect(engine.figures().unsaid).toBe(100);
    expect(engine.see([at(testStartUs + 2 * hourUs)])).toHaveLength(1);
  });

  test("what looks at the whole port has that share for each member it tells", () => {
    const portWide: Detector = {
      ...listener(),
      scope: "port",
      open: () => ({
        see(fact, sayings) {
          for (const memberId of ["a", "b", "c"])
            sayings.say({
              memberId,
              subject: null,
              about: "",
              count: 1,
              firstUs: fact.timeUs,
              lastUs: fact.timeUs,
              fields: {},
            });
        },
        figures: () => ({ held: 0, dropped: 0 }),
        save: () => null,
      }),
    };
    const engine = new BehaviourEngine({ detectors: [portWide] });
    const facts = Array.from({ length: 150 }, (_, n) => at(testStartUs + n));
    expect(engine.see(facts)).toHaveLength(450);
    const again = new BehaviourEngine({ detectors: [portWide] }, structuredClone(engine.save()));
    expect(again.see(facts)).toHaveLength(150);
    expect(again.figures().unsaid).toBe(300);
  });

  test("a state that can't be used begins anew", () => {
    for (const saved of [
      null,
      7,
      {},
      { version: 2 },
      { version: 1, members: new Map([["\n", null]]) },
      { version: 1 },
    ])
      expect(() => new BehaviourEngine({}, saved).see([at(testStartUs)])).not.toThrow();
  });
});

const someFact = fc
  .record({
    minutes: fc.integer({ min: 0, max: 300 }),
    member: fc.constantFrom("a", "b", "c", "d"),
    source: fc.integer({ min: 1, max: 4 }).map((n) => `203.0.113.${n}`),
    host: fc.integer({ min: 1, max: 12 }).map((n) => `10.0.0.${n}`),
    port: fc.constantFrom(22, 23, 80, 443, 445, 3389, 8080),
    state: fc.constantFrom("unanswered", "refused", "established"),
    login: fc.option(fc.constantFrom("failed", "succeeded"), { nil: null }),
  })
  .map(({ minutes, member, source, host, port, state, login }) =>
    at(testStartUs + minutes * 10 * secondUs, {
      memberId: member,
      source,
      destination: host,
      destinationPort: port,
      log: login === null ? "zeek-conn" : "sshd",
      ...(login === null
        ? { connection: { state: state as "refused" } }
        : { login: { outcome: login as "failed", user: host } }),
    }),
  );

test("all detectors: a state saved and opened anywhere says what it would have said, and saves the same", () => {
  fc.assert(
    fc.property(fc.array(fc.array(someFact, { maxLength: 60 }), { maxLength: 6 }), (batches) => {
      let stopped = new BehaviourEngine();
      const running = new BehaviourEngine();
      for (const batch of batches) {
        stopped = new BehaviourEngine({}, deserialize(serialize(stopped.save())));
        expect(stopped.see(batch)).toEqual(running.see(batch));
      }
      expect(isDeepStrictEqual(stopped.save(), running.save())).toBe(true);
    }),
    { numRuns: 25 },
  );
});
