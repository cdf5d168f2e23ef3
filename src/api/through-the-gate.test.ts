/**
 * The gate is the only code that decides what leaves. Made from the route table: every action that reads is called by
 * each role that may, with a gate that tells when it is asked; one that answers without having asked stands in
 * `withoutGate` with what it answers instead, or fails here by its name. What an action that changes something answers
 * is what its caller wrote, or a warning or report, which are read through the gate like any other.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { Problem } from "../base/index.js";
import { csafOf } from "../intel/advisories/testing.js";
import { keepAdvisories, readCsaf } from "../intel/index.js";
import { addAgreement, writeAgreementText, writeContacts } from "../members/index.js";
import { type Person, roles } from "../model/index.js";
import { keepTestMail } from "../share/mail/testing.js";
import { applyOutcome, loadCommunity } from "../warn/index.js";
import { testBatch, testDetection, testHit } from "../warn/testing.js";
import type { Action } from "./action.js";
import { actions } from "./actions/index.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter, testDetector } from "./testing.js";

/** What answers without the gate, and what there is to it. */
const withoutGate: Readonly<Record<string, string>> = {
  "agreement-text-list": "what the center asks companies to sign, for its operators and auditors alone",
  "feed-list": "the center's own feeds, for operators alone",
  "intel-extract": "what is in the caller's own text",
  "intel-import-read": "how far an import of feeds is",
  "invitation-open": "what an invitation says to who holds its link",
  "legal-basis-list": "the law that sharing stands on, the same for all",
  "peer-list": "other centers and how it stands with them, for operators alone",
  "report-held-list": "what mail of strangers says of itself, for operators alone",
  "report-mail-list": "the caller's own mail, before it is a report",
  "report-mail-read": "the caller's own mail, before it is a report",
  "rule-exception-list":
    "what the center accepts of its rules' findings, for its operators and auditors alone",
  "rule-list": "the center's rules, for its operators and auditors alone; how much each told for operators",
  "rule-read": "one of the center's rules, for its operators and auditors alone",
  "rule-refusal-list": "the center's rules that don't run, for its operators and auditors alone",
  "rule-source-list": "where the center's rules come from, for its operators and auditors alone",
  "own-read": "the caller's own sign-in",
  "session-read": "who the caller is",
  "sign-in-ways": "which ways of signing in there are, the same for all",
  "misp-list": "what the feed holds as a whole and how reading others went, for operators alone",
  "taxii-others": "how reading other servers went, for operators alone",
  "source-list": "the health of the center's own parts",
};

/** Actions that are no GET and read all the same. */
const readingPosts = [
  "event-search",
  "indicator-lookup",
  "intel-extract",
  "invitation-open",
  "pack-export",
  "pattern-search",
  "report-preview",
];
const reading = actions.filter(({ method, id }) => method === "GET" || readingPosts.includes(id));

let center: TestCenter;
let asked: ReturnType<typeof vi.spyOn>[] = [];
const people = new Map<string, Person>();
const inputs = new Map<string, object>();

beforeAll(async () => {
  const opened = await openTestCenter();
  // No event store runs here; what it finds is decided all the same.
  const none = {
    search: async () => ({ rows: [], next: null }),
    query: async () => ({ rows: [] }),
    count: async () => 0,
  };
  center = { ...opened, events: Object.assign(Object.create(opened.events), none) };
  const { state, clock } = center;
  const own = await center.addMember("Pier Seven Terminal", ["203.0.113.0/28"]);
  for (const role of roles)
    people.set(
      role,
      await center.addPerson(`Olga ${role}`, role, ["operator", "auditor"].includes(role) ? null : own.id),
    );
  people.set("operator", center.operator);
  await writeContacts(state.db, clock, own.id, []);
  const signed = { name: "Terms", version: "1", signedBy: "Olga", signedUs: 1, note: "" };
  await addAgreement(state.db, clock, { ...signed, memberId: own.id });
  const hit = testHit({
    timeUs: clock.nowUs(),
    from: "203.0.113.7",
    to: "192.0.2.9",
    listed: { type: "ipv4", value: "192.0.2.9" },
  });
  const refusal = { line: 3, code: "intake.json-invalid", detail: "It is cut.", sample: "{" };
  const fired = testDetection({ timeUs: clock.nowUs(), from: "192.0.2.9", to: "203.0.113.7" });
  const batch = testBatch("batch", own.id, [hit], {
    refused: 1,
    refusals: [refusal],
    detections: [fired],
  });
  await applyOutcome(state, clock, {}, batch);
  const advisory = readCsaf(csafOf({}));
  if (advisory instanceof Problem) throw new Error(advisory.detail);
  await keepAdvisories(state.db, 1, [advisory]);
  const { id: sourceId } = await state.db
    .insertInto("intel_source")
    .values({ name: "list", format: "list", tlp: "TLP:CLEAR", confidence: 80, imported_us: 1, mark: null })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { id: indicatorId } = await state.db
    .insertInto("indicator")
    .values({ type: "ipv4", value: "192.0.2.9" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await state.db
    .insertInto("indicator_claim")
    .values({
      indicator_id: indicatorId,
      source_id: sourceId,
      confidence: 80,
      tlp: "TLP:CLEAR",
      valid_from_us: null,
      valid_until_us: null,
      labels: [],
      first_us: 1,
      last_us: 1,
    })
    .execute();
  const admin = { person: people.get("admin") as Person, sessionHash: "session" };
  const report = await callAction(center, admin, "report-send", {
    title: "Odd",
    text: "At the gate",
    evidence: [{ name: "mail.txt", content: "SGVsbG8=" }],
  });
  await callAction(center, admin, "directory-set", { id: own.id, listed: true });
  const group = { name: "Berth", memberIds: [own.id] };
  await callAction(center, { person: center.operator, sessionHash: "session" }, "group-add", group);
  await writeAgreementText(state.db, clock, { name: "Terms", version: "1", text: "We tell." });
  const warning = await state.db.selectFrom("warning").select("id").executeTakeFirstOrThrow();
  const ofMember = { id: own.id, memberId: own.id };
  for (const action of reading) inputs.set(action.id, ofMember);
  for (const id of ["warning-read", "warning-explain", "warning-deliveries"])
    inputs.set(id, { id: warning.id });
  for (const id of ["report-read", "report-releases"]) inputs.set(id, report as { id: string });
  inputs.set("evidence-read", (report as { evidence: readonly { id: string }[] }).evidence[0] as object);
  const mail = await keepTestMail(state, clock, people.get("analyst")?.id ?? null, "Odd");
  inputs.set("report-mail-read", mail);
  for (const [id, table] of [
    ["sighting-explain", "sighting"],
    ["detection-explain", "detection"],
    ["release-explain", "release"],
    ["refused-read", "refused_record"],
  ] as const) {
    const row = await state.db.selectFrom(table).select("id").executeTakeFirstOrThrow();
    inputs.set(id, { id: row.id, number: row.id });
  }
  inputs.set("person-sessions", { id: people.get("viewer")?.id });
  inputs.set("indicator-lookup", { text: "192.0.2.9" });
  inputs.set("intel-extract", { text: "192.0.2.9" });
  inputs.set("event-search", { fromUs: 1, toUs: 2 });
  inputs.set("pattern-search", { pattern: "[ipv4-addr:value = '192.0.2.9']", fromUs: 1, toUs: 2 });
  inputs.set("report-preview", { title: "Odd", text: "At the gate" });
  inputs.set("audit-copy", { through: 10 });
  const crane = { memberId: own.id, list: "cranes", cells: { name: "STS-1" } };
  inputs.set("crane-read", (await callAction(center, admin, "site-entry-put", crane)) as { id: string });
  inputs.set("site-export", { memberId: own.id, list: "cranes" });
  inputs.set("rule-read", { rule: testDetector.id });
  inputs.set("advisory-read", { number: "ICSA-26-001-01" });
  inputs.set("invitation-open", { token: "bwi_" });
}, 60_000);
afterAll(() => center.close());

/** How often the gate is asked while something is done. */
async function asking(doing: () => Promise<unknown>): Promise<{ answer: unknown; times: number }> {
  const { gate } = await loadCommunity(center.state.db);
  asked = [vi.spyOn(gate, "decide"), vi.spyOn(gate, "preview")];
  try {
    const answer = await doing();
    return { answer, times: asked.reduce((sum, spy) => sum + spy.mock.calls.length, 0) };
  } finally {
    for (const spy of asked) spy.mockRestore();
  }
}

const takes = (action: Action, name: string): boolean =>
  name in ((z.toJSONSchema(action.input, { io: "input", unrepresentable: "any" }) as Shape).properties ?? {});
interface Shape {
  readonly properties?: object;
}

describe("what an action answers was decided by the gate", () => {
  test.each(reading.map((action) => [action.id, action] as const))("%s", async (id, action) => {
    let answered = 0;
    for (const role of roles) {
      if (action.roles !== "public" && !action.roles.includes(role)) continue;
      const given = Object.entries(inputs.get(id) ?? {}).filter(([name]) => takes(action, name));
      const caller = { person: people.get(role) as Person, sessionHash: "session" };
      const { answer, times } = await asking(() => callAction(center, caller, id, Object.fromEntries(given)));
      if (answer instanceof Problem) continue;
      answered++;
      if (withoutGate[id] === undefined) expect([id, role, times > 0]).toEqual([id, role, true]);
      else expect([id, role, times]).toEqual([id, role, 0]);
    }
    if (id !== "invitation-open") expect(answered, `${id} answered nobody here`).toBeGreaterThan(0);
  });

  test("and those without it are still there", () => {
    for (const id of Object.keys(withoutGate)) expect(reading.map((action) => action.id)).toContain(id);
  });
});
