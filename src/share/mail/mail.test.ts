/** From the door's hand-over to whose draft a mail is, and what then becomes of it. */
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../base/index.js";
import { dkimKey, fakeDns } from "../../intake/mail/testing.js";
import { addMember, addPerson } from "../../members/index.js";
import type { Member, Person } from "../../model/index.js";
import { listAudit, type State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { assignHeldMail, discardHeldMail, expireMail, listHeldMail } from "./held-mail.js";
import { judgeNextMail } from "./judge-mail.js";
import { mailKeeper, mailWaiting } from "./keep-mail.js";
import { mailKeptUs } from "./limits.js";
import { discardMailDraft, listMailDrafts, readMailDraft } from "./mail-drafts.js";
import { mailEvidence } from "./mail-evidence.js";

const key = dkimKey();
const dns = fakeDns({
  "TXT s1._domainkey.pier7.example": [key.record],
  "TXT pier7.example": [["v=spf1 ip4:192.0.2.25 -all"]],
});
let state: State;
let member: Member;
const clock = systemClock;

const given = <T>(thing: T): Exclude<T, Error> => {
  if (thing instanceof Error) throw thing;
  return thing as Exclude<T, Error>;
};
const person = async (name: string, role: string, email: string, memberId: string | null) =>
  given(await addPerson(state.db, clock, { name, role, email, memberId })) as Person;

let ana: Person;
let bo: Person;

beforeAll(async () => {
  state = await openTestState();
  member = given(
    await addMember(state.db, clock, { name: "Pier Seven", sector: "terminal operator", networks: [] }),
  ) as Member;
  ana = await person("Ana", "analyst", "ana@pier7.example", member.id);
  bo = await person("Bo", "admin", "bo@pier7.example", member.id);
  await person("Vi", "viewer", "vi@pier7.example", member.id);
  await person("Olga", "operator", "olga@pier7.example", null);
}, 60_000);
afterAll(() => state.close());

async function mail(from: string, subject: string, isSigned = true): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const dkim = { domainName: "pier7.example", keySelector: "s1", privateKey: key.privateKey };
  const built = await transport.sendMail({
    from,
    to: "report@center.example",
    subject,
    text: "It asked for a password",
    ...(isSigned ? { dkim } : {}),
  });
  return built.message as Buffer;
}

/** Lets it in and looks at it. */
async function come(bytes: Buffer, address: string | null = null) {
  const sink = mailKeeper(state, clock, () => undefined);
  expect(await sink.accept({ bytes, mailFrom: "ana@pier7.example", helo: "x", address })).toBe("kept");
  return judgeNextMail(state, clock, dns);
}

const draftsOf = async (of: Person) => (await listMailDrafts(state.db, of.id)).map(({ subject }) => subject);
const heldNow = async () => (await listHeldMail(state.db)).map(({ subject }) => subject);

describe("mail that is proven", () => {
  test("waits for its person, and for nobody else", async () => {
    expect(await come(await mail("Ana <ANA@pier7.example>", "First"))).toBe("matched");
    expect(await draftsOf(ana)).toEqual(["First"]);
    expect(await draftsOf(bo)).toEqual([]);
    expect(await heldNow()).toEqual([]);
    const [draft] = await listMailDrafts(state.db, ana.id);
    expect(await readMailDraft(state.db, bo.id, draft?.id ?? "")).toMatchObject({
      code: "share.mail-unknown",
    });
    expect(await discardMailDraft(state, clock, bo.id, draft?.id ?? "", bo.id)).toMatchObject({
      code: "share.mail-unknown",
    });
  });

  test("counts once: sent again, by another way, and after it was thrown away", async () => {
    const bytes = await mail("ana@pier7.example", "Again");
    expect(await come(bytes)).toBe("matched");
    expect(await come(bytes)).toBeNull();
    const byAnother = Buffer.concat([Buffer.from("Received: from b\r\n by c; now\r\n"), bytes]);
    expect(await come(byAnother)).toBe("again");
    const [draft] = await listMailDrafts(state.db, ana.id);
    expect(draft?.subject).toBe("Again");
    expect(await discardMailDraft(state, clock, ana.id, draft?.id ?? "", ana.id)).toBeNull();
    expect(await come(bytes)).toBeNull();
    expect(await come(Buffer.concat([Buffer.from("Received: from d\r\n by c; now\r\n"), bytes]))).toBe(
      "again",
    );
    expect(await draftsOf(ana)).toEqual(["First"]);
    const left = await state.db
      .selectFrom("report_mail")
      .select(["content", "verdict", "bytes"])
      .where("id", "=", draft?.id ?? "")
      .executeTakeFirst();
    expect(left).toEqual({ content: null, verdict: null, bytes: 0 });
  });
});

describe("mail that is held", () => {
  test.each([
    ["unproven", "ana@pier7.example", false],
    ["unproven", "ana@elsewhere.example", true],
    ["nobody-known", "nobody@pier7.example", true],
    ["role-only-reads", "vi@pier7.example", true],
    ["role-only-reads", "olga@pier7.example", true],
  ] as const)("as %s: from %s, signed %s", async (why, from, isSigned) => {
    const subject = `Held ${why} ${from}`;
    expect(await come(await mail(from, subject, isSigned))).toBe(why);
    expect(await heldNow()).toContain(subject);
  });

  test("a copy sent ahead by another does not keep the real one from its person", async () => {
    const bytes = await mail("ana@pier7.example", "Ahead", false);
    expect(await come(bytes, "198.51.100.66")).toBe("unproven");
    expect(await come(bytes, "192.0.2.25")).toBe("matched");
    expect(await draftsOf(ana)).toContain("Ahead");
    expect(await heldNow()).not.toContain("Ahead");
  });

  test("tells operators what is known of its sender, and no word of its text", async () => {
    await come(await mail("ana@pier7.example", "Words", false));
    const held = (await listHeldMail(state.db)).find(({ subject }) => subject === "Words");
    expect(held).toMatchObject({
      fromShown: expect.stringContaining("ana@pier7.example"),
      dkim: { result: "none" },
    });
    expect(JSON.stringify(held)).not.toContain("password");
  });

  test("is given to somebody who reports, once, or thrown away", async () => {
    await come(await mail("boss@else.example", "Given", false));
    const id = (await listHeldMail(state.db)).find(({ subject }) => subject === "Given")?.id ?? "";
    for (const nobody of [
      "nobody",
      (
        await state.db
          .selectFrom("person")
          .select("id")
          .where("role", "=", "viewer")
          .executeTakeFirstOrThrow()
      ).id,
    ])
      expect(await assignHeldMail(state, clock, id, nobody, "op")).toMatchObject({
        code: "share.mail-person",
      });
    expect(await assignHeldMail(state, clock, id, bo.id, "op")).toBeNull();
    expect(await assignHeldMail(state, clock, id, ana.id, "op")).toMatchObject({
      code: "share.mail-unknown",
    });
    expect(await discardHeldMail(state, clock, id, "op")).toMatchObject({ code: "share.mail-unknown" });
    expect(await listMailDrafts(state.db, bo.id)).toMatchObject([{ subject: "Given", isAssigned: true }]);
    const [other] = await listHeldMail(state.db);
    expect(await discardHeldMail(state, clock, other?.id ?? "", "op")).toBeNull();
    expect((await listAudit(state.db, { limit: 2 })).map(({ kind }) => kind).sort()).toEqual([
      "report-held-discard",
      "report-mail-assign",
    ]);
  });

  test("waits for DNS that does not answer, and is looked at again", async () => {
    const broken = fakeDns({ "TXT s1._domainkey.pier7.example": "broken" });
    const sink = mailKeeper(state, clock, () => undefined);
    const bytes = await mail("ana@pier7.example", "Later");
    await sink.accept({ bytes, mailFrom: "ana@pier7.example", helo: "x", address: null });
    expect(await judgeNextMail(state, clock, broken)).toBe("later");
    expect(await judgeNextMail(state, clock, dns)).toBeNull();
    await state.db.updateTable("report_mail").set({ due_us: 0 }).where("state", "=", "new").execute();
    expect(await judgeNextMail(state, clock, dns)).toBe("matched");
  });
});

describe("what waits", () => {
  test("has a bound, and goes after 30 days; a person's mail goes with the person", async () => {
    expect((await mailWaiting(state.db)).mails).toBeGreaterThan(0);
    await state.db.deleteFrom("person").where("id", "=", bo.id).execute();
    expect(await heldNow()).not.toContain("Given");
    await expireMail(state, { ...clock, nowUs: () => clock.nowUs() + mailKeptUs + 1, monotonicMs: () => 0 });
    expect(await mailWaiting(state.db)).toEqual({ mails: 0, bytes: 0, held: 0 });
    await state.db
      .insertInto("report_mail")
      .values({
        id: "large",
        state: "kept",
        arrival_hash: "large",
        content_hash: "large",
        person_id: null,
        received_us: clock.nowUs(),
        due_us: 0,
        tries: 0,
        bytes: 2 ** 31 - 1,
        content: null,
        arrival: "{}",
        verdict: null,
      })
      .execute();
    const sink = mailKeeper(state, clock, () => undefined);
    expect(await sink.accept({ bytes: Buffer.from("xx"), mailFrom: "", helo: "", address: null })).toBe(
      "full",
    );
  });

  test("as evidence: the mail first, then what there is room for", () => {
    const file = (name: string, size: number) => ({ name, bytes: new Uint8Array(size) });
    const files = mailEvidence(new Uint8Array(5), [
      file("empty", 0),
      file("large", 11 * 2 ** 20),
      ...Array.from({ length: 1000 }, (_, at) => file(`f${at}`, 3)),
    ]);
    expect(files.map(({ name }) => name)).toEqual([
      "mail.eml",
      ...Array.from({ length: 9 }, (_, at) => `f${at}`),
    ]);
  });
});
