/** TLP:RED for people whose mail address is all that the sender knows. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import { addMember, addPerson, listMembers, readMember, registerExposures } from "../../members/index.js";
import type { Member, Person } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { openGate } from "../gate/gate.js";
import { readReleases } from "./read-releases.js";
import { readReport } from "./read-reports.js";
import { releaseReports } from "./release-reports.js";
import { sendReport } from "./send-report.js";
import { withdrawReport } from "./withdraw-report.js";

const clock = fixedClock(Date.UTC(2026, 10, 22, 10, 5, 0) * 1000);
let state: State;
let line: Member;
let people: Record<"line" | "chief" | "clerk" | "impostor", Person>;

const accepted = <T>(answer: T | Problem): T => {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
};
const registering = (memberId: string) =>
  ({ memberId, byOperator: false, dryRun: false, audit: "exposure-add" }) as const;
const readers = async () => {
  const members = await listMembers(state.db);
  return { gate: openGate(members), members };
};
const send = async (namedMails: readonly string[], tlp = "TLP:RED") =>
  sendReport(
    state,
    clock,
    (await readers()).gate,
    { person: people.line, member: line },
    { title: "A mail", text: "For you alone", observables: [], tlp, namedMails, urgent: true },
    "console",
  );
const released = async (namedMails: readonly string[]) => {
  const report = accepted(await send(namedMails));
  await releaseReports(state, clock, await readers());
  const readBy = async (person: Person) =>
    !((await readReport(state, clock, (await readers()).gate, person, report.sharedId)) instanceof Problem);
  return {
    report,
    chief: await readBy(people.chief),
    clerk: await readBy(people.clerk),
    impostor: await readBy(people.impostor),
    told: accepted(await readReleases(state.db, people.line, report.id)),
  };
};

beforeAll(async () => {
  state = await openTestState();
  const { db } = state;
  const member = async (name: string, domain: string) => {
    const { id } = accepted(await addMember(db, clock, { name, sector: "railroad", networks: [] }));
    await registerExposures(db, clock, registering(id), [{ kind: "mail domain", value: domain }]);
    return id;
  };
  const person = async (name: string, memberId: string, email: string) =>
    accepted(await addPerson(db, clock, { name, role: "viewer", memberId, email }));
  const lineId = await member("Blue Anchor Lines", "blue.example");
  const rail = await member("Rail Ramp West", "rail.example");
  const truck = await member("Tall Trucking", "truck.example");
  line = (await readMember(db, lineId)) as Member;
  people = {
    line: accepted(await addPerson(db, clock, { name: "Lina", role: "analyst", memberId: lineId })),
    chief: await person("Chief", rail, "chief@office.rail.example"),
    clerk: await person("Clerk", rail, "clerk@rail.example"),
    // Its own company gave it an address below another's domain.
    impostor: await person("Impostor", truck, "captain@rail.example"),
  };
}, 60_000);
afterAll(() => state.close());

test("reaches who has the address, at its company's domain or below, and no one else", async () => {
  expect(await released(["Chief@Office.Rail.example", "chief@rail.example"])).toMatchObject({
    chief: true,
    clerk: false,
    impostor: false,
  });
});

test("an address that another company gave one of its people reaches nobody", async () => {
  expect(await released(["captain@rail.example"])).toMatchObject({ impostor: false, chief: false });
});

test("its sender is told the same, whether the addresses are known or not", async () => {
  const [known, two, unknown] = [
    await released(["clerk@rail.example"]),
    await released(["clerk@rail.example", "chief@office.rail.example"]),
    await released(["nobody@rail.example"]),
  ];
  expect(known.clerk).toBe(true);
  expect(unknown.clerk).toBe(false);
  expect(known.told).toMatchObject([{ rule: "named-person", to: "whom you named, where known" }]);
  expect([two.told, unknown.told]).toEqual([known.told, known.told]);
  const own = async ({ report }: { readonly report: { readonly id: string } }) => ({
    ...accepted(await readReport(state, clock, (await readers()).gate, people.line, report.id)),
    id: "",
  });
  expect(await own(unknown)).toEqual(await own(known));
});

test("withdrawn before its time, nothing of it left", async () => {
  const report = accepted(await send(["clerk@rail.example"]));
  await withdrawReport(state, clock, await readers(), people.line, report.id);
  await releaseReports(state, clock, await readers());
  expect(await readReleases(state.db, people.line, report.id)).toEqual([]);
});

test.each([
  ["what is no address", ["clerk"], "TLP:RED", /^namedMails\.0/],
  ["another marking", ["clerk@rail.example"], "TLP:AMBER", /^namedMails/],
  ["too many", Array.from({ length: 51 }, (_, at) => `c${at}@rail.example`), "TLP:RED", /^namedMails/],
])("%s is refused", async (_what, mails, tlp, place) => {
  const answer = await send(mails, tlp);
  expect(answer).toBeInstanceOf(Problem);
  expect((answer as Problem).detail).toMatch(place);
});
