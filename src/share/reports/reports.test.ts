import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import {
  addMember,
  addPerson,
  listMembers,
  readMember,
  removeMember,
  updateMember,
} from "../../members/index.js";
import type { Member, Person, Report } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { leftOut } from "../gate/cutting.js";
import { openGate } from "../gate/gate.js";
import { unrestricted } from "../gate/markings.js";
import type { ReportDraft } from "./draft.js";
import { readReleases } from "./read-releases.js";
import { listReports, readReport } from "./read-reports.js";
import { releaseReports } from "./release-reports.js";
import { blurUs } from "./report-entries.js";
import { sendReport } from "./send-report.js";
import { withdrawReport } from "./withdraw-report.js";

const clock = fixedClock(Date.UTC(2026, 10, 22, 10, 5, 0) * 1000);
let state: State;
let people: Record<"line" | "viewer" | "rail" | "truck" | "operator" | "auditor", Person>;
let line: Member;

function accepted<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}
const code = (answer: unknown) => (answer instanceof Problem ? answer.code : answer);
const gate = async () => openGate(await listMembers(state.db));
const readers = async () => ({ gate: await gate(), members: await listMembers(state.db) });
const send = async (draft: Partial<ReportDraft> = {}, person = people.line) =>
  sendReport(
    state,
    clock,
    await gate(),
    { person, member: line },
    {
      title: "Phishing",
      text: "A mail at Blue Anchor Lines from 192.0.2.9",
      observables: [{ type: "ipv4", value: "192.0.2.9" }],
      ...draft,
    },
    "console",
  );
const list = async (person: Person) =>
  accepted(await listReports(state, clock, await gate(), person)).reports;
const read = async (person: Person, id: string) => readReport(state, clock, await gate(), person, id);
const release = async () => releaseReports(state, clock, await readers());

beforeAll(async () => {
  state = await openTestState();
  const { db } = state;
  const member = async (name: string, tlpCeiling = "TLP:AMBER") =>
    accepted(await addMember(db, clock, { name, sector: "railroad", networks: [], tlpCeiling })).id;
  const person = async (name: string, role: string, memberId: string | null) =>
    accepted(await addPerson(db, clock, { name, role, memberId }));
  const lineId = await member("Blue Anchor Lines");
  line = (await readMember(db, lineId)) as Member;
  const truck = await member("Tall Trucking", "TLP:GREEN");
  people = {
    line: await person("Lina", "analyst", lineId),
    viewer: await person("Vera", "viewer", lineId),
    rail: await person("Raul", "viewer", await member("Rail Ramp West")),
    truck: await person("Tara", "admin", truck),
    operator: await person("Omar", "operator", null),
    auditor: await person("Aude", "auditor", null),
  };
}, 60_000);
afterAll(() => state.close());

describe("a report", () => {
  let sent: Report;

  test("is its sender's and the center's at once, and nobody else's before its time", async () => {
    sent = accepted(await send());
    expect(sent.releaseUs - sent.receivedUs).toBeLessThan(blurUs);
    expect(await list(people.line)).toMatchObject([{ id: sent.id, text: expect.stringContaining("Blue") }]);
    expect(await list(people.operator)).toMatchObject([{ id: sent.id, from: "Blue Anchor Lines" }]);
    expect(await list(people.rail)).toEqual([]);
    expect(code(await read(people.rail, sent.sharedId))).toBe("share.report-unknown");
  });

  test("reaches whoever may have it when its time has come, cut and by another id", async () => {
    clock.advanceMs(blurUs / 1000);
    expect(await list(people.rail)).toEqual([]);
    expect(await release()).toBe(1);
    expect(await release()).toBe(0);
    const [got] = await list(people.rail);
    expect(got).toMatchObject({
      id: sent.sharedId,
      text: `A mail at ${leftOut} from 192.0.2.9`,
      sinceUs: sent.releaseUs,
    });
    expect(accepted(await read(people.rail, sent.sharedId))).toEqual(got);
    expect(code(await read(people.rail, sent.id))).toBe("share.report-unknown");
    expect(await list(people.truck)).toEqual([]);
    expect(await list(people.auditor)).toEqual([]);
  });

  test("tells its sender alone what was released, in words and hours", async () => {
    expect(await readReleases(state.db, people.line, sent.id)).toMatchObject([
      { rule: "origin-hidden", to: "one other member", sinceUs: expect.any(Number) },
    ]);
    for (const other of [people.rail, people.truck, people.operator])
      expect(code(await readReleases(state.db, other, sent.id))).toBe("share.report-unknown");
  });

  test("counts no member of the sample port, whose receipts go with it", async () => {
    const sample = accepted(
      await addMember(state.db, clock, {
        name: "Sample Rail Yard",
        sector: "railroad",
        networks: [],
        tlpCeiling: "TLP:AMBER",
        mark: "demo",
      }),
    );
    const report = accepted(await send({ title: "Seen beside the sample", urgent: true }));
    await release();
    expect(await readReleases(state.db, people.line, report.id)).toMatchObject([{ to: "one other member" }]);
    const toSample = state.db.selectFrom("release").select("mark").where("recipient_id", "=", sample.id);
    expect(await toSample.where("object_id", "=", report.sharedId).execute()).toEqual([{ mark: "demo" }]);
    await state.db.deleteFrom("release").where("mark", "=", "demo").execute();
    await state.db.deleteFrom("member").where("id", "=", sample.id).execute();
    expect(await readReleases(state.db, people.line, report.id)).toMatchObject([{ to: "one other member" }]);
  });

  test("says no number of one that is kept from some, and the same where it reaches nobody", async () => {
    const kept = async (text: string) => {
      const draft = {
        title: "Odd",
        text,
        observables: [],
        urgent: true,
        tlp: "TLP:AMBER",
        handling: { ...unrestricted, affectedPartyNotifications: "must-not" as const },
      };
      const member = (await readMember(state.db, people.line.memberId as string)) as Member;
      const sender = { person: people.line, member };
      const report = accepted(await sendReport(state, clock, await gate(), sender, draft, "api"));
      await release();
      return accepted(await readReleases(state.db, people.line, report.id));
    };
    const told = [{ rule: "origin-hidden", to: "those it may go to" }];
    expect(await kept("of nobody")).toMatchObject(told);
    expect(await kept("of Rail Ramp West and of everybody else")).toMatchObject(told);
  });

  test("stays as it was for others when its member is gone", async () => {
    const guest = accepted(
      await addMember(state.db, clock, { name: "Guest Line Ltd", sector: "railroad", networks: [] }),
    );
    const member = (await readMember(state.db, guest.id)) as Member;
    const person = accepted(
      await addPerson(state.db, clock, { name: "Gus", role: "admin", memberId: guest.id }),
    );
    const draft = { title: "From Guest Line", text: "Guest Line Ltd saw it", observables: [], urgent: true };
    const report = accepted(await sendReport(state, clock, await gate(), { person, member }, draft, "api"));
    await release();
    const before = accepted(await read(people.rail, report.sharedId));
    expect(before).toMatchObject({ title: `From ${leftOut}`, text: `${leftOut} saw it` });
    accepted(await removeMember(state.db, clock, guest.id));
    const { listRemovedMembers } = await import("../../members/index.js");
    const later = openGate(await listMembers(state.db), await listRemovedMembers(state.db));
    expect(accepted(await readReport(state, clock, later, people.rail, report.sharedId))).toEqual(before);
  });

  test("that is withdrawn tells those who got it, and nobody else", async () => {
    expect(code(await withdrawReport(state, clock, await readers(), people.rail, sent.id))).toBe(
      "share.report-unknown",
    );
    expect(code(await withdrawReport(state, clock, await readers(), people.viewer, sent.id))).toBe(
      "share.report-role",
    );
    expect(await withdrawReport(state, clock, await readers(), people.line, sent.id)).toBeNull();
    expect(code(await withdrawReport(state, clock, await readers(), people.line, sent.id))).toBe(
      "share.report-withdrawn",
    );
    expect(await read(people.rail, sent.sharedId)).toMatchObject({
      state: "withdrawn",
      text: "",
      observables: [],
    });
    expect(code(await read(people.truck, sent.sharedId))).toBe("share.report-unknown");
  });

  test("withdrawn before its time reaches nobody, and nobody is told", async () => {
    const early = accepted(await send({ title: "Too early" }));
    await withdrawReport(state, clock, await readers(), people.line, early.id);
    clock.advanceMs(blurUs / 1000);
    await release();
    expect((await list(people.rail)).map(({ id }) => id)).not.toContain(early.sharedId);
  });

  test("RED reaches the people it names and no member", async () => {
    const red = accepted(await send({ tlp: "TLP:RED", namedPersonIds: [people.truck.id], urgent: true }));
    await release();
    expect(await read(people.truck, red.sharedId)).toMatchObject({ tlp: "TLP:RED" });
    expect(code(await read(people.rail, red.sharedId))).toBe("share.report-unknown");
  });

  test("unknown even to the center comes to operators without its sender, at its time", async () => {
    const quiet = accepted(await send({ attribution: "nobody" }));
    expect(code(await read(people.operator, quiet.id))).toBe("share.report-unknown");
    expect(code(await read(people.operator, quiet.sharedId))).toBe("share.report-unknown");
    clock.advanceMs(blurUs / 1000);
    await release();
    expect(await read(people.operator, quiet.sharedId)).toMatchObject({
      from: null,
      text: expect.stringContaining(leftOut),
    });
    expect(code(await read(people.operator, quiet.id))).toBe("share.report-unknown");
  });

  test("that leaked is traced to the member whose copy it was", async () => {
    const rail2 = accepted(
      await addMember(state.db, clock, { name: "Ninth Street Rail", sector: "railroad", networks: [] }),
    );
    const other = accepted(
      await addPerson(state.db, clock, { name: "Nina", role: "viewer", memberId: rail2.id }),
    );
    const text =
      "It didn't stop - it won't... Nobody's sure, and we can't tell - it isn't ours. They're gone... don't wait.";
    const values = Array.from({ length: 8 }, (_, i) => ({ type: "ipv4", value: `192.0.2.${i + 1}` }));
    const leaky = accepted(await send({ text, observables: values, urgent: true }));
    await release();
    const copies = await Promise.all(
      [people.rail, other].map(async (person) => accepted(await read(person, leaky.sharedId))),
    );
    expect(copies[0]).not.toEqual(copies[1]);
    const { traceReport } = await import("./trace-report.js");
    for (const [index, person] of [people.rail, other].entries()) {
      const found = `${copies[index]?.text}\n${copies[index]?.observables.map(({ value }) => value).join("\n")}`;
      const traced = accepted(
        await traceReport(state, clock, await gate(), people.operator, leaky.id, found),
      );
      expect(traced[0]).toMatchObject({ recipientId: person.memberId });
      expect(traced[0]?.agreeing).toBe(traced[0]?.marks);
    }
    expect(code(await traceReport(state, clock, await gate(), people.rail, leaky.id, "x"))).toBe(
      "share.report-unknown",
    );
  });

  test("counts for its member, where the center may know whose it is", async () => {
    const reports = async () =>
      Number(
        (
          await state.db
            .selectFrom("member_contribution")
            .select("count")
            .where("member_id", "=", line.id)
            .where("kind", "=", "report")
            .executeTakeFirst()
        )?.count ?? 0,
      );
    const before = await reports();
    accepted(await send({ attribution: "nobody" }));
    expect(await reports()).toBe(before);
    accepted(await send());
    expect(await reports()).toBe(before + 1);
  });

  test("a ceiling lowered counts at once", async () => {
    const urgent = accepted(await send({ urgent: true }));
    await release();
    expect(await read(people.rail, urgent.sharedId)).toMatchObject({ id: urgent.sharedId });
    accepted(
      await updateMember(state.db, clock, people.rail.memberId as string, { tlpCeiling: "TLP:CLEAR" }),
    );
    expect(code(await read(people.rail, urgent.sharedId))).toBe("share.report-unknown");
    accepted(
      await updateMember(state.db, clock, people.rail.memberId as string, { tlpCeiling: "TLP:AMBER" }),
    );
  });

  test("pages are filled with what may be read", async () => {
    const first = accepted(await listReports(state, clock, await gate(), people.line, { limit: 2 }));
    const second = accepted(
      await listReports(state, clock, await gate(), people.line, { limit: 2, before: first.next ?? "" }),
    );
    expect(new Set([...first.reports, ...second.reports].map(({ id }) => id)).size).toBe(4);
    expect(code(await listReports(state, clock, await gate(), people.line, { before: "1.x" }))).toBe(
      "share.cursor-invalid",
    );
  });

  test.each<[string, Partial<ReportDraft>, RegExp]>([
    ["no title", { title: " " }, /^title/],
    ["a long title", { title: "x".repeat(201) }, /^title/],
    ["a long text", { text: "x\n".repeat(30_000) }, /^text/],
    ["an endless line", { text: "x".repeat(20_000) }, /^text: Line 1/],
    ["no marking known", { tlp: "TLP:PURPLE" }, /^tlp/],
    ["no attribution known", { attribution: "everybody" }, /^attribution/],
    ["a group it is not in", { groupIds: ["committee"] }, /^groupIds\.0/],
    ["people without RED", { namedPersonIds: ["p"] }, /^namedPersonIds/],
    [
      "an observable that is none",
      { observables: [{ type: "ipv4", value: "1.2.3" }] },
      /^observables\.0\.value/,
    ],
    ["a kind nobody knows", { observables: [{ type: "toString", value: "x" }] }, /^observables\.0\.type/],
    [
      "too many",
      { observables: Array.from({ length: 1001 }, () => ({ type: "ipv4", value: "192.0.2.1" })) },
      /^observables/,
    ],
  ])("with %s is refused by its place", async (_what, draft, place) => {
    const problem = await send(draft);
    expect(problem).toBeInstanceOf(Problem);
    expect((problem as Problem).detail).toMatch(place);
  });

  test("of a viewer is refused", async () => {
    expect(code(await send({}, people.viewer))).toBe("share.report-role");
  });
});
