/** The people of a removed member: what it left may name them, so the gate goes on cutting them, as long as it is kept. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember, addPerson, readMember, removeMember } from "../members/index.js";
import type { Member, Person } from "../model/index.js";
import { blurUs, listReports, releaseReports, sendReport } from "../share/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { loadCommunity } from "./community.js";

const clock = fixedClock(Date.UTC(2026, 10, 22, 10, 0, 0) * 1000);
let state: State;

function accepted<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}
beforeAll(async () => {
  state = await openTestState();
}, 60_000);
afterAll(() => state.close());

let count = 0;
async function company(people: readonly string[]): Promise<{ member: Member; people: readonly Person[] }> {
  const name = ["Korvane Shipping", "Zelphi Cranes", "Umbrel Rail"][count++ % 3] as string;
  const input = { name: `${name} ${count}`, sector: "railroad", networks: [] } as const;
  const { id } = accepted(await addMember(state.db, clock, input));
  const made: Person[] = [];
  for (const each of people) {
    const email = `${each.split(" ")[0]?.toLowerCase()}@${name.split(" ")[0]?.toLowerCase()}${count}.example`;
    made.push(
      accepted(await addPerson(state.db, clock, { name: each, role: "analyst", memberId: id, email })),
    );
  }
  return { member: (await readMember(state.db, id)) as Member, people: made };
}
const shownBy = async (text: string) => (await loadCommunity(state.db)).gate.shownBy(text);

test("are known to the gate as they were, by name and address, until a person of today has them", async () => {
  const { member } = await company(["Ottilie Vandermeer", "Google"]);
  const texts = [`Ask Ottilie Vandermeer`, `Mail ottilie@korvane${count}.example`];
  for (const text of texts) expect(await shownBy(text)).toEqual([member.id]);
  accepted(await removeMember(state.db, clock, member.id));
  for (const text of texts) expect(await shownBy(text), text).toEqual([member.id]);
  expect(await shownBy("Look it up on Google"), "a name that is everybody's").toEqual([]);
  const next = await company(["Ottilie Vandermeer"]);
  expect(await shownBy(texts[0] as string)).toEqual([next.member.id]);
  // The address is still the gone one's; the name in it is part of the new one's as well.
  const both = [member.id, next.member.id].sort();
  expect([...((await shownBy(texts[1] as string)) ?? [])].sort()).toEqual(both);
});

test("stay cut from what others write and read after it is gone", async () => {
  const gone = await company(["Philippa Marchetti"]);
  const writing = await company(["Wim Reporter"]);
  const reading = await company(["Rhea Reader"]);
  accepted(await removeMember(state.db, clock, gone.member.id));
  const sender = { person: writing.people[0] as Person, member: writing.member };
  const text = "Philippa Marchetti forwarded it to us";
  const draft = { title: "Odd", text, observables: [], tlp: "TLP:CLEAR" };
  const { gate, members } = await loadCommunity(state.db);
  accepted(await sendReport(state, clock, gate, sender, draft, "console"));
  clock.advanceMs(blurUs / 1000);
  await releaseReports(state, clock, { gate, members });
  const { reports } = accepted(
    await listReports(state, clock, gate, reading.people[0] as Person, { limit: 5 }),
  );
  expect(reports.map((each) => each.text)).toEqual(["[…] forwarded it to us"]);
});

test("go with the record of their member", async () => {
  const { member } = await company(["Severin Quistgaard"]);
  accepted(await removeMember(state.db, clock, member.id));
  expect(await shownBy("Severin Quistgaard")).toEqual([member.id]);
  await state.db.deleteFrom("removed_member").where("id", "=", member.id).execute();
  expect(await shownBy("Severin Quistgaard")).toEqual([]);
  expect(
    await state.db.selectFrom("removed_person").select("name").where("member_id", "=", member.id).execute(),
  ).toEqual([]);
});
