/** Giving to other servers: what leaves, what is taken back, and that whatever they answer it ends and nothing is lost. */
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Draw } from "../../../base/index.js";
import { baseProblem } from "../../../base/problems.js";
import { importEntries } from "../../../intel/index.js";
import { addMember, ensureCenterMember } from "../../../members/index.js";
import { type FeedEntry, type Member, type Tlp, tlpLabels } from "../../../model/index.js";
import type { State } from "../../../store/index.js";
import { openTestState } from "../../../store/state/testing.js";
import { openGate } from "../../gate/gate.js";
import { codings, needlesOf } from "../../proof/codings.js";
import { makeWorld } from "../../proof/world.js";
import { type OtherServer, shareSettings } from "../../settings.js";
import { syncClaims } from "../indicators/sync-claims.js";
import type { AskServer, ServerAnswer, ServerQuestion } from "../others/ask-server.js";
import { takePage } from "../others/take-page.js";
import { type Given, type Giving, giveTo } from "./give.js";
import { readGivings } from "./giving-state.js";

let state: State;
let members: readonly Member[];
let revision = "1";
let nowUs = 1_800_000_000_000_000;
const clock = { nowUs: () => nowUs, monotonicMs: () => 0 };

beforeAll(async () => {
  state = await openTestState();
  await ensureCenterMember(state.db, clock);
  members = [
    (await addMember(state.db, clock, {
      name: "Beta Lines",
      sector: "shipping line",
      networks: ["203.0.113.16/28"],
      tlpCeiling: "TLP:AMBER",
    })) as Member,
  ];
}, 60_000);
afterAll(() => state.close());
const reset = async () => {
  nowUs += 7200e6;
  for (const table of ["taxii_push", "taxii_given", "exchange_claim", "intel_source"])
    await sql`delete from ${sql.table(table)}`.execute(state.db);
};
beforeEach(reset);

interface Said {
  readonly value: string;
  readonly tlp?: Tlp;
  readonly confidence?: number;
  readonly labels?: readonly string[];
}
/** Says these of a source and nothing else. */
async function feed(name: string, said: readonly Said[], mark: string | null = null): Promise<void> {
  nowUs += 60e6;
  const entries = said.map(({ value, ...claim }, at): FeedEntry => {
    const type = /^[\d.]+$/.test(value) ? "ipv4" : /^[\da-f]{32}$/.test(value) ? "ja3" : "domain";
    return { observable: { type, value }, claim, line: at + 1 };
  });
  const source = { name, format: "lines", tlp: "TLP:CLEAR", confidence: 50, mark } as const;
  await importEntries(state, clock, source, entries);
  await sql`delete from indicator_claim c using indicator i, intel_source s
    where i.id = c.indicator_id and s.id = c.source_id and s.name = ${name}
      and i.value <> all(${said.map(({ value }) => value)}::text[])`.execute(state.db);
  await syncClaims(state, clock);
}

const server = (give: object = {}, more: object = {}): OtherServer =>
  shareSettings.parse({
    taxii: {
      servers: [{ name: "isac", collection: "https://isac.example/root/collections/c/", give, ...more }],
    },
  }).taxii.servers[0] as OtherServer;
const give = (ask: AskServer, of: OtherServer = server(), more: Partial<Giving> = {}): Promise<Given> =>
  giveTo(
    {
      state,
      clock,
      gate: openGate(members),
      revision,
      heldBack: new Set(),
      wait: async () => undefined,
      ...more,
    },
    of,
    ask,
  );

type Fields = Readonly<Record<string, unknown>>;
const answer = (status: number, body: unknown, retryAfterS: number | null = null): ServerAnswer => ({
  status,
  contentType: "application/taxii+json;version=2.1",
  lastAdded: undefined,
  retryAfterS,
  body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
});
const objectsIn = (envelope: string) => (JSON.parse(envelope) as { objects: Fields[] }).objects;

/** A server that keeps the newest version of each object, as the standard has it. */
class Inbox {
  readonly newest = new Map<string, Fields>();
  readonly sent: Fields[][] = [];
  readonly asked: string[] = [];
  contentMax: number | null = null;
  /** Answers instead, where it is not undefined. */
  fault: (question: ServerQuestion, count: number) => ServerAnswer | undefined = () => undefined;

  keep(envelope: string): void {
    for (const object of objectsIn(envelope)) {
      const id = object["id"] as string;
      const before = this.newest.get(id);
      if (before === undefined || String(before["modified"]) <= String(object["modified"]))
        this.newest.set(id, object);
    }
  }

  readonly ask: AskServer = async (question) => {
    this.asked.push(question.url);
    const wrong = this.fault(question, this.asked.length);
    if (wrong !== undefined) return wrong;
    const { envelope } = question;
    if (envelope === undefined)
      return answer(200, this.contentMax === null ? {} : { max_content_length: this.contentMax });
    this.sent.push(objectsIn(envelope));
    this.keep(envelope);
    return answer(202, { id: "1", status: "complete", failure_count: 0 });
  };

  /** The values that stand there. */
  get values(): readonly string[] {
    return [...this.newest.values()]
      .filter(({ revoked }) => revoked !== true)
      .map(({ pattern }) => /'(.*)'/.exec(String(pattern))?.[1] ?? "")
      .sort();
  }
}
const many = (count: number): readonly Said[] =>
  Array.from({ length: count }, (_, n) => ({ value: `198.51.${100 + (n >> 8)}.${n & 255}` }));
const going = async () => (await readGivings(state, [server()]))[0];

describe("what leaves", () => {
  test("goes once, in the order of exchange, and only what is new the next time", async () => {
    const inbox = new Inbox();
    await feed("List", [
      { value: "198.51.100.1", confidence: 80, labels: ["emotet"] },
      { value: "bad.example" },
    ]);
    expect(await give(inbox.ask)).toEqual({ given: 2, problem: null });
    expect(inbox.asked).toEqual([
      "https://isac.example/root/",
      "https://isac.example/root/collections/c/objects/",
    ]);
    expect(inbox.sent[0]?.find(({ confidence }) => confidence === 80)).toMatchObject({
      type: "indicator",
      labels: ["emotet"],
      external_references: [{ source_name: "List" }],
    });
    expect(await give(inbox.ask)).toEqual({ given: 0, problem: null });
    expect(inbox.asked).toHaveLength(2);
    await feed("List", [{ value: "198.51.100.1", confidence: 90 }, { value: "bad.example" }]);
    expect(await give(inbox.ask)).toMatchObject({ given: 1 });
    expect(await going()).toMatchObject({ objects: 3, refused: 0, failures: 0, note: "" });
  });

  test("nothing of what STIX has no object for: fingerprints of TLS", async () => {
    const inbox = new Inbox();
    await feed("List", [{ value: "769f8e7be1d2c3b4a5968778695a4b3c" }, { value: "198.51.100.1" }]);
    expect(await give(inbox.ask)).toEqual({ given: 1, problem: null });
    expect(inbox.values).toEqual(["198.51.100.1"]);
    await feed("List", [{ value: "198.51.100.1" }]);
    expect(await give(inbox.ask)).toEqual({ given: 0, problem: null });
  });

  test("up to the ceiling, never a member's value, name or label, nor the sample port's", async () => {
    const inbox = new Inbox();
    await feed("List", [
      { value: "198.51.100.1" },
      { value: "198.51.100.2", tlp: "TLP:GREEN" },
      { value: "198.51.100.3", tlp: "TLP:AMBER" },
      { value: "203.0.113.17" },
      { value: "198.51.100.4", labels: ["seen at beta lines", "qakbot"] },
    ]);
    await feed("Beta Lines' list", [{ value: "198.51.100.5" }]);
    await feed("Sample", [{ value: "198.51.100.6" }], "demo");
    await feed("peer:North", [{ value: "198.51.100.7" }]);
    await give(inbox.ask);
    expect(inbox.values).toEqual(["198.51.100.1", "198.51.100.4", "198.51.100.5"]);
    expect(JSON.stringify(inbox.sent)).not.toMatch(/beta lines/i);
    await give(inbox.ask, server({ tlp: "TLP:GREEN" }));
    expect(inbox.values).toContain("198.51.100.2");
    for (const tlp of tlpLabels.slice(2)) expect(() => server({ tlp })).toThrow();
  });

  test("no bytes show a member, in whatever coding a feed writes it", async () => {
    const inbox = new Inbox();
    const world = makeWorld(new Draw(5), 8);
    const { exposures, people, groups } = world;
    const gate = openGate(world.members, [], { exposures, people }, { groups, notSharing: [] });
    const written = world.secrets.flatMap(({ value, sort }) =>
      codings.filter(({ sorts }) => sorts.includes(sort)).map(({ write }) => write(value)),
    );
    await feed(
      "List",
      written.slice(0, 2000).map((text, n) => ({
        value: `198.51.${100 + (n >> 8)}.${n & 255}`,
        labels: [`met at ${text}`, "emotet"],
      })),
    );
    await give(inbox.ask, server(), { gate });
    const bytes = JSON.stringify(inbox.sent);
    expect(bytes).toContain("198.51.100.");
    const lowered = bytes.toLowerCase();
    for (const { value, sort } of world.secrets) {
      const needles = needlesOf(value, sort);
      for (const needle of needles.lower) expect(lowered.includes(needle), needle).toBe(false);
      for (const needle of needles.exact) expect(bytes.includes(needle), needle).toBe(false);
    }
  });

  test("never what came from that server, whatever is set up; from others only where it is named", async () => {
    const inbox = new Inbox();
    await feed("taxii isac", [{ value: "198.51.100.1" }]);
    await feed("taxii other", [{ value: "198.51.100.2" }]);
    await feed("misp same machine", [{ value: "198.51.100.3" }]);
    await feed("List", [{ value: "198.51.100.4" }]);
    const heldBack = new Set(["misp same machine"]);
    await give(inbox.ask, server(), { heldBack });
    expect(inbox.values).toEqual(["198.51.100.4"]);
    const sources = ["taxii isac", "taxii other", "misp same machine"];
    await give(inbox.ask, server({ sources }), { heldBack });
    expect(inbox.values).toEqual(["198.51.100.2"]);
  });

  test("what was given and is read back from there is passed over", async () => {
    const inbox = new Inbox();
    await feed("List", [{ value: "198.51.100.1" }]);
    await give(inbox.ask);
    const objects = inbox.sent[0] ?? [];
    const cursor = { addedAfter: null, next: null };
    expect(
      await takePage(state, clock, server(), { objects, cursor }, { indicators: 9, values: 9, passed: 0 }),
    ).toBe(0);
  });
});

describe("what is taken back", () => {
  test("a dropped value, a raised marking and a lowered ceiling arrive as revoked, without the value", async () => {
    const inbox = new Inbox();
    const of = server({ tlp: "TLP:GREEN" });
    await feed("List", [
      { value: "198.51.100.1" },
      { value: "198.51.100.2" },
      { value: "198.51.100.3", tlp: "TLP:GREEN" },
    ]);
    await give(inbox.ask, of);
    await feed("List", [
      { value: "198.51.100.2", tlp: "TLP:AMBER" },
      { value: "198.51.100.3", tlp: "TLP:GREEN" },
    ]);
    await give(inbox.ask, of);
    expect(inbox.values).toEqual(["198.51.100.3"]);
    expect(JSON.stringify(inbox.sent.at(-1))).not.toContain("198.51.100");
    await give(inbox.ask, server());
    expect(inbox.values).toEqual([]);
    // Raised again it goes once more, under another id: what is revoked stays so.
    await give(inbox.ask, of);
    expect(inbox.values).toEqual(["198.51.100.3"]);
    expect(inbox.newest.size).toBe(4);
  });

  test("what was never given is not taken back there either", async () => {
    const inbox = new Inbox();
    await feed("List", [{ value: "198.51.100.1", tlp: "TLP:AMBER" }]);
    await give(inbox.ask);
    await feed("List", [{ value: "198.51.100.9", tlp: "TLP:AMBER" }]);
    await give(inbox.ask);
    expect(inbox.asked).toEqual([]);
  });

  test("a value that became a member's is taken back", async () => {
    const inbox = new Inbox();
    await feed("List", [{ value: "198.51.100.1" }]);
    await give(inbox.ask, server(), { gate: openGate([]) });
    const own = { ...(members[0] as Member), networks: ["198.51.100.0/24"] };
    revision = "2";
    await give(inbox.ask, server(), { gate: openGate([own]), revision });
    expect(inbox.values).toEqual([]);
  });

  test("it is taken back too where nobody knows whether it arrived", async () => {
    const inbox = new Inbox();
    await feed("List", [{ value: "198.51.100.1" }]);
    inbox.fault = ({ envelope }) => {
      if (envelope === undefined) return undefined;
      inbox.keep(envelope);
      return answer(500, "");
    };
    expect((await give(inbox.ask)).problem).not.toBeNull();
    await feed("List", [{ value: "198.51.100.2" }]);
    inbox.fault = () => undefined;
    await give(inbox.ask);
    expect(inbox.values).toEqual(["198.51.100.2"]);
  });
});

describe("whatever the server answers", () => {
  test("batches keep to a thousand objects and to max_content_length", async () => {
    const inbox = new Inbox();
    await feed("List", many(2300));
    await give(inbox.ask);
    expect(inbox.sent.map(({ length }) => length)).toEqual([1000, 1000, 300]);
    await reset();
    await feed("List", many(40));
    inbox.sent.length = 0;
    inbox.contentMax = 5000;
    await give(inbox.ask);
    expect(inbox.sent.flat()).toHaveLength(40);
    expect(Math.max(...inbox.sent.map((objects) => JSON.stringify({ objects }).length))).toBeLessThanOrEqual(
      5000,
    );
  });

  test("413 makes batches smaller; one object alone that is too large is counted and passed", async () => {
    const inbox = new Inbox();
    await feed("List", [...many(20), { value: "huge.example", labels: ["x".repeat(900)] }]);
    inbox.fault = ({ envelope }) =>
      envelope !== undefined && (objectsIn(envelope).length > 3 || envelope.includes("huge"))
        ? answer(413, "")
        : undefined;
    expect(await give(inbox.ask)).toEqual({ given: 20, problem: null });
    expect(await going()).toMatchObject({ refused: 1, note: expect.stringContaining("too large") });
  });

  test("failures are counted with their words, and what a terminal would obey is cut", async () => {
    const inbox = new Inbox();
    await feed("List", many(3));
    inbox.fault = ({ envelope }) => {
      if (envelope === undefined) return undefined;
      const [one] = objectsIn(envelope);
      const failures = [
        { id: one?.["id"], message: "\u001b[2Jno  thanks" },
        { id: "indicator--of-another" },
        7,
      ];
      return answer(202, { id: "1", status: "complete", failure_count: 1, failures });
    };
    expect(await give(inbox.ask)).toMatchObject({ given: 2, problem: null });
    const { refused, note } = (await going()) ?? {};
    expect([refused, note]).toEqual([1, expect.stringContaining("no thanks")]);
    expect(note).not.toContain("\u001b");
  });

  test("a status that is pending is asked for; one that never ends stops the run, and is gone on with", async () => {
    const inbox = new Inbox();
    await feed("List", many(2));
    let looks = 0;
    let isThrough = false;
    inbox.fault = ({ envelope, url }) => {
      if (envelope !== undefined) inbox.keep(envelope);
      if (envelope !== undefined) return answer(202, { id: "ab-1", status: "pending" });
      if (!url.endsWith("/root/status/ab-1/")) return undefined;
      looks += 1;
      return answer(200, { id: "ab-1", status: isThrough ? "complete" : "pending", failure_count: 0 });
    };
    expect((await give(inbox.ask)).problem?.detail).toContain("It works on 2 objects");
    expect(looks).toBe(5);
    isThrough = true;
    expect(await give(inbox.ask)).toEqual({ given: 2, problem: null });
    expect(inbox.asked.filter((url) => url.endsWith("/objects/"))).toHaveLength(1);
  });

  test("a batch that is pending for an hour is sent again, and the same", async () => {
    const inbox = new Inbox();
    await feed("List", many(2));
    const sent: string[] = [];
    inbox.fault = ({ envelope, url }) => {
      if (envelope !== undefined) sent.push(envelope);
      return envelope !== undefined || url.includes("/status/")
        ? answer(202, { id: "ab-1", status: "pending" })
        : undefined;
    };
    await give(inbox.ask);
    nowUs += 3700e6;
    await give(inbox.ask);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toBe(sent[0]);
  });

  test("a status that is answered with nonsense for an hour does not stop what comes after", async () => {
    const inbox = new Inbox();
    await feed("List", many(2));
    inbox.fault = ({ envelope, url }) =>
      envelope !== undefined || url.includes("/status/")
        ? answer(200, envelope === undefined ? {} : { id: "ab-1", status: "pending" })
        : undefined;
    expect((await give(inbox.ask)).problem?.detail).toContain("not whether");
    nowUs += 3700e6;
    inbox.fault = ({ url }) => (url.includes("/status/") ? answer(200, {}) : undefined);
    expect(await give(inbox.ask)).toEqual({ given: 2, problem: null });
  });

  test.each([
    ["a redirect", answer(302, ""), /points elsewhere/],
    ["a refusal", answer(422, { title: "No", description: "not like this" }), /422: No: not like this/],
    ["an unknown collection", answer(404, ""), /no such collection/],
    ["half a status", answer(202, '{"id":"1","sta'), /half a status/],
    ["a list", answer(202, "[]"), /half a status/],
    ["a status of no kind", answer(202, { id: "1", status: "maybe" }), /not whether/],
    ["a status nobody can ask for", answer(202, { id: "../../x", status: "pending" }), /how to ask/],
    ["no answer", baseProblem("no-answer", "isac: it broke off"), /broke off/],
  ])("%s: nothing counts as given, and the next run gives it", async (_name, said, words) => {
    const inbox = new Inbox();
    await feed("List", many(2));
    inbox.fault = ({ envelope }) => (envelope === undefined ? undefined : (said as ServerAnswer));
    const { given, problem } = await give(inbox.ask);
    expect([given, problem?.detail]).toEqual([0, expect.stringMatching(words)]);
    expect(await going()).toMatchObject({ objects: 0, failures: 1, note: expect.stringMatching(words) });
    expect(inbox.asked.length).toBeLessThan(4);
    inbox.fault = () => undefined;
    expect(await give(inbox.ask)).toEqual({ given: 2, problem: null });
    expect(await going()).toMatchObject({ objects: 2, failures: 0, note: "" });
  });

  test("Retry-After is kept to, a day at most", async () => {
    await feed("List", many(1));
    for (const [said, waited] of [
      [120, 120],
      [9e9, 86_400],
    ] as const) {
      await give(async ({ envelope }) => answer(envelope === undefined ? 200 : 503, {}, said));
      expect(((await going())?.waitUntilUs ?? 0) - nowUs).toBe(waited * 1e6);
    }
  });

  test("each batch has its receipt before it leaves", async () => {
    const inbox = new Inbox();
    await feed("List", many(2));
    const receipts = () =>
      sql<{ n: number }>`select count(*)::int as n from release where object_kind = 'taxii-batch'
        and recipient_kind = 'server' and recipient_id = 'isac' and rule = 'server-given'`.execute(state.db);
    const before = (await receipts()).rows[0]?.n ?? 0;
    await give(async (question) => {
      if (question.envelope !== undefined) expect((await receipts()).rows[0]?.n).toBe(before + 1);
      return inbox.ask(question);
    });
    expect((await receipts()).rows[0]?.n).toBe(before + 1);
  });

  test("it ends, and once the server is well it has what stands and nothing else", async () => {
    const status = fc.constantFrom(200, 202, 204, 302, 400, 404, 410, 413, 429, 500, 503);
    const said = fc.record(
      {
        id: fc.constantFrom("s-1", "../x", 7),
        status: fc.constantFrom("complete", "pending", "odd", 3),
        failure_count: fc.constantFrom(0, 1, 1e9, "x"),
        failures: fc.constantFrom([], [{ id: 1 }], {}, [null]),
        max_content_length: fc.constantFrom(-1, 1, 700, 1e12, "x"),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(said, fc.constantFrom("", "{", "[]", "null"));
    const one = fc.record({ status, body, arrives: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 6 }), async (answers) => {
        await reset();
        const inbox = new Inbox();
        let at = 0;
        inbox.fault = ({ envelope }) => {
          if (at > 20_000) throw new Error("It never ends.");
          const now = answers[at++ % answers.length] as (typeof answers)[number];
          const took = now.status < 203 && typeof now.body === "object" && now.body.status === "complete";
          // What a server says it took it has.
          if (envelope !== undefined && (now.arrives || took)) inbox.keep(envelope);
          return answer(now.status, now.body);
        };
        await feed("List", many(3));
        await give(inbox.ask);
        await feed("List", many(5).slice(1));
        await give(inbox.ask);
        inbox.fault = () => undefined;
        nowUs += 7200e6;
        // All is decided anew, as it is when the community changes: what it did not take goes once more.
        await give(inbox.ask, server(), { revision: "anew" });
        expect((await give(inbox.ask)).problem).toBeNull();
        expect(inbox.values).toEqual(
          many(5)
            .slice(1)
            .map(({ value }) => value),
        );
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
