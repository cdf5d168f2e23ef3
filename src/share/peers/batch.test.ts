/** Batches as they come from outside: what is refused whole, what concerns one message, and what a later version may add. */
import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, newId, Problem } from "../../base/index.js";
import { signCheckpoint } from "../../store/audit/checkpoint.js";
import { newAuditKey } from "../../store/index.js";
import { openBatch, sealBatch } from "./batch.js";
import { centerToken, type PeerIdentity, signedText } from "./identity.js";
import { receiveBatch } from "./receive.js";
import { fine, introduce, TestPort, testIdentity } from "./testing.js";

const clock = fixedClock(1_800_000_000_000_000);
let a: TestPort;
let b: TestPort;

beforeAll(async () => {
  [a, b] = [await TestPort.open("A", clock), await TestPort.open("B", clock)];
}, 120_000);
afterAll(async () => {
  for (const { state } of [a, b]) await state.close();
});
beforeEach(async () => {
  for (const { state } of [a, b]) {
    await sql`truncate peer, peer_link, peer_invitation, peer_outbox, peer_told, peer_object, peer_refusal, peer_head cascade`.execute(
      state.db,
    );
    await sql`delete from intel_source`.execute(state.db);
  }
  await introduce(a, b, { tlpCeiling: "TLP:AMBER" });
});

const tlpIds = {
  green: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
  red: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
};
const content = (value = "198.51.100.7", marking = tlpIds.green) => ({
  type: "indicator",
  spec_version: "2.1",
  id: `indicator--${newId()}`,
  created: "2027-01-15T08:00:00.000Z",
  modified: "2027-01-15T08:00:00.000Z",
  valid_from: "2027-01-15T08:00:00.000Z",
  pattern: `[ipv4-addr:value = '${value}']`,
  pattern_type: "stix",
  object_marking_refs: [marking],
});
const message = (sequence: number, change: object = {}) => ({
  sequence,
  kind: "indicator",
  object: newId(),
  origin: { center: centerToken(a.identity.publicKey), token: "1".repeat(64) },
  hops: 0,
  atUs: clock.nowUs(),
  withdrawn: false,
  urgency: null,
  met: null,
  upstream: null,
  content: content(),
  ...change,
});
const batch = (
  messages: readonly { sequence: number }[],
  change: object = {},
  by: PeerIdentity = a.identity,
): string =>
  sealBatch(by, {
    to: b.identity.publicKey,
    after: 0,
    upTo: messages.at(-1)?.sequence ?? 0,
    fresh: false,
    atUs: clock.nowUs(),
    acknowledges: 0,
    head: null,
    messages: messages.map((each) => JSON.stringify(each)),
    ...change,
  });
const receive = (line: string, certificate: string | null = a.identity.certificateHash) =>
  receiveBatch(b.parts(), line, certificate);
const why = (value: unknown): string =>
  value instanceof Problem ? `${value.code} ${value.detail}` : "taken";
const refusals = async () =>
  (await b.state.db.selectFrom("peer_refusal").select(["code", "count"]).orderBy("code").execute()).map(
    ({ code, count }) => `${code} ${count}`,
  );

describe("a batch is refused whole", () => {
  test.each([
    ["another text", () => "hello"],
    ["nothing", () => ""],
    ["oversized", () => `${"A".repeat(86)}== ${"x".repeat(300_000)}`],
    ["deep", () => `${"A".repeat(86)}== ${"[".repeat(200_000)}`],
    ["of another version", () => batch([message(1)], { version: 2 })],
    ["for another center", () => batch([message(1)], { to: "0".repeat(64) })],
    ["with numbers that do not rise", () => batch([message(2), message(2)])],
    ["with numbers beyond its end", () => batch([message(3)], { upTo: 2 })],
    ["with a number that no center gives", () => batch([message(1)], { upTo: Number.MAX_SAFE_INTEGER })],
    ["with a number below zero", () => batch([message(-1)])],
    [
      "signed as something else",
      () => {
        const [, text] = splitAt(batch([message(1)]));
        return `${a.identity.sign("invitation", text)} ${text}`;
      },
    ],
    ["with too many messages", () => batch(Array.from({ length: 201 }, (_, n) => message(n + 1)))],
  ])("where it is %s", async (_what, line) => {
    expect(why(await receive(line()))).toMatch(/^share\.peer-batch/);
    expect(await b.claims()).toEqual([]);
  });

  const splitAt = (line: string): [string, string] => [
    line.slice(0, line.indexOf(" ")),
    line.slice(line.indexOf(" ") + 1),
  ];

  test("where any byte was changed", () => {
    const line = batch([message(1)]);
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const other = String.fromCharCode(code);
        if (line[at] === other) return;
        expect(openBatch(b.identity, `${line.slice(0, at)}${other}${line.slice(at + 1)}`)).toBeInstanceOf(
          Problem,
        );
      }),
      { numRuns: 500 },
    );
  });

  test("by whom nobody introduced, though it is signed, and by a peer's key from another's certificate", async () => {
    const stranger = await testIdentity();
    expect(why(await receive(batch([message(1)], {}, stranger), stranger.certificateHash))).toMatch(
      /^share\.peer-certificate/,
    );
    expect(why(await receive(batch([message(1)]), stranger.certificateHash))).toMatch(
      /^share\.peer-certificate/,
    );
    const { privateKey } = generateKeyPairSync("ed25519");
    const [, text] = splitAt(batch([message(1)]));
    const forged = sign(null, Buffer.from(signedText("batch", text)), privateKey).toString("base64");
    expect(why(await receive(`${forged} ${text}`))).toMatch(/signature/);
  });
});

test("what is wrong with a message is told with its place", async () => {
  await receive(batch([message(1, { hops: "none" })]));
  const { detail } = await b.state.db.selectFrom("peer_refusal").select("detail").executeTakeFirstOrThrow();
  expect(detail).toMatch(/^hops: /);
});

test("a message that nests as deep as a body allows is refused alone", async () => {
  const deep = `{"sequence":1,"content":{"a":${"[".repeat(60_000)}${"]".repeat(60_000)}}}`;
  const line = batch([message(2)], { messages: [deep, JSON.stringify(message(2))] });
  expect(why(await receive(line))).toBe("taken");
  expect(await b.claims()).toEqual(["198.51.100.7 peer:A 50"]);
  expect(await refusals()).toEqual(["unreadable 1"]);
});

describe("numbers", () => {
  test("a gap is told with the number to go on from, and nothing of it is taken", async () => {
    expect(await receive(batch([message(7)], { after: 6 }))).toMatchObject({ gap: true, received: 0 });
    expect(await b.claims()).toEqual([]);
    expect(await receive(batch([message(7)]))).toMatchObject({ gap: false, received: 7, applied: 1 });
  });

  test("a replayed batch changes nothing, also once its objects were withdrawn", async () => {
    const object = newId();
    const first = batch([message(1, { object })]);
    await receive(first);
    await receive(batch([message(2, { object, withdrawn: true })], { after: 1 }));
    expect(await receive(first)).toMatchObject({ received: 2, applied: 0 });
    expect(await b.claims()).toEqual([]);
  });
});

describe("a message alone is passed over", () => {
  test("and what is behind it is taken", async () => {
    const deep = `${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`;
    const messages = [
      message(1, { content: null }),
      message(2, { kind: "verdict" }),
      message(3, {
        content: { ...content(), pattern: "[ipv4-addr:value = '198.51.100.1' AND url:value = 'x']" },
      }),
      message(4, { content: content("198.51.100.2", tlpIds.red) }),
      message(5, { hops: 1 }),
      message(6, { origin: { center: centerToken(b.identity.publicKey), token: "2".repeat(64) }, hops: 1 }),
      message(7, { content: JSON.parse(deep) as object }),
      message(8, { met: "Pier 7 Terminal" }),
      message(9, { hops: 9 }),
      message(10, { content: content("198.51.100.10") }),
    ];
    expect(await receive(batch(messages))).toMatchObject({ received: 10, applied: 1, refused: 9 });
    expect(await b.claims()).toEqual(["198.51.100.10 peer:A 50"]);
    expect(await refusals()).toEqual(["marking 1", "origin 1", "own 1", "unreadable 6"]);
  });

  test("also where no store could keep what it says, and it is told as unreadable", async () => {
    const half = "\ud800";
    const withLabel = (label: string) => ({ ...content(), labels: [label] });
    const odd: readonly object[] = [
      { object: "\u0000" },
      { object: half },
      { upstream: "a\u0000b" },
      { upstream: half },
      { content: withLabel("a\u0000b") },
      { content: withLabel(half) },
      { atUs: Number.MAX_SAFE_INTEGER },
      { content: { ...content(), valid_from: "0001-01-01T00:00:00Z" } },
      { content: { ...content(), valid_until: "9999-12-31T23:59:59Z" } },
    ];
    const messages = odd.map((change, at) => message(at + 1, change));
    const last = odd.length + 1;
    const line = batch([...messages, message(last, { content: content("198.51.100.10") })]);
    expect(await receive(line)).toMatchObject({ received: last, applied: 1, refused: odd.length });
    expect(await b.claims()).toEqual(["198.51.100.10 peer:A 50"]);
    expect(await refusals()).toEqual([`unreadable ${odd.length}`]);
  });

  test("a confidence in parts is rounded", async () => {
    await receive(batch([message(1, { content: { ...content(), confidence: 70.5 } })]));
    expect(await b.claims()).toEqual(["198.51.100.7 peer:A 71"]);
  });

  test("networks wider than one company's can be are refused", async () => {
    const of = (pattern: string) => ({ content: { ...content(), pattern } });
    const messages = [
      message(1, of("[ipv4-addr:value = '0.0.0.0/0']")),
      message(2, of("[ipv4-addr:value = '198.0.0.0/7']")),
      message(3, of("[ipv6-addr:value = '2001::/18']")),
      message(4, of("[ipv4-addr:value = '198.51.100.0/24']")),
      message(5, of("[ipv6-addr:value = '2001:db8::/32']")),
    ];
    expect(await receive(batch(messages))).toMatchObject({ received: 5, applied: 2, refused: 3 });
    expect(await refusals()).toEqual(["unreadable 3"]);
  });

  test("a word of others is GREEN at most", async () => {
    const amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";
    const origin = { center: "9".repeat(64), token: "3".repeat(64) };
    await receive(batch([message(1, { origin, hops: 1, content: content("198.51.100.3", amber) })]));
    expect(await refusals()).toEqual(["marking 1"]);
    await receive(batch([message(2, { content: content("198.51.100.4", amber) })], { after: 1 }));
    expect(await b.claims()).toEqual(["198.51.100.4 peer:A 50"]);
  });

  test("raised above what was agreed, the object is gone and not what it was", async () => {
    const object = newId();
    await receive(batch([message(1, { object })]));
    expect(await b.claims()).toHaveLength(1);
    await receive(
      batch([message(2, { object, content: content("198.51.100.7", tlpIds.red) })], { after: 1 }),
    );
    expect(await b.claims()).toEqual([]);
  });

  test("fields of a later version are passed over, in the batch and in the message", async () => {
    const later = message(1, { sharper: true, content: { ...content(), x_new: { deep: [1] } } });
    expect(await receive(batch([later], { colour: "blue" }))).toMatchObject({ applied: 1, refused: 0 });
  });

  test("whatever is in a message, the batch is answered", async () => {
    let upTo = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom(
            "kind",
            "object",
            "origin",
            "hops",
            "atUs",
            "withdrawn",
            "content",
            "met",
            "urgency",
          ),
          fc.jsonValue(),
        ),
        async (change) => {
          const line = batch([message(upTo + 1, change)], { after: upTo });
          upTo++;
          expect(await receive(line)).toMatchObject({ received: upTo });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("heads of audit chains", () => {
  const key = newAuditKey();
  const head = (number: number, sequence: number, hash: string) =>
    signCheckpoint(key, { number, sequence, hash: hash.repeat(64), atUs: clock.nowUs() });
  const heads = async () =>
    (await b.state.db.selectFrom("peer_head").select(["number", "hash"]).orderBy("number").execute()).map(
      ({ number, hash }) => `${number} ${hash[0]}`,
    );

  test("are kept, once each; one that contradicts what is held is refused and told", async () => {
    fine(await receive(batch([], { head: head(1, 10, "a") })));
    fine(await receive(batch([], { head: head(1, 10, "a") })));
    fine(await receive(batch([], { head: head(2, 20, "b") })));
    expect(await heads()).toEqual(["1 a", "2 b"]);
    expect(await refusals()).toEqual([]);
    fine(await receive(batch([], { head: head(2, 20, "c") })));
    fine(await receive(batch([], { head: head(3, 15, "d") })));
    fine(await receive(batch([], { head: { ...head(4, 40, "e"), hash: "f".repeat(64) } })));
    expect(await heads()).toEqual(["1 a", "2 b"]);
    expect(await refusals()).toEqual(["peer-head 3"]);
  });
});
