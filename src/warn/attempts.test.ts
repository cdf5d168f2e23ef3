/** Attempts in the store: added up once, gathered into days, summed as reports say them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import type { AttemptCount } from "../detect/index.js";
import { addMember } from "../members/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { addAttempts, gatherOldAttempts, readAttempts, readAttemptsOfMembers } from "./attempts.js";

const hourUs = 3600e6;
const dayUs = 24 * hourUs;
const startUs = Date.UTC(2026, 10, 1) * 1000;
let state: State;
const ids: string[] = [];

beforeAll(async () => {
  state = await openTestState();
  for (const name of ["Blue Anchor Lines", "Crane One Services"]) {
    const member = await addMember(state.db, fixedClock(startUs), { name, sector: "railroad", networks: [] });
    if (member instanceof Problem) throw new Error(member.detail);
    ids.push(member.id);
  }
}, 60_000);
afterAll(() => state.close());
beforeEach(() => state.db.deleteFrom("attempt").execute());

const count = (given: Partial<AttemptCount> = {}): AttemptCount => ({
  memberId: ids[0] as string,
  hourUs: startUs,
  kind: "knock",
  technique: "T1595",
  blockedBy: "machine",
  targetedness: "everybody",
  mark: null,
  attempts: 1,
  records: 2,
  ...given,
});
const all = { fromUs: 0, toUs: startUs + 365 * dayUs, step: "day" } as const;
const read = (more: Partial<Parameters<typeof readAttempts>[1]> = {}) =>
  readAttempts(state.db, { ...all, ...more });

describe("attempts", () => {
  test("add up in their cell, and sum by what reports ask for", async () => {
    await addAttempts(state.db, [
      count(),
      count({ attempts: 4 }),
      count({ kind: "login", technique: "T1110" }),
    ]);
    await addAttempts(state.db, [
      count({ hourUs: startUs + hourUs, targetedness: "only-us", blockedBy: "netfilter" }),
      count({ memberId: ids[1] as string, attempts: 10 }),
      count({ hourUs: startUs + 40 * dayUs, kind: "alert", technique: "" }),
    ]);
    expect(await read()).toEqual({
      attempts: 18,
      records: 12,
      kinds: [
        { name: "login", attempts: 1 },
        { name: "alert", attempts: 1 },
        { name: "knock", attempts: 16 },
      ],
      techniques: [
        { name: "T1595", attempts: 16 },
        { name: "T1110", attempts: 1 },
      ],
      blockedBy: [
        { name: "machine", attempts: 17 },
        { name: "netfilter", attempts: 1 },
      ],
      targetedness: [
        { name: "only-us", attempts: 1 },
        { name: "everybody", attempts: 17 },
      ],
      series: [
        { startUs, attempts: 17 },
        { startUs: startUs + 40 * dayUs, attempts: 1 },
      ],
    });
    const [own, other] = ids as [string, string];
    expect((await read({ memberId: own })).attempts).toBe(8);
    expect((await read({ memberId: other })).series).toEqual([{ startUs, attempts: 10 }]);
    expect((await read({ step: "hour", toUs: startUs + dayUs })).series).toHaveLength(2);
    expect(
      (await read({ step: "month" })).series.map(({ startUs: at }) => new Date(at / 1000).toISOString()),
    ).toEqual(["2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"]);
    expect(
      (await readAttemptsOfMembers(state.db, all)).map(({ memberName, attempts }) => [memberName, attempts]),
    ).toEqual([
      ["Crane One Services", 10],
      ["Blue Anchor Lines", 8],
    ]);
  });

  test("of the sample port are in no sum, and those of nobody's are left out", async () => {
    await addAttempts(state.db, [
      count({ mark: "demo" }),
      count({ memberId: "00000000-0000-4000-8000-000000000000" }),
    ]);
    expect((await read()).attempts).toBe(0);
    await state.db.deleteFrom("attempt").where("mark", "=", "demo").execute();
    expect(await state.db.selectFrom("attempt").selectAll().execute()).toEqual([]);
  });

  test("of old hours become days, and sums stay the same", async () => {
    const hours = Array.from({ length: 30 }, (_, at) =>
      count({ hourUs: startUs + at * hourUs, attempts: at }),
    );
    await addAttempts(state.db, hours);
    const before = await read();
    expect(await gatherOldAttempts(state.db, startUs + 30 * dayUs)).toBe(0);
    expect(await gatherOldAttempts(state.db, startUs + 90 * dayUs)).toBe(28);
    expect(await read()).toEqual(before);
    expect(await state.db.selectFrom("attempt").select("hour_us").execute()).toHaveLength(2);
    expect(await gatherOldAttempts(state.db, startUs + 90 * dayUs)).toBe(0);
  });
});
