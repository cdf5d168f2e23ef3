/**
 * Every action that changes something writes an entry: the route table is gone through, each non-GET action is called
 * with an input that works, and the entry that must follow names who called. An action without an example here fails,
 * so that nobody adds one and forgets the chain. What the chain then holds is searched for names and secrets.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actions, type Caller, callAction } from "../api/index.js";
import { openTestCenter, type TestCenter } from "../api/testing.js";
import { Problem } from "../base/index.js";
import { importEntries } from "../intel/index.js";
import { checkSession, createSignInLink, createToken } from "../members/index.js";
import { commandLineActor, listAudit, verifyCopy } from "../store/index.js";
import { applyOutcome } from "../warn/index.js";
import { testBatch, testHit } from "../warn/testing.js";
import { copyOf } from "./audit-copy.js";
import { DemoPlayer } from "./center/demo-player.js";
import { Importer } from "./center/importer.js";
import { removeMarked } from "./center/marked.js";

const folder = mkdtempSync(join(tmpdir(), "bw-audit-entries-"));
let center: TestCenter;
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
  };
}, 60_000);
afterAll(async () => {
  await demo.close();
  await center.close();
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

interface Example {
  /** The entry that must follow. */
  readonly kind: string;
  readonly input: () => Promise<Record<string, unknown>>;
  /** An operator with a session where left out. */
  readonly caller?: () => Promise<Caller>;
  /** Whom the entry names, where it is not the caller. */
  readonly actor?: () => string;
}

const examples: Readonly<Record<string, Example>> = {
  "audit-export": { kind: "audit-export", input: async () => ({}) },
  "demo-load": { kind: "demo-load", input: async () => ({}) },
  "demo-remove": { kind: "demo-remove", input: async () => ({}) },
  "intel-import": {
    kind: "intel-import",
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
  "person-add": { kind: "person-add", input: async () => ({ name: "Amara Okafor", role: "auditor" }) },
  "person-link": { kind: "person-link", input: async () => ({ id: center.operator.id }) },
  "sign-in": {
    kind: "sign-in",
    input: async () => ({ token: await createSignInLink(center.state.db, center.clock, center.operator.id) }),
    caller: async () => ({ person: { id: "", name: "", role: "viewer", memberId: "" }, sessionHash: null }),
    actor: () => center.operator.id,
  },
  "sign-out": { kind: "sign-out", input: async () => ({}) },
  "token-create": { kind: "token-create", input: async () => ({ name: "zeek at the gate" }) },
  "token-revoke": { kind: "token-revoke", input: async () => ({ id: await token() }) },
  "warning-close": {
    kind: "warning-close",
    input: async () => ({ id: await warning(), reason: "expected" }),
  },
  "warning-react": {
    kind: "warning-react",
    input: async () => ({ id: await warning(), kind: "on it", note: "Ana looks at 10.4.2.17" }),
  },
};

/** Actions that are POST for the size of their question, and change nothing. */
const readsOnly: Readonly<Record<string, string>> = {
  "event-search": "terms of a search do not fit into an address",
  "indicator-lookup": "two thousand pasted values do not fit into an address",
};

const changing = actions.filter((action) => action.method !== "GET" && readsOnly[action.id] === undefined);

describe("an action that changes something", () => {
  test("has an example here, and nothing else has", () => {
    expect(Object.keys(examples).sort()).toEqual(changing.map((action) => action.id).sort());
    const reading = actions.filter((action) => readsOnly[action.id] !== undefined);
    expect(reading.map((action) => action.method)).toEqual(Object.keys(readsOnly).map(() => "POST"));
  });

  test.each(changing.map((action) => [action.id] as const))("%s writes its entry", async (id) => {
    const example = examples[id] as Example;
    const caller = await (example.caller ?? session)();
    const input = await example.input();
    const { db } = center.state;
    const before = (await listAudit(db, { limit: 1 }))[0]?.sequence ?? 0;
    const answer = await callAction(center, caller, id, input);
    expect(answer).not.toBeInstanceOf(Problem);
    const since = async () =>
      (await listAudit(db, { kind: example.kind, limit: 10 })).filter((entry) => entry.sequence > before);
    await expect.poll(since, { timeout: 5_000 }).toHaveLength(1);
    const [entry] = await since();
    expect(entry?.actor).toBe((example.actor ?? (() => caller.person.id))());
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
    ])
      expect(text.includes(name), name).toBe(false);
    expect(/bw[a-z]_/.test(text)).toBe(false);
  });
});
