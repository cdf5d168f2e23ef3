/** The MISP feed over HTTP: credentials as MISPs have them, what each token reads, conditions and bad input. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { importEntries } from "../intel/index.js";
import { addBasicUser, createToken, revokeToken } from "../members/index.js";
import type { Member } from "../model/index.js";
import { syncClaims, syncMispEvents } from "../share/index.js";
import { openServer, type Server } from "./server.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let server: Server;
let one: Member;
let two: Member;

beforeAll(async () => {
  center = await openTestCenter();
  one = await center.addMember("Pier One", ["203.0.113.0/28"]);
  two = await center.addMember("Beta Lines", ["203.0.113.16/28"]);
  const source = { name: "List", tlp: "TLP:GREEN", confidence: 50, mark: null } as const;
  const values = ["bad.example", "203.0.113.17.example"];
  const entries = values.map((value, at) => ({
    observable: { type: "domain", value } as const,
    claim: {},
    line: at,
  }));
  const own = { observable: { type: "ipv4", value: "203.0.113.17" } as const, claim: {}, line: 3 };
  await importEntries(center.state, center.clock, source, [...entries, own]);
  await syncClaims(center.state, center.clock);
  await syncMispEvents(center.state, center.clock);
  server = await openServer({
    center,
    ingest: (_request, response) => void response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
}, 60_000);
afterAll(async () => {
  await server.close();
  await center.close();
});

const given = <T>(answer: T | Problem): T => {
  if (answer instanceof Problem) throw new Error(answer.detail);
  return answer;
};
const token = async (memberId: string | null, scopes: readonly string[] = ["read"]) =>
  given(await createToken(center.state.db, center.clock, { memberId, name: "misp", scopes }));
const basic = (name: string, password: string) =>
  `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
const ask = (file: string, authorization: string | null, headers: Record<string, string> = {}) =>
  fetch(`${server.address}/misp/feed/${file}`, {
    headers: { ...headers, ...(authorization === null ? {} : { authorization }) },
    redirect: "manual",
  });

test("the folder alone says what is in it", async () => {
  const { token: secret } = await token(one.id);
  for (const address of ["/misp/feed", "/misp/feed/"]) {
    const response = await fetch(`${server.address}${address}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect([address, response.status]).toEqual([address, 404]);
    expect(await response.text()).toContain("manifest.json in it");
  }
});

describe("who may ask", () => {
  test("a token as Bearer, as Basic's password, or alone as a MISP sends its keys; a program's name and password", async () => {
    const { token: secret } = await token(one.id);
    const user = { name: "misp", password: "Password0", memberId: one.id, scopes: ["read"] };
    given(await addBasicUser(center.state.db, center.clock, user));
    for (const header of [`Bearer ${secret}`, basic("any", secret), secret, basic("misp", "Password0")])
      expect((await ask("manifest.json", header)).status).toBe(200);
  });

  test("nobody without, and whatever is wrong is told as little as what is missing", async () => {
    const made = await token(one.id);
    await revokeToken(center.state.db, center.clock, made.record.id);
    const session = await center.signIn(center.operator);
    const without = async (response: Response) => {
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toContain("Basic");
      const { instance: _, ...body } = (await response.json()) as Record<string, unknown>;
      return body;
    };
    const none = await without(await ask("manifest.json", null));
    for (const header of [
      made.token,
      `Bearer ${made.token}`,
      "bwt_made-up",
      basic("x", "y"),
      "Digest x",
      "\u00ff",
    ])
      expect(await without(await ask("manifest.json", header))).toEqual(none);
    expect(await without(await ask("x.json", null, { cookie: `breakwater_session=${session}` }))).toEqual(
      none,
    );
  });

  test("a token that may only report or bring telemetry reads nothing", async () => {
    const { token: secret } = await token(one.id, ["report", "ingest"]);
    const response = await ask("manifest.json", secret);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain("List");
  });
});

describe("what it reads", () => {
  let key = "";
  beforeEach(async () => {
    key = (await token(one.id)).token;
  });
  const manifestOf = async (secret: string) =>
    (await (await ask("manifest.json", secret)).json()) as Record<string, { timestamp: string }>;

  test("its own part of the feed, also where the feed's address ends in a slash", async () => {
    const [uuid = ""] = Object.keys(await manifestOf(key));
    const response = await ask(`/${uuid}.json`, key);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const body = await response.text();
    expect(body).toContain('"bad.example"');
    expect(body).not.toContain('"203.0.113.17"');
    const other = await (await ask(`${uuid}.json`, (await token(two.id)).token)).text();
    expect(other).toContain('"203.0.113.17"');
    const hashes = await ask("hashes.csv", key);
    expect(hashes.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(
      (await hashes.text())
        .trim()
        .split("\n")
        .every((line) => line.endsWith(`,${uuid}`)),
    ).toBe(true);
  });

  test("what it has already is 304, without a body", async () => {
    for (const file of ["manifest.json", "hashes.csv", `${Object.keys(await manifestOf(key))[0]}.json`]) {
      const first = await ask(file, key);
      const etag = first.headers.get("etag") ?? "";
      expect(first.headers.get("last-modified")).toMatch(/GMT$/);
      const again = await ask(file, key, { "if-none-match": etag });
      expect([again.status, await again.text()]).toEqual([304, ""]);
      expect((await ask(file, key, { "if-none-match": '"other"' })).status).toBe(200);
    }
  });

  test.each([
    ...[
      "",
      "..%2fmanifest.json",
      "%2e%2e/api/members",
      "manifest.json%00",
      "x".repeat(5000),
      "manifest.json/x",
    ],
    ...["00000000-0000-4000-8000-000000000000.json", "constructor", "%zz"],
  ])("another file is not there: %s", async (file) => {
    const response = await ask(file, key);
    expect([400, 404, 414]).toContain(response.status);
    expect(response.headers.get("content-type")).toContain("problem+json");
  });

  test("nothing is given to it", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const address = `${server.address}/misp/feed/manifest.json`;
      const response = await fetch(address, { method, headers: { authorization: key } });
      expect(response.status).toBe(404);
    }
  });
});
