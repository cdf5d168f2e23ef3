/** Replays over a store in memory that searches as the real one does: what is found, how it is bounded, how it ends. */
import { expect, test } from "vitest";
import { type Clock, Problem } from "../../../base/index.js";
import type { EventRow, Search, SearchPage } from "../../../store/index.js";
import { readRules } from "../read-rules.js";
import { type KnownRule, makeBook } from "../sources/rule-book.js";
import { ownTaxonomies } from "../taxonomy.js";
import type { RuleException } from "../tuning/exceptions.js";
import { type ReplayAsked, type ReplayReached, replayRule } from "./replay-rule.js";
import { ReplayRunner } from "./replay-runner.js";
import { replaySearches } from "./replay-searches.js";

const dayUs = 86_400e6;
const startUs = Date.UTC(2026, 10, 1) * 1000;
let nowMs = 0;
const clock: Clock = { nowUs: () => startUs + 30 * dayUs, monotonicMs: () => nowMs++ };

const text = `title: Passwords asked for
id: passwd
status: test
level: high
logsource:
    category: webserver
detection:
    selection:
        cs-uri-query|contains: /etc/passwd
    condition: selection
---
title: Passwords asked for again and again
name: again
status: test
correlation:
    type: event_count
    rules: [passwd]
    group-by: [c-ip]
    timespan: 10m
    condition:
        gte: 3
`;

function asked(key: string, rest: Partial<ReplayAsked> = {}): ReplayAsked {
  const { documents, refusals } = readRules(text, "x.yml");
  expect(refusals).toEqual([]);
  const book = makeBook([{ source: "own", documents, refusals: [] }]);
  const rule = book.rules.find((one) => one.key === key) as KnownRule;
  return {
    rule,
    book,
    taxonomies: ownTaxonomies(),
    exceptions: [],
    fromUs: startUs,
    toUs: startUs + 30 * dayUs,
    ...rest,
  };
}

let made = 0;
/** As Suricata writes slashes. */
const request = (atUs: number, from: string, url: string): EventRow => ({
  id: String(++made),
  timeUs: atUs,
  timed: true,
  receivedUs: atUs,
  memberId: "m",
  door: "http",
  origin: "",
  mark: null,
  log: "eve-http",
  source: { address: from, port: 4000 },
  destination: { address: "10.0.0.5", port: 80 },
  protocol: "tcp",
  service: "http",
  action: "",
  names: [],
  addresses: [],
  urls: [],
  hashes: [],
  mails: [],
  user: "",
  message: "",
  native: JSON.stringify({ event_type: "http", src_ip: from, http: { url } }).replaceAll("/", "\\/"),
});

function store(rows: readonly EventRow[]) {
  const searches: Search[] = [];
  const newest = [...rows].sort((a, b) => b.timeUs - a.timeUs || Number(b.id) - Number(a.id));
  const search = async (asking: Search): Promise<SearchPage> => {
    searches.push(asking);
    const { fromUs, toUs, terms, limit, before } = asking;
    const found = newest.filter(
      (row) =>
        row.timeUs >= fromUs &&
        row.timeUs < toUs &&
        (before === undefined ||
          row.timeUs < before.timeUs ||
          (row.timeUs === before.timeUs && Number(row.id) < Number(before.id))) &&
        terms.every(({ field, op, value }) => {
          const held = field === "text" ? row.native : field === "log" ? row.log : expect.unreachable();
          if (op === "contains") return held.toLowerCase().includes(value.toLowerCase());
          return op === "is" ? held === value : held.startsWith(value);
        }),
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page,
      next: found.length > limit && last !== undefined ? { timeUs: last.timeUs, id: last.id } : null,
    };
  };
  return { search, searches };
}

const rows = Array.from({ length: 2_400 }, (_, at) =>
  request(startUs + at * 1e9, `203.0.113.${at % 7}`, at % 100 === 0 ? "/x?f=/etc/passwd" : `/berths/${at}`),
);
const run = (of: ReplayAsked, over: readonly EventRow[] = rows) =>
  replayRule(store(over), clock, of, () => undefined, new AbortController().signal);

test("tells how often, on which days, from where, with examples", async () => {
  const { findings, note, reachedUs } = await run(asked("passwd"));
  expect(findings).toMatchObject({
    detections: 24,
    excepted: 0,
    members: [{ memberId: "m", count: 24 }],
    destinations: [{ name: "10.0.0.5", count: 24 }],
  });
  expect(findings.sources.map(({ count }) => count).reduce((a, b) => a + b)).toBe(24);
  expect(findings.examples).toHaveLength(7);
  expect(findings.examples[0]).toMatchObject({ fields: { "http.url": "/x?f=/etc/passwd" }, log: "eve-http" });
  expect(findings.days.length).toBeGreaterThan(20);
  expect([note, reachedUs]).toEqual(["", startUs + 30 * dayUs]);
});

test("only events that have the needed text are read, however slashes are written there", async () => {
  const { search, searches } = store(rows);
  const { events } = await replayRule(
    { search },
    clock,
    asked("passwd"),
    () => undefined,
    new AbortController().signal,
  );
  expect(events).toBe(24);
  expect(searches.every(({ terms }) => terms.some(({ field }) => field === "text"))).toBe(true);
  const { rule } = asked("passwd");
  const terms = replaySearches(rule.document.kind === "rule" ? [rule.document] : [], ownTaxonomies()).flat();
  expect(terms).toContainEqual({ field: "text", op: "contains", value: "passwd" });
});

test("correlates over days in order of time, though a store answers newest first", async () => {
  const near = [0, 60, 120].map((second) =>
    request(startUs + dayUs - 60e6 + second * 1e6, "198.51.100.7", "/etc/passwd"),
  );
  const { findings } = await run(asked("again"), near);
  expect(findings).toMatchObject({ detections: 1, sources: [{ name: "198.51.100.7", count: 1 }] });
  const { findings: none } = await run(asked("again"), near.slice(1));
  expect(none.detections).toBe(0);
});

test("what an exception excepts is counted by itself", async () => {
  const exception: RuleException = {
    id: "x",
    rule: "passwd",
    memberId: null,
    field: "c-ip",
    value: "203.0.113.0/30",
    reason: "our scanner",
    owner: "Olga",
    createdUs: 0,
    expiresUs: startUs + 365 * dayUs,
  };
  const { findings } = await run(asked("passwd", { exceptions: [exception] }));
  expect(findings.detections + findings.excepted).toBe(24);
  expect(findings.excepted).toBeGreaterThan(10);
});

test("ends at its bounds and says so", async () => {
  const ending = new AbortController();
  const bounded = (bounds: { eventsMax: number; timeMsMax: number }) =>
    replayRule(store(rows), clock, asked("passwd"), () => undefined, ending.signal, bounds);
  expect((await bounded({ eventsMax: 5, timeMsMax: 1e9 })).note).toBe("It ended after 5 events.");
  expect((await bounded({ eventsMax: 500, timeMsMax: -1 })).note).toBe("It ended after 0 minutes.");
  ending.abort();
  expect((await bounded({ eventsMax: 500, timeMsMax: 1e9 })).note).toBe("It was stopped.");
});

test("one at a time, and stopped when somebody says so", async () => {
  let go: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { search } = store(rows);
  const runner = new ReplayRunner({ clock, events: { search: (of) => waiting.then(() => search(of)) } });
  expect(runner.state.state).toBe("none");
  expect(runner.start(asked("passwd"))).toMatchObject({ state: "running", rule: "passwd" });
  expect(runner.start(asked("again"))).toBeInstanceOf(Problem);
  go();
  expect(await runner.stop()).toMatchObject({ state: "stopped", note: "It was stopped." });
  const broken = new ReplayRunner({ clock, events: { search: () => Promise.reject(new Error("no store")) } });
  broken.start(asked("passwd"));
  await expect.poll(() => broken.state).toMatchObject({ state: "failed", note: "no store" });
  const told: ReplayReached[] = [];
  const slow = { ...clock, monotonicMs: () => (nowMs += 1_000) };
  await replayRule({ search }, slow, asked("passwd"), (one) => told.push(one), new AbortController().signal);
  expect(told.length).toBeGreaterThan(3);
});
