import { afterAll, beforeAll, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember, communityRevision } from "../members/index.js";
import type { Person } from "../model/index.js";
import { readReceipts } from "../share/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { applyOutcome } from "./applying.js";
import { explainRelease, explainSighting, type SightingStory } from "./explaining-records.js";
import { testBatch, testHit } from "./testing.js";

const clock = fixedClock(Date.UTC(2026, 10, 22, 10) * 1000);
const listed = { type: "ipv4", value: "192.0.2.9" } as const;
let state: State;
let line = "";
let rail = "";
let sightingId = "";

const person = (role: Person["role"], memberId: string | null): Person => ({
  id: `p-${role}`,
  name: "P",
  role,
  memberId,
});

beforeAll(async () => {
  state = await openTestState();
  const add = async (name: string, networks: readonly string[]) => {
    const member = await addMember(state.db, clock, { name, sector: "railroad", networks });
    if (member instanceof Problem) throw new Error(member.detail);
    return member.id;
  };
  line = await add("Blue Anchor Lines", ["203.0.113.0/25"]);
  rail = await add("Rail Ramp West", ["203.0.113.128/25"]);
  for (const [id, memberId, from] of [
    ["one", line, "203.0.113.7"],
    ["two", rail, "203.0.113.200"],
  ] as const) {
    const hit = testHit({ timeUs: clock.nowUs(), from, to: listed.value, listed });
    await applyOutcome(state, clock, {}, testBatch(id, memberId, [hit]));
  }
  const row = await state.db
    .selectFrom("sighting")
    .select("id")
    .where("member_id", "=", line)
    .executeTakeFirstOrThrow();
  sightingId = row.id;
}, 60_000);
afterAll(() => state.close());

test("a sighting tells its member its hits and warnings, and nobody else that it is there", async () => {
  const story = await explainSighting(state, person("analyst", line), sightingId);
  expect(story).toMatchObject({
    sighting: { id: sightingId, memberId: line },
    evidence: [{ sourceAddress: "203.0.113.7" }],
    warnings: [{ rule: "attack-server" }],
  });
  expect(JSON.stringify(story)).not.toContain(rail);
  for (const who of [person("admin", rail), person("auditor", null)]) {
    const refused = await explainSighting(state, who, sightingId);
    expect(refused).toMatchObject({ code: "warn.sighting-unknown" });
    expect(refused).toEqual(await explainSighting(state, who, "never was"));
  }
  const center = await explainSighting(state, person("operator", null), sightingId);
  expect((center as SightingStory).warnings.length).toBeGreaterThan(1);
});

test("a release names its rule and the community it was decided in, and says when that has changed", async () => {
  const { id: warningId } = await state.db
    .selectFrom("warning")
    .select("id")
    .where("member_id", "=", line)
    .executeTakeFirstOrThrow();
  const [receipt] = await readReceipts(state.db, "warning", [warningId]);
  const revision = await communityRevision(state.db);
  const explain = (who: Person) => explainRelease(state.db, who, receipt?.id ?? 0);
  expect(await explain(person("operator", null))).toMatchObject({
    receipt: { objectId: warningId, recipientId: line, rule: "own-member", community: revision },
    ruleSays: "It is the member's own.",
    communityStands: true,
  });
  expect(await explain(person("auditor", null))).toMatchObject({ receipt: { reason: "" } });
  await addMember(state.db, clock, { name: "Tall Trucking", sector: "trucking", networks: [] });
  expect(await explain(person("operator", null))).toMatchObject({
    receipt: { community: revision },
    communityStands: false,
  });
  expect(await explainRelease(state.db, person("operator", null), 999_999)).toMatchObject({
    code: "warn.release-unknown",
  });
});
