/** The server as a browser and a program meet it: roles, problems, origin, cookies, headers. */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { createSession, createSignInLink, createToken } from "../members/index.js";
import type { Role } from "../model/index.js";
import { actions } from "./actions/index.js";
import { openServer, type Server } from "./server.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let server: Server;
const ingested: string[] = [];

beforeAll(async () => {
  const opened = await openTestCenter();
  const operator = { person: opened.operator, sessionHash: null } as const;
  center = { ...opened, localCaller: async (token) => (token === "this-run" ? operator : null) };
  server = await openServer({
    center,
    ingest: (request, response) => {
      ingested.push(request.url ?? "");
      response.end("taken");
    },
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
}, 60_000);
afterAll(async () => {
  await server.close();
  await center.close();
});

const cookieOf = async (
  name: string,
  role: "viewer" | "analyst" | "admin" | "operator",
  memberId: string | null,
) => `breakwater_session=${await center.signIn(await center.addPerson(name, role, memberId))}`;

const call = (path: string, init: RequestInit & { cookie?: string } = {}) =>
  fetch(`${server.address}${path}`, {
    ...init,
    headers: { ...(init.cookie === undefined ? {} : { cookie: init.cookie }), ...init.headers },
  });

/** Actions for everybody whose input the sample below is not, or that need another address than one of numbers. */
const wantsMore = new Set([
  "own-mail-set",
  "own-confirm",
  "own-password-set",
  "own-passkey-begin",
  "own-passkey-add",
  "own-passkey-remove",
]);

const sample = (path: string) =>
  path.replace(":list", "zones").replace(/:[a-z]+/gi, "00000000-0000-4000-8000-000000000000");

describe("who may call", () => {
  test.each(actions.map((action) => [action.id, action] as const))("%s has roles", (_id, action) => {
    expect(action.roles === "public" || action.roles.length > 0).toBe(true);
    expect(action.roles === "public").toBe(
      action.id.startsWith("sign-in") || ["invitation-open", "invitation-accept"].includes(action.id),
    );
  });

  test.each(actions.filter((a) => a.roles !== "public").map((a) => [a.id, a] as const))(
    "%s refuses who is not signed in",
    async (_id, action) => {
      const body = action.method === "GET" || action.method === "DELETE" ? {} : { body: "{}" };
      const answer = await call(`/api${sample(action.path)}`, {
        method: action.method,
        ...body,
        headers: "body" in body ? { "content-type": "application/json" } : {},
      });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      expect(await answer.json()).toMatchObject({ code: "api.not-signed-in" });
    },
  );

  test("a member's viewer is refused what is not for viewers, and finds nothing of others", async () => {
    const own = await center.addMember("Terminal One", ["10.1.0.0/16"]);
    const cookie = await cookieOf("Vera", "viewer", own.id);
    for (const action of actions.filter(
      (a) => a.roles !== "public" && (a.session === undefined || a.session === "revokes"),
    )) {
      const hasBody = action.method !== "GET" && action.method !== "DELETE";
      const answer = await call(`/api${sample(action.path)}`, {
        method: action.method,
        cookie,
        ...(hasBody ? { body: JSON.stringify({ kind: "on it", text: "203.0.113.9" }) } : {}),
        headers: hasBody ? { "content-type": "application/json" } : {},
      });
      const allowed = (action.roles as readonly string[]).includes("viewer");
      if (!allowed) expect([action.id, answer.status]).toEqual([action.id, 403]);
      else if (action.path.includes(":")) expect([action.id, answer.status]).toEqual([action.id, 404]);
      else if (wantsMore.has(action.id)) expect([action.id, answer.status]).toEqual([action.id, 422]);
      else expect([action.id, answer.status]).toEqual([action.id, 200]);
    }
  });

  test("an admin makes links for the own member's people only", async () => {
    const own = await center.addMember("Terminal Two", ["10.2.0.0/16"]);
    const cookie = await cookieOf("Ada", "admin", own.id);
    const link = (id: string) =>
      call(`/api/people/${id}/link`, {
        method: "POST",
        cookie,
        body: "{}",
        headers: { "content-type": "application/json" },
      });
    const colleague = await center.addPerson("Col", "viewer", own.id);
    expect((await link(colleague.id)).status).toBe(200);
    expect((await link(center.operator.id)).status).toBe(404);
  });

  test("an admin can't make a token or a person for another member", async () => {
    const own = await center.addMember("Terminal Three", ["10.3.0.0/16"]);
    const other = await center.addMember("Terminal Four", ["10.4.0.0/16"]);
    const cookie = await cookieOf("Adam", "admin", own.id);
    const send = (path: string, body: object) =>
      call(path, {
        method: "POST",
        cookie,
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      });
    const made = await (
      await send("/api/tokens", { memberId: other.id, name: "x", scopes: ["ingest"] })
    ).json();
    expect(made).toMatchObject({ record: { memberId: own.id } });
    expect((await send("/api/people", { memberId: other.id, name: "x", role: "viewer" })).status).toBe(403);
    expect((await send("/api/people", { name: "x", role: "operator" })).status).toBe(422);
  });
});

describe("before the second factor is met", () => {
  test.each(actions.filter((a) => a.roles !== "public").map((a) => [a.id, a] as const))(
    "%s",
    async (_id, action) => {
      const token = await createSession(center.state.db, center.clock, center.operator.id);
      const hasBody = action.method !== "GET" && action.method !== "DELETE";
      const answer = await call(`/api${sample(action.path)}`, {
        method: action.method,
        cookie: `breakwater_session=${token}`,
        ...(hasBody ? { body: "{}", headers: { "content-type": "application/json" } } : {}),
      });
      const { code } = (await answer.json()) as { code?: string };
      const mine = action.id.startsWith("own-") || ["session-read", "sign-out"].includes(action.id);
      if (!mine) expect(code).toBe("api.second-factor-needed");
      if (action.beforeSecondFactor) expect(mine && code !== "api.second-factor-needed").toBe(true);
    },
  );

  test("a session by link sees neither the live stream nor what was found in the metrics", async () => {
    const token = await createSession(center.state.db, center.clock, center.operator.id);
    const cookie = `breakwater_session=${token}`;
    expect((await call("/api/live", { cookie })).status).toBe(403);
    expect(await (await call("/metrics", { cookie })).text()).not.toContain("breakwater_hits_total");
    expect(await (await call("/api/session", { cookie })).json()).toMatchObject({ secondFactorNeeded: true });
  });
});

describe("API tokens", () => {
  const bearerOf = async (memberId: string | null, scopes: readonly string[]) => {
    const made = await createToken(center.state.db, center.clock, { memberId, name: "program", scopes });
    if (made instanceof Problem) throw new Error(made.detail);
    return { authorization: `Bearer ${made.token}` };
  };

  test.each(actions.filter((a) => a.roles !== "public").map((a) => [a.id, a] as const))(
    "%s is open to a token only by its scope, never beyond its member",
    async (_id, action) => {
      const own = await center.addMember(`Terminal ${action.id}`, []);
      const send = async (headers: Record<string, string>) =>
        (await (
          await call(`/api${sample(action.path)}`, {
            method: action.method,
            ...(action.method === "GET" || action.method === "DELETE"
              ? { headers }
              : { headers: { ...headers, "content-type": "application/json" }, body: "{}" }),
          })
        ).json()) as { code?: string };
      const none = await send(await bearerOf(own.id, ["ingest", "metrics"]));
      expect(none.code).toBe("members.token-scope");
      const all = await send(await bearerOf(own.id, ["ingest", "read", "report"]));
      if (action.scope === undefined) expect(all.code).toBe("members.token-scope");
      else expect(all.code).not.toBe("members.token-scope");
      if (action.scope !== undefined)
        expect(action.id).toMatch(/-(list|read|search|lookup|explain|send|preview|withdraw|releases)$/);
    },
  );

  test("an unknown token is told so, and none signs anybody in or opens a stream", async () => {
    const headers = await bearerOf(null, ["read"]);
    const wrong = { authorization: `Bearer bwt_${"x".repeat(43)}` };
    expect(await (await call("/api/now", { headers: wrong })).json()).toMatchObject({
      code: "members.token-refused",
    });
    expect((await call("/api/now", { headers })).status).toBe(200);
    expect((await call("/api/live", { headers })).status).toBe(401);
    expect(await (await call("/api/own", { headers })).json()).toMatchObject({ code: "members.token-scope" });
  });
});

describe("signing in", () => {
  const signIn = (token: string, headers: Record<string, string> = {}) =>
    call("/api/sign-in", {
      method: "POST",
      body: JSON.stringify({ token }),
      headers: { "content-type": "application/json", ...headers },
    });

  test("a link works once, its cookie is closed to scripts and other sites", async () => {
    const token = (await createSignInLink(center.state.db, center.clock, center.operator.id)) as string;
    const answer = await signIn(token);
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^breakwater_session=bws_[^;]+;.*HttpOnly; SameSite=Strict/);
    expect(JSON.stringify(await answer.json())).not.toContain("bws_");
    const session = cookie.split(";")[0] as string;
    expect((await call("/api/session", { cookie: session })).status).toBe(200);
    expect(await (await signIn(token)).json()).toMatchObject({ code: "members.link-refused", status: 401 });
    await call("/api/sign-out", {
      method: "POST",
      cookie: session,
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    expect((await call("/api/session", { cookie: session })).status).toBe(401);
  });

  test("another site can't send anything", async () => {
    const foreign = await signIn("bwl_x", { origin: "https://evil.example" });
    expect(await foreign.json()).toMatchObject({ code: "api.origin-refused", status: 403 });
    expect((await signIn("bwl_x", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await signIn("bwl_x", { origin: server.address })).status).toBe(401);
  });
});

describe("refusals", () => {
  test("an unknown address, a wrong field, a wrong type and a broken body are Problems that say where", async () => {
    const cookie = `breakwater_session=${await center.signIn(center.operator)}`;
    const json = { "content-type": "application/json" };
    const post = (body: string, headers: Record<string, string> = json) =>
      call("/api/members", { method: "POST", cookie, body, headers });
    expect(await (await call("/api/nowhere")).json()).toMatchObject({ code: "api.not-found", status: 404 });
    const field = (await (await post(JSON.stringify({ name: "A", sector: "pirates" }))).json()) as {
      detail: string;
    };
    expect(field).toMatchObject({ code: "api.input-invalid", status: 422 });
    expect(field.detail).toMatch(/^sector: /);
    expect(await (await post("{broken")).json()).toMatchObject({ code: "api.body-unreadable", status: 400 });
    expect(await (await post("a=b", { "content-type": "text/plain" })).json()).toMatchObject({
      code: "api.body-type",
    });
    expect((await post(JSON.stringify({ name: "x".repeat(300_000) }))).status).toBe(413);
    expect(await (await post(`{"name":${"[".repeat(100_000)}`)).json()).toMatchObject({
      code: "api.body-unreadable",
      detail: "It nests more than 32 deep, at character 40.",
    });
  });

  test.each([
    ["/%", 400, "api.address-unreadable"],
    ["/api/warnings/%c0%80", 400, "api.address-unreadable"],
    [`/api/warnings/${"x".repeat(101)}`, 414, "api.address-too-long"],
    [`/api/tokens/${"%41".repeat(300)}/link`, 404, "api.not-found"],
  ])("%s can't be routed and is a Problem", async (path, status, code) => {
    const answer = await call(path);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await answer.json()).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
  });

  test.each([
    ["what is no HTTP", "\x16\x03\x01 hello\r\n\r\n", 400, "api.request-unreadable"],
    [
      "headers without end",
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
      "api.headers-too-large",
    ],
  ])("%s is answered with a Problem and the connection ends", async (_name, sent, status, code) => {
    const socket = connect(Number(new URL(server.address).port), "127.0.0.1");
    socket.end(sent);
    let text = "";
    for await (const chunk of socket) text += String(chunk);
    const [head, body] = text.split("\r\n\r\n") as [string, string];
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain("application/problem+json");
    expect(JSON.parse(body)).toMatchObject({ status, code });
  });

  test.each([
    ["/api/warnings/%00", "id"],
    ["/api/warnings/%00/why", "id"],
    ["/api/sightings?value=%00", "value"],
    ["/api/sightings?after=1.%00", "after"],
    ["/api/people?memberId=%00", "memberId"],
  ])("a NUL in %s is refused and its place named", async (path, place) => {
    const cookie = `breakwater_session=${await center.signIn(center.operator)}`;
    const answer = await call(path, { cookie });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { detail: string }).detail).toMatch(new RegExp(`^${place}: `));
  });

  test("headers let nothing but the console's own files run", async () => {
    const policy = (await call("/api/nowhere")).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy.replace("style-src-attr 'unsafe-inline'", "")).not.toContain("unsafe");
    expect(policy).toContain("frame-ancestors 'none'");
  });
});

describe("beside the actions", () => {
  test("bulk telemetry is taken off before anything is parsed", async () => {
    const answer = await call("/ingest?format=eve", { method: "POST", body: "not json" });
    expect(await answer.text()).toBe("taken");
    expect(ingested).toContain("/ingest?format=eve");
  });

  describe("metrics", () => {
    const findings = /breakwater_(hits|sightings|warnings)_total/;
    const metrics = async (headers: Record<string, string>) => {
      const answer = await call("/metrics", { headers });
      expect(answer.status).toBe(200);
      const text = await answer.text();
      for (const name of [
        "records_total",
        "refused_total",
        "process_cpu_seconds_total",
        "records_per_second",
      ])
        expect(text).toContain(`breakwater_${name}`);
      return text;
    };
    const bearer = async (memberId: string | null, scope: "read" | "ingest" | "metrics") => {
      const made = await createToken(center.state.db, center.clock, {
        memberId,
        name: "scrape",
        scopes: [scope],
      });
      if (made instanceof Problem) throw new Error(made.detail);
      return { authorization: `Bearer ${made.token}` };
    };

    test("say from this machine how the center runs, not what was found at members", async () => {
      center.setCounts({ hits: 41, sightings: 42, warnings: 43 });
      const member = await center.addMember("Terminal Five", ["10.5.0.0/16"]);
      const session = async (role: Role, memberId: string | null) => ({
        cookie: `breakwater_session=${await center.signIn(await center.addPerson("Max", role, memberId))}`,
      });
      for (const headers of [
        {},
        { authorization: "Bearer bwt_0123456789012345678901234567890123456789012" },
        await session("admin", member.id),
        await session("auditor", null),
        await bearer(member.id, "read"),
        await bearer(member.id, "metrics"),
        await bearer(null, "ingest"),
      ])
        expect(await metrics(headers as Record<string, string>)).not.toMatch(findings);
    });

    test("are whole for operators and for the center's own tokens that may read", async () => {
      center.setCounts({ hits: 41, sightings: 42, warnings: 43 });
      const operator = { cookie: `breakwater_session=${await center.signIn(center.operator)}` };
      for (const headers of [
        operator,
        await bearer(null, "read"),
        await bearer(null, "metrics"),
        { authorization: "Bearer this-run" },
      ]) {
        const text = await metrics(headers as Record<string, string>);
        for (const line of ["hits_total 41", "sightings_total 42", "warnings_total 43"])
          expect(text).toContain(`breakwater_${line}\n`);
      }
    });
  });

  test("the OpenAPI document lists every action", async () => {
    const document = (await (await call("/api/openapi.json")).json()) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((o) => o.operationId),
    );
    expect(ids.sort()).toEqual(actions.map((action) => action.id).sort());
  });

  test("a live stream ends at once with a session that is ended from elsewhere", async () => {
    const [here, there] = [await center.signIn(center.operator), await center.signIn(center.operator)];
    const cookie = `breakwater_session=${here}`;
    const reader = (await call("/api/live", { cookie: `breakwater_session=${there}` })).body?.getReader();
    const own = (await (await call("/api/own", { cookie })).json()) as {
      sessionId: string;
      sessions: { id: string; createdUs: number }[];
    };
    for (const { id } of own.sessions.filter((session) => session.id !== own.sessionId))
      expect((await call(`/api/own/sessions/${id}`, { method: "DELETE", cookie })).status).toBe(200);
    for (;;) if ((await reader?.read())?.done) break;
    expect((await call("/api/own", { cookie: `breakwater_session=${there}` })).status).toBe(401);
    expect((await call("/api/own", { cookie })).status).toBe(200);
  });

  test("a live stream ends at once with the member of whoever reads it", async () => {
    const made = await center.addMember("Leaving Lines", []);
    const person = await center.addPerson("Lea", "viewer", made.id);
    const [token, operator] = [await center.signIn(person), await center.signIn(center.operator)];
    const reader = (await call("/api/live", { cookie: `breakwater_session=${token}` })).body?.getReader();
    const removing = { method: "DELETE", cookie: `breakwater_session=${operator}` };
    expect((await call(`/api/members/${made.id}`, removing)).status).toBe(200);
    for (;;) if ((await reader?.read())?.done) break;
    expect((await call("/api/own", { cookie: `breakwater_session=${token}` })).status).toBe(401);
  });

  test("the live stream tells counts to the center and ends with the session", async () => {
    const token = await center.signIn(center.operator);
    center.setCounts({ records: 7 });
    const stream = await call("/api/live", { cookie: `breakwater_session=${token}` });
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    const reader = stream.body?.getReader();
    let text = "";
    while (!text.includes("counts")) text += new TextDecoder().decode((await reader?.read())?.value);
    expect(text).toContain('"records":7');
    await call("/api/sign-out", {
      method: "POST",
      cookie: `breakwater_session=${token}`,
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    for (;;) if ((await reader?.read())?.done) break;
    expect((await call("/api/live", { cookie: `breakwater_session=${token}` })).status).toBe(401);
  });
});
