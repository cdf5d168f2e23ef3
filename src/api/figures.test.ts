/**
 * The center's figures are the gate's to tell: whom it refuses gets none in *Now*, on the live stream or in the metrics;
 * and a report whose sender even the center must not know moves none of them before its time.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createToken } from "../members/index.js";
import { type Person, type Role, roles } from "../model/index.js";
import { loadCommunity } from "../warn/index.js";
import { callAction } from "./calling.js";
import { openServer, type Server } from "./server.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let server: Server;
const people = new Map<Role, Person>();

beforeAll(async () => {
  center = await openTestCenter();
  const member = await center.addMember("Pier Seven Terminal", ["203.0.113.0/28"]);
  for (const role of roles) {
    const memberId = role === "operator" || role === "auditor" ? null : member.id;
    people.set(role, await center.addPerson(`P ${role}`, role, memberId));
  }
  center.setCounts({ records: 12_345, hits: 678 });
  server = await openServer({
    center,
    ingest: (_request, response) => response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
}, 60_000);
afterAll(async () => {
  await server.close();
  await center.close();
});
afterEach(() => vi.restoreAllMocks());

const personOf = (role: Role): Person => people.get(role) as Person;
const cookieOf = async (role: Role) => `breakwater_session=${await center.signIn(personOf(role))}`;

/**
 * What of the figures *Now* tells; what it says of warnings is read through the gate one by one, and the first steps of
 * a member are made of its own things.
 */
async function now(role: Role) {
  const caller = { person: personOf(role), sessionHash: "session" };
  const { counts, steps, demo } = (await callAction(center, caller, "now-read", {})) as Record<
    string,
    unknown
  >;
  return { counts, steps: caller.person.memberId === null ? steps : [], demo };
}

/** What a stream says when it opens, up to the end of the first second. */
async function streamed(role: Role): Promise<string> {
  const ended = new AbortController();
  const cookie = await cookieOf(role);
  const answer = await fetch(`${server.address}/api/live`, { headers: { cookie }, signal: ended.signal });
  const reader = answer.body?.getReader();
  let text = "";
  // A change of a source is told to whom the figures are told, and a sighting's second is no later than the next.
  const { gate } = await loadCommunity(center.state.db);
  const decide = vi.mocked(gate.decide);
  const asked = () => decide.mock.calls.filter(([{ channel }]) => channel === "stream").length;
  const read = (async () => {
    for (;;) {
      const part = await reader?.read().catch(() => undefined);
      if (part === undefined || part.done) return;
      text += new TextDecoder().decode(part.value);
    }
  })();
  await expect.poll(asked, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  ended.abort();
  await read;
  return text;
}

async function watchGate(refuse = false) {
  const { gate } = await loadCommunity(center.state.db);
  const decide = gate.decide.bind(gate);
  vi.spyOn(gate, "decide").mockImplementation(((request: Parameters<typeof decide>[0]) =>
    refuse && request.object.kind === "record" && request.object.record === "live figure"
      ? { released: false, rule: "not-addressed", detail: "" }
      : decide(request)) as typeof gate.decide);
}

async function metrics(headers: Record<string, string>): Promise<string> {
  return (await fetch(`${server.address}/metrics`, { headers })).text();
}
const findings = /breakwater_(?:hits|sightings|warnings)_total/;

describe("who is told the center's figures", () => {
  test.each(roles)("%s: operators alone", async (role) => {
    await watchGate();
    const isTold = role === "operator";
    expect(await now(role)).toEqual(
      isTold
        ? {
            counts: expect.objectContaining({ records: 12_345 }),
            steps: expect.any(Array),
            demo: expect.any(Object),
          }
        : { counts: null, steps: [], demo: null },
    );
    expect((await streamed(role)).includes("12345")).toBe(isTold);
    expect(findings.test(await metrics({ cookie: await cookieOf(role) }))).toBe(isTold);
  });

  test("how full the spool is, and what could not be stored, whoever reads how the center runs", async () => {
    const said = await metrics({ cookie: await cookieOf("operator") });
    const spool = [...said.matchAll(/^breakwater_spool_(\w+) (\d+)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(spool).toEqual([
      ["batches", "2"],
      ["bytes", "1000"],
      ["bytes_max", "4000"],
      ["set_aside_batches", "1"],
    ]);
  });

  test("is the gate's to say: where it refuses, nobody is", async () => {
    await watchGate(true);
    expect(await now("operator")).toEqual({ counts: null, steps: [], demo: null });
    expect(await streamed("operator")).not.toContain("counts");
    expect(await metrics({ cookie: await cookieOf("operator") })).not.toMatch(findings);
    const input = { memberId: null, name: "watch", scopes: ["metrics"] };
    const made = await createToken(center.state.db, center.clock, input);
    const authorization = `Bearer ${(made as { token: string }).token}`;
    expect(await metrics({ authorization })).not.toMatch(findings);
    vi.restoreAllMocks();
    expect(await metrics({ authorization })).toMatch(findings);
  });
});

test("a report whose sender even the center must not know moves no figure before its time", async () => {
  // What the process itself uses moves all the time.
  const own = async () =>
    (await metrics({ cookie: await cookieOf("operator") }))
      .split("\n")
      .filter((line) => !/^(?:# |breakwater_(?:process|nodejs)_)/.test(line))
      .filter((line) => !line.startsWith("breakwater_audit_entries_total"));
  const figures = async () => {
    const { counts, ...rest } = await now("operator");
    return { ...rest, counts: { ...(counts as object), atUs: 0 }, metrics: await own() };
  };
  const chain = async () =>
    (await center.state.db.selectFrom("audit_entry").select("kind").where("kind", "<>", "sign-in").execute())
      .length;
  const before = { ...(await figures()), entries: await chain() };
  const caller = { person: personOf("analyst"), sessionHash: "session" };
  const draft = { title: "Odd", text: "At the gate", attribution: "nobody", urgent: true };
  expect(await callAction(center, caller, "report-send", draft)).toMatchObject({ title: "Odd" });
  expect({ ...(await figures()), entries: await chain() }).toEqual(before);
});
