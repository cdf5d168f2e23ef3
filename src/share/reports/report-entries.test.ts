/**
 * What the audit chain says of a report whose sender is unknown even to the center: the same, whichever of two
 * companies sent it. One story is played twice, in two centers; in it a person of each company signs in, one of them
 * reports and withdraws, both sign out. Whoever reads all entries and all receipts, which is what operators and
 * auditors can read, must not tell the two apart.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import {
  addMember,
  addPerson,
  checkSession,
  createSession,
  listMembers,
  readMember,
  revokeSession,
} from "../../members/index.js";
import type { Attribution, Member, Person } from "../../model/index.js";
import { type ChainedEntry, copyPage, listAudit, type State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { openGate } from "../gate/gate.js";
import type { ReportDraft } from "./draft.js";
import { releaseReports } from "./release-reports.js";
import { aMember, blurUs } from "./report-entries.js";
import { sendReport } from "./send-report.js";
import { traceReport } from "./trace-report.js";
import { withdrawReport } from "./withdraw-report.js";

function accepted<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}

/** The first database takes seconds to make; the others are loaded from what it leaves. */
beforeAll(async () => {
  await (await openTestState()).close();
}, 60_000);

/** Sectors and ceilings differ, so that receipts do as well. */
const companies = [
  ["Blue Anchor Lines", "railroad", "TLP:AMBER"],
  ["Rail Ramp West", "railroad", "TLP:AMBER"],
  ["Ninth Street Rail", "railroad", "TLP:AMBER"],
  ["Tall Trucking", "trucking", "TLP:AMBER"],
  ["Short Trucking", "trucking", "TLP:GREEN"],
] as const;

interface Story {
  readonly sender: 0 | 1;
  readonly draft?: Partial<ReportDraft>;
  /** Whether it is withdrawn before or after it has left, or not at all. */
  readonly withdrawn?: "early" | "late";
  /** RED reports name one person of each of the two companies. */
  readonly red?: boolean;
}

interface Told {
  readonly entries: readonly ChainedEntry[];
  /** The copy's lines, with ids, hashes and signatures as numbers in the order in which they come up. */
  readonly lines: readonly string[];
  readonly traced: readonly number[];
  readonly sent: { readonly id: string; readonly sharedId: string; readonly personId: string };
}

async function play({ sender, draft = {}, withdrawn, red = false }: Story): Promise<Told> {
  const clock = fixedClock(Date.UTC(2026, 10, 22, 10, 5, 0) * 1000);
  const state: State = await openTestState();
  try {
    const { db } = state;
    const members: Member[] = [];
    const people: Person[] = [];
    for (const [name, sector, tlpCeiling] of companies) {
      const { id } = accepted(await addMember(db, clock, { name, sector, networks: [], tlpCeiling }));
      members.push((await readMember(db, id)) as Member);
      people.push(accepted(await addPerson(db, clock, { name: "P", role: "analyst", memberId: id })));
    }
    const operator = accepted(await addPerson(db, clock, { name: "O", role: "operator", memberId: null }));
    const numbers = new Map<string, string>();
    const known = [...members, ...people, operator].map(({ id }) => id);
    for (const id of known) numbers.set(id, `known ${numbers.size}`);
    const gate = openGate(await listMembers(db));
    const readers = { gate, members };
    const minute = () => clock.advanceMs(60_000);
    const visit = async (work: (person: Person, at: number) => Promise<unknown>) => {
      for (const at of [0, 1]) {
        const person = people[at] as Person;
        const { sessionHash } = accepted(
          await checkSession(db, clock, await createSession(db, clock, person.id)),
        );
        minute();
        await work(person, at);
        minute();
        expect(await revokeSession(db, clock, sessionHash)).toBe(true);
        minute();
      }
    };
    let sent = { id: "", sharedId: "" };
    await visit(async (person, at) => {
      if (at !== sender) return;
      const input: ReportDraft = {
        title: "A mail",
        text: "It didn't stop - it won't... Blue Anchor Lines and Rail Ramp West can't tell - it isn't ours",
        observables: ["192.0.2.9", "192.0.2.8"].map((value) => ({ type: "ipv4", value })),
        attribution: "nobody",
        ...(red ? { tlp: "TLP:RED", namedPersonIds: people.slice(0, 2).map(({ id }) => id) } : {}),
        ...draft,
      };
      const by = { person, member: members[at] as Member };
      sent = accepted(await sendReport(state, clock, gate, by, input, "console"));
      if (withdrawn === "early") await withdrawReport(state, clock, readers, person, sent.id);
    });
    clock.setUs(Date.UTC(2026, 10, 22, 11, 0, 0) * 1000);
    await releaseReports(state, clock, readers);
    await visit(async (person, at) => {
      if (at === sender && withdrawn === "late") await withdrawReport(state, clock, readers, person, sent.id);
    });
    clock.setUs(Date.UTC(2026, 10, 22, 12, 0, 0) * 1000);
    while ((await releaseReports(state, clock, readers)) > 0);
    const id = draft.attribution === "center" ? sent.id : sent.sharedId;
    const traced = await traceReport(state, clock, gate, operator, id, "It didn't stop - it won't...");
    const copy = await copyPage(db, 0, 1000, 1000);
    const lines = copy.lines.map((line) =>
      line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{64}\b/g, (each) => {
        if (!numbers.has(each)) numbers.set(each, `new ${numbers.size}`);
        return numbers.get(each) as string;
      }),
    );
    return {
      entries: [...(await listAudit(db, { limit: 1000 }))].reverse(),
      lines,
      traced: (traced instanceof Problem ? [] : traced)
        .map(({ recipientId }) => members.findIndex((member) => member.id === recipientId))
        .sort(),
      sent: { ...sent, personId: people[sender]?.id ?? "" },
    };
  } finally {
    await state.close();
  }
}

const aboutReports = ({ entries }: Told) =>
  entries.filter(({ kind }) => kind === "report-send" || kind === "report-withdraw");

describe("the chain of a report whose sender nobody may know", () => {
  test.each<[string, Omit<Story, "sender">]>([
    ["that stands", {}],
    ["that is withdrawn before it leaves", { withdrawn: "early" }],
    ["that is withdrawn afterwards", { withdrawn: "late" }],
    ["for people by name", { red: true, withdrawn: "late" }],
    ["that is narrower than some ceilings", { draft: { tlp: "TLP:GREEN" } }],
  ])("is the same whoever sent one %s", async (_what, story) => {
    const [one, other] = [await play({ ...story, sender: 0 }), await play({ ...story, sender: 1 })];
    expect(other.lines).toEqual(one.lines);
    expect(other.traced).toEqual(one.traced);
    for (const told of [one, other]) {
      const kinds = aboutReports(told).map(({ kind }) => kind);
      expect(kinds).toEqual(["report-send", ...(story.withdrawn === undefined ? [] : ["report-withdraw"])]);
      for (const entry of aboutReports(told))
        expect(entry).toMatchObject({ actor: aMember, subject: told.sent.sharedId, detail: "{}" });
      // The id that its sender alone knows it by is nowhere; nor is the sender, but for its coming and going.
      const text = JSON.stringify(told.entries);
      expect(text).not.toContain(told.sent.id);
    }
  });

  test("is written when it leaves and not when it comes in; a withdrawal's within a quarter of an hour", async () => {
    const told = await play({ sender: 0, withdrawn: "late" });
    const [send, withdraw] = aboutReports(told) as [ChainedEntry, ChainedEntry];
    const signedOut = told.entries.filter(({ kind }) => kind === "sign-out").map(({ sequence }) => sequence);
    expect(signedOut).toHaveLength(4);
    // Both companies had come and gone before either entry was written.
    expect(send.sequence).toBeGreaterThan(signedOut[1] as number);
    expect(withdraw.sequence).toBeGreaterThan(signedOut[3] as number);
    expect(send.atUs).toBe(Date.UTC(2026, 10, 22, 11, 0, 0) * 1000);
    expect(withdraw.atUs).toBe(Date.UTC(2026, 10, 22, 12, 0, 0) * 1000);
    expect(blurUs).toBeLessThan(withdraw.atUs - send.atUs);
  });
});

describe("the chain of a report that the center knows the sender of", () => {
  test("names the person at once, and its receipts are the same for all members", async () => {
    const told = await play({
      sender: 0,
      draft: { attribution: "center" satisfies Attribution },
      withdrawn: "late",
    });
    expect(aboutReports(told)).toMatchObject([
      { kind: "report-send", actor: told.sent.personId, subject: told.sent.id },
      { kind: "report-withdraw", actor: told.sent.personId, subject: told.sent.id, detail: "{}" },
    ]);
    expect(JSON.parse(aboutReports(told)[0]?.detail ?? "")).toEqual({
      tlp: "TLP:AMBER",
      attribution: "center",
      files: 0,
      urgent: false,
      observables: 2,
      groups: 0,
      people: 0,
    });
    const receipts = told.lines.filter((line) => line.includes('"type":"receipt"'));
    // At its release one for each member, the sender too; at its withdrawal for those who had got it.
    for (const [at, count] of companies.map(([, , ceiling]) => (ceiling === "TLP:AMBER" ? 2 : 1)).entries())
      expect(receipts.filter((line) => line.includes(`"recipientId":"known ${at}"`))).toHaveLength(count);
    expect(receipts.some((line) => line.includes("own-member"))).toBe(false);
    // Its sender's copy is none, and the operator who traces one knows whose the report is.
    expect(told.traced).toEqual([1, 2, 3]);
  });
});
