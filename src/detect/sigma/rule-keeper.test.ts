/** Rules of a center from their sources to what runs: our own by themselves, others in two steps, tuning over both. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem, systemClock } from "../../base/index.js";
import { listAudit, type State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { builtInRules } from "../built-in-rules.js";
import { RuleKeeper } from "./rule-keeper.js";
import type { FetchedArchive } from "./sources/fetch-rules.js";
import type { RuleFiles } from "./sources/rule-files.js";
import { listSources, removeSource, takeVersion } from "./sources/rule-store.js";
import { addException, loadTuning, removeException, setPolicy, setRule } from "./tuning/tuning-store.js";

const clock = systemClock;
const folder = mkdtempSync(join(tmpdir(), "bw-rule-keeper-"));
let state: State;
beforeAll(async () => {
  state = await openTestState();
}, 60_000);
afterAll(async () => {
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});

const rule = (id: string, user = "root", level = "high") => `title: Rule ${id}
id: ${id}
status: test
level: ${level}
logsource:
    category: proxy
detection:
    selection:
        User: ${user}
    condition: selection
`;
const filesOf = (texts: Readonly<Record<string, string>>): RuleFiles => ({
  files: Object.entries(texts).map(([file, text]) => ({ file, text })),
  unread: [],
  passedOver: 0,
});
const given = <T>(value: T | Problem): T => {
  if (value instanceof Problem) throw new Error(`${value.code}: ${value.detail}`);
  return value;
};

test("our own are taken by themselves, others only as they were shown", async () => {
  writeFileSync(join(folder, "own.yml"), rule("own"));
  const keeper = new RuleKeeper({ state, clock });
  let changes = 0;
  keeper.onChange(() => changes++);
  expect(await keeper.open(folder)).toBeNull();
  expect(keeper.book.rules.map(({ key, source }) => [key, source])).toEqual([["own", "breakwater"]]);
  expect(changes).toBe(1);

  const first = await keeper.checkGiven(
    "hq",
    "/rules",
    filesOf({ "a.yml": rule("a"), "b.yml": rule("b") }),
    "olga",
  );
  expect(first).toMatchObject({ isTaken: false, diff: { new: [{ key: "a" }, { key: "b" }], gone: [] } });
  await keeper.reload();
  expect(keeper.book.rules).toHaveLength(1);
  given(await takeVersion(state.db, clock, "hq", first.sha256, "olga"));
  await keeper.reload();
  expect(keeper.book.rules.map(({ key }) => key)).toEqual(["a", "b", "own"]);

  const texts = {
    "a.yml": `# moved\n${rule("a")}`,
    "c.yml": rule("b", "admin"),
    "d.yml": rule("own"),
    "e.yml": "no: rule\n",
    "f.yml":
      "title: Often\ncorrelation: { type: event_count, rules: [nobody], timespan: 1m, condition: { gte: 2 } }\n",
    "g.yml":
      "title: Twice\nname: twice\ncorrelation: { type: event_count, rules: [a], timespan: 1m, condition: { gte: 2 } }\n",
  };
  const next = await keeper.checkGiven("hq", "/rules", filesOf(texts), "olga");
  expect(next.diff).toMatchObject({
    new: [{ key: "twice", kind: "correlation", level: "high" }],
    changed: [{ key: "b", file: "c.yml" }],
    gone: [],
    same: 1,
    refused: [
      { file: "e.yml", line: 1, kind: "not-a-rule" },
      { file: "d.yml", line: 1, kind: "rule-repeated" },
      { file: "f.yml", line: 2, kind: "rule-missing" },
    ],
  });
  expect(await takeVersion(state.db, clock, "hq", "0".repeat(64), "olga")).toMatchObject({
    code: "detect.rule-version-unknown",
  });
  given(await takeVersion(state.db, clock, "hq", next.sha256, "olga"));
  await keeper.reload();
  expect(keeper.book.refusals.map(({ kind, source, reason }) => [kind, source, reason.slice(0, 44)])).toEqual(
    [
      ["not-a-rule", "hq", expect.any(String)],
      ["rule-repeated", "hq", 'own is "Rule own" already, in breakwater, ow'],
      ["rule-missing", "hq", "It builds on nobody, and no rule has this id"],
    ],
  );
  // The same again is nothing to take, and what ran before can be taken back.
  expect(await keeper.checkGiven("hq", "/rules", filesOf(texts), "olga")).toMatchObject({ isTaken: true });
  given(await takeVersion(state.db, clock, "hq", first.sha256, "olga"));
  await keeper.reload();
  expect(keeper.book.rules.map(({ key }) => key)).toEqual(["a", "b", "own"]);

  writeFileSync(join(folder, "own.yml"), rule("own", "admin"));
  const started = new RuleKeeper({ state, clock, builtIn: builtInRules() });
  expect(
    await started.findForReplay({ key: "brute-force", source: undefined, text: undefined }),
  ).toMatchObject({
    code: "detect.replay-of-detector",
  });
  await started.open(folder);
  const [own] = await listSources(state.db);
  expect(own).toMatchObject({ name: "breakwater", kind: "own", version: 2, staged: null });
  expect(await removeSource(state.db, clock, "breakwater", "olga")).toMatchObject({
    code: "detect.rule-source-own",
  });
  expect(await removeSource(state.db, clock, "hq", "olga")).toBeNull();
  await started.reload();
  expect(started.book.rules.map(({ key }) => key)).toEqual(["own"]);
  const kinds = (await listAudit(state.db, { limit: 50 })).map(({ kind, actor }) => `${kind} ${actor}`);
  expect(kinds.filter((kind) => kind === "rule-source-import olga")).toHaveLength(3);
  expect(kinds).toContain("rule-source-remove olga");
});

test("an address is asked for what has changed, and its fault is kept to be read", async () => {
  const asked: string[] = [];
  let answer: FetchedArchive | null | Problem = {
    bytes: Buffer.from(rule("far")),
    label: "far.yml",
    etag: '"1"',
    modified: "",
  };
  const fetch = async (address: string, { etag }: { readonly etag: string }) => {
    asked.push(`${address} ${etag}`);
    return answer;
  };
  const keeper = new RuleKeeper({ state, clock, fetch });
  await keeper.open(folder);
  const address = "https://rules.example/far.tar.gz";
  const first = given(await keeper.checkAddress("far", address, "olga"));
  expect(first?.diff.new).toMatchObject([{ key: "far", file: "far.yml" }]);
  answer = null;
  // It waits still: what would change is shown again.
  expect(given(await keeper.checkAddress("far", address, "olga"))?.sha256).toBe(first?.sha256);
  given(await takeVersion(state.db, clock, "far", first?.sha256 ?? "", "olga"));
  await keeper.reload();
  expect(await keeper.checkAddress("far", address, "olga")).toBeNull();
  expect(asked.map((line) => line.split(" ")[1])).toEqual(["", '"1"', '"1"']);
  answer = new Problem("detect.x", "It is down", "503", "Wait.", 502);
  expect(await keeper.checkAddress("far", address, "olga")).toBe(answer);
  const far = (await listSources(state.db)).find(({ name }) => name === "far");
  expect(far).toMatchObject({ note: "It is down: 503", version: 1, kind: "https", place: address });
  await removeSource(state.db, clock, "far", "olga");
});

test("switches, levels, exceptions and the policy are kept, with an entry each", async () => {
  const { db } = state;
  const set = { rule: "own", reason: "too loud", actor: "olga" };
  await setRule(db, clock, { ...set, isOn: false, audit: "rule-disable" });
  await setRule(db, clock, { ...set, level: "low", audit: "rule-level-set" });
  const keeper = new RuleKeeper({ state, clock });
  await keeper.open(folder);
  expect(keeper.decided.get("own")).toMatchObject({ isOn: false, why: "switched", level: "low" });
  await setRule(db, clock, { ...set, isOn: null, audit: "rule-enable" });
  await keeper.reload();
  expect(keeper.decided.get("own")).toMatchObject({ isOn: false, why: "level" });
  await setRule(db, clock, { ...set, level: null, audit: "rule-level-set" });
  expect((await loadTuning(db)).settings.size).toBe(0);
  await setPolicy(db, clock, { levelLeast: "critical", statuses: ["test"] }, "olga");
  await keeper.reload();
  expect(keeper.decided.get("own")).toMatchObject({ isOn: false, why: "level" });

  const nowUs = clock.nowUs();
  const known = {
    rule: "own",
    memberId: null,
    field: "User",
    value: "root",
    reason: "the console's own",
    owner: "Olga",
    expiresUs: nowUs + 3600e6,
  };
  const added = given(await addException(db, clock, known, "olga"));
  expect((await loadTuning(db)).exceptions).toEqual([added]);
  for (const wrong of [
    { expiresUs: nowUs - 1 },
    { expiresUs: nowUs + 400 * 86_400e6 },
    { reason: " " },
    { owner: "" },
    { value: null },
    { field: null },
    { value: "10.0.0.0/40" },
  ])
    expect(await addException(db, clock, { ...known, ...wrong }, "olga")).toMatchObject({
      code: "detect.rule-exception-invalid",
    });
  expect(await removeException(db, clock, added.id, "olga")).toBe("own");
  expect(await removeException(db, clock, added.id, "olga")).toMatchObject({
    code: "detect.rule-exception-unknown",
  });
  const text = JSON.stringify(await listAudit(db, { limit: 20 }));
  for (const kind of [
    "rule-disable",
    "rule-level-set",
    "rule-policy-set",
    "rule-exception-add",
    "rule-exception-remove",
  ])
    expect(text).toContain(kind);
  for (const secret of ["console's", "Olga", "root", "too loud"]) expect(text).not.toContain(secret);
});
