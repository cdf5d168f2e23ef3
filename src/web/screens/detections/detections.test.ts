/** Folding, grouping and the address of *Detections*. */
import { describe, expect, test } from "vitest";
import type { DetectionRow } from "../../../api/types.js";
import { everyDay } from "../../parts/day-bars.js";
import { techniqueAddress } from "../../parts/technique.js";
import { sinceInWords } from "../../parts/when.js";
import { ofWhich } from "./attempts.js";
import { asQuery, changedSearch, readFilters } from "./detection-filters.js";
import { howOften, whoStopped } from "./detection-words.js";
import { exceptionChoices } from "./exception-choices.js";
import { byLevel, foldDetections } from "./fold-detections.js";

const row = (
  id: string,
  given: Partial<DetectionRow> = {},
  rule: Partial<DetectionRow["rule"]> = {},
): DetectionRow => ({
  id,
  memberId: "m1",
  memberName: "Pier Seven",
  rule: {
    id: "brute-force",
    title: "Passwords are tried",
    kind: "behaviour",
    level: "medium",
    techniques: [],
    ...rule,
  },
  subject: { type: "ipv4", value: "198.51.100.7" },
  about: "ssh",
  count: 5,
  firstUs: 100,
  lastUs: 200,
  targetedness: "unknown",
  fields: {},
  mark: null,
  ...given,
});

test("a stretch within what is called the same is told by the clock", () => {
  const nowMs = Date.UTC(2026, 10, 27);
  const us = (hour: number, minute: number) => Date.UTC(2023, 8, 4, hour, minute) * 1000;
  expect(sinceInWords(us(9, 0), us(9, 0) + 1, nowMs)).toBe("");
  expect(sinceInWords(us(9, 1), us(11, 30), nowMs)).toMatch(/^, from \d\d:01 to \d\d:30$/);
  expect(sinceInWords(us(9, 1) - 48 * 3600e6, us(11, 30), nowMs)).toBe(", since 2 Sept 2023");
});

describe("folding", () => {
  test("the same of one source in several windows is one line, opened at the newest", () => {
    const folded = foldDetections([
      row("c", { count: 40, firstUs: 300, lastUs: 400 }),
      row("b", { count: 20, firstUs: 100, lastUs: 290 }),
    ]);
    expect(folded).toEqual([
      { row: expect.objectContaining({ id: "c" }), ids: ["c", "b"], count: 40, firstUs: 100, lastUs: 400 },
    ]);
  });

  test("counts of rules are added up, those of detectors run on", () => {
    const sigma = { id: "r", kind: "sigma" } as const;
    expect(foldDetections([row("a", {}, sigma), row("b", {}, sigma)])[0]?.count).toBe(10);
    expect(foldDetections([row("a"), row("b")])[0]?.count).toBe(5);
  });

  test("another member, subject, matter or level is another line", () => {
    const rows = [
      row("a"),
      row("b", { memberId: "m2" }),
      row("c", { subject: { type: "ipv4", value: "198.51.100.8" } }),
      row("d", { subject: null }),
      row("e", { about: "rdp" }),
      row("f", {}, { level: "high" }),
    ];
    expect(foldDetections(rows)).toHaveLength(rows.length);
  });

  test("the gravest come first, and what is empty is left out", () => {
    const groups = byLevel(
      foldDetections([row("a", {}, { level: "low" }), row("b", {}, { level: "critical" })]),
    );
    expect(groups.map(({ level }) => level)).toEqual(["critical", "low"]);
  });
});

describe("the address", () => {
  test("says what is asked for, and what is wrong in it is left out", () => {
    const filters = readFilters("level=high&kind=nonsense&rule=brute-force&value=+&everybody=shown");
    expect(filters).toEqual({
      level: "high",
      kind: null,
      rule: "brute-force",
      value: null,
      memberId: null,
      isNoiseShown: true,
    });
    expect(asQuery(filters, 50, "")).toBe("limit=50&everybody=shown&level=high&rule=brute-force");
  });

  test("what knocks everywhere is left out unless asked for", () => {
    expect(asQuery(readFilters(""), 50, "7.x")).toBe("limit=50&everybody=hidden&after=7.x");
  });

  test("changes keep the rest", () => {
    expect(changedSearch("level=high&rule=a", { rule: null, value: "198.51.100.7" })).toBe(
      "?level=high&value=198.51.100.7",
    );
    expect(changedSearch("level=high", { level: "" })).toBe("");
  });
});

describe("exceptions", () => {
  test("the narrowest is offered first, then what mattered, then all", () => {
    const choices = exceptionChoices(row("a", { fields: { service: "ssh", failures: "12" } }));
    expect(choices[0]).toEqual({
      label: "Only what 198.51.100.7 does",
      field: "subject",
      value: "198.51.100.7",
    });
    expect(choices.map(({ field }) => field)).toEqual(["subject", "service", null]);
  });

  test("without a subject, what mattered comes first; counts are offered by nobody", () => {
    const choices = exceptionChoices(
      row("a", { subject: null, fields: { failures: "12", "c-uri": "/x?a=1" } }),
    );
    expect(choices.map(({ field }) => field)).toEqual(["c-uri", null]);
  });
});

describe("days", () => {
  const dayUs = 86_400e6;
  test("a day without a count is there as nought", () => {
    const days = everyDay([{ startUs: dayUs * 10, count: 3 }], dayUs * 9 + 5, dayUs * 11 + 5);
    expect(days.map(({ count }) => count)).toEqual([0, 3, 0]);
  });
  test("hours of a day are added up, and a long time is cut at the front", () => {
    const days = everyDay(
      [
        { startUs: dayUs * 400, count: 1 },
        { startUs: dayUs * 400 + 3600e6, count: 2 },
      ],
      0,
      dayUs * 400 + 1,
    );
    expect([days.length, days.at(-1)?.count]).toEqual([62, 3]);
  });
});

test("techniques lead to MITRE's page, and nothing else does", () => {
  expect(techniqueAddress("T1110.003")).toBe("https://attack.mitre.org/techniques/T1110/003/");
  expect(techniqueAddress("T1046")).toBe("https://attack.mitre.org/techniques/T1046/");
  for (const wrong of ["t1046", "T1046/../x", "T10466", "javascript:alert(1)"])
    expect(techniqueAddress(wrong)).toBeNull();
});

test("who stopped it is said in words, a device by its name", () => {
  expect(["machine", "no answer", "nobody", "netfilter"].map(whoStopped)).toEqual([
    "The machine itself refused",
    "Nobody answered",
    "Nothing says it was stopped",
    "netfilter blocked it",
  ]);
});

test("beside the figure stands how much of it everybody meets, and how much was about us", () => {
  const of = (...parts: readonly (readonly ["everybody" | "only-us" | "only-ports" | "unknown", number])[]) =>
    ofWhich({ targetedness: parts.map(([name, attempts]) => ({ name, attempts })) });
  expect(of()).toBe("of which none is known to knock everywhere");
  expect(of(["unknown", 9], ["everybody", 1])).toBe("of which one knocks everywhere");
  expect(of(["everybody", 1234], ["only-us", 40], ["only-ports", 3])).toBe(
    "of which 1,234 knock everywhere, 40 came to one member only, 3 to ports only",
  );
});

test("a detector's count is the least that it was, a rule's is whole", () => {
  expect([howOften(1, "behaviour"), howOften(1200, "behaviour"), howOften(1200, "sigma")]).toEqual([
    "once",
    "at least 1,200 times",
    "1,200 times",
  ]);
});
