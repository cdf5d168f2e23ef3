/**
 * What is a member's own over the API: every route about it, asked by each role of the member, of another, and of the
 * center. Another member's id answers, byte for byte, as one that never was.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import type { Person, Role } from "../model/index.js";
import { loadCommunity } from "../warn/index.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let ids: { own: string; other: string; exposure: string; group: string; agreement: string };
const people = new Map<string, Person>();
const nowhere = "00000000-0000-4000-8000-000000000000";

beforeAll(async () => {
  center = await openTestCenter();
  const own = await center.addMember("Pier Seven Terminal", ["203.0.113.0/28"]);
  const other = await center.addMember("Blue Anchor Lines", ["198.51.100.0/28"]);
  for (const role of ["viewer", "analyst", "admin"] as const) {
    people.set(`own ${role}`, await center.addPerson(`Own ${role}`, role, own.id));
    people.set(`other ${role}`, await center.addPerson(`Other ${role}`, role, other.id));
  }
  people.set("operator", center.operator);
  people.set("auditor", await center.addPerson("Aude", "auditor", null));
  const operator = async (id: string, input: object) => (await call("operator", id, input)) as { id: string };
  const exposure = await operator("exposure-add", {
    memberId: own.id,
    kind: "domain",
    value: "pier7.example",
  });
  const group = await operator("group-add", { name: "Berth four", memberIds: [own.id] });
  const agreement = await operator("agreement-add", {
    id: own.id,
    name: "Participation",
    version: "1",
    signedBy: "Ana Ruiz",
    signedUs: 1,
  });
  ids = { own: own.id, other: other.id, exposure: exposure.id, group: group.id, agreement: agreement.id };
}, 60_000);
afterAll(() => center.close());

const call = (who: string, id: string, input: object) =>
  callAction(center, { person: people.get(who) as Person, sessionHash: null }, id, input);

const status = (answer: unknown): number => (answer instanceof Problem ? answer.status : 200);

/** Each action on the member `id` names, and the roles of that member that may. */
const aboutMember: readonly (readonly [string, (id: string) => object, readonly Role[]])[] = [
  ["member-read", (id) => ({ id }), ["viewer", "analyst", "admin"]],
  ["contact-list", (id) => ({ id }), ["viewer", "analyst", "admin"]],
  ["agreement-list", (id) => ({ id }), ["viewer", "analyst", "admin"]],
  ["exposure-list", (memberId) => ({ memberId }), ["viewer", "analyst", "admin"]],
  ["exposure-export", (memberId) => ({ memberId }), ["analyst", "admin"]],
  ["exposure-add", (memberId) => ({ memberId, kind: "brand", value: "Pier Seven" }), ["analyst", "admin"]],
  ["exposure-import", (memberId) => ({ memberId, csv: "brand,Seventh Pier\n" }), ["analyst", "admin"]],
  [
    "exposure-decline",
    (memberId) => ({ memberId, kind: "brand", value: "Nobody Lines" }),
    ["analyst", "admin"],
  ],
  ["member-language-set", (id) => ({ id, language: "es" }), ["admin"]],
  ["contact-set", (id) => ({ id, contacts: [{ name: "Desk" }] }), ["admin"]],
  ["directory-set", (id) => ({ id, listed: false }), ["admin"]],
  ["consent-set", (id) => ({ id, consents: [{ to: "members" }] }), ["admin"]],
];

const centersAlone: readonly (readonly [string, () => object])[] = [
  ["member-removal-read", () => ({ id: ids.own })],
  ["group-add", () => ({ name: `Group ${Math.random()}` })],
  ["group-update", () => ({ id: ids.group, tlpCeiling: "TLP:GREEN" })],
  ["agreement-end", () => ({ id: ids.agreement })],
  ["legal-basis-set", () => ({ bases: [] })],
  ["exposure-conflict-list", () => ({})],
  [
    "reciprocity-set",
    () => ({ on: false, counted: ["report"], kindsNeeded: 1, windowDays: 9, graceDays: 9, remindDays: [] }),
  ],
];

describe("who may", () => {
  test.each(aboutMember)("%s", async (action, input, roles) => {
    for (const role of ["viewer", "analyst", "admin"] as const) {
      const own = await call(`own ${role}`, action, input(ids.own));
      expect([role, status(own)]).toEqual([role, roles.includes(role) ? 200 : 403]);
      const others = await call(`other ${role}`, action, input(ids.own));
      const never = await call(`other ${role}`, action, input(nowhere));
      expect([role, status(others)]).toEqual([role, roles.includes(role) ? 404 : 403]);
      expect(others).toEqual(never);
    }
    const decidesItself = ["directory-set", "consent-set"].includes(action);
    expect(status(await call("operator", action, input(ids.own)))).toBe(decidesItself ? 403 : 200);
    expect(status(await call("auditor", action, input(ids.own)))).toBe(
      action === "agreement-list" ? 200 : 403,
    );
  });

  test.each(centersAlone)("%s is the operators' alone", async (action, input) => {
    for (const who of people.keys())
      expect([who, status(await call(who, action, input()))]).toEqual([who, who === "operator" ? 200 : 403]);
  });

  test("what waits for the center is in the member's own list, in words that are the same for every reason", async () => {
    const added = await call("other analyst", "exposure-add", { kind: "domain", value: "pier7.example" });
    const common = await call("other analyst", "exposure-add", { kind: "domain", value: "gmail.com" });
    expect(added).toBeInstanceOf(Problem);
    expect(JSON.stringify(added)).toBe(JSON.stringify(common));
    const { rows, waiting } = (await call("other viewer", "exposure-list", {})) as Record<string, unknown[]>;
    expect(rows).toEqual([]);
    const asked = { memberId: ids.other, kind: "domain", also: [], note: "", atUs: expect.any(Number) };
    expect(waiting).toEqual([
      { ...asked, value: "gmail.com" },
      { ...asked, value: "pier7.example" },
    ]);
    expect(await call("own viewer", "exposure-list", {})).toMatchObject({ waiting: [] });
  });

  test("an exposure is removed by its own member; to another it does not exist", async () => {
    for (const role of ["analyst", "admin"] as const) {
      const others = await call(`other ${role}`, "exposure-remove", { id: ids.exposure });
      expect(status(others)).toBe(404);
      expect(others).toEqual(await call(`other ${role}`, "exposure-remove", { id: nowhere }));
    }
    expect(status(await call("own viewer", "exposure-remove", { id: ids.exposure }))).toBe(403);
    const before = await loadCommunity(center.state.db);
    expect(before.exposures.get(ids.own)?.map(({ value }) => value)).toContain("pier7.example");
    expect(before.gate.shownBy("see www.pier7.example")).toEqual([ids.own]);
    expect(status(await call("own analyst", "exposure-remove", { id: ids.exposure }))).toBe(200);
    const after = await loadCommunity(center.state.db);
    expect(after.gate.shownBy("see www.pier7.example")).toEqual([]);
    expect(await loadCommunity(center.state.db)).toBe(after);
  });

  test("what one of the center's people does not name is asked for", async () => {
    expect(await call("operator", "exposure-list", {})).toMatchObject({
      code: "api.input-invalid",
      detail: expect.stringMatching(/^memberId: /),
    });
  });
});

describe("what others learn", () => {
  test("of groups: those one is in, and of their members the listed ones", async () => {
    await call("operator", "group-update", { id: ids.group, memberIds: [ids.own] });
    expect(await call("other admin", "group-list", {})).toEqual({ rows: [] });
    await call("operator", "group-update", { id: ids.group, memberIds: [ids.own, ids.other] });
    const seen = async () =>
      (await call("other admin", "group-list", {})) as { rows: { memberIds: string[]; listed: string[] }[] };
    expect((await seen()).rows).toMatchObject([{ memberIds: [], listed: ["Blue Anchor Lines"] }]);
    await call("own admin", "directory-set", { id: ids.own, listed: true, text: "" });
    expect((await seen()).rows[0]?.listed).toEqual(["Blue Anchor Lines", "Pier Seven Terminal"]);
    expect((await call("operator", "group-list", {})) as object).toMatchObject({
      rows: expect.arrayContaining([expect.objectContaining({ memberIds: [ids.own, ids.other].sort() })]),
    });
  });

  test("of a group's words: what they may know, and nothing that shows a member they may not", async () => {
    const words = async (who: string) => {
      const { rows } = (await call(who, "group-list", {})) as {
        rows: { id: string; name: string; purpose: string }[];
      };
      const row = rows.find(({ id }) => id === ids.group);
      return [row?.name, row?.purpose];
    };
    const hidden = await center.addMember("Hidden Harbor Lines", []);
    const memberIds = [ids.own, ids.other, hidden.id];
    const say = (name: string, purpose: string) =>
      call("operator", "group-update", { id: ids.group, name, purpose, memberIds });
    await say("Berth four", "Warns  who moors there");
    expect(await words("other viewer")).toEqual(["Berth four", "Warns who moors there"]);
    await say("Friends of Hidden-Harbor Lines", "With PIER SEVEN TERMINAL and Blue Anchor Lines");
    // Both of these are listed, the third is not.
    await call("own admin", "directory-set", { id: ids.own, listed: true, text: "" });
    await call("other admin", "directory-set", { id: ids.other, listed: true, text: "" });
    expect(await words("other viewer")).toEqual([
      "A group you are in",
      "With PIER SEVEN TERMINAL and Blue Anchor Lines",
    ]);
    await call("own admin", "directory-set", { id: ids.own, listed: false, text: "" });
    expect(await words("other viewer")).toEqual(["A group you are in", ""]);
    expect(await words("operator")).toEqual([
      "Friends of Hidden-Harbor Lines",
      "With PIER SEVEN TERMINAL and Blue Anchor Lines",
    ]);
    await say("Berth four", "");
    await call("other admin", "directory-set", { id: ids.other, listed: false, text: "" });
  });

  test("of providers: nothing; each sees its own, and the center's people all", async () => {
    // As it was written before there could be several.
    await call("operator", "member-update", { id: ids.own, provider: "Night Watch, Inc." });
    await call("operator", "member-update", { id: ids.other, providers: ["Deep Water", "night watch"] });
    const providers = async (who: string, id: string) =>
      ((await call(who, "member-read", { id })) as { providers?: readonly string[] }).providers;
    expect(await providers("own viewer", ids.own)).toEqual(["Night Watch, Inc."]);
    expect(await providers("other viewer", ids.other)).toEqual(["Deep Water", "night watch"]);
    expect(await providers("other viewer", ids.own)).toBeUndefined();
    for (const who of ["own viewer", "own admin"]) {
      expect(status(await call(who, "member-list", {}))).toBe(403);
      expect(status(await call(who, "member-update", { id: ids.own, providers: [] }))).toBe(403);
    }
    const both = { id: ids.own, provider: "Old", providers: ["New"] };
    expect(await call("operator", "member-update", both)).toMatchObject({ providers: ["New"] });
    expect(await call("operator", "member-update", { id: ids.own, provider: null })).toMatchObject({
      providers: [],
    });
  });

  test("of the directory: who chose to be in it; a text that shows a third is left out", async () => {
    await center.addMember("Silent Company", []);
    await call("own admin", "directory-set", {
      id: ids.own,
      listed: true,
      text: "Neighbour of silentcompany, berths 4 to 9",
    });
    const entry = { name: "Pier Seven Terminal", sector: "terminal operator" };
    expect(await call("other viewer", "directory-list", {})).toEqual({ rows: [{ ...entry, text: "" }] });
    await call("own admin", "directory-set", { id: ids.own, listed: true, text: "Berths 4 to 9" });
    expect(await call("other viewer", "directory-list", {})).toEqual({
      rows: [{ ...entry, text: "Berths 4 to 9" }],
    });
    await call("own admin", "directory-set", { id: ids.own, listed: false, text: "Berths 4 to 9" });
    expect(await call("other viewer", "directory-list", {})).toEqual({ rows: [] });
  });

  test("of who shares: itself", async () => {
    const rows = async (who: string) =>
      ((await call(who, "reciprocity-read", {})) as { rows: { memberId: string }[] }).rows;
    expect((await rows("own viewer")).map(({ memberId }) => memberId)).toEqual([ids.own]);
    expect((await rows("operator")).length).toBeGreaterThan(2);
  });
});
