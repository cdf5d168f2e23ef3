/** Introducing: what an invitation must be to be taken, and that nothing flows before people confirmed it. */

import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { canonicalJson, fixedClock, Problem } from "../../base/index.js";
import { fingerprintOf, readInvitation, writeInvitation } from "./invitation.js";
import { acceptPeer, agreeWithPeer, confirmPeer, endPeer, invitePeer } from "./peers.js";
import { fine, introduce, TestPort, testIdentity } from "./testing.js";

const clock = fixedClock(1_800_000_000_000_000);
let a: TestPort;
let b: TestPort;

beforeAll(async () => {
  [a, b] = [await TestPort.open("Port of A", clock), await TestPort.open("Port of B", clock)];
}, 120_000);
afterAll(async () => {
  for (const { state } of [a, b]) await state.close();
});
beforeEach(async () => {
  for (const { state } of [a, b])
    await sql`truncate peer, peer_link, peer_invitation, peer_outbox, peer_told, peer_object, peer_refusal, peer_head cascade`.execute(
      state.db,
    );
});

const placeOf = (port: TestPort) => ({ name: port.name, url: "https://192.0.2.7:8421" });
const lineOf = (port: TestPort): string => writeInvitation(port.identity, clock, placeOf(port), null).line;
const why = (value: unknown): string => (value instanceof Problem ? value.detail : "taken");
/** Signed again after a change: what is wrong is then the change and not the signature. */
const resigned = (port: TestPort, change: object): string => {
  const { invitation } = JSON.parse(lineOf(port)) as { invitation: object };
  const changed = { ...invitation, ...change };
  return canonicalJson({
    invitation: changed,
    signature: port.identity.sign("invitation", canonicalJson(changed)),
  });
};

describe("an invitation", () => {
  test("is one line, and is read as it was written", () => {
    const { line, invitation } = writeInvitation(a.identity, clock, placeOf(a), null);
    expect(line).not.toContain("\n");
    expect(readInvitation(b.identity, clock, `${line}\n`)).toEqual(invitation);
  });

  test("is refused when any character of it was changed", () => {
    const line = lineOf(a);
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.integer({ min: 33, max: 126 }), (at, code) => {
        const other = String.fromCharCode(code);
        if (line[at] === other) return;
        const read = readInvitation(b.identity, clock, `${line.slice(0, at)}${other}${line.slice(at + 1)}`);
        expect(read).toBeInstanceOf(Problem);
      }),
      { numRuns: 600 },
    );
  });

  test.each([
    ["nothing", "", /no line/],
    ["another text", "hello", /no line/],
    ["a list", "[]", /no invitation/],
    ["something very long", `{"a":"${"x".repeat(5000)}"}`, /longer/],
    ["something deep", "[".repeat(4000), /no line/],
  ])("is refused where it is %s", (_what, line, reason) => {
    expect(why(readInvitation(b.identity, clock, line))).toMatch(reason);
  });

  test.each([
    ["an older version", { version: 0 }, /version 0/],
    ["a later version", { version: 2 }, /version 2/],
    ["a door without TLS", { url: "http://192.0.2.7:8421" }, /url/],
    ["a name with markup", { name: "<b>A</b>" }, /name/],
    ["a name with a line break", { name: "A\nB" }, /name/],
    ["another's certificate in another form", { certificate: "AB" }, /certificate/],
    ["a field that nobody knows", { trust: "me" }, /nrecognized/],
    ["a time far away", { expiresUs: 9e15 }, /clocks/],
  ])("is refused with %s, though it is signed", (_what, change, reason) => {
    expect(why(readInvitation(b.identity, clock, resigned(a, change)))).toMatch(reason);
  });

  test("is refused from oneself, by another's key, expired, and with a field twice", async () => {
    expect(why(readInvitation(a.identity, clock, lineOf(a)))).toMatch(/own/);
    expect(
      why(readInvitation(b.identity, clock, resigned(a, { publicKey: (await testIdentity()).publicKey }))),
    ).toMatch(/signature/);
    const line = lineOf(a);
    expect(why(readInvitation(b.identity, fixedClock(clock.nowUs() + 8 * 86_400e6), line))).toMatch(
      /expired/,
    );
    expect(why(readInvitation(b.identity, clock, line.replace('"name"', '"name":"x","name"')))).toMatch(
      /not written/,
    );
  });

  test("has one fingerprint on both sides, and another with any other key", async () => {
    const one = fingerprintOf(a.identity.publicKey, b.identity.publicKey);
    expect(fingerprintOf(b.identity.publicKey, a.identity.publicKey)).toBe(one);
    expect(one).toMatch(/^([0-9a-f]{4} ){11}[0-9a-f]{4}$/);
    expect(fingerprintOf(a.identity.publicKey, (await testIdentity()).publicKey)).not.toBe(one);
  });
});

describe("accepting", () => {
  const invite = async (port: TestPort) => fine(await invitePeer(port.parts(), placeOf(port), "op"));

  test("needs a name of one's own first", async () => {
    await sql`delete from setting where key = 'peer-place'`.execute(b.state.db);
    expect(why(await acceptPeer(b.parts(), lineOf(a), "op"))).toMatch(/no name/);
    expect(why(await invitePeer(b.parts(), {}, "op"))).toMatch(/No invitation/);
  });

  test("an invitation is taken once, by either side", async () => {
    await invite(b);
    const { line } = await invite(a);
    const { answer, peer } = fine(await acceptPeer(b.parts(), line, "op"));
    expect(why(await acceptPeer(b.parts(), line, "op"))).toMatch(/has this key/);
    await endPeer(b, peer.id, "op");
    expect(why(await acceptPeer(b.parts(), line, "op"))).toMatch(/taken before/);
    fine(await acceptPeer(a.parts(), answer ?? "", "op"));
    expect(why(await acceptPeer(a.parts(), answer ?? "", "op"))).toMatch(/has this key/);
  });

  test("an answer to an invitation that was never made is refused and leaves nothing", async () => {
    await invite(a);
    const { line } = writeInvitation(b.identity, clock, placeOf(b), "0".repeat(64));
    expect(why(await acceptPeer(a.parts(), line, "op"))).toMatch(/answers no invitation/);
    expect(await a.state.db.selectFrom("peer").selectAll().execute()).toEqual([]);
  });

  test("two peers can't have one name", async () => {
    await invite(a);
    await invite(b);
    fine(await acceptPeer(a.parts(), lineOf(b), "op"));
    const other = writeInvitation(await testIdentity(), clock, { name: "PORT OF B", url: null }, null);
    expect(why(await acceptPeer(a.parts(), other.line, "op"))).toMatch(/is called/);
  });

  test("nothing flows before both sides confirmed", async () => {
    await invite(a);
    await invite(b);
    const accepted = fine(await acceptPeer(b.parts(), (await invite(a)).line, "op"));
    fine(await acceptPeer(a.parts(), accepted.answer ?? "", "op"));
    await a.feed("List", [{ value: "198.51.100.7" }]);
    const peer = await a.peer(b);
    expect(why(await confirmPeer(a.parts(), peer.id, "0000 1111", "op"))).toMatch(/reads/);
    fine(await confirmPeer(a.parts(), peer.id, accepted.fingerprint.toUpperCase(), "op"));
    expect(why(await confirmPeer(a.parts(), peer.id, undefined, "op"))).toMatch(/already/);
    await expect(a.push(b)).rejects.toThrow("not confirmed");
    expect(await b.claims()).toEqual([]);
    fine(await confirmPeer(b.parts(), accepted.peer.id, undefined, "op"));
    await a.push(b);
    expect(await b.claims()).toEqual(["198.51.100.7 peer:Port of A 50"]);
  });

  test("every step is in the audit chain", async () => {
    await introduce(a, b);
    fine(await agreeWithPeer(a, (await a.peer(b)).id, { direction: "send" }, "op"));
    await endPeer(a, (await a.peer(b)).id, "op");
    const kinds = await a.state.db
      .selectFrom("audit_entry")
      .select("kind")
      .distinct()
      .where("kind", "like", "peer-%")
      .execute();
    expect(kinds.map(({ kind }) => kind).sort()).toEqual([
      "peer-accept",
      "peer-agree",
      "peer-confirm",
      "peer-end",
      "peer-invite",
    ]);
  });
});
