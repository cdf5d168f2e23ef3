/**
 * The authorization matrix, made from the route table: every action, asked by every role of a member, of another
 * member, of the center, and by nobody. An action that takes the id of something stands in `objects` with what it is;
 * a new one that does not fails here. Another member's id must answer, byte for byte, as one that never was, and no
 * answer to a member may hold anything of another's.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Problem } from "../base/index.js";
import { createToken } from "../members/index.js";
import { centerRoles, memberRoles, type Person, type Role } from "../model/index.js";
import { meetEdge } from "../share/index.js";
import { keepTestMail } from "../share/mail/testing.js";
import { applyOutcome, keepInventory } from "../warn/index.js";
import { testBatch, testDetection, testHit, testInventory } from "../warn/testing.js";
import type { Action } from "./action.js";
import { actions } from "./actions/index.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

type Json = Readonly<Record<string, unknown>>;
type Thing =
  | "member"
  | "person"
  | "token"
  | "warning"
  | "sighting"
  | "detection"
  | "report"
  | "mail"
  | "evidence"
  | "exposure"
  | "group"
  | "agreement"
  | "conflict"
  | "site entry"
  | "invitation"
  | "passkey"
  | "peer"
  | "edge"
  | "session"
  | "asset"
  | "relation";

/** What the id stands for in actions that take one of something of a member's. */
const objects: Readonly<Record<string, Readonly<Record<string, Thing>>>> = {
  "agreement-add": { id: "member" },
  "agreement-end": { id: "agreement" },
  "agreement-list": { id: "member" },
  "basic-user-add": { memberId: "member" },
  "consent-set": { id: "member" },
  "contact-list": { id: "member" },
  "contact-set": { id: "member" },
  "directory-set": { id: "member" },
  "edge-blind-set": { id: "member" },
  "edge-forget": { id: "edge" },
  "edge-list": { memberId: "member" },
  "evidence-read": { id: "evidence" },
  "exposure-add": { memberId: "member" },
  "exposure-conflict-settle": { id: "conflict" },
  "exposure-decline": { memberId: "member" },
  "exposure-export": { memberId: "member" },
  "exposure-import": { memberId: "member" },
  "exposure-list": { memberId: "member" },
  "exposure-remove": { id: "exposure" },
  "exposure-suggest": { memberId: "member" },
  "group-remove": { id: "group" },
  "group-update": { id: "group" },
  "invitation-add": { memberId: "member" },
  "invitation-list": { memberId: "member" },
  "invitation-revoke": { id: "invitation" },
  "member-language-set": { id: "member" },
  "member-read": { id: "member" },
  "member-removal-read": { id: "member" },
  "member-remove": { id: "member" },
  "member-update": { id: "member" },
  "own-passkey-remove": { id: "passkey" },
  "own-session-end": { id: "session" },
  "peer-agree": { id: "peer" },
  "peer-confirm": { id: "peer" },
  "peer-end": { id: "peer" },
  "peer-export": { id: "peer" },
  "person-add": { memberId: "member" },
  "person-link": { id: "person" },
  "person-list": { memberId: "member" },
  "person-remove": { id: "person" },
  "person-reset": { id: "person" },
  "person-session-end": { id: "person", sessionId: "session" },
  "person-sessions": { id: "person" },
  "person-update": { id: "person" },
  "report-held-assign": { id: "mail", personId: "person" },
  "report-held-discard": { id: "mail" },
  "report-mail-discard": { id: "mail" },
  "report-mail-read": { id: "mail" },
  "report-mail-send": { id: "mail" },
  "report-read": { id: "report" },
  "report-releases": { id: "report" },
  "report-trace": { id: "report" },
  "report-withdraw": { id: "report" },
  "advisory-match-list": { memberId: "member" },
  "asset-list": { memberId: "member" },
  "asset-review": { id: "asset" },
  "attempt-read": { memberId: "member" },
  "crane-list": { memberId: "member" },
  "crane-read": { id: "site entry" },
  "detection-explain": { id: "detection" },
  "detection-list": { memberId: "member" },
  "learning-read": { memberId: "member" },
  "learning-start": { memberId: "member" },
  "relation-list": { memberId: "member", assetId: "asset" },
  "relation-review": { id: "relation" },
  "rule-exception-add": { memberId: "member" },
  "sighting-explain": { id: "sighting" },
  "site-entry-put": { memberId: "member", entryId: "site entry" },
  "site-entry-remove": { memberId: "member", entryId: "site entry" },
  "site-export": { memberId: "member" },
  "site-history": { memberId: "member" },
  "site-import": { memberId: "member" },
  "site-read": { memberId: "member" },
  "site-settings-put": { memberId: "member" },
  "sighting-list": { memberId: "member" },
  "token-create": { memberId: "member" },
  "token-list": { memberId: "member" },
  "token-revoke": { id: "token" },
  "token-rotate": { id: "token" },
  "vendor-session-list": { memberId: "member" },
  "warning-close": { id: "warning" },
  "warning-deliveries": { id: "warning" },
  "warning-explain": { id: "warning" },
  "warning-link": { id: "warning" },
  "warning-react": { id: "warning" },
  "warning-read": { id: "warning" },
};

/** What these need besides, so that the id is what decides. */
const more: Readonly<Record<string, object>> = {
  "basic-user-add": { name: "siem", password: "a program's own" },
  "contact-set": { contacts: [{ name: "Desk" }] },
  "consent-set": { consents: [] },
  "exposure-add": { kind: "brand", value: "Nobody At All" },
  "exposure-decline": { kind: "brand", value: "Nobody At All" },
  "exposure-import": { csv: "brand,Nobody At All\n", dryRun: true },
  "invitation-add": { name: "Nina", email: "nina@quay.example", role: "viewer" },
  "person-add": { name: "Nina", role: "viewer" },
  "person-update": { role: "viewer" },
  "rule-exception-add": { rule: "authorized-rule", reason: "known", expiresUs: Date.now() * 1000 + 3600e6 },
  "site-entry-put": { list: "cranes", cells: { name: "Nobody 99" } },
  "site-entry-remove": { list: "cranes" },
  "site-import": { list: "cranes", csv: "name\nNobody 99\n", dryRun: true },
  "token-create": { name: "new", scopes: ["read"] },
  "asset-review": { state: "confirmed" },
  "relation-review": { state: "confirmed" },
  "warning-react": { kind: "on it" },
  "warning-close": { reason: "expected" },
};

/** Actions whose member is the caller's own, whatever they are told: they do not take another's. */
const ownWhateverAsked = new Set([
  "invitation-list",
  "edge-list",
  "token-create",
  "token-list",
  "person-list",
  "sighting-list",
  "detection-list",
]);

const nowhere = "00000000-0000-4000-8000-000000000000";
const testPlan = {
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      properties: { name: "Quebec 44", kind: "crane", terminal: "Pier Seven Terminal" },
      geometry: { type: "Point", coordinates: [5.1, 60.2] },
    },
  ],
};
const secrets = [
  "Pier Seven Terminal",
  "203.0.113.",
  "pier7-private",
  "Olga Ownperson",
  "Own token",
  "quay secret",
  "Berth of ours",
  "Quebec 44",
];

let center: TestCenter;
const ids = new Map<Thing, string>();
const people = new Map<string, Person>();

beforeAll(async () => {
  center = await openTestCenter();
  const { state, clock } = center;
  const own = await center.addMember("Pier Seven Terminal", ["203.0.113.0/28"]);
  const other = await center.addMember("Blue Anchor Lines", ["198.51.100.0/28"]);
  for (const role of memberRoles) {
    people.set(`own ${role}`, await center.addPerson(`Olga Ownperson ${role}`, role, own.id));
    people.set(`other ${role}`, await center.addPerson(`Other ${role}`, role, other.id));
  }
  people.set("operator", center.operator);
  people.set("auditor", await center.addPerson("Aude", "auditor", null));
  const made = async (who: string, id: string, input: object): Promise<{ id: string }> => {
    const answer = await ask(who, id, input);
    if (answer instanceof Problem) throw new Error(`${id}: ${answer.detail}`);
    return answer as { id: string };
  };
  const exposure = await made("own admin", "exposure-add", { kind: "brand", value: "pier7-private" });
  const group = await made("operator", "group-add", { name: "Berth of ours", memberIds: [own.id] });
  const agreement = await made("operator", "agreement-add", {
    id: own.id,
    name: "Participation",
    version: "1",
    signedBy: "Olga Ownperson",
    signedUs: 1,
  });
  const crane = await made("own analyst", "site-entry-put", {
    memberId: own.id,
    list: "cranes",
    cells: { name: "Quebec 44" },
  });
  await made("operator", "plan-put", { geojson: JSON.stringify(testPlan) });
  const report = await made("own analyst", "report-send", {
    title: "A quay secret",
    text: "At pier7-private",
    evidence: [{ name: "quay secret.txt", content: "cXVheSBzZWNyZXQ=" }],
  });
  const mail = await keepTestMail(state, clock, people.get("own analyst")?.id ?? null, "A quay secret");
  const token = await createToken(state.db, clock, { memberId: own.id, name: "Own token", scopes: ["read"] });
  const invited = (await ask("own admin", "invitation-add", {
    name: "Olga Ownperson",
    email: "olga@quay.example",
    role: "viewer",
  })) as { invitation: { id: string } };
  const hit = testHit({
    timeUs: clock.nowUs(),
    from: "203.0.113.7",
    to: "192.0.2.9",
    listed: { type: "ipv4", value: "192.0.2.9" },
  });
  const fired = testDetection({ timeUs: clock.nowUs(), from: "203.0.113.9", to: "203.0.113.7" });
  await applyOutcome(state, clock, {}, testBatch("batch", own.id, [hit], { detections: [fired] }));
  await keepInventory(state.db, clock.nowUs(), testInventory(own.id, { name: "Berth of ours crane" }));
  const edgeId = "00000000-0000-4000-8000-0000000000ed";
  const met = await meetEdge(
    state.db,
    clock,
    { memberId: own.id, edgeId, tokenId: "token" },
    {
      name: "quay secret",
      version: "0",
      nowUs: clock.nowUs(),
      set: { epoch: 0, sequence: 0, currentUs: null, indicators: 0, blind: 0 },
      waiting: { bytes: 0, bytesMax: 1, oldestUs: null, merged: 0, dropped: 0 },
      records: 0,
      doors: [],
    },
  );
  if (met instanceof Problem) throw new Error(met.detail);
  const warning = await state.db
    .selectFrom("warning")
    .select("id")
    .where("key", "like", "attack-server%")
    .executeTakeFirstOrThrow();
  const detection = await state.db.selectFrom("detection").select("id").executeTakeFirstOrThrow();
  const asset = await state.db.selectFrom("asset").select("id").executeTakeFirstOrThrow();
  const relation = await state.db.selectFrom("relation").select("id").executeTakeFirstOrThrow();
  const sighting = await state.db.selectFrom("sighting").select("id").executeTakeFirstOrThrow();
  if (token instanceof Problem) throw new Error(token.detail);
  for (const [thing, id] of Object.entries({
    member: own.id,
    person: people.get("own viewer")?.id,
    token: token.record.id,
    warning: warning.id,
    sighting: sighting.id,
    detection: detection.id,
    asset: asset.id,
    relation: relation.id,
    report: report.id,
    mail: mail.id,
    evidence: (report as { evidence?: readonly { id: string }[] }).evidence?.[0]?.id,
    exposure: exposure.id,
    group: group.id,
    agreement: agreement.id,
    conflict: nowhere,
    "site entry": crane.id,
    invitation: invited.invitation.id,
    edge: edgeId,
    passkey: nowhere,
    peer: nowhere,
    session: nowhere,
  }))
    ids.set(thing as Thing, id as string);
}, 60_000);
afterAll(() => center.close());

const ask = async (who: string, id: string, input: object) =>
  callAction(center, await center.callerOf(people.get(who) as Person), id, input);

const schemaOf = (action: Action) =>
  z.toJSONSchema(action.input, { io: "input", unrepresentable: "any" }) as Json;
const propertiesOf = (action: Action) => Object.keys((schemaOf(action)["properties"] ?? {}) as object);

/** Ids in an input that could be of another member. Those in a body that names several are checked by their rooms. */
const takesIds = (action: Action) =>
  propertiesOf(action).filter((name) => name === "id" || /^\w+Id$/.test(name));

/** Something the schema takes, with nothing that is optional. */
function sample(schema: Json): unknown {
  const kind = ((schema["anyOf"] as readonly Json[] | undefined) ?? [schema])[0] as Json;
  if (Array.isArray(kind["enum"])) return kind["enum"][0];
  if (kind["type"] === "array") return [];
  if (kind["type"] === "object") {
    const properties = (kind["properties"] ?? {}) as Record<string, Json>;
    const required = (kind["required"] ?? []) as readonly string[];
    return Object.fromEntries(required.map((name) => [name, sample(properties[name] as Json)]));
  }
  if (kind["type"] === "string") return nowhere;
  return kind["type"] === "boolean" ? true : 1;
}

function inputFor(action: Action, id: (thing: Thing) => string): object {
  const things = objects[action.id] ?? {};
  const named = Object.entries(things).map(([name, thing]) => [name, id(thing)]);
  return { ...(sample(schemaOf(action)) as object), ...more[action.id], ...Object.fromEntries(named) };
}

const allowed = (action: Action, person: Person): boolean =>
  action.roles !== "public" &&
  action.roles.includes(person.role) &&
  (person.memberId === null ||
    !action.roles.every((role) => (centerRoles as readonly Role[]).includes(role)));

const guarded = actions.filter((action) => action.roles !== "public");
const codeOf = (answer: unknown): string | null => (answer instanceof Problem ? answer.code : null);

describe("the matrix", () => {
  test("every action that takes an id says what it is of", () => {
    const without = guarded.filter((action) =>
      takesIds(action).some((name) => objects[action.id]?.[name] === undefined),
    );
    expect(
      without.map(({ id }) => id),
      "put it into `objects`",
    ).toEqual([]);
    for (const id of Object.keys(objects)) expect(actions.map((action) => action.id)).toContain(id);
    console.info(`authorization: ${guarded.length} actions × ${people.size + 1} callers`);
  });

  test.each(guarded.map((action) => [action.id, action] as const))(
    "%s is refused to whom it is not for",
    async (id, action) => {
      expect(codeOf(await callAction(center, null, id, {}))).toBe("api.not-signed-in");
      for (const [who, person] of people) {
        if (allowed(action, person)) continue;
        expect([
          who,
          codeOf(
            await ask(
              who,
              id,
              inputFor(action, () => nowhere),
            ),
          ),
        ]).toEqual([who, "api.not-allowed"]);
      }
    },
  );
});

describe("what is another member's", () => {
  const takers = guarded.filter((action) => objects[action.id] !== undefined);
  const cases = takers.flatMap((action) =>
    memberRoles
      .filter((role) => allowed(action, { id: "", name: "", role, memberId: "a member" }))
      .map((role) => [action.id, role, action] as const),
  );

  test.each(cases)("%s, asked by another's %s, answers as if it never was", async (id, role, action) => {
    const theirs = await ask(
      `other ${role}`,
      id,
      inputFor(action, (thing) => ids.get(thing) as string),
    );
    const never = await ask(
      `other ${role}`,
      id,
      inputFor(action, () => nowhere),
    );
    const text = JSON.stringify(theirs);
    for (const secret of secrets) expect(text).not.toContain(secret);
    if (ownWhateverAsked.has(id)) return;
    expect(theirs).toBeInstanceOf(Problem);
    expect(theirs).toEqual(never);
  });

  test("nothing that a member may ask tells of another", async () => {
    const readers = guarded.filter(
      (action) => objects[action.id] === undefined && action.session === undefined,
    );
    let asked = 0;
    for (const action of readers)
      for (const role of memberRoles) {
        const who = `other ${role}`;
        if (!allowed(action, people.get(who) as Person)) continue;
        const answer = await ask(
          who,
          action.id,
          inputFor(action, () => nowhere),
        );
        asked++;
        const text = JSON.stringify(
          answer instanceof Problem ? [answer.title, answer.detail, answer.hint] : answer,
        );
        for (const secret of secrets)
          expect([action.id, role, text.includes(secret) ? secret : null]).toEqual([action.id, role, null]);
      }
    expect(asked).toBeGreaterThan(20);
  });

  test("its own member reads it", async () => {
    const own = (id: string, input: object) => ask("own admin", id, input);
    expect(await own("report-read", { id: ids.get("report") })).toMatchObject({ title: "A quay secret" });
    expect(await own("evidence-read", { id: ids.get("evidence") })).toMatchObject({
      name: "quay secret.txt",
      bytes: Buffer.from("quay secret"),
    });
    expect(await own("warning-read", { id: ids.get("warning") })).toMatchObject({ id: ids.get("warning") });
    expect(await own("sighting-explain", { id: ids.get("sighting") })).toMatchObject({
      evidence: [{ sourceAddress: "203.0.113.7" }],
      warnings: [{ id: ids.get("warning"), rule: "attack-server" }],
    });
    expect(await own("detection-explain", { id: ids.get("detection") })).toMatchObject({
      evidence: [{ sourceAddress: "203.0.113.9" }],
      warnings: [{ rule: "detected" }],
    });
    expect(JSON.stringify(await own("token-list", {}))).toContain("Own token");
    expect(JSON.stringify(await own("exposure-list", {}))).toContain("pier7-private");
    const ofMember = { memberId: ids.get("member") };
    expect(await own("site-read", ofMember)).toMatchObject({ cranes: [{ name: "Quebec 44" }] });
    expect(await ask("auditor", "site-history", ofMember)).toMatchObject({
      rows: [{ list: "cranes", kind: "added", by: "Olga Ownperson analyst" }],
    });
    const { features } = testPlan;
    const [named] = features;
    const cut = { ...named, properties: { name: "", kind: "crane", terminal: "", crane: "" } };
    expect(await own("plan-read", {})).toMatchObject({ plan: { features } });
    expect(await ask("auditor", "plan-read", {})).toMatchObject({ plan: { features } });
    expect(await ask("other viewer", "plan-read", {})).toMatchObject({ plan: { features: [cut] } });
  });
});
