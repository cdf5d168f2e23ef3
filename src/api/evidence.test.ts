/** Files of reports as a browser and a program meet them: what comes in, what is refused, and how one is handed out. */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { pdfOf, zipOf } from "../intel/extract/testing.js";
import { createToken } from "../members/index.js";
import { uploadsAtOnce } from "./limits.js";
import { openServer, type Server } from "./server.js";
import { openTestCenter, type TestCenter } from "./testing.js";
import type { ReportRow } from "./types.js";

let center: TestCenter;
let server: Server;
let cookies: Record<"ours" | "colleague" | "theirs" | "operator", string>;
let token: string;

beforeAll(async () => {
  center = await openTestCenter();
  server = await openServer({
    center,
    ingest: (_request, response) => response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
  const line = await center.addMember("Blue Anchor Lines", ["203.0.113.0/24"]);
  const rail = await center.addMember("Rail Ramp West", ["198.51.100.0/24"]);
  const cookieOf = async (role: "viewer" | "analyst" | "admin", memberId: string) =>
    `breakwater_session=${await center.signIn(await center.addPerson("P", role, memberId))}`;
  cookies = {
    ours: await cookieOf("analyst", line.id),
    colleague: await cookieOf("viewer", line.id),
    theirs: await cookieOf("admin", rail.id),
    operator: `breakwater_session=${await center.signIn(center.operator)}`,
  };
  const made = await createToken(center.state.db, center.clock, {
    memberId: line.id,
    name: "reporter",
    scopes: ["report", "read"],
  });
  if (made instanceof Problem) throw new Error(made.detail);
  token = made.token;
}, 60_000);
afterAll(async () => {
  await server.close();
  await center.close();
});

const call = (path: string, headers: Record<string, string>, body?: unknown) =>
  fetch(`${server.address}/api${path}`, {
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
const as = (who: keyof typeof cookies) => ({ cookie: cookies[who] });
const file = (name: string, bytes: Uint8Array | string) => ({
  name,
  content: Buffer.from(bytes).toString("base64"),
});
const send = async (evidence: readonly object[], more: object = {}) =>
  call("/reports", as("ours"), { title: "A mail", text: "At noon", urgent: true, evidence, ...more });
const sent = async (evidence: readonly object[]) => (await (await send(evidence)).json()) as ReportRow;
const problem = async (answer: Response) =>
  (await answer.json()) as { readonly code: string; readonly detail: string };

const page = "<html><script>fetch('/api/session')</script></html>";
/** A picture, a page and a document at once. */
const polyglot = Buffer.concat([Buffer.from(`GIF89a/*${page}*/=1;`), pdfOf([[10, 10, "evil[.]top"]])]);

describe("a file", () => {
  test("comes back byte by byte, to be saved and never shown", async () => {
    const { evidence } = await sent([file("../gate/lane 4 ‮gnp.html", page), file("both.gif", polyglot)]);
    expect(evidence).toMatchObject([
      { name: "lane 4 gnp.html", mediaType: "text/html", sizeBytes: page.length },
      { name: "both.gif", mediaType: "application/pdf", sizeBytes: polyglot.length },
    ]);
    const answer = await call(`/evidence/${evidence[0]?.id}`, as("colleague"));
    expect(await answer.text()).toBe(page);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="lane 4 gnp.html"; filename*=UTF-8''lane%204%20gnp.html`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    const other = await call(`/evidence/${evidence[1]?.id}`, as("operator"));
    expect(Buffer.from(await other.arrayBuffer()).equals(polyglot)).toBe(true);
  });

  test.each([
    [
      "Grúa 4 – 港.pdf",
      `filename="Gr_a 4 _ _.pdf"; filename*=UTF-8''Gr%C3%BAa%204%20%E2%80%93%20%E6%B8%AF.pdf`,
    ],
    [
      'a"b\r\nset-cookie: x=1.eml',
      `filename="a_bset-cookie_ x=1.eml"; filename*=UTF-8''a_bset-cookie_%20x%3D1.eml`,
    ],
    ["it's (a) 100%.txt", `filename="it's (a) 100_.txt"; filename*=UTF-8''it%27s%20%28a%29%20100_.txt`],
  ])("named %j breaks no header", async (name, written) => {
    const { evidence } = await sent([file(name, "x")]);
    const answer = await call(`/evidence/${evidence[0]?.id}`, as("ours"));
    expect(answer.headers.get("content-disposition")).toBe(`attachment; ${written}`);
  });

  test("is for nobody else, and answers as if it never was", async () => {
    const { evidence } = await sent([file("lane.txt", "Lane 4")]);
    const [theirs, never] = await Promise.all(
      [evidence[0]?.id, "00000000-0000-4000-8000-000000000000"].map(async (id) => {
        const answer = await call(`/evidence/${id}`, as("theirs"));
        return { status: answer.status, ...(await problem(answer)), instance: "" };
      }),
    );
    expect(theirs).toEqual(never);
    expect(theirs?.code).toBe("share.evidence-unknown");
    expect((await call(`/evidence/${evidence[0]?.id}`, {})).status).toBe(401);
    const list = await (await call("/reports", as("theirs"))).text();
    expect(list).not.toContain("lane");
  });

  test("of 10,000 characters of name is kept under a short one, and a zip bomb as it is, unopened", async () => {
    const bomb = zipOf({ "[Content_Types].xml": "", "word/document.xml": new Uint8Array(80 * 2 ** 20) });
    const { evidence } = await sent([file(`${"long".repeat(2_500)}.eml`, "x"), file("bomb.docx", bomb)]);
    expect(evidence[0]?.name).toHaveLength(120);
    expect(evidence[1]).toMatchObject({
      sizeBytes: bomb.length,
      mediaType: expect.stringContaining("wordprocessing"),
    });
    const read = await call("/intel/extract", as("ours"), { file: file("", bomb).content });
    expect((await problem(read)).code).toMatch(/^intel\./);
  });

  test("comes by a program, too", async () => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await call("/reports", headers, { title: "A log", evidence: [file("a.log", "lane 4")] });
    const { evidence } = (await answer.json()) as ReportRow;
    expect(await (await call(`/evidence/${evidence[0]?.id}`, headers)).text()).toBe("lane 4");
  });
});

describe("refused", () => {
  test("are a thousand files, what is no base64, nothing, one too large, and files of nobody", async () => {
    const cases: readonly (readonly [readonly object[], object, string, RegExp])[] = [
      [Array.from({ length: 1000 }, () => file("a", "a")), {}, "api.input-invalid", /At most 10 files/],
      [[{ name: "a", content: "<script>" }], {}, "api.input-invalid", /evidence\.0\.content: is not base64/],
      [[{ name: "a", content: "" }], {}, "api.input-invalid", /There is nothing in it/],
      [[file("a", Buffer.alloc(10 * 2 ** 20 + 1))], {}, "share.evidence-refused", /evidence\.0: .*10 MB/],
      [[file("a", Buffer.alloc(11 * 2 ** 20))], {}, "api.input-invalid", /A file has at most 10 MB/],
      [[file("a", "a")], { attribution: "nobody" }, "share.evidence-refused", /shows whose it is/],
    ];
    for (const [evidence, more, code, words] of cases) {
      const answer = await problem(await send(evidence, more));
      expect(answer).toMatchObject({ code, detail: expect.stringMatching(words) });
    }
    const rows = await center.state.db.selectFrom("report_evidence").select("id").execute();
    const named = await center.state.db.selectFrom("report").select("report").execute();
    const known = named.flatMap(({ report }) => (report as ReportRow).evidence.map(({ id }) => id));
    expect(rows.map(({ id }) => id).sort()).toEqual(known.sort());
  });

  test("is a report of 50 MB, before its body has come", async () => {
    const { hostname, port } = new URL(server.address);
    const socket = connect(Number(port), hostname);
    const answered = new Promise<string>((resolve) => {
      let text = "";
      socket.on("data", (data) => {
        text += data;
        if (text.includes("}")) resolve(text);
      });
    });
    socket.write(
      `POST /api/reports HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${cookies.ours}\r\n` +
        `Content-Type: application/json\r\nContent-Length: 52428800\r\n\r\n{"title":"A`,
    );
    const text = await answered;
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toContain('"code":"api.body-too-large"');
    expect(text).toContain("The body is over 28 MB.");
    socket.destroy();
  });

  test("is what comes from nobody, and more at once than a company may send; another's is taken", async () => {
    const { hostname, port } = new URL(server.address);
    const begin = (cookie: string) => {
      const socket = connect(Number(port), hostname);
      socket.write(
        `POST /api/reports HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${cookie}\r\n` +
          `Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"title":"A`,
      );
      return socket;
    };
    const under = Array.from({ length: uploadsAtOnce }, () => begin(cookies.ours));
    const codeOf = async (answer: Response) => (answer.ok ? "taken" : (await problem(answer)).code);
    await expect.poll(async () => codeOf(await send([])), { timeout: 20_000 }).toBe("api.uploads-full");
    expect(await codeOf(await call("/reports", as("theirs"), { title: "Ours" }))).toBe("taken");
    for (const socket of under) socket.destroy();
    await expect.poll(async () => codeOf(await send([])), { timeout: 20_000 }).toBe("taken");
  });
});

test("a preview says who would get the files: the center's operators alone", async () => {
  const preview = async (more: object) =>
    (await (
      await call("/reports/preview", as("ours"), { title: "A mail", tlp: "TLP:CLEAR", ...more })
    ).json()) as {
      readonly code?: string;
      readonly readers: readonly {
        readonly to: string;
        readonly form: object | null;
        readonly withEvidence: boolean;
      }[];
    };
  const { readers } = await preview({ withEvidence: true });
  expect(readers.filter(({ withEvidence }) => withEvidence).map(({ to }) => to)).toEqual([
    "The center's operators",
  ]);
  expect(readers.filter(({ form }) => form !== null).length).toBeGreaterThan(1);
  expect((await preview({})).readers.some(({ withEvidence }) => withEvidence)).toBe(false);
  expect(await preview({ withEvidence: true, attribution: "nobody" })).toMatchObject({
    code: "share.evidence-refused",
  });
  const red = await preview({ tlp: "TLP:RED", namedMails: ["chief@rail.example"] });
  expect(red.readers.filter(({ form }) => form !== null).map(({ to }) => to)).toEqual([
    "The center's operators",
    "The people you named, where the center knows them",
  ]);
});
