/**
 * A center for tests of the API and the console: real state, real members, real warnings, no telemetry coming in.
 * What it holds is what the test puts there. Counts and health are set by the test.
 */
import { type Clock, hashToken, openLog, Problem, systemClock } from "../base/index.js";
import { type BuiltInRule, LearnRunner, ReplayRunner, RuleKeeper } from "../detect/index.js";
import {
  addMember,
  addPerson,
  createSession,
  ensureCenterMember,
  ensureOperator,
  secretBox,
} from "../members/index.js";
import type { Member, Person, Role } from "../model/index.js";
import { receiveBatch } from "../share/index.js";
import { testIdentity } from "../share/peers/testing.js";
import { AuditKeeper, newAuditKey, openEvents, type State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { applyOutcome } from "../warn/index.js";
import { type Configured, nothingConfigured } from "../work/index.js";
import type { Caller } from "./action.js";
import type { Center, DemoState, LiveCounts, LiveKind, SourceHealth } from "./center.js";

export interface TestCenter extends Center {
  readonly operator: Person;
  setCounts(counts: Partial<LiveCounts>): void;
  setHealth(health: readonly SourceHealth[]): void;
  setDemo(demo: DemoState): void;
  /** What the index would answer. */
  setListed(listed: Center["listed"]): void;
  addMember(name: string, networks: readonly string[]): Promise<Member>;
  addPerson(name: string, role: Role, memberId: string | null): Promise<Person>;
  /** A session's token, as its cookie would hold it; its second factor is met. */
  signIn(person: Person): Promise<string>;
  /** The person by such a session, as a request would come: what makes access for others asks that it stands. */
  callerOf(person: Person): Promise<Caller>;
  close(): Promise<void>;
}

/** What there is to tune, once `rules.reload` was called. */
export const testDetector: BuiltInRule = {
  id: "test-detector",
  title: "Something odd",
  kind: "behaviour",
  level: "medium",
  techniques: ["T1046"],
  explains: "For tests.",
};

function given<Thing>(thing: Thing | Problem): Thing {
  if (thing instanceof Problem) throw new Error(`${thing.title}: ${thing.detail}`);
  return thing;
}

const noCounts: LiveCounts = {
  atUs: 0,
  records: 0,
  refused: 0,
  hits: 0,
  sightings: 0,
  warnings: 0,
  recordsPerSecond: 0,
};

/** `state` in place of one of its own: where transactions must run beside one another, which PGlite's can't. */
export async function openTestCenter(
  options: { clock?: Clock; address?: string; state?: State; configured?: Configured } = {},
): Promise<TestCenter> {
  const clock = options.clock ?? systemClock;
  const log = openLog({ level: "silent" });
  const state = options.state ?? (await openTestState());
  const events = given(await openEvents({ folder: "unused", form: "none", log, clock }));
  await ensureCenterMember(state.db, clock);
  const { person: operator } = await ensureOperator(state.db, clock);
  const signer = newAuditKey();
  const audit = await AuditKeeper.open({ db: state.db, clock, log, key: signer });
  const peerIdentity = await testIdentity();
  let listed: Center["listed"] = () => null;
  const listeners = new Set<(kind: LiveKind) => void>();
  let counts = noCounts;
  let health: readonly SourceHealth[] = [];
  let demo: DemoState = { state: "absent", done: 0, note: "" };
  const signIn = (person: Person) =>
    createSession(state.db, clock, person.id, "test", { secondFactor: true });
  return {
    clock,
    log,
    state,
    events,
    audit,
    rules: new RuleKeeper({ state, clock, builtIn: [testDetector], folder: null }),
    replays: new ReplayRunner({ events, clock }),
    learning: new LearnRunner({
      events,
      clock,
      watch: {
        members: { members: [], centerId: null },
        siteOf: () => null,
        learned: async () => undefined,
      },
    }),
    signer,
    configured: options.configured ?? nothingConfigured,
    edgeBlobs: async () => [],
    listed: (observable, atUs) => listed(observable, atUs),
    takeSeen: async (outcome) => {
      const { alreadyKnown } = await applyOutcome(state, clock, {}, outcome);
      return alreadyKnown ? "duplicate" : "stored";
    },
    setListed: (next) => {
      listed = next;
    },
    secrets: secretBox(new Uint8Array(32).fill(7)),
    operator,
    oidc: null,
    mail: null,
    version: "0.0.0-test",
    address: options.address ?? "http://127.0.0.1:8420",
    counts: () => ({ ...counts, atUs: clock.nowUs() }),
    spoolDepth: () => ({ batches: 2, rows: 9, bytes: 1000, bytesMax: 4000, setAside: 1 }),
    watchFigures: () => ({
      behaviour: null,
      inventory: null,
      stateBytes: 0,
      journalBytes: 0,
      leftOut: 1,
      busyMs: 500,
      trouble: "",
    }),
    doorFigures: () =>
      new Map([["http", { records: 3, refused: 1, taken: 2, known: 1, waiting: 0, failed: 0 }]]),
    slowRecords: () => new Map([["candidate", 3]]),
    reportMail: () => ({ addresses: [], received: 0, refused: new Map(), judged: new Map([["matched", 2]]) }),
    allowedBy: ({ value }) => (value === "allowed.example" ? "test list" : null),
    health: () => health,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed(kind) {
      for (const listener of listeners) listener(kind);
    },
    localCaller: async () => null,
    startImport: () => null,
    importState: () => ({ state: "none", entries: 0, report: null, problem: null }),
    refresh: async () => undefined,
    taxiiOthers: async () => [],
    pullTaxii: async () => 0,
    taxiiGivings: async () => [],
    giveTaxii: async () => 0,
    peerIdentity,
    fillPeers: async () => undefined,
    wakePeers: () => undefined,
    receivePeerBatch: (line, actor) =>
      receiveBatch({ state, clock, identity: peerIdentity }, line, null, actor),
    peerHead: async () => (await audit.status()).checkpoint,
    mispFeeds: async () => [],
    pullMisp: async () => 0,
    startDemo: async () => {
      demo = { state: "loaded", done: 1, note: "" };
      return demo;
    },
    removeDemo: async () => {
      demo = { state: "absent", done: 0, note: "" };
      return demo;
    },
    demoState: () => demo,
    setCounts(next) {
      counts = { ...counts, ...next };
    },
    setHealth(next) {
      health = next;
    },
    setDemo(next) {
      demo = next;
    },
    addMember: async (name, networks) =>
      given(await addMember(state.db, clock, { name, sector: "terminal operator", networks })),
    addPerson: async (name, role, memberId) =>
      given(await addPerson(state.db, clock, { name, role, memberId })),
    signIn,
    async callerOf(person) {
      return { person, sessionHash: hashToken(await signIn(person)), secondFactor: true };
    },
    close: async () => {
      await audit.close();
      await events.close();
      await state.close();
    },
  };
}
