/**
 * Making access for somebody, changing one's own methods and answering a warning, at the same moment as the end of the
 * session that asks: over the API's actions and over HTTP, on a real PostgreSQL. What was made stands in the audit chain
 * before the end, or was not made; and neither of the two fails.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, callAction } from "../../src/api/index.js";
import { openServer, type Server } from "../../src/api/server.js";
import { openTestCenter, type TestCenter } from "../../src/api/testing.js";
import { openLog, Problem, systemClock } from "../../src/base/index.js";
import { createSignInLink } from "../../src/members/index.js";
import { accepted } from "../../src/members/sign-in/testing.js";
import type { Person } from "../../src/model/index.js";
import { listAudit, openState, type State } from "../../src/store/index.js";
import { packagedPrograms } from "../../src/store/state/postgres/programs.js";
import { applyOutcome } from "../../src/warn/index.js";
import { testBatch, testHit } from "../../src/warn/testing.js";
import { atOnce, behindIn, lasts, rounds } from "./at-once.js";

const clock = systemClock;
let folder: string;
let state: State;
let center: TestCenter;
let server: Server;
let count = 0;

/** An admin of a member of its own, by a session, and a colleague. */
async function newPeople(): Promise<{ readonly ana: Person; readonly caller: Caller; readonly bo: Person }> {
  count += 1;
  const member = await center.addMember(`Quay ${count}`, [`10.${count >> 8}.${count & 255}.0/24`]);
  const ana = await center.addPerson("Ana", "admin", member.id);
  const bo = await center.addPerson("Bo", "viewer", member.id);
  return { ana, bo, caller: await center.callerOf(ana) };
}

const someone = () => ({ name: "Cy", role: "viewer", email: `cy${count}@quay.example` });

/** What can be asked for: the action, its input, and the entry that tells of it. */
const makings: Readonly<
  Record<string, (of: { bo: Person; caller: Caller }) => Promise<readonly [string, object]>>
> = {
  "token-create": async () => ["token-create", { name: "x" }],
  "token-rotate": async ({ caller }) => {
    // Made on the machine itself, so that the end of the session does not end it first.
    const local = { person: { ...caller.person, id: "local" }, sessionHash: null };
    const made = (await callAction(center, local, "token-create", { name: "x" })) as {
      record: { id: string };
    };
    return ["token-rotate", { id: made.record.id }];
  },
  "invitation-add": async () => ["invitation-add", someone()],
  "person-add": async () => ["person-add", someone()],
  "person-link": async ({ bo }) => ["person-link", { id: bo.id }],
  "person-update": async ({ bo }) => ["person-update", { id: bo.id, role: "admin" }],
  "person-reset": async ({ bo }) => ["person-reset", { id: bo.id }],
  "own-recovery-codes": async () => ["recovery-codes-renew", {}],
  "warning-react": async ({ caller }) => {
    const [from, to] = [`10.${count >> 8}.${count & 255}.7`, "192.0.2.9"];
    const hit = testHit({ timeUs: clock.nowUs(), from, to, listed: { type: "ipv4", value: to } });
    await applyOutcome(state, clock, {}, testBatch(`batch ${count}`, caller.person.memberId, [hit]));
    const { id } = await state.db
      .selectFrom("warning")
      .select("id")
      .where("member_id", "=", caller.person.memberId as string)
      .executeTakeFirstOrThrow();
    return ["warning-react", { id, kind: "on it" }];
  },
};
/** Who was let in may still say that it is on it: what a reaction must not do is stand in the way of a removal. */
const needsSession = (action: string): boolean => action !== "warning-react";

const endings: Readonly<Record<string, { readonly entry: string; run(person: Person): Promise<unknown> }>> = {
  "the person's reset": {
    entry: "person-reset",
    run: ({ id }) =>
      callAction(center, { person: center.operator, sessionHash: null }, "person-reset", { id }),
  },
  "the person's removal": {
    entry: "person-remove",
    run: ({ id }) =>
      callAction(center, { person: center.operator, sessionHash: null }, "person-remove", { id }),
  },
  "the member's removal": {
    entry: "member-remove",
    run: ({ memberId: id }) =>
      callAction(center, { person: center.operator, sessionHash: null }, "member-remove", {
        id,
        withOpenWarnings: true,
      }),
  },
};

/** The entry of a kind by somebody, or about a subject. */
async function sequenceOf(kind: string, who: { readonly actor?: string; readonly subject?: string }) {
  const found = (await listAudit(state.db, { limit: 60 })).find(
    (entry) =>
      entry.kind === kind &&
      (who.actor === undefined || entry.actor === who.actor) &&
      (who.subject === undefined || entry.subject === who.subject),
  );
  return found?.sequence ?? null;
}

/** A request from an address of this machine of its own, so that the bound per minute is met by none. */
function post(
  path: string,
  body: object,
  cookie = "",
): Promise<{ readonly status: number; readonly cookie: string }> {
  const { hostname, port } = new URL(server.address);
  const localAddress = `127.0.${1 + (count >> 8)}.${1 + (count & 127)}`;
  const headers = { "content-type": "application/json", origin: server.address, cookie };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method: "POST", localAddress, headers }, (answer) => {
      const set = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
      answer.resume().on("end", () => resolve({ status: answer.statusCode ?? 0, cookie: set }));
    });
    sent.on("error", reject).end(JSON.stringify(body));
  });
}

describe.skipIf(packagedPrograms() === undefined)("at once, on the bundled PostgreSQL", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "bw-races-"));
    state = await openState({ form: "postgres", log: openLog({ level: "silent" }), clock, folder });
    center = await openTestCenter({ state });
    server = await openServer({
      center,
      ingest: (_request, response) => response.end(),
      host: "127.0.0.1",
      port: 0,
      webFolder: "/nonexistent",
    });
  }, 120_000);
  afterAll(async () => {
    await server?.close();
    await center?.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [action, prepare] of Object.entries(makings))
    for (const [ending, { entry, run }] of Object.entries(endings))
      test(`${action} and ${ending}: made before or not at all, and neither fails`, async () => {
        const ready = async () => {
          const people = await newPeople();
          const [kind, input] = await prepare(people);
          return { ...people, kind, send: () => callAction(center, people.caller, action, input) };
        };
        const lastsMs = await lasts((await ready()).send);
        for (let round = 0; round < rounds; round += 1) {
          const { ana, kind, send } = await ready();
          const [sent, ended] = await atOnce(send, () => run(ana), behindIn(round, lastsMs));
          const told = `round ${round} of ${lastsMs.toFixed(1)} ms`;
          expect(sent, told).not.toBeInstanceOf(Error);
          expect(ended, told).not.toBeInstanceOf(Error);
          expect(ended, told).not.toBeInstanceOf(Problem);
          const made = await sequenceOf(kind, { actor: ana.id });
          expect(made === null, told).toBe(sent instanceof Problem);
          const subject = entry === "member-remove" ? (ana.memberId as string) : ana.id;
          const end = (await sequenceOf(entry, { subject })) as number;
          if (made !== null && needsSession(action)) expect(made, told).toBeLessThan(end);
        }
      });

  for (const [ending, { entry, run }] of Object.entries(endings))
    test(`accepting an invitation and ${ending} who made it: before or not at all, and neither fails`, async () => {
      const ready = async () => {
        const { ana, caller } = await newPeople();
        const made = (await callAction(center, caller, "invitation-add", someone())) as { link: string };
        const [, token = ""] = made.link.split("#");
        return { ana, send: () => callAction(center, null, "invitation-accept", { token }) };
      };
      const lastsMs = await lasts((await ready()).send);
      for (let round = 0; round < rounds; round += 1) {
        const { ana, send } = await ready();
        const [sent, ended] = await atOnce(send, () => run(ana), behindIn(round, lastsMs));
        const told = `round ${round} of ${lastsMs.toFixed(1)} ms`;
        expect(sent, told).not.toBeInstanceOf(Error);
        expect(ended, told).not.toBeInstanceOf(Error);
        expect(ended, told).not.toBeInstanceOf(Problem);
        if (sent instanceof Problem) continue;
        const { person } = sent as { person: Person };
        const subject = entry === "member-remove" ? (ana.memberId as string) : ana.id;
        const accepted = (await sequenceOf("invitation-accept", { actor: person.id })) as number;
        expect(accepted, told).toBeLessThan((await sequenceOf(entry, { subject })) as number);
      }
    });

  test("over HTTP, a link and its person's reset: the cookie that was set opens nothing", async () => {
    const operator = `breakwater_session=${await center.signIn(center.operator)}`;
    const ready = async () => {
      const { ana } = await newPeople();
      const token = accepted(await createSignInLink(state.db, clock, ana.id));
      return { ana, send: () => post("/api/sign-in", { token }) };
    };
    const lastsMs = await lasts((await ready()).send);
    for (let round = 0; round < rounds; round += 1) {
      const { ana, send } = await ready();
      const end = () => post(`/api/people/${ana.id}/reset`, {}, operator);
      const [sent, ended] = (await atOnce(send, end, behindIn(round, lastsMs))) as {
        status: number;
        cookie: string;
      }[];
      expect(ended?.status, `round ${round}`).toBe(200);
      expect([200, 401, 403, 404, 409, 410], `round ${round}`).toContain(sent?.status);
      const session = await fetch(`${server.address}/api/session`, {
        headers: { cookie: sent?.cookie ?? "" },
      });
      expect(session.status, `round ${round}`).toBe(401);
    }
  });
});
