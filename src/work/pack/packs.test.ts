/** A pack from one center into another: what leaves, what stays and why, and what becomes of it there. */
import type { ControlledTransaction } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import { importEntries, loadAllowLists, writeAllowList } from "../../intel/index.js";
import {
  addAgreement,
  addGroup,
  addMember,
  ensureCenterMember,
  listAgreementTexts,
  listGroups,
  listLegalBases,
  readPolicy,
  removeAgreementText,
  writeAgreementText,
  writeLegalBases,
  writePolicy,
} from "../../members/index.js";
import { loadWatermark, setWatermark } from "../../share/index.js";
import { centerActor, listAudit, newAuditKey, type State, type Tables } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { applyPack, planPack } from "./apply-pack.js";
import { type MadePack, makePack, type PackMaker } from "./make-pack.js";
import type { Signer } from "./manifest.js";
import { type OpenedPack, openPack } from "./open-pack.js";
import { type Configured, nothingConfigured } from "./part.js";
import { packedSettings } from "./parts/configuration.js";
import { keptFeeds } from "./parts/feeds.js";

const clock = fixedClock(Date.UTC(2026, 10, 26) * 1000);
type Center = PackMaker;
let a: Center;
let b: Center;

/** Two stores for all tests; each test is a transaction in both, which is rolled back. */
const states: State[] = [];
const signers = [newAuditKey(), newAuditKey()];
const transactions: ControlledTransaction<Tables>[] = [];

beforeAll(async () => {
  for (const _ of signers) {
    const state = await openTestState();
    await ensureCenterMember(state.db, clock);
    states.push(state);
  }
}, 60_000);
afterAll(async () => {
  for (const state of states) await state.close();
});
beforeEach(async () => {
  const centers: Center[] = [];
  for (const [at, state] of states.entries()) {
    const db = await state.db.startTransaction().execute();
    transactions.push(db);
    const signer = signers[at] as Signer;
    centers.push({ state: { ...state, db }, clock, configured: nothingConfigured, signer });
  }
  [a, b] = centers as [Center, Center];
});
afterEach(async () => {
  for (const transaction of transactions.splice(0))
    if (!transaction.isRolledBack) await transaction.rollback().execute();
});

function given<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}

const made = async (from: Center, asked: object = {}): Promise<MadePack> =>
  given(await makePack(from, { center: null, actor: centerActor, ...asked }));
const opened = async ({ bytes }: MadePack): Promise<OpenedPack> => given(await openPack(bytes));
const take = async (into: Center, pack: MadePack, overwrite = false) =>
  given(
    await applyPack(into, await opened(pack), {
      trust: pack.manifest.fingerprint,
      overwrite,
      actor: centerActor,
    }),
  );
const entriesOf = async (pack: MadePack, part: string): Promise<readonly object[]> =>
  (await opened(pack)).parts.find((each) => each.part.id === part)?.entries ?? [];
const changes = (planned: readonly { part: string; key: string; change: string }[]) =>
  planned.map(({ part, key, change }) => `${part} ${key} ${change}`);
const leftOf = ({ leftOut }: MadePack) =>
  leftOut.map(({ part, key, reason }) => `${part}: ${key}: ${reason}`);

const terms = { name: "Participation terms", version: "2", text: "We tell one another.\n" };
const reciprocity = {
  on: true,
  counted: ["telemetry", "report"],
  kindsNeeded: 1,
  windowDays: 90,
  graceDays: 30,
  remindDays: [30, 7],
};

async function setUp({ state }: Center): Promise<void> {
  given(await writeAgreementText(state.db, clock, terms));
  given(
    await writeLegalBases(state.db, clock, [
      { name: "Sharing Act", fromUs: 1, untilUs: null, note: "Renewed." },
    ]),
  );
  given(await writePolicy(state.db, clock, reciprocity));
  await setWatermark(state.db, clock, false);
  given(await addGroup(state.db, clock, { name: "Crane committee", purpose: "Cranes", memberIds: [] }));
  const list = {
    name: "Resolvers",
    matching: "cidr",
    types: ["ipv4"],
    values: ["192.0.2.1", "192.0.2.0"],
  } as const;
  await writeAllowList(state.db, { clock, actor: centerActor }, list);
  const source = { name: "Open list", tlp: "TLP:CLEAR", confidence: 70, mark: null } as const;
  await importEntries(state, clock, source, [
    { line: 1, observable: { type: "ipv4", value: "198.51.100.77" }, claim: {} },
  ]);
}

const whole = [
  "agreements Participation terms, 2 new",
  "allow-lists Resolvers new",
  "legal-bases Sharing Act, from 1970-01-01T00:00:00.000001Z new",
  "policies reciprocity new",
  "policies watermark new",
];

test("what one center set up is there in the other, and again nothing changes", async () => {
  await setUp(a);
  const pack = await made(a);
  expect(leftOf(pack)).toEqual(["feeds: open list: It was brought here as a file and has no address."]);
  expect(changes(await planPack(b, await opened(pack)))).toEqual(whole);
  expect(changes(await take(b, pack))).toEqual(whole);
  const { db } = b.state;
  expect(await listAgreementTexts(db)).toEqual([terms]);
  expect(await listLegalBases(db)).toMatchObject([{ name: "Sharing Act", fromUs: 1, note: "Renewed." }]);
  expect(await readPolicy(db)).toMatchObject({ ...reciprocity, counted: ["report", "telemetry"] });
  expect((await loadWatermark(db)).isOn).toBe(false);
  expect(await loadAllowLists(b.state)).toMatchObject([{ name: "Resolvers", matching: "cidr" }]);
  expect(await keptFeeds(db)).toEqual([]);
  // Groups are for asking only.
  expect(await listGroups(db)).toEqual([]);

  const { sequence } = (await listAudit(db, { limit: 1 }))[0] as { sequence: number };
  expect(new Set((await take(b, pack)).map(({ change }) => change))).toEqual(new Set(["same"]));
  expect((await listAudit(db, { limit: 1 }))[0]?.sequence).toBe(sequence);
  expect((await listAudit(db, { kind: "pack-import", limit: 5 })).length).toBe(1);
});

test("its secrets do not go along: marks in B are of B's own secret", async () => {
  await setUp(a);
  const secret = (await loadWatermark(a.state.db)).secret;
  await take(b, await made(a));
  expect((await loadWatermark(b.state.db)).secret).not.toBe(secret);
});

test("made at the same moment it has the same bytes", async () => {
  await setUp(a);
  expect((await made(a)).sha256).toBe((await made(a)).sha256);
});

test("groups come with their name and purpose, and without their members, where they are asked for", async () => {
  const { id } = given(
    await addMember(a.state.db, clock, { name: "Vexilla Tugs", sector: "vendor", networks: [] }),
  );
  given(await addGroup(a.state.db, clock, { name: "Crane committee", purpose: "Cranes", memberIds: [id] }));
  const pack = await made(a, { also: ["groups"] });
  expect(await entriesOf(pack, "groups")).toEqual([
    { name: "Crane committee", purpose: "Cranes", tlpCeiling: "TLP:AMBER" },
  ]);
  await take(b, pack);
  expect(await listGroups(b.state.db)).toMatchObject([{ name: "Crane committee", memberIds: [] }]);
});

test("a newer pack replaces what nobody changed here, and keeps what somebody did", async () => {
  await setUp(a);
  await take(b, await made(a));
  given(await writeAgreementText(b.state.db, clock, { ...terms, text: "Here we say it so." }));
  await setWatermark(a.state.db, clock, true);
  given(await writeAgreementText(a.state.db, clock, { ...terms, text: "We tell all.\n" }));
  const newer = await made(a);
  const planned = await take(b, newer);
  expect(planned.filter(({ change }) => change !== "same")).toEqual([
    { part: "agreements", key: "Participation terms, 2", change: "kept", why: "It was set here." },
    { part: "policies", key: "watermark", change: "changed", why: "" },
  ]);
  expect(await listAgreementTexts(b.state.db)).toMatchObject([{ text: "Here we say it so." }]);
  await take(b, newer, true);
  expect(await listAgreementTexts(b.state.db)).toMatchObject([{ text: "We tell all.\n" }]);
});

test("what was set here before is kept, and what was taken away stays away", async () => {
  await setUp(a);
  await setWatermark(b.state.db, clock, true);
  const pack = await made(a);
  expect(changes(await take(b, pack))).toContain("policies watermark kept");
  expect((await loadWatermark(b.state.db)).isOn).toBe(true);
  given(await removeAgreementText(b.state.db, clock, terms));
  expect((await take(b, pack)).find(({ part }) => part === "agreements")?.why).toBe(
    "It was taken away here.",
  );
  expect(await listAgreementTexts(b.state.db)).toEqual([]);
});

test("nothing of it is taken where one part can't be written", async () => {
  given(await writeAgreementText(a.state.db, clock, terms));
  given(await writePolicy(a.state.db, clock, reciprocity));
  const pack = await made(a);
  const read = await opened(pack);
  // Two kinds of contribution are asked for where one counts: the policy's own rule refuses it.
  const entries = [
    { ...reciprocity, policy: "reciprocity", counted: ["report"], kindsNeeded: 4, remindDays: [7] },
  ];
  const parts = read.parts.map((each) => (each.part.id === "policies" ? { ...each, entries } : each));
  const by = { trust: pack.manifest.fingerprint, overwrite: false, actor: centerActor };
  await transactions[1]?.rollback().execute();
  const outside = { ...b, state: states[1] as State };
  const answer = await applyPack(outside, { ...read, parts }, by);
  expect(answer).toMatchObject({ code: "members.reciprocity-invalid" });
  expect(await listAgreementTexts(outside.state.db)).toEqual([]);
  expect(await outside.state.db.selectFrom("pack_key").selectAll().execute()).toEqual([]);
});

test("without a fingerprint that somebody compared nothing is taken", async () => {
  given(await writeAgreementText(a.state.db, clock, terms));
  const read = await opened(await made(a));
  const by = { overwrite: false, actor: centerActor };
  expect(await applyPack(b, read, { ...by, trust: null })).toMatchObject({ code: "work.pack-not-trusted" });
  expect(await applyPack(b, read, { ...by, trust: "0".repeat(64) })).toMatchObject({
    code: "work.pack-not-trusted",
  });
  given(await applyPack(b, read, { ...by, trust: read.manifest.fingerprint }));
  // Compared once, it is known.
  given(await applyPack(b, read, { ...by, trust: null }));
});

test("feeds leave without secrets, near addresses, and what is for few", async () => {
  const feed = {
    kind: "taxii",
    name: "ISAC",
    address: "https://taxii.isac.example/root/collections/91a7b528-80eb-42ed-a74d-c6fbd5a26116/",
    needs: "token",
    everyMinutes: 7.5,
    tlp: "TLP:AMBER",
    confidence: 50,
    near: false,
  } as const;
  const configured: Configured = {
    feeds: [
      feed,
      { ...feed, name: "Near", near: true },
      { ...feed, name: "Also near", address: "https://10.1.2.3/taxii/" },
      { ...feed, name: "By name", address: "https://taxii.corp/x/" },
      { ...feed, name: "Keyed", address: "https://taxii.isac.example/x/?key=1" },
      {
        ...feed,
        name: "Keyed in its path",
        address: "https://taxii.isac.example/4f9a1c7be0d24c31aa90b2/feed",
      },
      { ...feed, name: "Signed in", address: "https://user:word@taxii.isac.example/x/" },
      { ...feed, name: "Plain", address: "http://taxii.isac.example/x/" },
      { ...feed, name: "For few", tlp: "TLP:AMBER+STRICT" },
    ],
    settings: { "intake.syslog.port": 6514, "api.host": "10.1.2.3", "mail.passwordFile": "/secret" },
  };
  // What was pulled from a server is listed under a name of its own, which is no other feed.
  const pulled = { name: "taxii ISAC", tlp: "TLP:AMBER", confidence: 50, mark: null } as const;
  await importEntries(a.state, clock, pulled, []);
  const pack = await made({ ...a, configured });
  const { near: _, ...said } = feed;
  expect(await entriesOf(pack, "feeds")).toEqual([{ ...said, everyMinutes: 8 }]);
  expect(leftOf(pack)).toEqual([
    "feeds: also near: Its server stands in a private network.",
    "feeds: by name: Its server stands in a private network.",
    "feeds: for few: A file may be read by anyone; only what is TLP:CLEAR leaves in one.",
    "feeds: keyed: Its address has a query, in which keys are written.",
    "feeds: keyed in its path: A part of its address looks like a key.",
    "feeds: near: Its server stands in a private network.",
    "feeds: plain: Its address is not one of HTTPS.",
    "feeds: signed in: Credentials stand in its address.",
  ]);
  expect(await entriesOf(pack, "configuration")).toEqual([{ key: "intake.syslog.port", value: 6514 }]);
  await take(b, pack);
  expect(await packedSettings(b.state.db)).toEqual({ "intake.syslog.port": 6514 });
  expect(await keptFeeds(b.state.db)).toEqual([{ ...said, everyMinutes: 8 }]);
});

test("agreements that few signed stay, and those that many did go without who signed", async () => {
  const { db } = a.state;
  for (const [at, name] of ["Vexilla Tugs", "Zephyrine Rail", "Quixotry Freight"].entries()) {
    const { id } = given(await addMember(db, clock, { name, sector: "vendor", networks: [] }));
    const signed = { memberId: id, version: "1", signedBy: "Ana Ruiz", signedUs: 1, note: "by hand" };
    given(await addAgreement(db, clock, { ...signed, name: "Common terms" }));
    if (at > 0) given(await addAgreement(db, clock, { ...signed, name: "Rail annex" }));
  }
  const pack = await made(a);
  expect(await entriesOf(pack, "agreements")).toEqual([{ name: "Common terms", version: "1", text: "" }]);
  expect(leftOf(pack)).toEqual([
    "agreements: Rail annex, 1: Fewer than 3 members signed it, so it may tell of one.",
  ]);
});

test("a member's name in what people typed is refused by its place, and receipts say so", async () => {
  const { db } = a.state;
  const { id } = given(
    await addMember(db, clock, { name: "Vexilla Tugs", sector: "vendor", networks: ["203.0.113.0/24"] }),
  );
  given(await writeAgreementText(db, clock, { ...terms, text: "Between the port\nand VEXILLA-TUGS, Ltd." }));
  given(
    await writeLegalBases(db, clock, [
      { name: "Sharing Act", fromUs: 1, untilUs: null, note: "Ask at 203.0.113.9" },
      { name: "Port Act", fromUs: 1, untilUs: null, note: "" },
    ]),
  );
  const source = { name: "Feed of vexilla tugs", tlp: "TLP:CLEAR", confidence: 70, mark: null } as const;
  await importEntries(a.state, clock, source, []);
  const list = {
    name: "Own",
    matching: "string",
    types: ["domain"],
    values: ["fine.example", "vexillatugs.example"],
  } as const;
  await writeAllowList(db, { clock, actor: centerActor }, list);
  const pack = await made(a);
  expect(leftOf(pack)).toEqual([
    "agreements: Participation terms, 2: Its text would show another member. text shows a member by its name.",
    "allow-lists: Own: values[1] shows a member, and was cut.",
    "feeds: feed of vexilla tugs: It was brought here as a file and has no address.",
    "legal-bases: Sharing Act, from 1970-01-01T00:00:00.000001Z: Its text would show another member. note shows a member's address.",
  ]);
  expect(await entriesOf(pack, "allow-lists")).toMatchObject([{ values: ["fine.example"] }]);
  expect(await entriesOf(pack, "legal-bases")).toMatchObject([{ name: "Port Act" }]);
  const rows = await db
    .selectFrom("release")
    .selectAll()
    .where("object_kind", "=", "pack")
    .orderBy("id")
    .execute();
  expect(rows.map((row) => [row.object_id, row.rule, row.recipient_kind])).toEqual([
    ["agreements/0", "origin-leak", "file"],
    ["allow-lists/0", "clear-to-all", "file"],
    ["legal-bases/0", "clear-to-all", "file"],
    ["legal-bases/1", "origin-leak", "file"],
  ]);
  const [entry] = await listAudit(db, { kind: "pack-export", limit: 1 });
  expect(entry?.detail).toContain('"leftOut":4');
  expect(JSON.stringify(entry)).not.toContain(id);
});

test("the center's name is on it where its operator says so, and no other", async () => {
  const { db } = a.state;
  given(await addMember(db, clock, { name: "Vexilla Tugs", sector: "vendor", networks: [] }));
  expect((await made(a)).manifest.center).toBeNull();
  expect((await made(a, { center: "Port of Bollard" })).manifest.center).toBe("Port of Bollard");
  const answer = await makePack(a, { center: "Friends of Vexilla Tugs", actor: centerActor });
  expect(answer).toMatchObject({ code: "work.pack-entry-invalid" });
});

test("a part nobody knows is refused, with those there are", async () => {
  const answer = await makePack(a, { only: ["members"], center: null, actor: centerActor });
  expect(answer).toMatchObject({ code: "work.pack-part-unknown" });
  expect((answer as Problem).detail).toContain("agreements, allow-lists, configuration, feeds");
  const { manifest } = await made(a, { only: ["feeds"] });
  expect(manifest.parts.map(({ id }) => id)).toEqual(["feeds"]);
});

test("what the sample port brought stays", async () => {
  const source = { name: "Sample feed", tlp: "TLP:CLEAR", confidence: 70, mark: "sample" } as const;
  await importEntries(a.state, clock, source, []);
  expect(await entriesOf(await made(a), "feeds")).toEqual([]);
});
