/** The pages of a link over HTTP: what GET spends (nothing), what a press opens, and what such a session can't do. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { addPerson, removeMember, updateMember } from "../../members/index.js";
import type { Member, Person } from "../../model/index.js";
import { listAudit } from "../../store/index.js";
import { applyOutcome, makeWarningLink } from "../../warn/index.js";
import { testBatch, testHit } from "../../warn/testing.js";
import { actions } from "../actions/index.js";
import { callAction } from "../calling.js";
import { openServer, type Server } from "../server.js";
import { openTestCenter, type TestCenter } from "../testing.js";

let center: TestCenter;
let server: Server;
let member: Member;
let ana: Person;
let warningId: string;
let otherWarningId: string;
let count = 0;
let batches = 0;

const given = <T>(thing: T | Problem): T => {
  if (thing instanceof Problem) throw new Error(`${thing.code}: ${thing.detail}`);
  return thing;
};
async function warn(memberId: string, from: string, to: string, label = "cobalt strike"): Promise<string> {
  const hit = testHit({
    timeUs: center.clock.nowUs() - 60e6,
    from,
    to,
    listed: { type: "ipv4", value: to },
    change: { labels: [label] },
  });
  const applied = await applyOutcome(
    center.state,
    center.clock,
    {},
    testBatch(`b${batches++}`, memberId, [hit]),
  );
  return applied.warningIds[0] as string;
}

beforeAll(async () => {
  center = await openTestCenter();
  server = await openServer({
    center,
    ingest: (_request, response) => void response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
  const other = await center.addMember("Blue Anchor", ["198.51.100.0/28"]);
  otherWarningId = await warn(other.id, "198.51.100.3", "203.0.113.99");
}, 60_000);
afterAll(async () => {
  await server.close();
  await center.close();
});
beforeEach(async () => {
  count++;
  await center.state.db.deleteFrom("sign_in_wait").execute();
  member = await center.addMember(`Pier ${count}`, [`192.0.2.${count * 8}/29`]);
  const email = `ana${count}@pier.example`;
  ana = given(
    await addPerson(center.state.db, center.clock, {
      name: "Ana",
      role: "admin",
      memberId: member.id,
      email,
    }),
  );
  warningId = await warn(
    member.id,
    `192.0.2.${count * 8 + 1}`,
    `203.0.113.${count}`,
    '<img src=x onerror="1">',
  );
});

const token = async (): Promise<string> => {
  const input = { warningId, email: `ana${count}@pier.example` };
  return given(
    await makeWarningLink(center.state, center.clock, center.operator, input, "command line", null),
  ).token;
};
/** Requests as another address of this machine each, so that the bound per minute is met by none. */
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${server.address}${path}`, { redirect: "manual", ...init });
const press = (path: string) => ask(path, { method: "POST", headers: { origin: server.address } });
const cookieOf = (answer: Response): string =>
  (answer.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
const answerBy = (cookie: string, kind: string) =>
  ask("/w/answer", {
    method: "POST",
    headers: { cookie, origin: server.address, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ kind }).toString(),
  });

/** A server of its own for whoever presses often. */
async function withServer(run: (address: string) => Promise<void>): Promise<void> {
  const own = await openServer({
    center,
    ingest: (_request, response) => void response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
  const before = server;
  server = own;
  try {
    await run(own.address);
  } finally {
    server = before;
    await own.close();
  }
}

describe("looking at a link", () => {
  test("is the same page for every link, needs no script, and spends nothing", async () => {
    const good = await token();
    const pages = await Promise.all(
      [good, "bww_never", "x".repeat(5_000), "%00", "..%2f..%2fapi"].map(async (each) => {
        const answer = await ask(`/w/${each}`);
        return [answer.status, await answer.text()];
      }),
    );
    for (const page of pages) expect(page).toEqual(pages[0]);
    expect(pages[0]?.[1]).not.toMatch(/<script|src=|https?:/i);
    for (let at = 0; at < 5; at++) await ask(`/w/${good}`, { method: at % 2 === 0 ? "GET" : "HEAD" });
    await withServer(async () => expect((await press(`/w/${good}`)).status).toBe(303));
  });

  test("speaks the reader's language", async () => {
    const answer = await ask("/w/any", { headers: { "accept-language": "es-MX,es;q=0.9" } });
    expect(await answer.text()).toContain("Abrir el aviso");
  });

  test("may be kept, framed and referred to by nobody else", async () => {
    const { headers } = await ask("/w/any");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });
});

describe("pressing its button", () => {
  test("opens the warning, and an answer reaches the operators", async () => {
    await withServer(async () => {
      const opened = await press(`/w/${await token()}`);
      expect(opened.headers.get("location")).toBe("/w");
      expect(opened.headers.get("set-cookie")).toMatch(
        /^breakwater_warning=bwv_.*; HttpOnly; SameSite=Strict/,
      );
      const cookie = cookieOf(opened);
      const page = await (await ask("/w", { headers: { cookie } })).text();
      expect(page).toContain("TLP:AMBER");
      expect(page).toContain("unplug");
      expect(page).toContain("&lt;img src=x onerror=&quot;1&quot;&gt;");
      expect(page).not.toContain("<img");
      expect((await answerBy(cookie, "on it")).headers.get("location")).toBe("/w?told");
      const told = await (await ask("/w?told", { headers: { cookie } })).text();
      expect(told).toContain("✓ We are on it");
      const seen = await callAction(center, { person: center.operator, sessionHash: "s" }, "warning-read", {
        id: warningId,
      });
      expect(seen).toMatchObject({ reactions: [{ kind: "on it", person: "Ana" }] });
    });
  });

  test("speaks to a Spanish member in Spanish, what the rule says and all", async () => {
    given(await updateMember(center.state.db, center.clock, member.id, { language: "es" }));
    await withServer(async () => {
      const page = await (
        await ask("/w", { headers: { cookie: cookieOf(await press(`/w/${await token()}`)) } })
      ).text();
      expect(page).toContain("Un equipo de su empresa");
      expect(page).toContain("no lo apague");
      expect(page).not.toMatch(/unplug|at your firewall|computer|El texto del aviso está en inglés/);
    });
  });

  test("is refused from another site, and spends nothing", async () => {
    const good = await token();
    await withServer(async () => {
      const foreign = await ask(`/w/${good}`, {
        method: "POST",
        headers: { origin: "https://evil.example" },
      });
      expect(foreign.status).toBe(403);
      const cross = await ask(`/w/${good}`, { method: "POST", headers: { "sec-fetch-site": "cross-site" } });
      expect(cross.status).toBe(403);
      expect((await press(`/w/${good}`)).status).toBe(303);
    });
  });

  test("of wrong, cut, endless and unreadable links gets one page, which leads to the sign-in", async () => {
    await withServer(async () => {
      const good = await token();
      const pages: string[] = [];
      for (const wrong of ["bww_never", good.slice(0, -2), "x".repeat(3_000), "%00", "a/b"]) {
        const answer = await press(`/w/${wrong}`);
        expect([wrong.slice(0, 20), answer.status]).toEqual([wrong.slice(0, 20), 403]);
        pages.push(await answer.text());
      }
      expect(new Set(pages).size).toBe(1);
      expect(pages[0]).toContain('href="/"');
      // What is known and refused gets the same page: the member's ceiling fell below the warning.
      given(await updateMember(center.state.db, center.clock, member.id, { tlpCeiling: "TLP:GREEN" }));
      const held = await press(`/w/${good}`);
      expect([held.status, await held.text()]).toEqual([403, pages[0]]);
      const [entry] = await listAudit(center.state.db, { kind: "warning-link-refuse", limit: 1 });
      expect(JSON.parse(entry?.detail ?? "{}")).toEqual({ reason: "not-released", warningId });
    });
  });

  test("too often is told by the same page", async () => {
    await withServer(async () => {
      let last = await press("/w/bww_never");
      const page = await last.text();
      for (let at = 0; at < 15; at++) last = await press("/w/bww_never");
      expect([last.status, await last.text()]).toEqual([429, page]);
    });
  });
});

describe("what a link opened", () => {
  async function open(): Promise<string> {
    const opened = await press(`/w/${await token()}`);
    return cookieOf(opened);
  }

  test("is no session on any other route: not as its cookie, not as another, not as a bearer", async () => {
    await withServer(async (address) => {
      const cookie = await open();
      const secret = cookie.slice(cookie.indexOf("=") + 1);
      const ways: readonly Record<string, string>[] = [
        { cookie },
        { cookie: `breakwater_session=${secret}` },
        { cookie: `__Host-breakwater_session=${secret}` },
        { authorization: `Bearer ${secret}` },
      ];
      const routes = [
        ...actions
          .filter((action) => action.roles !== "public")
          .map(({ method, path }) => [method, `/api${path.replace(/:[a-zA-Z]+/g, warningId)}`] as const),
        ["GET", "/api/live"] as const,
      ];
      let asked = 0;
      for (const headers of ways)
        for (const [method, path] of routes) {
          const answer = await ask(path, {
            method,
            headers: { ...headers, origin: address, "content-type": "application/json" },
            ...(method === "GET" ? {} : { body: "{}" }),
          });
          asked++;
          expect([method, path, answer.status]).toEqual([method, path, 401]);
        }
      expect(asked).toBeGreaterThan(200);
    });
  });

  test("reads no other warning and takes no other answer", async () => {
    await withServer(async () => {
      const cookie = await open();
      for (const path of [`/w/${otherWarningId}`, `/w?id=${otherWarningId}`]) {
        const text = await (await ask(path, { headers: { cookie } })).text();
        expect(text).not.toContain("203.0.113.99");
      }
      for (const kind of ["close", "", "handled\0", "x".repeat(1_500)]) {
        const answer = await answerBy(cookie, kind);
        expect(answer.headers.get("location")).toBe("/w");
      }
      expect((await answerBy(cookie, "x".repeat(50_000))).status).toBe(413);
      expect((await answerBy("breakwater_warning=bwv_never", "on it")).status).toBe(403);
      const rows = await center.state.db
        .selectFrom("reaction")
        .selectAll()
        .where("warning_id", "in", [warningId, otherWarningId])
        .execute();
      expect(rows).toEqual([]);
    });
  });

  test("shows a viewer no buttons, and takes no answer of one", async () => {
    await center.state.db.updateTable("person").set({ role: "viewer" }).where("id", "=", ana.id).execute();
    await withServer(async () => {
      const cookie = await open();
      const page = await (await ask("/w", { headers: { cookie } })).text();
      expect(page).not.toContain("<button");
      await answerBy(cookie, "on it");
      expect(await (await ask("/w", { headers: { cookie } })).text()).not.toContain("✓");
    });
  });

  test("closes when its warning is released no more, and when its member is removed", async () => {
    await withServer(async () => {
      const cookie = await open();
      const status = async () => (await ask("/w", { headers: { cookie } })).status;
      expect(await status()).toBe(200);
      given(await updateMember(center.state.db, center.clock, member.id, { tlpCeiling: "TLP:GREEN" }));
      expect(await status()).toBe(403);
      given(await updateMember(center.state.db, center.clock, member.id, { tlpCeiling: "TLP:AMBER" }));
      expect(await status()).toBe(200);
      const { db } = center.state;
      given(await removeMember(db, center.clock, member.id, { withOpenWarnings: true }));
      expect(await status()).toBe(403);
      expect((await answerBy(cookie, "on it")).status).toBe(403);
    });
  });
});

describe("a link made by hand", () => {
  const make = (email: string, id = warningId) =>
    makeWarningLink(
      center.state,
      center.clock,
      center.operator,
      { warningId: id, email },
      "command line",
      null,
    );

  test("is made for a person of the warning's member alone", async () => {
    expect(await make("nobody@pier.example")).toBeInstanceOf(Problem);
    expect(await make(`ana${count}@pier.example`, otherWarningId)).toBeInstanceOf(Problem);
    expect(await make("not an address")).toBeInstanceOf(Problem);
    expect(await make(`ana${count}@pier.example`, "none")).toBeInstanceOf(Problem);
    given(await updateMember(center.state.db, center.clock, member.id, { tlpCeiling: "TLP:GREEN" }));
    expect(await make(`ana${count}@pier.example`)).toBeInstanceOf(Problem);
  });
});
