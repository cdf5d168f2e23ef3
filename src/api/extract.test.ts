/** Extraction over HTTP: pasted texts and files, who may, how large, and what bad input gets. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callAction } from "./calling.js";
import { uploadBytesMax } from "./limits.js";
import { openServer, type Server } from "./server.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let server: Server;
let cookie: string;

beforeAll(async () => {
  center = await openTestCenter();
  server = await openServer({
    center,
    ingest: (_request, response) => response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
  const member = await center.addMember("Acme", []);
  cookie = `breakwater_session=${await center.signIn(await center.addPerson("ana", "analyst", member.id))}`;
}, 60_000);
afterAll(async () => {
  await server.close();
  await center.close();
});

async function post(body: object | string, headers: Record<string, string> = { cookie }) {
  const response = await fetch(`${server.address}/api/intel/extract`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("extraction over HTTP", () => {
  test("answers the observables of a pasted text, allow-listed ones left out", async () => {
    const { status, body } = await post({ text: "evil[.]top, allowed[.]example" });
    expect(status).toBe(200);
    expect(body["observables"]).toEqual([
      { kind: "domain", value: "evil.top", text: "evil[.]top", line: 1, confidence: expect.any(Number) },
    ]);
    expect(body["notes"]).toEqual(["1 value was left out as they stand on an allow list."]);
  });

  test("leaves out what is the caller's own, and finds the look-alike beside it", async () => {
    const [bee] = await center.state.db
      .selectFrom("person")
      .select(["id", "member_id"])
      .where("name", "=", "ana")
      .execute();
    const memberId = bee?.member_id ?? "";
    await center.state.db
      .updateTable("person")
      .set({ email: "ana@pier7-terminal.com" })
      .where("id", "=", bee?.id ?? "")
      .execute();
    for (const [kind, value] of [
      ["domain", "pier7.com"],
      ["network", "198.51.100.0/28"],
    ] as const)
      await callAction(center, { person: center.operator, sessionHash: null }, "exposure-add", {
        memberId,
        kind,
        value,
      });
    const own =
      "From: Ana <ana@pier7-terminal.com>, gate@pier7-terminal.com, https://portal.pier7.com/x, 198[.]51[.]100[.]9, www[.]pier7[.]com";
    const { body } = await post({
      text: `${own}\nFrom: Billing <b@pier7-pay.com>\nhxxp://pier7-pay[.]com/x`,
    });
    const found = (body["observables"] as readonly { value: string }[]).map(({ value }) => value);
    expect(found).toEqual(["b@pier7-pay.com", "http://pier7-pay.com/x"]);
    expect(body["notes"]).toEqual(["5 values were left out as the publisher's or the reporter's own."]);
  });

  test("answers those of a file", async () => {
    const { body } = await post({ file: base64("hxxp://evil[.]top/x"), fileName: "notes.pdf" });
    expect(body["observables"]).toMatchObject([{ kind: "url", value: "http://evil.top/x" }]);
  });

  test.each([
    ["neither text nor file", {}, 422, "api.input-invalid"],
    ["both", { text: "a", file: "YQ==" }, 422, "api.input-invalid"],
    ["no base64", { file: "%%%%" }, 422, "api.input-invalid"],
    ["an empty text", { text: "" }, 422, "api.input-invalid"],
    [
      "a picture",
      { file: Buffer.from("89504e470d0a1a0a00", "hex").toString("base64") },
      415,
      "intel.document-unread",
    ],
    [
      "an old document",
      { file: Buffer.from("d0cf11e0a1b11ae100", "hex").toString("base64") },
      415,
      "intel.document-unread",
    ],
  ])("%s is refused", async (_name, body, status, code) => {
    const answer = await post(body);
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
  });

  test("ten mebibytes are taken, fifty are refused", async () => {
    const file = Buffer.alloc(10 * 2 ** 20, "word ").toString("base64");
    expect((await post({ file })).status).toBe(200);
    const refused = await post(`{"text":"${"x".repeat(uploadBytesMax)}"}`).catch(() => ({ status: 413 }));
    expect(refused.status).toBe(413);
    const tooLarge = await callAction(
      center,
      { person: center.operator, sessionHash: null },
      "intel-extract",
      {
        file: Buffer.alloc(10 * 2 ** 20 + 1, "word ").toString("base64"),
      },
    );
    expect(tooLarge).toMatchObject({ code: "intel.report-too-large" });
  });

  test("nobody without a session is read a byte from", async () => {
    const { status, body } = await post({ text: "evil[.]top" }, {});
    expect([status, body["code"]]).toEqual([401, "api.not-signed-in"]);
  });
});
