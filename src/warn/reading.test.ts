import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember, addPerson, removeMember, updateMember } from "../members/index.js";
import type { Person, ReleasedWarning } from "../model/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { closeWarning, react } from "./answering.js";
import { applyOutcome } from "./applying.js";
import { explainWarning } from "./explaining.js";
import { listWarnings, readWarning } from "./reading.js";
import { testBatch, testHit } from "./testing.js";

const startUs = Date.UTC(2026, 10, 22, 10, 0, 0) * 1000;
const clock = fixedClock(startUs);
let state: State;
let ids: Record<"line" | "rail" | "truck", string>;
let people: Record<"line" | "rail" | "truck" | "viewer" | "operator" | "auditor", Person>;

function accepted<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}
const code = (answer: unknown) => (answer instanceof Problem ? answer.code : "accepted");

beforeAll(async () => {
  state = await openTestState();
  const { db } = state;
  const member = async (name: string, network: string) =>
    accepted(await addMember(db, clock, { name, sector: "railroad", networks: [network] })).id;
  ids = {
    line: await member("Blue Anchor Lines", "203.0.113.0/25"),
    rail: await member("Rail Ramp West", "203.0.113.128/25"),
    truck: await member("Tall Trucking", "198.51.100.0/24"),
  };
  const person = async (name: string, role: string, memberId: string | null) =>
    accepted(await addPerson(db, clock, { name, role, memberId }));
  people = {
    line: await person("Lina", "analyst", ids.line),
    rail: await person("Raul", "admin", ids.rail),
    truck: await person("Tara", "analyst", ids.truck),
    viewer: await person("Vera", "viewer", ids.truck),
    operator: await person("Omar", "operator", null),
    auditor: await person("Aude", "auditor", null),
  };
  const hit = (from: string, value: string, i: number) =>
    testHit({ timeUs: startUs + i, from, to: value, listed: { type: "ipv4", value } });
  const values = Array.from({ length: 12 }, (_, i) => `192.0.2.${i + 1}`);
  for (let i = 0; i < 12; i += 4) {
    clock.advanceMs(1000);
    const hits = (from: string) => values.slice(i, i + 4).map((value) => hit(from, value, i));
    await applyOutcome(state, clock, {}, testBatch(`l${i}`, ids.line, hits("203.0.113.7")));
    await applyOutcome(state, clock, {}, testBatch(`r${i}`, ids.rail, hits("203.0.113.200")));
  }
}, 60_000);
afterAll(() => state.close());

const list = async (person: Person, query = {}) => accepted(await listWarnings(state, person, query));
const first = async (person: Person) => (await list(person)).warnings[0] as ReleasedWarning;

describe("lists", () => {
  test("a member reads its own, operators all with origins, auditors of the center none", async () => {
    const own = (await list(people.truck)).warnings;
    expect(own).toHaveLength(12);
    expect(own.every((w) => w.rule === "second-member" && w.center === null && w.evidence.length === 0)).toBe(
      true,
    );
    const all = (await list(people.operator)).warnings;
    expect(all.length).toBeGreaterThan(36);
    expect(all.find((w) => w.id === own[0]?.id)?.center).toMatchObject({
      recipient: { name: "Tall Trucking" },
      origins: expect.arrayContaining([{ id: ids.line, name: "Blue Anchor Lines" }]),
      released: true,
    });
    expect((await list(people.auditor)).warnings).toEqual([]);
  });

  test("nothing of the origins is in what the others read", async () => {
    const bytes = JSON.stringify([
      await list(people.truck),
      await explainWarning(state, people.truck, (await first(people.truck)).id),
    ]);
    for (const hidden of ["Blue Anchor", "Rail Ramp", "203.0.113.", ids.line, ids.rail])
      expect(bytes).not.toContain(hidden);
  });

  test("pages hold every warning once, whatever their size", async () => {
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(people.operator, { before, limit: 7 });
      seen.push(...page.warnings.map((w) => w.id));
      before = page.next ?? undefined;
    } while (before !== undefined);
    const all = (await list(people.operator, { limit: 200 })).warnings.map((w) => w.id);
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(seen.length);
    for (const cursor of ["x", "1.2", `1.${"z".repeat(36)}`, "' or 1=1 --"])
      expect(code(await listWarnings(state, people.operator, { before: cursor }))).toBe(
        "warn.cursor-invalid",
      );
  });
});

describe("warnings kept back", () => {
  test("neither shorten a page nor show in what comes next", async () => {
    const pages = async () => {
      const all: unknown[] = [];
      let before: string | undefined;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list(people.truck, { before, limit: 1 });
        all.push(page);
        before = page.next ?? undefined;
      } while (before !== undefined);
      return all;
    };
    const told = await pages();
    expect(told).toHaveLength(12);
    const read = await state.db
      .selectFrom("warning")
      .selectAll()
      .where("member_id", "=", ids.truck)
      .execute();
    const [one] = read;
    if (one === undefined) throw new Error("no warning");
    const receipts = await state.db
      .selectFrom("release")
      .selectAll()
      .where("object_id", "=", one.id)
      .execute();
    const newest = Math.max(...read.map((row) => row.updated_us));
    const kept = Array.from({ length: 6 }, (_, i) => `00000000-0000-4000-8000-00000000000${i}`);
    for (const [i, id] of kept.entries()) {
      const draft = JSON.stringify({ ...one.draft, tlp: "TLP:RED" });
      const updated_us = i < 3 ? newest + i : 1 + i;
      await state.db
        .insertInto("warning")
        .values({ ...one, id, key: id, draft, updated_us })
        .execute();
      // Half were withheld when they were written, half are only now.
      for (const { id: _id, ...receipt } of receipts)
        await state.db
          .insertInto("release")
          .values([
            { ...receipt, object_id: id, released: true },
            { ...receipt, object_id: id, released: i % 2 === 0 },
          ])
          .execute();
    }
    expect(await pages()).toEqual(told);
    expect((await list(people.truck, { limit: 12 })).next).toBeNull();
    await state.db.deleteFrom("warning").where("id", "in", kept).execute();
  });
});

describe("one warning", () => {
  test("of another member is as unknown as one that never was", async () => {
    const { id } = await first(people.truck);
    const answers = [];
    for (const [person, warning] of [
      [people.line, id],
      [people.line, "never"],
      [people.auditor, id],
    ] as const) {
      answers.push(await readWarning(state, person, warning), await explainWarning(state, person, warning));
      answers.push(await react(state, clock, person, warning, "on it"));
      answers.push(await closeWarning(state, clock, person, warning, "duplicate"));
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(code(answers[0])).toBe("warn.warning-unknown");
  });

  test("takes reactions of those who may answer, and shows them in order", async () => {
    const { id } = await first(people.truck);
    accepted(await react(state, clock, people.truck, id, "on it", "looking\u0000"));
    clock.advanceMs(1000);
    accepted(await react(state, clock, people.operator, id, "need help"));
    expect(code(await react(state, clock, people.viewer, id, "on it"))).toBe("warn.role-refused");
    expect(code(await react(state, clock, people.truck, id, "maybe"))).toBe("warn.reaction-refused");
    expect(code(await react(state, clock, people.truck, id, "handled", "x".repeat(2001)))).toBe(
      "warn.reaction-refused",
    );
    const read = accepted(await readWarning(state, people.viewer, id));
    expect(read.reactions).toMatchObject([
      { kind: "on it", person: "Tara", note: "looking\ufffd" },
      { kind: "need help", person: "Omar" },
    ]);
    expect((await first(people.truck)).id).toBe(id);
  });

  test("is closed once, with a reason", async () => {
    const { id } = await first(people.truck);
    expect(code(await closeWarning(state, clock, people.viewer, id, "duplicate"))).toBe("warn.role-refused");
    expect(code(await closeWarning(state, clock, people.truck, id, "bored"))).toBe("warn.close-refused");
    const closed = accepted(await closeWarning(state, clock, people.truck, id, "not about us"));
    expect(closed).toMatchObject({ state: "closed", closeReason: "not about us" });
    expect(code(await closeWarning(state, clock, people.truck, id, "duplicate"))).toBe("warn.close-refused");
    expect((await list(people.truck, { state: "open" })).warnings.map((w) => w.id)).not.toContain(id);
    expect((await list(people.truck, { state: "closed" })).warnings.map((w) => w.id)).toEqual([id]);
  });
});

describe("explaining", () => {
  test("tells a member of its own sightings and receipts", async () => {
    const warning = (await list(people.line)).warnings.find(
      (w) => w.rule === "attack-server",
    ) as ReleasedWarning;
    const story = accepted(await explainWarning(state, people.line, warning.id));
    expect(story.rule.title).toBe("Your machine talks to a known attack server");
    expect(story.sightings).toMatchObject([{ memberId: ids.line, insideAddresses: ["203.0.113.7"] }]);
    expect(story.receipts[0]).toMatchObject({ released: true, recipientId: ids.line });
  });

  test("tells which of a member's own sightings there were, whenever others had theirs", async () => {
    const value = "192.0.2.200";
    const met = (id: string, memberId: string, from: string, days: number) =>
      applyOutcome(
        state,
        clock,
        {},
        testBatch(id, memberId, [
          testHit({
            timeUs: clock.nowUs() + days * 86_400e6,
            from,
            to: value,
            listed: { type: "ipv4", value },
          }),
        ]),
      );
    await met("own early", ids.line, "203.0.113.7", 0);
    const warning = (await list(people.line)).warnings.find((w) => w.observable.value === value);
    const told = async () =>
      accepted(await explainWarning(state, people.line, warning?.id ?? "")).sightings.map(({ id }) => id);
    const before = await told();
    expect(before).toHaveLength(1);
    await met("others late", ids.rail, "203.0.113.200", 12);
    const { id } = await state.db
      .selectFrom("sighting")
      .select("id")
      .where("member_id", "=", ids.rail)
      .where("value", "=", value)
      .executeTakeFirstOrThrow();
    await state.db
      .updateTable("warning")
      .set({ draft: sql`jsonb_set(draft, '{sightingIds}', ${JSON.stringify([id])}::jsonb)` })
      .where("id", "=", warning?.id ?? "")
      .execute();
    expect(await told()).toEqual(before);
  });

  test("tells operators of all sightings behind it", async () => {
    const { id } = await first(people.truck);
    const story = accepted(await explainWarning(state, people.operator, id));
    expect(story.sightings.map((s) => s.memberId).sort()).toEqual([ids.line, ids.rail].sort());
  });

  test("shows a claim only to those who may receive its marking", async () => {
    const { id, observable } = await first(people.truck);
    const { db } = state;
    const source = { format: "list", confidence: 80, imported_us: 0, mark: null };
    const indicator = await db
      .insertInto("indicator")
      .values(observable)
      .returning("id")
      .executeTakeFirstOrThrow();
    for (const tlp of ["TLP:CLEAR", "TLP:AMBER+STRICT"]) {
      const { id: source_id } = await db
        .insertInto("intel_source")
        .values({ ...source, name: tlp, tlp })
        .returning("id")
        .executeTakeFirstOrThrow();
      const rest = { valid_from_us: null, valid_until_us: null, labels: [], first_us: 0, last_us: 0 };
      await db
        .insertInto("indicator_claim")
        .values({ indicator_id: indicator.id, source_id, confidence: 80, tlp, ...rest })
        .execute();
    }
    const claims = async (person: Person) =>
      accepted(await explainWarning(state, person, id)).claims.map((claim) => claim.source);
    expect(await claims(people.truck)).toEqual(["TLP:CLEAR"]);
    expect(await claims(people.operator)).toEqual(["TLP:AMBER+STRICT", "TLP:CLEAR"]);
  });

  test("a ceiling lowered takes effect on what was released before", async () => {
    accepted(await updateMember(state.db, clock, ids.truck, { tlpCeiling: "TLP:GREEN" }));
    expect((await list(people.truck)).warnings).toEqual([]);
    accepted(await updateMember(state.db, clock, ids.truck, { tlpCeiling: "TLP:AMBER" }));
    expect((await list(people.truck)).warnings).toHaveLength(12);
  });

  test("a removed member's warnings go with it, and nothing changes for whom it was an origin", async () => {
    const { id } = await first(people.truck);
    const told = async () => {
      const { sightings: _own, ...story } = accepted(await explainWarning(state, people.truck, id));
      return [await list(people.truck, { limit: 5 }), story];
    };
    const before = await told();
    accepted(await removeMember(state.db, clock, ids.rail, { withOpenWarnings: true }));
    expect(await told()).toEqual(before);
    const { rows } = { rows: await state.db.selectFrom("warning").select("member_id").execute() };
    expect(rows.map((row) => row.member_id)).not.toContain(ids.rail);
    const [shown] = (await list(people.operator)).warnings.filter((warning) => warning.id === id);
    expect(shown?.center?.origins).toContainEqual({ id: ids.rail, name: "Rail Ramp West" });
  });

  test("a removed member is hidden in what is released later, until its name is another's", async () => {
    const hit = (from: string, value: string) => {
      const change = { labels: ["seen at Rail Ramp West", "emotet"] };
      return testHit({
        timeUs: startUs,
        from,
        to: value,
        listed: { type: "ipv4", value },
        change,
      });
    };
    const { db } = state;
    await applyOutcome(state, clock, {}, testBatch("later", ids.truck, [hit("198.51.100.7", "192.0.2.99")]));
    const own = async (person: Person) =>
      JSON.stringify((await list(person)).warnings.filter((w) => w.rule === "attack-server"));
    expect(await own(people.truck)).toContain("emotet");
    expect(await own(people.truck)).not.toContain("Rail Ramp");
    const again = accepted(
      await addMember(db, clock, {
        name: "rail ramp west",
        sector: "railroad",
        networks: ["203.0.113.128/25"],
      }),
    );
    const reader = accepted(
      await addPerson(db, clock, { name: "Rita", role: "analyst", memberId: again.id }),
    );
    await applyOutcome(state, clock, {}, testBatch("again", again.id, [hit("203.0.113.200", "192.0.2.98")]));
    expect(await own(reader)).toContain("seen at Rail Ramp West");
  });
});
