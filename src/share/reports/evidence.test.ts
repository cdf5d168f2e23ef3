import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, Problem, sha256Hex } from "../../base/index.js";
import { addMember, addPerson, listMembers, readMember, removeMember } from "../../members/index.js";
import { evidenceLimits, type Member, type Person, type Report } from "../../model/index.js";
import { listAudit, type State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { openGate } from "../gate/gate.js";
import { checkEvidence, cleanFileName, type GivenEvidence } from "./evidence.js";
import { readEvidence } from "./read-evidence.js";
import { readReport } from "./read-reports.js";
import { releaseReports } from "./release-reports.js";
import { sendReport } from "./send-report.js";
import { withdrawReport } from "./withdraw-report.js";

const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const mail = Buffer.from("Received: from a by b\r\nMessage-ID: <1@x.example>\r\nSubject: Hello\r\n\r\nHello");
const code = (answer: unknown) => (answer instanceof Problem ? answer.code : "taken");
const typeOf = (bytes: Uint8Array) => {
  const kept = checkEvidence([{ name: "x.txt", bytes }], "center");
  return kept instanceof Problem ? kept.code : kept[0]?.mediaType;
};

describe("names", () => {
  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\ana\\Desktop\\lane 4.png", "lane 4.png"],
    ["invoice\u202egnp.exe", "invoicegnp.exe"],
    ["in\u200bvoice\u2066.pdf\u2069", "invoice.pdf"],
    ['a"; filename="b.html\r\nX: y', "a__ filename=_b.htmlX_ y"],
    ["...", "file"],
    ["", "file"],
    ["\u0000\u0007", "file"],
    [".htaccess", "htaccess"],
    ["CON.txt", "_CON.txt"],
    ["lpt1", "_lpt1"],
    ["mail.eml. .", "mail.eml"],
    ["lane\n\t4.log", "lane4.log"],
    ["Grúa 4 – 港.pdf", "Grúa 4 – 港.pdf"],
  ])("%j is kept as %j", (given, kept) => expect(cleanFileName(given)).toBe(kept));

  test("a long one keeps its ending", () => {
    const kept = cleanFileName(`${"x".repeat(10_000)}.eml`);
    expect(kept).toHaveLength(evidenceLimits.nameChars);
    expect(kept.endsWith("x.eml")).toBe(true);
  });

  test("whatever comes, it is a bounded name without path or invisible parts, and clean already", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })), (given) => {
        const kept = cleanFileName(given);
        expect([...kept].length).toBeGreaterThan(0);
        expect([...kept].length).toBeLessThanOrEqual(evidenceLimits.nameChars + 1);
        expect(kept).not.toMatch(/[/\\<>:"|?*;\p{C}\p{Zl}\p{Zp}]|^[.\s]|[.\s]$/u);
        expect(cleanFileName(kept)).toBe(kept);
      }),
    );
  });
});

describe("what bytes are", () => {
  test("is told by them and not by a name", () => {
    expect(typeOf(png)).toBe("image/png");
    expect(typeOf(mail)).toBe("message/rfc822");
    expect(typeOf(Buffer.from("<html><script>alert(1)</script></html>"))).toBe("text/html");
    expect(typeOf(Buffer.from("%PDF-1.7 and more"))).toBe("application/pdf");
    expect(typeOf(Buffer.from("4d5a000000", "hex"))).toBe("application/vnd.microsoft.portable-executable");
    expect(typeOf(Buffer.from("00010203", "hex"))).toBe("application/octet-stream");
    expect(typeOf(Buffer.from("PK\u0003\u0004 [Content_Types].xml PK word/document.xml"))).toContain(
      "wordprocessingml",
    );
    expect(typeOf(Buffer.from("PK\u0003\u0004 lane.log"))).toBe("application/zip");
    const ole = Buffer.from("d0cf11e0a1b11ae1", "hex");
    expect(typeOf(ole)).toBe("application/x-ole-storage");
    expect(typeOf(Buffer.concat([ole, Buffer.from("__properties_version1.0", "utf16le")]))).toBe(
      "application/vnd.ms-outlook",
    );
  });

  test("two things at once are one of them", () => {
    const both = Buffer.concat([
      Buffer.from("GIF89a/*"),
      Buffer.from("*/=1;<script>alert(1)</script>%PDF-1.4"),
    ]);
    expect(typeOf(both)).toBe("application/pdf");
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        expect(typeOf(bytes)).toMatch(/^[a-z]+\/[\w.+-]+$/);
      }),
    );
  });
});

describe("bounds", () => {
  const file = (size: number): GivenEvidence => ({ name: "a", bytes: Buffer.alloc(size, "a") });
  const { files, fileBytes, allBytes } = evidenceLimits;
  test.each([
    ["a thousand files", Array.from({ length: 1000 }, () => file(1)), "1000 files"],
    ["one too many", Array.from({ length: files + 1 }, () => file(1)), "files"],
    ["one too large", [file(1), file(fileBytes + 1)], "evidence.1"],
    ["too much together", [file(fileBytes), file(allBytes - fileBytes), file(1)], "together"],
    ["an empty one", [file(0)], "evidence.0"],
  ])("%s is refused, with its place", (_what, given, words) => {
    const answer = checkEvidence(given, "center");
    expect(answer).toBeInstanceOf(Problem);
    expect((answer as Problem).detail).toContain(words);
  });

  test("a report of nobody has no files", () => {
    expect(code(checkEvidence([file(1)], "nobody"))).toBe("share.evidence-refused");
    expect(checkEvidence([], "nobody")).toEqual([]);
  });
});

describe("kept", () => {
  const clock = fixedClock(Date.UTC(2026, 10, 22, 10, 5, 0) * 1000);
  let state: State;
  let people: Record<"line" | "colleague" | "rail" | "operator" | "auditor", Person>;
  let line: Member;
  const gate = async () => openGate(await listMembers(state.db));
  const accepted = <T>(answer: T | Problem): T => {
    if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
    return answer;
  };
  const send = async (files: readonly GivenEvidence[], attribution = "center") =>
    sendReport(
      state,
      clock,
      await gate(),
      { person: people.line, member: line },
      {
        title: "A mail",
        text: "It came at noon",
        observables: [],
        tlp: "TLP:CLEAR",
        attribution,
        urgent: true,
      },
      "console",
      people.line.id,
      files,
    );
  const take = async (person: Person, id: string) => readEvidence(state, clock, await gate(), person, id);
  const read = async (person: Person, id: string) =>
    accepted(await readReport(state, clock, await gate(), person, id));
  const fileOf = (report: Report): string => report.evidence[0]?.id as string;
  const receipts = (id: string) =>
    state.db
      .selectFrom("release")
      .select(["rule", "recipient_id", "channel"])
      .where("object_id", "=", id)
      .execute();

  beforeAll(async () => {
    state = await openTestState();
    const { db } = state;
    const member = async (name: string) =>
      accepted(
        await addMember(db, clock, { name, sector: "railroad", networks: [], tlpCeiling: "TLP:AMBER" }),
      ).id;
    const person = async (role: string, memberId: string | null) =>
      accepted(await addPerson(db, clock, { name: "P", role, memberId }));
    const [lineId, railId] = [await member("Blue Anchor Lines"), await member("Rail Ramp West")];
    line = (await readMember(db, lineId)) as Member;
    people = {
      line: await person("analyst", lineId),
      colleague: await person("viewer", lineId),
      rail: await person("admin", railId),
      operator: await person("operator", null),
      auditor: await person("auditor", null),
    };
  }, 60_000);
  afterAll(() => state.close());

  test("byte by byte, for the own member and operators, each time with a receipt", async () => {
    const bytes = Buffer.concat([png, Buffer.from(Array.from({ length: 256 }, (_, at) => at))]);
    const report = accepted(await send([{ name: "..\\lane.png", bytes }]));
    const expected = {
      name: "lane.png",
      mediaType: "image/png",
      sizeBytes: bytes.length,
      sha256: sha256Hex(bytes),
    };
    expect(report.evidence).toMatchObject([expected]);
    for (const person of [people.line, people.colleague, people.operator]) {
      const taken = accepted(await take(person, fileOf(report)));
      expect(taken).toMatchObject(expected);
      expect(Buffer.from(taken.bytes).equals(bytes)).toBe(true);
    }
    expect(await receipts(fileOf(report))).toEqual([
      { rule: "own-member", recipient_id: people.line.id, channel: "file" },
      { rule: "own-member", recipient_id: people.colleague.id, channel: "file" },
      { rule: "operator", recipient_id: people.operator.id, channel: "file" },
    ]);
    const sent = (await listAudit(state.db, { limit: 50 })).find(({ kind }) => kind === "report-send");
    expect(JSON.parse(sent?.detail ?? "{}")).toMatchObject({ files: 1 });
  });

  test("to nobody else, as if it never was, and no report that others read tells of it", async () => {
    const report = accepted(await send([{ name: "lane.png", bytes: png }]));
    await releaseReports(state, clock, { gate: await gate(), members: await listMembers(state.db) });
    for (const person of [people.rail, people.auditor])
      expect(await take(person, fileOf(report))).toEqual(await take(person, "never"));
    expect(JSON.stringify(await read(people.rail, report.sharedId))).not.toContain("lane");
    expect((await read(people.rail, report.sharedId)).evidence).toEqual([]);
    expect((await read(people.operator, report.id)).evidence).toHaveLength(1);
    expect(await receipts(fileOf(report))).toEqual([]);
  });

  test("nothing, where it is refused", async () => {
    const count = () =>
      state.db
        .selectFrom("report")
        .select(({ fn }) => fn.countAll<number>().as("all"))
        .executeTakeFirstOrThrow();
    const before = await count();
    expect(code(await send([{ name: "lane.png", bytes: png }], "nobody"))).toBe("share.evidence-refused");
    expect(await count()).toEqual(before);
  });

  test("for its own member alone once it is withdrawn", async () => {
    const report = accepted(await send([{ name: "lane.png", bytes: png }]));
    const readers = { gate: await gate(), members: await listMembers(state.db) };
    expect(await withdrawReport(state, clock, readers, people.line, report.id)).toBeNull();
    expect(code(await take(people.operator, fileOf(report)))).toBe("share.evidence-unknown");
    expect((await read(people.operator, report.id)).evidence).toEqual([]);
    expect(code(await take(people.line, fileOf(report)))).toBe("taken");
  });

  test("beyond its member, like its report", async () => {
    const report = accepted(await send([{ name: "lane.png", bytes: png }]));
    accepted(await removeMember(state.db, clock, line.id));
    const known = openGate(await listMembers(state.db), [
      { id: line.id, name: line.name, networks: [], providers: [] },
    ]);
    expect(code(await readEvidence(state, clock, known, people.operator, fileOf(report)))).toBe("taken");
  });
});
