/**
 * Members that leave: what others are told afterwards must be what they would have been told had the one that left
 * stayed and been silent. Every case happens twice, once with P removed and once with P there, and all that R and S
 * read and get is compared.
 */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember, addPerson, listMembers, removedSightingsKeptUs, removeMember } from "../members/index.js";
import type { Person, ReleasedWarning, WarningDraft } from "../model/index.js";
import { blurUs } from "../share/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { applyOutcome } from "./applying.js";
import { listWarnings } from "./reading.js";
import { tellOthers } from "./telling.js";
import { testBatch, testHit } from "./testing.js";

const startUs = Date.UTC(2026, 10, 22, 10, 0, 0) * 1000;
const dayUs = 24 * 3600 * 1e6;
const attacker = { type: "ipv4", value: "192.0.2.9" } as const;
const networks = {
  P: "198.51.100.0/28",
  R: "198.51.100.16/28",
  S: "198.51.100.32/28",
  T: "198.51.100.48/28",
};
type Name = keyof typeof networks;
type Way = "in" | "out";

let state: State;
const clock = fixedClock(startUs);
const ids = new Map<Name, string>();
const readers = new Map<Name, Person>();
let batches = 0;

function accepted<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}
const id = (name: Name) => ids.get(name) as string;
const add = async (name: Name, providers: readonly string[]) => {
  const input = {
    name: `Company ${name}`,
    sector: "railroad",
    networks: [networks[name]],
    providers,
  } as const;
  ids.set(name, accepted(await addMember(state.db, clock, input)).id);
  const person = { name: `Reader of ${name}`, role: "analyst", memberId: id(name) };
  readers.set(name, accepted(await addPerson(state.db, clock, person)));
};
let lots = 0;
const drawn = new Set<string>();
/** Lots fall alike in both worlds: nine minutes for the first new sighting, thirteen for the second. */
const drawAlike = async (name: Name) => {
  const nowUs = clock.nowUs();
  const rows = await state.db.selectFrom("sighting").selectAll().where("member_id", "=", id(name)).execute();
  for (const row of rows.filter((each) => !drawn.has(each.id) && each.allowed_by === null)) {
    drawn.add(row.id);
    const atUs = nowUs + ((9 + 4 * lots++) % 15) * 60e6;
    // What an urgent warning told counts as told already.
    const told = row.told_us > nowUs ? { told_us: atUs } : {};
    await state.db
      .updateTable("sighting")
      .set({ tell_us: atUs, ...told })
      .where("id", "=", row.id)
      .execute();
  }
};
const met = async (name: Name, way: Way, change = {}, timeUs = clock.nowUs()) => {
  const own = networks[name].replace(/\d+\/28$/, (end) => String(Number.parseInt(end, 10) + 1));
  const [from, to] = way === "in" ? [attacker.value, own] : [own, attacker.value];
  const hit = testHit({ timeUs, from, to, listed: attacker, change });
  await applyOutcome(state, clock, {}, testBatch(`batch-${batches++}`, id(name), [hit]));
  await drawAlike(name);
};
const tell = async () => {
  while ((await tellOthers(state, clock)).sightings > 0);
};
const leave = async () => accepted(await removeMember(state.db, clock, id("P"), { withOpenWarnings: true }));
const kept = () => state.db.selectFrom("removed_sighting").selectAll().execute();

/** All that a member reads, and when it got what; ids are drawn by lot. */
async function heardBy(name: Name): Promise<unknown> {
  const { warnings } = accepted(await listWarnings(state, readers.get(name) as Person));
  const receipts = await state.db
    .selectFrom("release")
    .select(["released", "rule", "reason", "channel", "at_us"])
    .where("recipient_id", "=", id(name))
    .orderBy("at_us")
    .orderBy("rule")
    .execute();
  return { warnings: warnings.map(({ id: _lot, ...says }: ReleasedWarning) => says), receipts };
}

async function empty(): Promise<void> {
  for (const table of ["warning", "sighting", "batch", "release", "removed_member"] as const)
    await state.db.deleteFrom(table).execute();
  await sql`delete from member where name like 'Company %'`.execute(state.db);
  clock.setUs(startUs);
  lots = 0;
}

beforeAll(async () => {
  state = await openTestState();
}, 60_000);
afterAll(() => state.close());
beforeEach(empty);

interface Case {
  readonly ways: Readonly<Record<"P" | "R", Way>>;
  /** R met it before P left, too. */
  readonly metBefore: boolean;
  readonly leavesAfterUs: number;
  /** After P has left, how long until R meets it. */
  readonly meetsAfterUs: readonly number[];
  readonly sameProvider: boolean;
}

async function happen(world: "removed" | "silent", each: Case): Promise<readonly unknown[]> {
  await empty();
  await add("P", ["Harbor IT"]);
  await add("R", each.sameProvider ? ["harbor it, Inc."] : []);
  await add("S", []);
  const heard: unknown[] = [];
  const look = async () => {
    await tell();
    for (const name of ["R", "S"] as const) heard.push(await heardBy(name));
  };
  if (each.metBefore) await met("R", each.ways.R);
  clock.advanceMs(1000);
  await met("P", each.ways.P);
  clock.advanceMs(each.leavesAfterUs / 1000);
  await tell();
  if (world === "removed") await leave();
  await look();
  const leftUs = clock.nowUs();
  for (const afterUs of each.meetsAfterUs) {
    clock.setUs(leftUs + afterUs);
    await tell();
    await met("R", each.ways.R);
    await look();
  }
  for (let minute = 0; minute < 16; minute += 8) {
    clock.advanceMs(8 * 60_000);
    await look();
  }
  return heard;
}

const ways: readonly Way[] = ["in", "out"];
const minuteUs = 60e6;
const settings = [
  { metBefore: false, sameProvider: false },
  { metBefore: true, sameProvider: false },
  { metBefore: false, sameProvider: true },
];
const times = [
  { leavesAfterUs: minuteUs, meetsAfterUs: [minuteUs, 2 * minuteUs] },
  { leavesAfterUs: minuteUs, meetsAfterUs: [blurUs] },
  { leavesAfterUs: blurUs, meetsAfterUs: [minuteUs, 6 * dayUs] },
  { leavesAfterUs: 3 * dayUs, meetsAfterUs: [3 * dayUs, 5 * dayUs] },
];
/** Every way with every time, and with every setting where times are closest; the settings take turns elsewhere. */
const cases = ways
  .flatMap((P) => ways.map((R) => ({ P, R })))
  .flatMap((each, way) =>
    times.flatMap((time, at) =>
      settings
        .filter((_setting, turn) => at === 0 || turn === (way + at) % settings.length)
        .map((setting): Case => ({ ways: each, ...setting, ...time })),
    ),
  );

describe("a member that was removed, or stays and is silent", () => {
  test("others are told the same, whenever it left and whenever they met the value", async () => {
    const all: string[] = [];
    for (const each of cases) {
      const removed = await happen("removed", each);
      const silent = await happen("silent", each);
      expect(removed, JSON.stringify(each)).toEqual(silent);
      all.push(JSON.stringify(removed));
    }
    // It is of something that they are told the same.
    expect(
      all.filter((heard) => heard.includes("One other member of this port saw it")).length,
    ).toBeGreaterThan(5);
    expect(
      all.filter((heard) => heard.includes("2 to 4 other members of this port met")).length,
    ).toBeGreaterThan(5);
  }, 240_000);
});

describe("what a removal keeps", () => {
  const alone = async () => {
    for (const name of ["P", "R", "S"] as const) await add(name, []);
  };

  test("no evidence and no addresses, nothing that an allow list has, and no warning to who left", async () => {
    await alone();
    await met("P", "out");
    await met("P", "out", { allowedBy: "our own" }, startUs - dayUs);
    const drawnUs = (await state.db.selectFrom("sighting").select("told_us").execute()).map(
      (row) => row.told_us,
    );
    await leave();
    const rows = await kept();
    expect(rows).toMatchObject([{ value: attacker.value, count: 1, inside_addresses: [], allowed_by: null }]);
    expect(drawnUs).toContain(rows[0]?.told_us);
    expect(JSON.stringify(rows)).not.toMatch(/198\.51\.100|id\.orig_h/);
    await met("R", "out");
    clock.advanceMs(blurUs / 1000);
    await tell();
    const warned = await state.db.selectFrom("warning").select(["member_id", "draft"]).execute();
    expect(warned.map((row) => row.member_id)).not.toContain(id("P"));
    const toOther = warned.find((row) => row.member_id === id("S"))?.draft as WarningDraft;
    expect(toOther.originMemberIds).toEqual([id("P"), id("R")].sort());
  });

  test("lasts for fourteen days from when it came in, and what is older goes with the member", async () => {
    await alone();
    await met("P", "out");
    clock.advanceMs(1000);
    await met("P", "out", {}, startUs + dayUs);
    clock.setUs(startUs + removedSightingsKeptUs);
    await tell();
    await leave();
    expect(await kept()).toMatchObject([{ last_us: startUs + dayUs }]);
    await tell();
    expect(await kept()).toHaveLength(1);
    clock.advanceMs(1000);
    await tell();
    expect(await kept()).toEqual([]);
  });

  test("waits for its time to be told, however long the center stood still", async () => {
    await alone();
    await met("P", "in");
    await met("R", "in");
    await leave();
    clock.setUs(startUs + 2 * removedSightingsKeptUs);
    await tell();
    const warned = await state.db.selectFrom("warning").select("member_id").execute();
    expect(warned.map((row) => row.member_id)).toContain(id("S"));
    await tell();
    expect(await kept()).toEqual([]);
  });

  test("is one voice with who comes back under its name", async () => {
    await alone();
    await met("P", "out");
    await leave();
    await add("P", []);
    await met("P", "out");
    clock.advanceMs(blurUs / 1000);
    await tell();
    const rules = await state.db.selectFrom("warning").select("rule").execute();
    expect(rules).toEqual([{ rule: "attack-server" }]);
    expect((await listMembers(state.db)).map(({ id: each }) => each)).toContain(id("P"));
  });
});
