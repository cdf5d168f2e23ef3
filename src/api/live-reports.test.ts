/**
 * What the live stream tells of reports: a third member hears the same bytes at the same looks, whichever of two
 * companies reported, and hears nothing when something comes in. One story is played in two centers.
 */
import { expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import { addMember, addPerson, listMembers, readMember, writeConsents } from "../members/index.js";
import type { Attribution, Member, Person } from "../model/index.js";
import { blurUs, openGate, releaseReports, sendReport, withdrawReport } from "../share/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { type ReportNews, ReportWatch } from "./live-reports.js";

const accepted = <T>(answer: T | Problem): T => {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
};

interface Told {
  readonly third: readonly boolean[];
  readonly sender: readonly boolean[];
  readonly other: readonly boolean[];
  readonly operators: readonly boolean[];
}

/** Each look is named after what happened before it. */
async function play(sender: 0 | 1, attribution: Attribution, withdrawn: boolean): Promise<Told> {
  const clock = fixedClock(Date.UTC(2026, 10, 22, 10, 5, 0) * 1000);
  const state: State = await openTestState();
  try {
    const members: Member[] = [];
    const people: Person[] = [];
    for (const name of ["Blue Anchor Lines", "Rail Ramp West", "Ninth Street Rail"]) {
      const { id } = accepted(await addMember(state.db, clock, { name, sector: "railroad", networks: [] }));
      members.push((await readMember(state.db, id)) as Member);
      people.push(accepted(await addPerson(state.db, clock, { name: "P", role: "analyst", memberId: id })));
    }
    const all = await listMembers(state.db);
    const gate = openGate(all);
    const readers = { gate, members: all };
    const watch = new ReportWatch(clock.nowUs());
    const news: ReportNews[] = [];
    const look = async () => {
      clock.advanceMs(1000);
      news.push(await watch.look(state, clock.nowUs()));
    };
    await look();
    const { id } = members[sender] as Member;
    accepted(await writeConsents(state.db, clock, id, [{ to: "members", groupId: null }]));
    members[sender] = (await readMember(state.db, id)) as Member;
    const by = { person: people[sender] as Person, member: members[sender] as Member };
    const draft = { title: "A mail", text: "At noon", observables: [], tlp: "TLP:CLEAR", attribution };
    const report = accepted(await sendReport(state, clock, gate, by, draft, "console"));
    await look();
    await look();
    clock.advanceMs(blurUs / 1000);
    await look();
    await releaseReports(state, clock, readers);
    await look();
    await look();
    await look();
    if (withdrawn) {
      expect(await withdrawReport(state, clock, readers, by.person, report.id)).toBeNull();
      await look();
      clock.advanceMs(blurUs / 1000);
      await releaseReports(state, clock, readers);
      await look();
    }
    const heard = (at: number) => news.map(({ memberIds }) => memberIds.has(members[at]?.id ?? ""));
    return {
      third: heard(2),
      sender: heard(sender),
      other: heard(1 - sender),
      operators: news.map(({ operators }) => operators),
    };
  } finally {
    await state.close();
  }
}

test.each(["nobody", "center", "members"] as const)(
  "of a report for which %s may know its sender",
  async (to) => {
    const [one, two] = [await play(0, to, true), await play(1, to, true)];
    expect(two).toEqual(one);
    const [idle, sent, after, due, released, ...later] = one.third;
    expect([idle, sent, after, due]).toEqual([false, false, false, false]);
    expect(released).toBe(true);
    expect(one.other).toEqual(one.third);
    // Told once, though the next looks see it again; then of its withdrawal, of nobody's when it is told.
    expect(later).toEqual(to === "nobody" ? [false, false, false, true] : [false, false, true, false]);
    expect(one.sender[1], "its own people at once").toBe(true);
    expect(one.operators.slice(0, 5)).toEqual([false, to !== "nobody", false, false, true]);
    if (to === "nobody") expect(one.operators.slice(5)).toEqual([false, false, false, true]);
  },
  60_000,
);

test("nobody is told of what was before they listened", async () => {
  const clock = fixedClock(Date.UTC(2026, 10, 22, 10, 5, 0) * 1000);
  const state = await openTestState();
  const { id } = accepted(
    await addMember(state.db, clock, { name: "Line", sector: "railroad", networks: [] }),
  );
  const member = (await readMember(state.db, id)) as Member;
  const person = accepted(await addPerson(state.db, clock, { name: "P", role: "analyst", memberId: id }));
  const watch = new ReportWatch(clock.nowUs());
  clock.advanceMs(1000);
  const draft = { title: "A mail", text: "", observables: [] };
  accepted(await sendReport(state, clock, openGate([member]), { person, member }, draft, "console"));
  clock.advanceMs(10_000);
  watch.rest(clock.nowUs());
  expect((await watch.look(state, clock.nowUs())).memberIds.size).toBe(0);
  await state.close();
});
