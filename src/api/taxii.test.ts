/** TAXII over HTTP: credentials, roots at addresses of their own, what each client sees, and bad input. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { addBasicUser, createToken, revokeToken } from "../members/index.js";
import type { Member } from "../model/index.js";
import { moveIn, readMovingIn } from "../share/index.js";
import { loadCommunity } from "../warn/index.js";
import { openServer, type Server } from "./server.js";
import { readBasic } from "./taxii.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let server: Server;
let one: Member;
let two: Member;
const accept = { accept: "application/taxii+json;version=2.1" };

beforeAll(async () => {
  center = await openTestCenter();
  one = await center.addMember("Pier One", ["203.0.113.0/28"]);
  two = await center.addMember("Beta Lines", ["203.0.113.16/28"]);
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
const token = async (memberId: string | null, scopes: readonly string[] = ["read", "report"]) =>
  given(await createToken(center.state.db, center.clock, { memberId, name: "client", scopes })).token;
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(`${server.address}${path}`, { ...init, headers: { ...accept, ...headers, ...(init.headers ?? {}) } });
const post = (path: string, headers: Record<string, string>, objects: unknown) =>
  ask(
    path,
    { ...headers, "content-type": "application/taxii+json;version=2.1" },
    {
      method: "POST",
      body: JSON.stringify({ objects }),
    },
  );
const indicator = (n: number, more: object = {}) => ({
  type: "indicator",
  spec_version: "2.1",
  id: `indicator--0000000${n}-0000-4000-8000-000000000000`,
  created: "2026-01-01T00:00:00.000Z",
  modified: "2026-01-01T00:00:00.000Z",
  pattern: "[ipv4-addr:value = '198.51.100.7']",
  pattern_type: "stix",
  valid_from: "2026-01-01T00:00:00.000Z",
  ...more,
});
const inbox = "/taxii2/port/collections/inbox/objects/";
const shared = "/taxii2/port/collections/shared/objects/";
const idsOf = async (response: Response) =>
  (((await response.json()) as { objects?: { id: string }[] }).objects ?? []).map(({ id }) =>
    id.slice(11, 19),
  );

describe("who may ask", () => {
  test("nobody without credentials, and the console's cookie is none", async () => {
    const session = await center.signIn(center.operator);
    for (const headers of [{}, { cookie: `breakwater_session=${session}` }]) {
      const response = await ask("/taxii2/", headers);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toContain("Basic");
      expect(response.headers.get("content-type")).toBe("application/taxii+json;version=2.1");
      expect(await response.json()).toMatchObject({ http_status: "401" });
    }
  });

  test("HEAD is answered, and a NUL anywhere is no fault of the center's", async () => {
    const made = given(
      await createToken(center.state.db, center.clock, { memberId: one.id, name: "h", scopes: ["read"] }),
    );
    const head = await ask("/taxii2/", bearer(made.token), { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const objects = "/taxii2/port/collections/indicators/objects/";
    const asked = [`${objects}a%00b/`, `${objects}?match[id]=a%00b`, "/taxii2/port/status/a%00b/"];
    const statuses = await Promise.all(
      asked.map(async (path) => (await ask(path, bearer(made.token))).status),
    );
    expect(statuses).toEqual([404, 400, 404]);
    expect((await ask("/taxii2/", basic("a\0b", "c"))).status).toBe(401);
  });

  test("a token as Bearer and as Basic's password; a revoked or made-up one is refused like none", async () => {
    const made = given(
      await createToken(center.state.db, center.clock, { memberId: one.id, name: "x", scopes: ["read"] }),
    );
    expect((await ask("/taxii2/", bearer(made.token))).status).toBe(200);
    expect((await ask("/taxii2/", basic("anything", made.token))).status).toBe(200);
    await revokeToken(center.state.db, center.clock, made.record.id);
    const none = await (await ask("/taxii2/")).text();
    for (const headers of [bearer(made.token), basic("x", made.token), bearer("bwt_made-up-token-of-length")])
      expect(await (await ask("/taxii2/", headers)).text()).toBe(none);
  });

  test("a program's name and password; its end is its token's", async () => {
    const input = { name: "siem", password: "Password0", memberId: one.id, scopes: ["read"] };
    const record = given(await addBasicUser(center.state.db, center.clock, input));
    expect((await ask("/taxii2/", basic("siem", "Password0"))).status).toBe(200);
    expect((await ask("/taxii2/", basic("siem", "Password1"))).status).toBe(401);
    expect((await ask("/taxii2/", basic("nobody", "Password0"))).status).toBe(401);
    expect(await addBasicUser(center.state.db, center.clock, input)).toBeInstanceOf(Problem);
    await revokeToken(center.state.db, center.clock, record.id);
    expect((await ask("/taxii2/", basic("siem", "Password0"))).status).toBe(401);
  });

  test("wrong passwords have to wait, whether the name is there or not", async () => {
    await addBasicUser(center.state.db, center.clock, {
      name: "guessed",
      password: "something long",
      memberId: null,
      scopes: ["read"],
    });
    for (const name of ["guessed", "not-there"]) {
      const statuses: number[] = [];
      for (let n = 0; n < 8; n += 1)
        statuses.push((await ask("/taxii2/", basic(name, `wrong ${n} wrong`))).status);
      expect(statuses.at(-1)).toBe(429);
    }
  });

  test.each([
    "Basic",
    "Basic !!!",
    "Basic bm8tY29sb24=",
    `Basic ${"A".repeat(5000)}`,
    "Digest x",
    "Basic YQBiOmM=",
  ])("a header that is no Basic is none: %s", (header) => expect(readBasic(header)).toBeNull());
});

describe("what a client sees", () => {
  test("its collections with its own rights, by the scopes of its token", async () => {
    const rights = async (headers: Record<string, string>) => {
      const response = await ask("/taxii2/port/collections/", headers);
      const { collections = [] } = (await response.json()) as {
        collections?: { alias: string; can_read: boolean; can_write: boolean }[];
      };
      return Object.fromEntries(collections.map((each) => [each.alias, [each.can_read, each.can_write]]));
    };
    expect(await rights(bearer(await token(null)))).toEqual({
      indicators: [true, false],
      shared: [true, true],
      inbox: [true, true],
    });
    expect(await rights(bearer(await token(one.id)))).toEqual({
      indicators: [true, false],
      shared: [true, false],
      inbox: [true, true],
    });
    expect(await rights(bearer(await token(one.id, ["read"])))).toEqual({
      indicators: [true, false],
      shared: [true, false],
      inbox: [true, false],
    });
    expect(await rights(bearer(await token(one.id, ["report"])))).toEqual({ inbox: [false, true] });
    // A token that may do neither sees no root at all.
    const ingest = bearer(await token(one.id, ["ingest"]));
    expect(await (await ask("/taxii2/", ingest)).json()).toEqual({ title: "Breakwater" });
    expect((await ask("/taxii2/port/", ingest)).status).toBe(404);
  });

  test("in the inbox what it gave itself; in the rest what the center gives, never what shows another", async () => {
    const [centers, ones, twos] = [
      bearer(await token(null)),
      bearer(await token(one.id)),
      bearer(await token(two.id)),
    ];
    expect((await post(inbox, ones, [indicator(1)])).status).toBe(202);
    expect((await post(inbox, twos, [indicator(2)])).status).toBe(202);
    await post(shared, centers, [
      indicator(3),
      indicator(4, { description: "Seen at Beta Lines" }),
      indicator(5, { object_marking_refs: ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"] }),
    ]);
    expect(await idsOf(await ask(inbox, ones))).toEqual(["00000001"]);
    expect(await idsOf(await ask(inbox, twos))).toEqual(["00000002"]);
    expect(await idsOf(await ask(inbox, centers))).toEqual(["00000001", "00000002"]);
    expect(await idsOf(await ask(shared, ones))).toEqual(["00000003"]);
    expect(await idsOf(await ask(shared, twos))).toEqual(["00000003", "00000004"]);
    expect((await post(shared, ones, [indicator(6)])).status).toBe(403);
    expect((await ask(`${shared}${indicator(4).id}/`, ones)).status).toBe(404);
  });

  test("a status only its own client reads", async () => {
    const mine = bearer(await token(one.id));
    const { id } = (await (await post(inbox, mine, [indicator(9)])).json()) as { id: string };
    expect((await ask(`/taxii2/port/status/${id}/`, mine)).status).toBe(200);
    expect((await ask(`/taxii2/port/status/${id}/`, bearer(await token(one.id)))).status).toBe(404);
    expect((await ask(`/taxii2/port/status/${id}/`, bearer(await token(two.id)))).status).toBe(404);
  });
});

describe("bad input", () => {
  test.each([
    ["no JSON", "{", 422],
    ["no envelope", "[]", 422],
    ["an object that nests too deep", `{"objects":[${"[".repeat(55)}${"]".repeat(55)}]}`, 202],
    ["deep nesting", `{"objects":[${"[".repeat(100_000)}${"]".repeat(100_000)}]}`, 422],
    ["too large", `{"x":"${"a".repeat(11 * 1024 * 1024)}"}`, 413],
  ])("%s is answered as TAXII has it", async (_name, body, status) => {
    const headers = { ...bearer(await token(one.id)), "content-type": "application/taxii+json" };
    const response = await ask(inbox, headers, { method: "POST", body });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/taxii+json;version=2.1");
  });

  test("another media type is 415, another method 405, an address without its slash 404", async () => {
    const mine = bearer(await token(one.id));
    const json = { ...mine, "content-type": "application/json" };
    expect((await ask(inbox, json, { method: "POST", body: "{}" })).status).toBe(415);
    expect((await ask(inbox, mine, { method: "PUT" })).status).toBe(405);
    expect((await ask("/taxii2", mine)).status).toBe(404);
    expect((await ask(inbox.slice(0, -1), mine)).status).toBe(404);
  });
});

describe("what another server kept", () => {
  const object = (n: number, modified: string) => indicator(n, { modified });
  const entry = (n: number, version: string, date: string) => ({
    id: indicator(n).id,
    version,
    date_added: date,
    media_type: "application/stix+json;version=2.1",
  });
  const [first, second] = ["2020-01-01T00:00:00.000Z", "2020-01-02T00:00:00.000Z"] as const;
  const file = {
    "/discovery": { title: "Old", api_roots: ["http://localhost:5000/trustgroup1/"] },
    trustgroup1: {
      information: { title: "Trust group", versions: [], max_content_length: 1000 },
      status: [
        { id: "2d086da7-4bdc-4f91-900e-d77486753710", status: "pending", total_count: 1 },
        { id: "no" },
      ],
      collections: [
        {
          id: "91a7b528-80eb-42ed-a74d-c6fbd5a26116",
          title: "High",
          can_read: true,
          can_write: true,
          media_types: ["application/stix+json;version=2.1"],
          objects: [
            object(1, first),
            object(1, second),
            object(2, first),
            object(3, first),
            object(3, first),
            7,
          ],
          manifest: [
            entry(1, first, "2020-02-01T00:00:00.000000Z"),
            entry(1, second, "2020-02-02T00:00:00.000000Z"),
            entry(2, first, "2020-02-02T00:00:00.000000Z"),
          ],
        },
        { id: "64993447-4d7e-4f70-b94d-d7f33742ee63", title: "Secret", can_read: false, can_write: false },
      ],
    },
    other: 7,
  };
  const moving = async (content: unknown) => {
    const { gate } = await loadCommunity(center.state.db);
    const parts = { state: center.state, clock: center.clock, gate };
    const read = readMovingIn(typeof content === "string" ? content : JSON.stringify(content));
    return read instanceof Problem ? read : moveIn(parts, read, { unmarkedTlp: "TLP:GREEN", actor: "test" });
  };

  test("is answered where it was, with its dates; what could not be taken over is named", async () => {
    const moved = given(await moving(file));
    expect(moved.roots).toEqual([{ path: "/trustgroup1/", collections: 2, objects: 4, statuses: 1 }]);
    expect(moved.passedOver.map(({ place }) => place)).toEqual([
      "trustgroup1.collections[0].objects[4]",
      "trustgroup1.collections[0].objects[5]",
      "trustgroup1.status[1]",
      "other",
    ]);
    const mine = bearer(await token(one.id));
    // The address is found within two seconds of its making.
    await expect
      .poll(async () => (await ask("/trustgroup1/", mine)).status, { timeout: 10_000, interval: 300 })
      .toBe(200);
    const collections = await (await ask("/trustgroup1/collections/", mine)).json();
    expect((collections as { collections: object[] }).collections).toHaveLength(1);
    const manifest = await ask(
      "/trustgroup1/collections/91a7b528-80eb-42ed-a74d-c6fbd5a26116/manifest/?match[version]=all",
      mine,
    );
    const { objects } = (await manifest.json()) as { objects: { id: string; date_added: string }[] };
    expect(objects.map(({ id, date_added }) => `${id.slice(11, 19)} ${date_added}`).slice(0, 3)).toEqual([
      "00000001 2020-02-01T00:00:00.000000Z",
      "00000001 2020-02-02T00:00:00.000000Z",
      // Two had one time; the step between them is drawn.
      expect.stringMatching(/^00000002 2020-02-02T00:00:00\.00(?!0000)\d{4}Z$/),
    ]);
    const centers = bearer(await token(null));
    const status = await ask("/trustgroup1/status/2d086da7-4bdc-4f91-900e-d77486753710/", centers);
    expect(await status.json()).toMatchObject({ status: "pending" });
    const secret = "/trustgroup1/collections/64993447-4d7e-4f70-b94d-d7f33742ee63/";
    for (const headers of [mine, centers]) expect((await ask(secret, headers)).status).toBe(404);
  });

  test("a second time it is told to be there, not to be another kind of file", async () => {
    const again = await moving(file);
    expect(again).toMatchObject({ code: "share.taxii-taken" });
    expect((again as Problem).detail).toContain("trustgroup1.collections[0]");
  });

  test.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["no root", { "/discovery": {} }],
    [
      "a root at the center's own address",
      { api: { information: {} }, "/discovery": { api_roots: ["/api/"] } },
    ],
    ["a path that climbs", { "..": { information: {} } }],
    ["a collection without an id", { r1: { information: { title: "t" }, collections: [{ title: "t" }] } }],
    ["a collection that is none", { r2: { information: { title: "t" }, collections: [7] } }],
  ])("a file with a fault changes nothing: %s", async (_name, content) => {
    const roots = async () =>
      (await center.state.db.selectFrom("taxii_root").select("path").execute()).length;
    const before = await roots();
    expect(await moving(content)).toBeInstanceOf(Problem);
    expect(await roots()).toBe(before);
  });
});
