/** Detections of an edge: what may leave, what a center reads of one, and what it makes of it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { insideOf, type RuleException } from "../../detect/index.js";
import { type Detection, detectionKinds, detectionLevels } from "../../model/index.js";
import { type EdgeDetection, edgeDetection } from "./detection-wire.js";
import { gather, squeeze } from "./gathering.js";
import { hitsPerSighting, sightingSpanUsMax } from "./limits.js";
import { parseLocalRules } from "./local-rules.js";
import { noRulesKnown, type ToldRule, takenDetection } from "./take-detections.js";
import { waitingDetection } from "./waiting-detections.js";

const timeUs = 1_795_000_000_000_000;
const inside = insideOf([], true);
const found = (change: Partial<Detection> = {}): Detection => ({
  rule: {
    id: "brute-force",
    title: "Passwords are tried",
    kind: "behaviour",
    level: "high",
    techniques: ["T1110"],
  },
  memberId: "own",
  subject: { type: "ipv4", value: "10.1.2.3" },
  about: "ssh",
  count: 12,
  firstUs: timeUs - 5e6,
  lastUs: timeUs,
  fields: { User: "maria", targets: "10.1.2.9 at gate.pier7.example" },
  evidence: [
    {
      timeUs,
      log: "zeek-ssh",
      field: "",
      sourceAddress: "10.1.2.3",
      sourcePort: 50_000,
      destinationAddress: "198.51.100.9",
      destinationPort: 22,
      record: "the whole secret record",
    },
  ],
  ...change,
});
const waiting = (change: Partial<Detection> = {}) => waitingDetection(found(change), timeUs, inside);
const leaves = (rules: string, change: Partial<Detection> = {}): EdgeDetection | null => {
  const read = parseLocalRules(rules);
  if (read instanceof Problem) throw new Error(read.detail);
  return read.releasedDetection(waiting(change));
};

describe("what leaves", () => {
  test("all but the record and whose it is", () => {
    const { detection } = waiting();
    expect(leaves("")).toEqual(detection);
    expect(detection).toMatchObject({ subject: { value: "10.1.2.3" }, count: 12, fields: { User: "maria" } });
    expect(JSON.stringify(detection)).not.toMatch(/secret|"own"|memberId/);
    expect(edgeDetection.safeParse(detection).success).toBe(true);
  });

  test.each([
    ["drop: [source]", /10\.1\.2\.3/],
    ["drop: [destination, destinationPort]", /198\.51\.100\.9|"destinationPort"/],
    ["drop: [subject]", /"subject"/],
    ["drop: [about]", /"about"/],
    ["drop: [fields]", /"fields"/],
    ["drop: [evidence, log]", /"evidence"|zeek-ssh/],
    ["dropFields: [user]", /maria/],
    ["never: { networks: [10.1.2.9/32] }", /10\.1\.2\.9/],
    ["never: { networks: [198.51.100.0/24] }", /198\.51\.100\.9/],
    ["never: { domains: [pier7.example] }", /pier7/],
    ["never: { values: [MARIA] }", /maria/],
  ])("%s leaves the rest", (rules, gone) => {
    expect(JSON.stringify(waiting().detection)).toMatch(gone);
    expect(leaves(rules)).not.toBeNull();
    expect(JSON.stringify(leaves(rules))).not.toMatch(gone);
  });

  test("whom it is about, or what tells it apart, is never told: all of it stays here", () => {
    expect(leaves("never: { networks: [10.1.0.0/16] }")).toBeNull();
    expect(leaves("never: { values: [maria] }", { about: "account maria" })).toBeNull();
    expect(leaves("never: { domains: [pier7.example] }", { about: "GATE.pier7.example" })).toBeNull();
  });
});

const text = fc.string({ unit: "binary", maxLength: 700 });
const time = fc.oneof(fc.double(), fc.integer({ min: 0, max: 9e15 }));
const anyDetection: fc.Arbitrary<Detection> = fc.record({
  rule: fc.record({
    id: text.map((id) => `x${id}`),
    title: text,
    kind: fc.constantFrom(...detectionKinds),
    level: fc.constantFrom(...detectionLevels),
    techniques: fc.array(fc.oneof(fc.constant("T1110.001"), text), { maxLength: 30 }),
  }),
  memberId: fc.constant(null),
  subject: fc.option(fc.record({ type: fc.constantFrom("ipv4" as const, "domain" as const), value: text })),
  about: text,
  count: fc.integer({ min: 1 }),
  firstUs: time,
  lastUs: time,
  fields: fc.dictionary(text, text, { maxKeys: 30 }),
  evidence: fc.array(
    fc.record({
      timeUs: time,
      log: text,
      field: text,
      sourceAddress: text,
      sourcePort: fc.integer({ min: 0, max: 65_535 }),
      destinationAddress: text,
      destinationPort: fc.integer({ min: 0, max: 65_535 }),
      record: text,
    }),
    { maxLength: 15 },
  ),
});

test("whatever is found has a form that a center reads, gathered or not", () => {
  fc.assert(
    fc.property(fc.array(anyDetection, { minLength: 1, maxLength: 4 }), (all) => {
      const each = all.map((one) => waitingDetection(one, timeUs, inside));
      const gathered = gather([...each, ...each], sightingSpanUsMax);
      const { waiting: squeezed } = squeeze(each, 1);
      for (const one of [...each, ...gathered, ...squeezed])
        if ("detection" in one) expect(edgeDetection.safeParse(one.detection).error).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});

test("a detector's count is the whole, a rule's what is new; both stay at what an upload may say", () => {
  const sigma = { rule: { ...found().rule, kind: "sigma" as const } };
  const counts = (change: Partial<Detection>) =>
    gather([waiting(change), waiting({ ...change, count: 20 })], sightingSpanUsMax).map(
      (one) => "detection" in one && one.detection.count,
    );
  expect([counts({}), counts(sigma), counts({ ...sigma, count: 2e9 })]).toEqual([
    [20],
    [32],
    [hitsPerSighting],
  ]);
});

describe("what a center makes of it", () => {
  const view = {
    ...noRulesKnown,
    memberId: "m",
    nowUs: timeUs,
    timesOf: (seen: { readonly firstUs: number; readonly lastUs: number }) => seen,
  };
  const knows = (level: ToldRule["level"]) => ({
    ...view,
    ruleOf: () => ({ rule: { ...found().rule, title: "As the center has it" }, level }),
  });
  const said = waiting().detection;
  const hostile = { ...said, rule: { ...said.rule, id: "Buy at evil.example", title: "Call 555 now" } };

  test("a rule it knows is called and graded by itself", () => {
    expect(takenDetection(said, knows("low"))).toMatchObject({
      memberId: "m",
      rule: { title: "As the center has it", level: "low" },
      evidence: [{ sourceAddress: "10.1.2.3", record: "The record stays at the member's edge." }],
    });
    expect(takenDetection(said, knows("as found"))?.rule.level).toBe("high");
    expect(takenDetection(said, knows(null))).toBeNull();
  });

  test("a rule it does not know has no words of the edge", () => {
    const rule = takenDetection(hostile, view)?.rule;
    expect(rule).toMatchObject({ kind: "behaviour", level: "high", techniques: ["T1110"] });
    expect(rule?.id).toMatch(/^edge-rule-[0-9a-f]{16}$/);
    expect(rule?.title).toBe(rule?.id);
    expect(takenDetection(said, view)?.rule).toMatchObject({ id: "brute-force", title: "brute-force" });
  });

  test("what looks at the whole port is nothing one member can say, and exceptions are asked once more", () => {
    expect(takenDetection({ ...said, rule: { ...said.rule, id: "waterfront" } }, knows("high"))).toBeNull();
    const exception: RuleException = {
      id: "1",
      rule: "brute-force",
      memberId: "m",
      field: "subject",
      value: "10.1.0.0/16",
      reason: "",
      owner: "",
      createdUs: 0,
      expiresUs: timeUs + 1,
    };
    const excepted = (change: Partial<RuleException>) => ({
      ...knows("low"),
      exceptions: [{ ...exception, ...change }],
    });
    expect(takenDetection(said, excepted({}))).toBeNull();
    expect(takenDetection(said, excepted({ memberId: "n" }))).not.toBeNull();
  });
});
