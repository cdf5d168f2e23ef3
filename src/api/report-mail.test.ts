/** One's own mail over the API, and what operators may do with mail that is nobody's. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person } from "../model/index.js";
import { keepTestMail } from "../share/mail/testing.js";
import { listAudit } from "../store/index.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let ana: Person;
let bo: Person;

beforeAll(async () => {
  center = await openTestCenter();
  const own = await center.addMember("Pier Seven Terminal", ["203.0.113.0/24"]);
  await center.addMember("Blue Anchor Lines", ["198.51.100.0/24"]);
  ana = await center.addPerson("Ana", "analyst", own.id);
  bo = await center.addPerson("Bo", "admin", own.id);
}, 60_000);
afterAll(() => center.close());

const call = (person: Person, id: string, input: object) =>
  callAction(center, { person, sessionHash: "s" }, id, input);
const content = [
  "From: ana@pier7.example",
  "Subject: A mail",
  "Content-Type: multipart/mixed; boundary=b",
  "",
  "--b",
  "Content-Type: text/plain",
  "",
  "It came from 192.0.2.9",
  "--b",
  "Content-Type: text/plain; name=log.txt",
  "Content-Disposition: attachment; filename=log.txt",
  "",
  "denied 192.0.2.77",
  "--b--",
  "",
].join("\r\n");

describe("one's own mail", () => {
  test("is opened as a report to be, and sent with its files; nobody else knows of it", async () => {
    const { id } = await keepTestMail(center.state, center.clock, ana.id, "A mail", content);
    expect(await call(ana, "report-mail-list", {})).toMatchObject({ rows: [{ id, subject: "A mail" }] });
    expect(await call(bo, "report-mail-list", {})).toMatchObject({ rows: [] });
    expect(await call(center.operator, "report-held-list", {})).toEqual({ rows: [] });
    const opened = await call(ana, "report-mail-read", { id });
    expect(opened).toMatchObject({
      title: "A mail",
      text: "It came from 192.0.2.9",
      files: [{ name: "mail.eml" }, { name: "log.txt" }],
    });
    for (const action of ["report-mail-read", "report-mail-discard", "report-mail-send"])
      expect(await call(bo, action, { id, title: "x" })).toMatchObject({ code: "share.mail-unknown" });
    const sent = await call(ana, "report-mail-send", { id, title: "A mail", text: "It came from 192.0.2.9" });
    expect(sent).toMatchObject({ title: "A mail", evidence: [{ name: "mail.eml" }, { name: "log.txt" }] });
    expect(await call(ana, "report-mail-send", { id, title: "A mail" })).toMatchObject({
      code: "share.mail-unknown",
    });
    const { way } = await center.state.db.selectFrom("report").select("way").executeTakeFirstOrThrow();
    expect(way).toBe("mail");
  });

  test("that is sent as nobody's leaves no entry beside the report's own, and takes no files along", async () => {
    const { id } = await keepTestMail(center.state, center.clock, ana.id, "A mail", content);
    const before = (await listAudit(center.state.db, { limit: 1 }))[0]?.sequence;
    const draft = { id, title: "A mail", attribution: "nobody" };
    expect(await call(ana, "report-mail-send", draft)).toMatchObject({ code: "share.evidence-refused" });
    expect(await call(ana, "report-mail-list", {})).toMatchObject({ rows: [{ id }] });
    expect(await call(ana, "report-mail-send", { ...draft, withFiles: false })).toMatchObject({
      evidence: [],
    });
    expect((await listAudit(center.state.db, { limit: 1 }))[0]?.sequence).toBe(before);
  });

  test("of 200,000 characters, or on one line, is cut to what a report holds", async () => {
    const long = `Subject: a\r\n\r\n${"ab ".repeat(70_000)}\r\n`;
    const { id } = await keepTestMail(center.state, center.clock, ana.id, "a", long);
    const opened = (await call(ana, "report-mail-read", { id })) as {
      text: string;
      notes: readonly string[];
    };
    expect(opened.notes.join(" ")).toContain("Only the first 50000 characters");
    expect(
      await call(ana, "report-mail-send", { id, title: "a", text: opened.text, withFiles: false }),
    ).toMatchObject({
      title: "a",
    });
  });
});

describe("mail that is nobody's", () => {
  test("is given by an operator, and then only its person reads it", async () => {
    const { id } = await keepTestMail(center.state, center.clock, null, "Whose?", content);
    const listed = await call(center.operator, "report-held-list", {});
    expect(listed).toMatchObject({ rows: [{ id, subject: "Whose?", dkim: { result: "none" } }] });
    expect(JSON.stringify(listed)).not.toContain("192.0.2.9");
    expect(await call(center.operator, "report-held-assign", { id, personId: bo.id })).toEqual({ ok: true });
    expect(await call(bo, "report-mail-read", { id })).toMatchObject({ isAssigned: true });
    expect(await call(center.operator, "report-held-list", {})).toEqual({ rows: [] });
  });
});
