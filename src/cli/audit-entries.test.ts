/**
 * Every action that changes something writes an entry: the route table is gone through, each non-GET action is called
 * with an input that works, and the entry that must follow names who called. An action without an example here fails,
 * so that nobody adds one and forgets the chain. What the chain then holds is searched for names and secrets.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SignInExample, signInExamples } from "../../test/sign-in-entries.js";
import { actions, type Caller, callAction } from "../api/index.js";
import { openTestCenter, type TestCenter, testDetector } from "../api/testing.js";
import { newId, Problem } from "../base/index.js";
import { packFiles } from "../detect/index.js";
import { importEntries } from "../intel/index.js";
import {
  addAgreement,
  addGroup,
  addPerson,
  checkSession,
  createSignInLink,
  createToken,
  listConflicts,
  putSiteEntry,
  registerExposures,
  removeAgreementText,
  updatePerson,
  writeAgreementText,
} from "../members/index.js";
import { acceptPeer, confirmPeer, invitePeer, meetEdge } from "../share/index.js";
import { keepTestMail } from "../share/mail/testing.js";
import { sealBatch } from "../share/peers/batch.js";
import { centerToken } from "../share/peers/identity.js";
import { writeInvitation } from "../share/peers/invitation.js";
import { testIdentity } from "../share/peers/testing.js";
import { centerActor, commandLineActor, listAudit, verifyCopy } from "../store/index.js";
import { applyOutcome, keepInventory } from "../warn/index.js";
import { testBatch, testHit, testInventory } from "../warn/testing.js";
import { makePack } from "../work/index.js";
import { copyOf } from "./audit-copy.js";
import { DemoPlayer } from "./center/demo-player.js";
import { Importer } from "./center/importer.js";
import { removeMarked } from "./center/marked.js";

const folder = mkdtempSync(join(tmpdir(), "bw-audit-entries-"));
let center: TestCenter;
const signingIn = signInExamples(() => center);
let demo: DemoPlayer;

/** A center whose sample port and imports are the real ones; only the telemetry goes nowhere. */
beforeAll(async () => {
  const opened = await openTestCenter();
  const { state, events, clock, log } = opened;
  demo = new DemoPlayer({
    clock,
    state,
    take: async () => ({ batches: [], records: 0, refused: 0, hits: 0, duplicate: false, problems: [] }),
    addFeed: (source, entries, actor) => importEntries(state, clock, source, entries, actor),
    refresh: async () => undefined,
    removeMarked: (mark, actor) => removeMarked({ state, events, clock }, mark, actor),
    onChange: () => undefined,
    minuteMs: 0,
  });
  const importer = new Importer({ state, clock, log, onDone: async () => undefined });
  center = {
    ...opened,
    startDemo: async (actor) => demo.start(actor),
    removeDemo: (actor) => demo.remove(actor),
    demoState: () => demo.state,
    startImport: (options) => importer.start(options),
    importState: () => importer.state,
    oidc: await signingIn.oidcOf(opened),
  };
}, 60_000);
afterAll(async () => {
  await demo.close();
  await center.close();
  await signingIn.close();
  rmSync(folder, { recursive: true, force: true });
});

const session = async (): Promise<Caller> => {
  const checked = await checkSession(center.state.db, center.clock, await center.signIn(center.operator));
  if (checked instanceof Problem) throw new Error(checked.detail);
  return checked;
};
const machine = async (): Promise<Caller> => ({ person: center.operator, sessionHash: null });

let made = 0;
const member = () => center.addMember(`Audited Terminal ${made++}`, []);

/** An open warning of a member of its own. */
async function warning(): Promise<string> {
  const { id } = await center.addMember(`Warned Terminal ${made++}`, [`198.18.${made}.0/24`]);
  const hit = testHit({
    timeUs: center.clock.nowUs() - 60e6,
    from: `198.18.${made}.7`,
    to: "203.0.113.66",
    listed: { type: "ipv4", value: "203.0.113.66" },
  });
  const applied = await applyOutcome(center.state, center.clock, {}, testBatch(`b${made}`, id, [hit]));
  expect(applied.warningIds.length).toBeGreaterThan(0);
  return applied.warningIds[0] as string;
}

/** An asset or relation of a member of its own. */
async function inventoried(table: "asset" | "relation"): Promise<string> {
  const { id } = await member();
  await keepInventory(center.state.db, center.clock.nowUs(), testInventory(id));
  const rows = center.state.db.selectFrom(table).select("id").where("member_id", "=", id);
  return (await rows.executeTakeFirstOrThrow()).id;
}

const isGiven = <T>(answer: T | Problem): T => {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
};

/** A signed-in admin of a member of its own. */
async function admin(): Promise<Caller & { readonly memberId: string }> {
  const { id } = await member();
  const person = await center.addPerson("Ines Admin", "admin", id);
  const checked = isGiven(await checkSession(center.state.db, center.clock, await center.signIn(person)));
  return { ...checked, memberId: id };
}
let own: Awaited<ReturnType<typeof admin>>;
const asAdmin = async (): Promise<Caller> => own;
/** Makes the admin who calls next, for an input that is about its own member. */
const ownInput = (rest: object) => async () => {
  own = await admin();
  return { id: own.memberId, ...rest };
};

async function register(memberId: string, value: string): Promise<string> {
  const by = { memberId, byOperator: true, dryRun: false, audit: "exposure-add" } as const;
  const [answer] = isGiven(
    await registerExposures(center.state.db, center.clock, by, [{ kind: "domain", value }]),
  );
  return answer?.outcome === "added" ? answer.exposure.id : "";
}

/** A rule of the center's, with a reason that nobody outside may read. */
async function ruleInput(): Promise<{ readonly rule: string; readonly reason: string }> {
  return { rule: testDetector.id, reason: "Ana finds it too loud" };
}

async function exceptionInput() {
  const { rule } = await ruleInput();
  const expiresUs = center.clock.nowUs() + 3600e6;
  return { rule, field: "User", value: "10.4.2.17", reason: "Ana's scanner", owner: "Ana", expiresUs };
}

async function rulesInput() {
  const files = { files: [{ file: "a.yml", text: testRuleText }], unread: [], passedOver: 0 };
  return { name: `given${made++}`, place: "rules", content: packFiles(files).toString("base64") };
}

const testRuleText = `title: Audited
id: audited-rule
logsource:
    category: proxy
detection:
    selection:
        User: root
    condition: selection
`;

const plan = JSON.stringify({
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      properties: { name: "Ana 7", kind: "crane" },
      geometry: { type: "Point", coordinates: [1, 2] },
    },
  ],
});
const siteInput = (rest: object) => async () => ({ memberId: (await member()).id, list: "cranes", ...rest });

/** An edge that has reported once. */
async function edge(): Promise<string> {
  const edgeId = newId();
  const caller = { memberId: (await member()).id, edgeId, tokenId: "token" };
  const report = {
    name: "gate house",
    version: "0",
    nowUs: center.clock.nowUs(),
    set: { epoch: 0, sequence: 0, currentUs: null, indicators: 0, blind: 0 },
    waiting: { bytes: 0, bytesMax: 1, oldestUs: null, merged: 0, dropped: 0 },
    records: 0,
    doors: [],
  };
  return isGiven(await meetEdge(center.state.db, center.clock, caller, report)).edgeId;
}

/** What one member registered and another asked for. */
async function conflict(): Promise<string> {
  const value = `disputed${made}.example`;
  await register((await member()).id, value);
  const asker = (await member()).id;
  expect(await register(asker, value)).toBe("");
  const found = (await listConflicts(center.state.db)).find(({ memberId }) => memberId === asker);
  return found?.id ?? "";
}

/** Another center's invitation, and who it is. */
async function otherPort() {
  const identity = await testIdentity();
  const place = { name: `Port ${made++}`, url: null };
  const own = { state: center.state, clock: center.clock, identity: center.peerIdentity };
  isGiven(await invitePeer(own, { name: "Port of Sola", url: null }, "test"));
  return { identity, line: writeInvitation(identity, center.clock, place, null).line };
}

async function acceptOther() {
  const { identity, line } = await otherPort();
  const own = { state: center.state, clock: center.clock, identity: center.peerIdentity };
  const accepted = isGiven(await acceptPeer(own, line, "test"));
  return { id: accepted.peer.id, identity, own };
}

const peer = async (): Promise<string> => (await acceptOther()).id;

async function confirmedPeer(): Promise<string> {
  const { id, own } = await acceptOther();
  isGiven(await confirmPeer(own, id, undefined, "test"));
  return id;
}

/** A batch with one message, which takes back what was never told. */
async function packOfPeer(): Promise<string> {
  const { id, identity, own } = await acceptOther();
  isGiven(await confirmPeer(own, id, undefined, "test"));
  const message = JSON.stringify({
    sequence: 1,
    kind: "indicator",
    object: "00000000-0000-4000-8000-000000000001",
    origin: { center: centerToken(identity.publicKey), token: "1".repeat(64) },
    hops: 0,
    atUs: 1,
    withdrawn: true,
  });
  const head = { to: center.peerIdentity.publicKey, after: 0, upTo: 1, fresh: false, atUs: 1 };
  return sealBatch(identity, { ...head, acknowledges: 0, head: null, messages: [message] });
}

async function agreement(): Promise<string> {
  const signed = { name: "Sharing terms", version: "2", signedBy: "Ines Admin", signedUs: 1, note: "" };
  const input = { ...signed, memberId: (await member()).id };
  return isGiven(await addAgreement(center.state.db, center.clock, input)).id;
}

const agreementText = () => ({ name: `Sharing terms ${made++}`, version: "2", text: "We tell one another." });

/** A pack of this center, of one text that it has no longer. */
async function foreignPack(): Promise<Record<string, unknown>> {
  const { state, clock } = center;
  const text = isGiven(await writeAgreementText(state.db, clock, agreementText()));
  const made = isGiven(await makePack(center, { only: ["agreements"], center: null, actor: centerActor }));
  isGiven(await removeAgreementText(state.db, clock, text));
  const content = Buffer.from(made.bytes).toString("base64");
  return { content, trust: made.manifest.fingerprint };
}

async function group(): Promise<string> {
  const input = { name: `Committee ${made}`, memberIds: [(await member()).id] };
  return isGiven(await addGroup(center.state.db, center.clock, input)).id;
}

const draft = { title: "Ines saw a mail", text: "It came from 203.0.113.66", attribution: "center" };
async function report(): Promise<string> {
  own = await admin();
  const sent = isGiven(await callAction(center, own, "report-send", draft)) as { readonly id: string };
  return sent.id;
}

async function ownMail(): Promise<string> {
  own = await admin();
  return (await keepTestMail(center.state, center.clock, own.person.id, "Ines saw a mail")).id;
}
const heldMail = async (): Promise<string> =>
  (await keepTestMail(center.state, center.clock, null, "Ines saw a mail")).id;

async function token(): Promise<string> {
  const input = { memberId: null, name: "sensor", scopes: ["ingest"] };
  const created = await createToken(center.state.db, center.clock, input);
  if (created instanceof Problem) throw new Error(created.detail);
  return created.record.id;
}

function feed(): string {
  const path = join(folder, `feed-${made++}.txt`);
  writeFileSync(path, "203.0.113.77\n");
  return path;
}

/** What another TAXII server kept. */
function kept(): string {
  const path = join(folder, `kept-${made++}.json`);
  writeFileSync(path, JSON.stringify({ [`root${made}`]: { information: { title: "Old" } } }));
  return path;
}

/** `kind` is the entry that must follow, and `actor` whom it names; left out, the caller is an operator in a session. */
const examples: Readonly<Record<string, SignInExample>> = {
  ...signingIn.examples,
  "agreement-add": {
    kind: "agreement-add",
    input: async () => ({
      id: (await member()).id,
      name: "Sharing terms",
      version: "2",
      signedBy: "Ines Admin",
      signedUs: 1,
    }),
  },
  "agreement-end": { kind: "agreement-end", input: async () => ({ id: await agreement() }) },
  "agreement-text-remove": {
    kind: "agreement-text-remove",
    input: async () => ({
      ...isGiven(await writeAgreementText(center.state.db, center.clock, agreementText())),
    }),
  },
  "agreement-text-set": { kind: "agreement-text-set", input: async () => agreementText() },
  "audit-export": { kind: "audit-export", input: async () => ({}) },
  "basic-user-add": {
    kind: "basic-user-add",
    input: async () => ({ name: `siem-${made}`, password: "a program's own" }),
  },
  "consent-set": {
    kind: "consent-set",
    input: ownInput({ consents: [{ to: "members" }] }),
    caller: asAdmin,
  },
  "contact-set": {
    kind: "contact-set",
    input: ownInput({ contacts: [{ name: "Ines Admin", phone: "+1 310 555 0100", onCall: true }] }),
    caller: asAdmin,
  },
  "directory-set": {
    kind: "directory-set",
    input: ownInput({ listed: true, text: "Terminal at berth 4" }),
    caller: asAdmin,
  },
  "exposure-add": {
    kind: "exposure-add",
    input: async () => ({ memberId: (await member()).id, kind: "domain", value: `added${made}.example` }),
  },
  "exposure-conflict-settle": {
    kind: "exposure-conflict-settle",
    input: async () => ({ id: await conflict(), settlement: "give" }),
  },
  "asset-review": {
    kind: "asset-review",
    input: async () => ({ id: await inventoried("asset"), state: "confirmed" }),
  },
  "learning-start": {
    kind: "learning-start",
    input: async () => ({ memberId: (await member()).id, days: 1 }),
  },
  "relation-review": {
    kind: "relation-review",
    input: async () => ({ id: await inventoried("relation"), state: "not expected", note: "whose is it" }),
  },
  "exposure-decline": {
    kind: "exposure-decline",
    input: async () => ({ memberId: (await member()).id, kind: "domain", value: "declined.example" }),
  },
  "exposure-import": {
    kind: "exposure-import",
    input: async () => ({
      memberId: (await member()).id,
      csv: `kind,value\ndomain,imported${made}.example\nhost,crane-plc-${made}\n`,
    }),
  },
  "exposure-remove": {
    kind: "exposure-remove",
    input: async () => ({ id: await register((await member()).id, `removed${made}.example`) }),
  },
  "edge-blind-set": {
    kind: "edge-blind",
    input: async () => ({ id: (await member()).id, choice: "on" }),
  },
  "edge-forget": { kind: "edge-forget", input: async () => ({ id: await edge() }) },
  "group-add": {
    kind: "group-add",
    input: async () => ({ name: "Crane committee", memberIds: [(await member()).id] }),
  },
  "group-remove": { kind: "group-remove", input: async () => ({ id: await group() }) },
  "group-update": {
    kind: "group-update",
    input: async () => ({ id: await group(), name: "Berth committee", memberIds: [] }),
  },
  "legal-basis-set": {
    kind: "legal-basis-set",
    input: async () => ({ bases: [{ name: "Sharing Act", fromUs: 1 }] }),
  },
  "member-language-set": {
    kind: "member-update",
    input: ownInput({ language: "es" }),
    caller: asAdmin,
  },
  "reciprocity-set": {
    kind: "reciprocity-set",
    input: async () => ({
      on: false,
      counted: ["report", "sighting"],
      kindsNeeded: 1,
      windowDays: 90,
      graceDays: 60,
      remindDays: [30],
    }),
  },
  "report-mail-send": {
    kind: "report-send",
    input: async () => ({ ...draft, id: await ownMail() }),
    caller: asAdmin,
  },
  "report-mail-discard": {
    kind: "report-mail-discard",
    input: async () => ({ id: await ownMail() }),
    caller: asAdmin,
  },
  "report-held-assign": {
    kind: "report-mail-assign",
    input: async () => ({ id: await heldMail(), personId: (await admin()).person.id }),
  },
  "report-held-discard": { kind: "report-held-discard", input: async () => ({ id: await heldMail() }) },
  "report-send": {
    kind: "report-send",
    input: async () => {
      own = await admin();
      return draft;
    },
    caller: asAdmin,
  },
  "report-trace": {
    kind: "report-trace",
    input: async () => ({ id: await report(), text: "It came from 203.0.113.66" }),
  },
  "report-withdraw": {
    kind: "report-withdraw",
    input: async () => ({ id: await report() }),
    caller: asAdmin,
  },
  "plan-put": { kind: "plan-put", input: async () => ({ geojson: plan }) },
  "site-entry-put": { kind: "site-entry-put", input: siteInput({ cells: { name: "Ana 7" } }) },
  "site-entry-remove": {
    kind: "site-entry-remove",
    input: async () => {
      const input = await siteInput({})();
      const by = { memberId: input.memberId, actor: centerActor };
      const { state, clock } = center;
      const put = await putSiteEntry(state.db, clock, by, "cranes", null, { name: "Ana 7" });
      return { ...input, entryId: isGiven(put).id };
    },
  },
  "site-import": { kind: "site-import", input: siteInput({ csv: "name\nAna 7\n" }) },
  "site-settings-put": { kind: "site-settings-put", input: siteInput({ learningDays: 21 }) },
  "watermark-update": { kind: "watermark-update", input: async () => ({ isOn: false }) },
  "demo-load": { kind: "demo-load", input: async () => ({}) },
  "demo-remove": { kind: "demo-remove", input: async () => ({}) },
  "intel-import": {
    kind: "intel-import",
    input: async () => ({ paths: [feed()] }),
    caller: machine,
    actor: () => commandLineActor,
  },
  "advisory-import": {
    kind: "advisory-import",
    input: async () => ({ paths: [feed()] }),
    caller: machine,
    actor: () => commandLineActor,
  },
  "member-add": {
    kind: "member-add",
    input: async () => ({ name: "Named Shipping Line", sector: "shipping line" }),
  },
  "member-remove": { kind: "member-remove", input: async () => ({ id: (await member()).id }) },
  "member-update": {
    kind: "member-update",
    input: async () => ({ id: (await member()).id, tlpCeiling: "TLP:GREEN" }),
  },
  "pack-export": { kind: "pack-export", input: async () => ({ only: ["agreements"] }) },
  "pack-import": { kind: "pack-import", input: foreignPack },
  "person-add": { kind: "person-add", input: async () => ({ name: "Amara Okafor", role: "auditor" }) },
  "person-link": { kind: "person-link", input: async () => ({ id: center.operator.id }) },
  "sign-in": {
    kind: "sign-in",
    input: async () => ({ token: await createSignInLink(center.state.db, center.clock, center.operator.id) }),
    caller: async () => ({ person: { id: "", name: "", role: "viewer", memberId: "" }, sessionHash: null }),
    actor: () => center.operator.id,
  },
  "sign-out": { kind: "sign-out", input: async () => ({}) },
  "taxii-import": {
    kind: "taxii-import",
    input: async () => ({ path: kept() }),
    caller: machine,
    actor: () => commandLineActor,
  },
  "peer-invite": { kind: "peer-invite", input: async () => ({ name: "Port of Sola", url: null }) },
  "peer-accept": { kind: "peer-accept", input: async () => ({ line: (await otherPort()).line }) },
  "peer-confirm": { kind: "peer-confirm", input: async () => ({ id: await peer() }) },
  "peer-agree": { kind: "peer-agree", input: async () => ({ id: await peer(), direction: "send" }) },
  "peer-end": { kind: "peer-end", input: async () => ({ id: await peer() }) },
  "peer-export": { kind: "peer-export", input: async () => ({ id: await confirmedPeer() }) },
  "peer-import": { kind: "peer-receive", input: async () => ({ line: await packOfPeer() }) },
  "rule-enable": { kind: "rule-enable", input: ruleInput },
  "rule-disable": { kind: "rule-disable", input: ruleInput },
  "rule-level-set": { kind: "rule-level-set", input: async () => ({ ...(await ruleInput()), level: "low" }) },
  "rule-reset": { kind: "rule-reset", input: async () => ({ rule: (await ruleInput()).rule }) },
  "rule-policy-set": {
    kind: "rule-policy-set",
    input: async () => ({ levelLeast: "medium", statuses: ["stable", "test"] }),
  },
  "rule-exception-add": { kind: "rule-exception-add", input: exceptionInput },
  "rule-exception-remove": {
    kind: "rule-exception-remove",
    input: async () => {
      const added = await callAction(center, await session(), "rule-exception-add", await exceptionInput());
      return { exception: isGiven(added as { readonly id: string } | Problem).id };
    },
  },
  "rule-source-check": { kind: "rule-source-check", input: rulesInput },
  "rule-source-import": {
    kind: "rule-source-import",
    input: async () => {
      const { name, ...given } = await rulesInput();
      const checked = await callAction(center, await session(), "rule-source-check", { name, ...given });
      return { name, sha256: isGiven(checked as { readonly sha256: string } | Problem).sha256 };
    },
  },
  "rule-source-remove": {
    kind: "rule-source-remove",
    input: async () => {
      const given = await rulesInput();
      isGiven((await callAction(center, await session(), "rule-source-check", given)) as object | Problem);
      return { name: given.name };
    },
  },
  "rule-replay-start": {
    kind: "rule-replay-start",
    input: async () => {
      await center.replays.stop();
      return { text: testRuleText, days: 1 };
    },
  },
  "rule-replay-stop": { kind: "rule-replay-stop", input: async () => ({}) },
  "misp-pull": { kind: "misp-pull", input: async () => ({ name: "other" }) },
  "taxii-give": { kind: "taxii-give", input: async () => ({ name: "other" }) },
  "taxii-pull": { kind: "taxii-pull", input: async () => ({ name: "other" }) },
  "token-create": { kind: "token-create", input: async () => ({ name: "zeek at the gate" }) },
  "token-revoke": { kind: "token-revoke", input: async () => ({ id: await token() }) },
  "token-rotate": { kind: "token-rotate", input: async () => ({ id: await token() }) },
  "warning-close": {
    kind: "warning-close",
    input: async () => ({ id: await warning(), reason: "expected" }),
  },
  "own-mail-set": {
    kind: "own-mail-set",
    input: async () => {
      own = await admin();
      await updatePerson(center.state.db, center.clock, own.person.id, {
        email: `ines${made}@harbour.example`,
      });
      return { mailWarnings: true };
    },
    caller: asAdmin,
  },
  "warning-link": {
    kind: "warning-link",
    input: async () => {
      const id = await warning();
      const { member_id: memberId } = await center.state.db
        .selectFrom("warning")
        .select("member_id")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      const email = `ines${made}@harbour.example`;
      isGiven(
        await addPerson(center.state.db, center.clock, {
          name: "Ines Admin",
          role: "analyst",
          memberId,
          email,
        }),
      );
      return { id, email };
    },
  },
  "warning-react": {
    kind: "warning-react",
    input: async () => ({ id: await warning(), kind: "on it", note: "Ana looks at 10.4.2.17" }),
  },
};

/** Actions that are POST for the size or the secrecy of what they ask, and change nothing of the community. */
const readsOnly: Readonly<Record<string, string>> = {
  "event-search": "terms of a search do not fit into an address",
  "indicator-lookup": "two thousand pasted values do not fit into an address",
  "intel-extract": "a mail or a file comes in, and nothing of it is kept",
  "invitation-open": "the token of a link does not belong into an address, and looking spends nothing",
  "pack-read": "a pack comes in, and nothing of it is kept",
  "own-passkey-begin": "a challenge for the browser, kept for minutes; nothing of the person changes",
  "own-password-begin": "a secret for the app, kept for minutes; nothing of the person changes",
  "pattern-search": "a pattern does not fit into an address",
  "report-preview": "a report comes in as it would be sent, and nothing of it is kept",
  "sign-in-oidc-begin": "what the provider is asked, kept for minutes; nobody is in by it",
  "sign-in-passkey-begin": "a challenge for the browser, kept for minutes; nobody is in by it",
};

const changing = actions.filter((action) => action.method !== "GET" && readsOnly[action.id] === undefined);

describe("an action that changes something", () => {
  test("has an example here, and nothing else has", () => {
    expect(Object.keys(examples).sort()).toEqual(changing.map((action) => action.id).sort());
    const reading = actions.filter((action) => readsOnly[action.id] !== undefined);
    expect(reading.map((action) => action.method)).toEqual(Object.keys(readsOnly).map(() => "POST"));
  });

  test.each(changing.map((action) => [action.id] as const))("%s writes its entry", async (id) => {
    const example = examples[id] as SignInExample;
    const input = await example.input();
    const caller = await (example.caller ?? session)();
    const { db } = center.state;
    const before = (await listAudit(db, { limit: 1 }))[0]?.sequence ?? 0;
    const answer = await callAction(center, caller, id, input);
    expect(answer).not.toBeInstanceOf(Problem);
    const since = async () =>
      (await listAudit(db, { kind: example.kind, limit: 10 })).filter((entry) => entry.sequence > before);
    await expect.poll(since, { timeout: 5_000 }).toHaveLength(1);
    const [entry] = await since();
    expect(entry?.actor).toBe(await (example.actor ?? (() => caller.person.id))());
  });

  test.each(changing.map((action) => [action.id] as const))(
    "%s writes nothing where it is refused",
    async (id) => {
      const before = (await listAudit(center.state.db, { limit: 1 }))[0]?.sequence;
      const wrong = { id: "nobody", paths: ["relative"], name: "", token: "no", kind: "?", purpose: "?" };
      const viewer = {
        person: { ...center.operator, role: "viewer" as const, memberId: "m" },
        sessionHash: "s",
      };
      // Whoever is signed in may sign out; a session that is none ends nothing.
      const answer = await callAction(center, viewer, id, wrong);
      if (id !== "sign-out") expect(answer).toBeInstanceOf(Problem);
      expect((await listAudit(center.state.db, { limit: 1 }))[0]?.sequence).toBe(before);
    },
  );
});

describe("what the chain holds after all of that", () => {
  test("verifies, and names nobody and no secret", async () => {
    const caller = await session();
    const asking = {
      running: true,
      ask: (id: string, input: object) => callAction(center, caller, id, input),
      close: async () => undefined,
    };
    const bytes: Uint8Array[] = [];
    for await (const chunk of copyOf(asking, "export")) bytes.push(chunk);
    const one = async function* () {
      yield Buffer.concat(bytes);
    };
    const verdict = await verifyCopy(one(), { keys: [center.audit.publicKey] });
    expect(verdict).toMatchObject({ ok: true });
    if (verdict.ok) expect(verdict.receipts).toBeGreaterThan(0);
    const text = Buffer.concat(bytes).toString();
    for (const name of [
      "Terminal",
      "Shipping",
      "Amara",
      "Okafor",
      "zeek",
      "Ana",
      "10.4.2.17",
      "198.18",
      "203.0.113",
      "Ines",
      "555 0100",
      "example",
      "crane-plc",
      "ommittee",
      "Sharing",
      "Berth",
      "Marquez",
      "harbour",
      "127.0.0.1",
      ...signingIn.secrets,
    ])
      expect(text.includes(name), name).toBe(false);
    expect(/bw[a-z]_/.test(text)).toBe(false);
  });
});
