/** From an event to what is told: rules, correlations, levels and exceptions together, through plain values. */
import { expect, test } from "vitest";
import type { Detection, Event } from "../../model/index.js";
import { Correlator } from "./correlation/correlator.js";
import { planCorrelations } from "./correlation/plan.js";
import { SigmaEngine } from "./engine.js";
import { MatchJudge } from "./match-judge.js";
import { readRules } from "./read-rules.js";
import { runningRules } from "./running-rules.js";
import { makeBook } from "./sources/rule-book.js";
import { ownTaxonomies } from "./taxonomy.js";
import { decideRules, defaultPolicy, type RuleSetting } from "./tuning/decide.js";
import type { RuleException } from "./tuning/exceptions.js";

const text = `title: Passwords asked for
id: passwd
status: test
level: low
logsource:
    category: webserver
detection:
    selection:
        cs-uri-query|contains: /etc/passwd
    condition: selection
---
title: Again and again
id: again
status: test
level: medium
correlation:
    type: event_count
    rules: [passwd]
    group-by: [c-ip]
    timespan: 10m
    condition:
        gte: 2
`;

function told(
  requests: readonly (readonly [from: string, second: number])[],
  set: Readonly<Record<string, RuleSetting>> = {},
  exceptions: readonly RuleException[] = [],
): readonly string[] {
  const { documents } = readRules(text, "x.yml");
  const book = makeBook([{ source: "own", documents, refusals: [] }]);
  const decided = decideRules(book, new Map(Object.entries(set)), defaultPolicy);
  const running = structuredClone(runningRules(book, decided, exceptions));
  const engine = SigmaEngine.of(running.rules, ownTaxonomies());
  const correlator = new Correlator(planCorrelations(running.rules, running.correlations).plans);
  const judge = new MatchJudge(running, ownTaxonomies());
  const said: string[] = [];
  const tell = (detection: Detection | null) => {
    if (detection !== null)
      said.push(`${detection.rule.id} ${detection.rule.level} ${detection.subject?.value}`);
  };
  for (const [address, second] of requests) {
    const event: Event = {
      timeUs: second * 1e6,
      log: "web-access",
      source: { address, port: 0 },
      destination: null,
      protocol: "tcp",
      service: "http",
      action: "",
      carried: [],
      native: { "c-ip": address, "cs-uri": "/x?f=/etc/passwd" },
    };
    const place = { memberId: "m", receivedUs: second * 1e6, record: "" };
    for (const match of engine.matches("all", event)) {
      const judged = judge.judge(match, event, place);
      tell(judged.detection);
      if (judged.match !== null)
        correlator.see(judged.match, (detection) => tell(judge.judgeDetection(detection, second * 1e6)));
    }
  }
  return said;
}

const exception = (rest: Partial<RuleException>): RuleException => ({
  id: "x",
  rule: "passwd",
  memberId: null,
  field: "c-ip",
  value: "203.0.113.0/28",
  reason: "ours",
  owner: "Olga",
  createdUs: 0,
  expiresUs: 1e12,
  ...rest,
});
const twice = [
  ["203.0.113.9", 1],
  ["203.0.113.9", 2],
] as const;

test("a rule that only serves tells nothing, and its correlation does", () => {
  expect(told(twice)).toEqual(["again medium 203.0.113.9"]);
});

test("what is switched on tells by itself, with the level that is set", () => {
  const set = {
    passwd: { isOn: true, level: "high" as const },
    again: { isOn: null, level: "critical" as const },
  };
  expect(told(twice, set)).toEqual([
    "passwd high 203.0.113.9",
    "passwd high 203.0.113.9",
    "again critical 203.0.113.9",
  ]);
  expect(told(twice, { again: { isOn: false, level: null } })).toEqual([]);
});

test("an exception from a rule holds for what is built on it; one from the correlation for that alone", () => {
  expect(told(twice, {}, [exception({})])).toEqual([]);
  expect(told(twice, {}, [exception({ memberId: "other" })])).toHaveLength(1);
  expect(told(twice, { passwd: { isOn: true, level: null } }, [exception({ rule: "again" })])).toEqual([
    "passwd low 203.0.113.9",
    "passwd low 203.0.113.9",
  ]);
  expect(told(twice, {}, [exception({ field: "source", value: "203.0.113.9" })])).toEqual([]);
  expect(told(twice, {}, [exception({ expiresUs: 1 })])).toHaveLength(1);
});
