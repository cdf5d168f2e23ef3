/** Center and edge over HTTP: what the set holds and does not, how it changes, and what goes up. */

import { createHmac } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { createToken, revokeToken, updateMember } from "../../members/index.js";
import type { Member, Observable } from "../../model/index.js";
import { type EdgeSighting, listEdges, setBlind, uploadFormat } from "../../share/index.js";
import { given, openTestEdge, openTestExchange, type TestEdge, type TestExchange } from "./testing.js";

let exchange: TestExchange;
let one: Member;
let two: Member;
let edge: TestEdge;
const edges: TestEdge[] = [];
const domain = (value: string): Observable => ({ type: "domain", value });
const ipv4 = (value: string): Observable => ({ type: "ipv4", value });
const ja3: Observable = { type: "ja3", value: "0123456789abcdef0123456789abcdef" };
const network: Observable = { type: "cidr", value: "198.51.100.0/24" };

async function newEdge(member: Member, folder?: string): Promise<TestEdge> {
  const opened = await openTestEdge(exchange.address, await exchange.token(member.id), folder);
  edges.push(opened);
  return opened;
}
const finds = ({ set }: TestEdge, observable: Observable) => {
  const match = set.index.lookup(observable, null);
  return match === null
    ? []
    : match.indicator.claims.map(({ source, confidence }) => `${source} ${confidence}`);
};

beforeAll(async () => {
  exchange = await openTestExchange();
  one = await exchange.center.addMember("Pier One Terminal", ["203.0.113.0/28"]);
  two = await exchange.center.addMember("Beta Lines", ["203.0.113.16/28"]);
  await exchange.feed("First list", [
    { observable: domain("evil.example"), confidence: 90, labels: ["botnet"] },
    { observable: ipv4("192.0.2.66"), confidence: 80 },
    { observable: network },
    { observable: ja3 },
    { observable: domain("reported-by.example"), labels: ["seen at Beta Lines"] },
    { observable: domain("login.beta-lines.example"), confidence: 90 },
    { observable: ipv4("203.0.113.20") },
  ]);
  await exchange.feed("Beta Lines threat list", [{ observable: domain("evil.example"), confidence: 60 }]);
  await exchange.feed("Secret list", [
    { observable: domain("hidden.example"), tlp: "TLP:RED" },
    { observable: ipv4("192.0.2.99"), tlp: "TLP:RED" },
    { observable: domain("strict.example"), tlp: "TLP:AMBER+STRICT" },
  ]);
  edge = await newEdge(one);
});
afterAll(async () => {
  for (const each of edges) each.close();
  await exchange.close();
});

describe("the set", () => {
  test("has what the member may read and nothing else, in any byte of it", async () => {
    const bytes = await edge.pull();
    expect(finds(edge, domain("a.evil.example"))).toEqual(["First list 90", "a source 60"]);
    expect(finds(edge, ipv4("192.0.2.66"))).toEqual(["First list 80"]);
    expect(finds(edge, ipv4("198.51.100.7"))).toEqual(["First list 50"]);
    expect(finds(edge, ja3)).toEqual(["First list 50"]);
    for (const hidden of [
      "hidden",
      "192.0.2.99",
      "strict.example",
      "Secret",
      "Beta",
      "203.0.113.20",
      "seen at",
      two.id,
    ])
      expect(bytes).not.toContain(hidden);
    expect(bytes).not.toMatch(/"(id|indicator_id|added_us)"/);
    expect(edge.set.figures()).toMatchObject({ indicators: 5, blind: 0 });
  });

  test("each page has a receipt, and nothing new has none and the same answer", async () => {
    const receipts = () =>
      exchange.center.state.db
        .selectFrom("release")
        .selectAll()
        .where("channel", "in", ["edge", "edge-blind"])
        .execute();
    const before = await receipts();
    expect(before.length).toBeGreaterThan(0);
    expect(before[0]).toMatchObject({
      object_kind: "edge-page",
      recipient_id: one.id,
      channel: "edge",
      released: true,
    });
    await exchange.feed("Secret list", [
      { observable: domain("hidden.example"), tlp: "TLP:RED" },
      { observable: ipv4("192.0.2.99"), tlp: "TLP:RED", confidence: 99 },
      { observable: domain("strict.example"), tlp: "TLP:AMBER+STRICT" },
      { observable: domain("hidden-too.example"), tlp: "TLP:RED" },
    ]);
    const { at } = edge.set;
    const page = JSON.parse((await edge.pull()).split("\n")[0] as string) as Record<string, unknown>;
    // What changed may not be read: that something did is not told either.
    expect(page).toMatchObject({ lines: 0, more: false, sequence: at.sequence, epoch: at.epoch });
    expect(await receipts()).toEqual(before);
  });

  test("changes, withdrawals and higher markings reach the edge", async () => {
    await exchange.feed("First list", [
      { observable: domain("evil.example"), confidence: 95 },
      { observable: ipv4("192.0.2.66"), tlp: "TLP:RED" },
      { observable: domain("fresh.example") },
      { observable: network },
      { observable: domain("reported-by.example") },
      { observable: domain("login.beta-lines.example") },
    ]);
    const bytes = await edge.pull();
    expect(finds(edge, domain("evil.example"))).toEqual(["First list 95", "a source 60"]);
    expect(finds(edge, domain("fresh.example"))).toEqual(["First list 50"]);
    expect(finds(edge, ipv4("192.0.2.66"))).toEqual([]);
    expect(finds(edge, ja3)).toEqual([]);
    expect(finds(edge, ipv4("198.51.100.7"))).toEqual(["First list 50"]);
    // What is gone says no value: it may be marked higher now.
    expect(bytes).not.toContain("192.0.2.66");
    // Of 203.0.113.20, which was never told as it is another member's, its end is not told either.
    expect(bytes.match(/"gone":true/g)).toHaveLength(2);
    await exchange.feed("Beta Lines threat list", []);
    await edge.pull();
    expect(finds(edge, domain("evil.example"))).toEqual(["First list 95"]);
  });

  test("is there after a start without the center, saved or not", async () => {
    const again = await openTestEdge("http://127.0.0.1:9", "bwt_nobody-is-there-now", edge.folder);
    expect(finds(again, domain("evil.example"))).toEqual(["First list 95"]);
    expect(finds(again, ipv4("192.0.2.66"))).toEqual([]);
    expect(again.set.at).toMatchObject({ epoch: edge.set.at.epoch, sequence: edge.set.at.sequence });
    await again.set.save();
    const loaded = await openTestEdge("http://127.0.0.1:9", "bwt_nobody-is-there-now", edge.folder);
    expect(finds(loaded, domain("evil.example"))).toEqual(["First list 95"]);
    expect(loaded.set.figures()).toEqual(again.set.figures());
  });

  test("kept pages that were changed are cut off and asked for again", async () => {
    const other = await newEdge(one);
    await other.pull();
    const folder = join(other.folder, "set");
    const [name = ""] = readdirSync(folder).filter((each) => each.endsWith(".pages"));
    const bytes = readFileSync(join(folder, name), "utf8");
    writeFileSync(join(folder, name), bytes.replace("evil.example", "okay.example"));
    const again = await newEdge(one, other.folder);
    expect(finds(again, domain("okay.example"))).toEqual([]);
    await again.pull();
    expect(finds(again, domain("evil.example"))).toEqual(["First list 95"]);
  });

  test("is begun anew when the member may have more or less, and the old one protects until then", async () => {
    const { db } = exchange.center.state;
    const { epoch } = edge.set.at;
    given(await updateMember(db, exchange.center.clock, one.id, { tlpCeiling: "TLP:AMBER+STRICT" }));
    await edge.pull();
    expect(edge.set.at.epoch).toBeGreaterThan(epoch);
    expect(finds(edge, domain("strict.example"))).toEqual(["Secret list 50"]);
    given(await updateMember(db, exchange.center.clock, one.id, { tlpCeiling: "TLP:CLEAR" }));
    await edge.pull();
    expect(finds(edge, domain("evil.example"))).toEqual([]);
    expect(edge.set.figures().indicators).toBe(0);
    given(await updateMember(db, exchange.center.clock, one.id, { tlpCeiling: "TLP:AMBER" }));
    await edge.pull();
    expect(finds(edge, domain("evil.example"))).toEqual(["First list 95"]);
    expect(readdirSync(join(edge.folder, "set")).filter((name) => name.endsWith(".pages"))).toHaveLength(1);
  });
});

describe("hashed values", () => {
  test("are met and told nowhere; what can be guessed stays out unless that is allowed", async () => {
    const { state, clock } = exchange.center;
    expect(edge.set.figures().blind).toBe(0);
    given(await setBlind(state.db, clock, one.id, "on"));
    const bytes = await edge.pull();
    expect(edge.set.figures().blind).toBe(3);
    expect(finds(edge, domain("x.hidden.example"))).toHaveLength(1);
    expect(finds(edge, domain("strict.example"))).toHaveLength(1);
    expect(finds(edge, ipv4("192.0.2.99"))).toEqual([]);
    for (const hidden of ["hidden", "192.0.2", "strict.example", "Secret"])
      expect(bytes).not.toContain(hidden);
    for (const file of readdirSync(join(edge.folder, "set")))
      expect(readFileSync(join(edge.folder, "set", file), "latin1")).not.toContain("hidden.example");
    const blind = await state.db
      .selectFrom("release")
      .selectAll()
      .where("channel", "=", "edge-blind")
      .execute();
    expect(blind).toMatchObject([{ rule: "blind", recipient_id: one.id }]);
    given(await setBlind(state.db, clock, one.id, "all"));
    await edge.pull();
    expect(finds(edge, ipv4("192.0.2.99"))).toHaveLength(1);
    expect(finds(edge, ipv4("192.0.2.66"))).toHaveLength(1);
  });

  test("another edge gets other hashes, and another member none", async () => {
    const second = await newEdge(one);
    const bytes = await second.pull();
    const hashes = (text: string) => [...text.matchAll(/"blind":"([0-9a-f]{64})"/g)].map((match) => match[1]);
    expect(hashes(bytes)).toHaveLength(5);
    const own = new Set(
      (await exchange.center.state.db.selectFrom("edge_blind").select(["digest", "edge_id"]).execute())
        .filter(({ edge_id }) => edge_id === edge.identity.now.id)
        .map(({ digest }) => digest),
    );
    expect(hashes(bytes).filter((hash) => own.has(hash as string))).toEqual([]);
    const others = await newEdge(two);
    expect(hashes(await others.pull())).toEqual([]);
  });

  test("what becomes readable is hashed no more, what becomes unreadable is, and a source more is not told", async () => {
    await exchange.feed("Third list", [{ observable: domain("hidden.example") }]);
    await edge.pull();
    expect(finds(edge, domain("hidden.example"))).toEqual(["Third list 50"]);
    // That it is listed elsewhere under a higher marking is not to be told by its hash.
    expect(edge.set.figures().blind).toBe(4);
    await exchange.feed("Third list", [{ observable: domain("hidden.example"), tlp: "TLP:RED" }]);
    await edge.pull();
    expect(finds(edge, domain("hidden.example"))).toHaveLength(1);
    expect(finds(edge, domain("hidden.example"))[0]).not.toContain("Third");
    await exchange.feed("Fourth list", [{ observable: domain("hidden.example"), tlp: "TLP:RED" }]);
    expect((await edge.pull()).split("\n")[0]).toContain('"lines":0');
    await exchange.feed("Secret list", []);
    await exchange.feed("Third list", []);
    await edge.pull();
    expect(finds(edge, domain("hidden.example"))).toHaveLength(1);
    await exchange.feed("Fourth list", []);
    await edge.pull();
    expect(finds(edge, domain("hidden.example"))).toEqual([]);
    expect(edge.set.figures().blind).toBe(1);
  });
});

describe("what goes up", () => {
  const timeUs = 1_795_000_000_000_000;
  let number = 0;
  const upload = (sightings: readonly EdgeSighting[], change: object = {}) =>
    Buffer.from(
      JSON.stringify({
        format: uploadFormat,
        id: `00000000-0000-4000-8000-${String(++number).padStart(12, "0")}`,
        madeUs: timeUs,
        sightings,
        ...change,
      }),
    );
  const seen = (value: Observable, change: object = {}): EdgeSighting => ({
    ...value,
    direction: "outbound",
    count: 7,
    firstUs: timeUs,
    lastUs: timeUs + 60e6,
    source: "203.0.113.7",
    ...change,
  });
  const sightings = () =>
    exchange.center.state.db
      .selectFrom("sighting")
      .select([
        "member_id",
        "value",
        "count",
        "direction",
        "first_us",
        "last_us",
        "inside_addresses",
        "sources",
      ])
      .orderBy("value")
      .execute();

  test("counts once, however often it is sent, and makes the warning that telemetry would have made", async () => {
    const body = upload([
      seen(domain("evil.example")),
      seen(domain("evil.example"), { source: "203.0.113.8", count: 2 }),
    ]);
    for (let time = 0; time < 3; time++) expect(await edge.line.send(body)).toBeNull();
    expect(await sightings()).toEqual([
      {
        member_id: one.id,
        value: "evil.example",
        count: 9,
        direction: "outbound",
        first_us: timeUs,
        last_us: timeUs + 60e6,
        inside_addresses: ["203.0.113.7", "203.0.113.8"],
        sources: ["First list"],
      },
    ]);
    const warnings = await exchange.center.state.db.selectFrom("warning").selectAll().execute();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.draft).toMatchObject({
      recipientMemberId: one.id,
      observable: domain("evil.example"),
    });
    expect(JSON.stringify(warnings)).toContain("nine times");
  });

  test("what no source lists is no sighting, and the answer tells nothing of what is listed", async () => {
    await exchange.feed("Secret list", [{ observable: domain("hidden.example"), tlp: "TLP:RED" }]);
    const before = await sightings();
    const answers: unknown[] = [];
    for (const value of ["hidden.example", "nothing.example"]) {
      const body = upload([seen(domain(value))]);
      const response = await fetch(`${exchange.address}/edge/sightings`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${await exchange.token(one.id)}`,
          "x-breakwater-edge": edge.identity.now.id,
        },
        body,
      });
      answers.push([response.status, Object.keys((await response.json()) as object)]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect((await sightings()).length).toBe(before.length + 1);
    const [row] = (await listEdges(exchange.center.state.db, one.id)).filter(
      ({ edgeId }) => edgeId === edge.identity.now.id,
    );
    expect(row?.unlisted).toBe(1);
  });

  test("a hash stands for its value at this edge alone", async () => {
    const { state, clock } = exchange.center;
    given(await setBlind(state.db, clock, one.id, "on"));
    await edge.pull();
    const key = Buffer.from(edge.identity.now.blindKey ?? "", "hex");
    const blind = createHmac("sha256", key).update("domain hidden.example").digest("hex");
    await exchange.center.state.db.deleteFrom("sighting").execute();
    const body = upload([{ blind, direction: "outbound", count: 4, firstUs: timeUs, lastUs: timeUs }]);
    expect(body.toString()).not.toContain("hidden");
    expect(await edge.line.send(body)).toBeNull();
    expect(await sightings()).toMatchObject([{ value: "hidden.example", count: 4, member_id: one.id }]);
    const other = await newEdge(one);
    await other.pull();
    await other.line.send(
      upload([{ blind, direction: "outbound", count: 5, firstUs: timeUs, lastUs: timeUs }]),
    );
    expect(await sightings()).toMatchObject([{ value: "hidden.example", count: 4 }]);
  });

  test("what is late keeps its time, what is ahead happens now", async () => {
    await exchange.center.state.db.deleteFrom("sighting").execute();
    const nowUs = exchange.center.clock.nowUs();
    const ahead = nowUs + 3 * 86_400e6;
    await edge.line.send(
      upload([
        seen(domain("evil.example"), { firstUs: ahead, lastUs: ahead + 1 }),
        seen(domain("evil.example"), { firstUs: timeUs - 20 * 86_400e6, lastUs: timeUs - 20 * 86_400e6 }),
      ]),
    );
    const [late, now] = (await sightings()).sort((a, b) => a.first_us - b.first_us);
    expect(late?.last_us).toBe(timeUs - 20 * 86_400e6);
    expect(Math.abs((now?.last_us ?? 0) - nowUs)).toBeLessThan(60e6);
  });

  test.each([
    ["no JSON", () => Buffer.from("{")],
    ["another format", () => upload([seen(domain("evil.example"))], { format: "other/1" })],
    [
      "a field too many",
      () => upload([{ ...seen(domain("evil.example")), record: "raw" } as unknown as EdgeSighting]),
    ],
    ["no sighting", () => upload([])],
    ["a count of none", () => upload([seen(domain("evil.example"), { count: 0 })])],
    ["a time before all", () => upload([seen(domain("evil.example"), { firstUs: -1 })])],
    ["an id that is none", () => upload([seen(domain("evil.example"))], { id: "../x" })],
    [
      "more than an upload has",
      () => upload(Array.from({ length: 1001 }, () => seen(domain("evil.example")))),
    ],
  ])("%s is refused, and nothing is kept", async (_what, body) => {
    const before = await sightings();
    const refusing = await edge.line.send(body());
    expect(refusing?.status).toBe(422);
    expect(await sightings()).toEqual(before);
  });

  test("more bytes than an upload has are not read", async () => {
    const refusing = await edge.line.send(Buffer.alloc(2 * 1024 * 1024, 32));
    expect(refusing?.status).toBe(413);
  });
});

describe("who may ask", () => {
  const ask = (path: string, headers: Record<string, string>) =>
    fetch(`${exchange.address}${path}`, {
      headers: { "x-breakwater-edge": edge.identity.now.id, ...headers },
    });

  test("only a token of the scope edge, and it says which edge it is", async () => {
    const { state, clock } = exchange.center;
    const made = given(
      await createToken(state.db, clock, { memberId: one.id, name: "x", scopes: ["ingest", "read"] }),
    );
    expect((await ask("/edge/set", {})).status).toBe(401);
    expect((await ask("/edge/set", { authorization: "Bearer bwt_wrong-wrong-wrong-wrong" })).status).toBe(
      401,
    );
    expect((await ask("/edge/set", { authorization: `Bearer ${made.token}` })).status).toBe(403);
    const token = await exchange.token(one.id);
    const session = await exchange.center.signIn(exchange.center.operator);
    expect((await ask("/edge/set", { cookie: `breakwater_session=${session}` })).status).toBe(401);
    for (const id of ["", "x", "../../etc", "0".repeat(200)])
      expect(
        (await ask("/edge/set", { authorization: `Bearer ${token}`, "x-breakwater-edge": id })).status,
      ).toBe(422);
    const unknown = "00000000-0000-4000-8000-00000000ffff";
    expect(
      (await ask("/edge/set", { authorization: `Bearer ${token}`, "x-breakwater-edge": unknown })).status,
    ).toBe(409);
    const none = await createToken(state.db, clock, { memberId: null, name: "x", scopes: ["edge"] });
    expect(none).toBeInstanceOf(Problem);
  });

  test("a token that is revoked in the middle ends all, and the set goes on protecting", async () => {
    const { state, clock } = exchange.center;
    const made = given(await createToken(state.db, clock, { memberId: one.id, name: "x", scopes: ["edge"] }));
    const other = await openTestEdge(exchange.address, made.token);
    edges.push(other);
    await other.pull();
    given(await revokeToken(state.db, clock, made.record.id));
    await expect(other.pull()).rejects.toThrow("members.token-refused");
    expect((await other.line.page(other.set.at)) as object).toMatchObject({ status: 401 });
    expect(finds(other, domain("evil.example"))).toEqual(["First list 95"]);
  });

  test("another member's token is another edge there, and refused by this one", async () => {
    const others = await openTestEdge(exchange.address, await exchange.token(two.id), edge.folder);
    await expect(others.pull()).rejects.toThrow("cli.edge-member");
    const page = await others.line.page(others.set.at);
    expect(Buffer.isBuffer(page)).toBe(true);
    // Its pages are signed for the other member's edge of this id.
    expect(await others.set.take(page as Buffer, others.set.at)).toBeInstanceOf(Problem);
  });

  test("a center with another key is refused, and what it gives is not taken", async () => {
    const second = await openTestExchange();
    try {
      const member = await second.center.addMember("Pier One Terminal", ["203.0.113.0/28"]);
      const lying = await openTestEdge(second.address, await second.token(member.id), edge.folder);
      await expect(lying.pull()).rejects.toThrow("cli.edge-center");
      const page = await lying.line.page(lying.set.at);
      expect(await lying.set.take(page as Buffer, lying.set.at)).toBeInstanceOf(Problem);
    } finally {
      await second.close();
    }
  });

  test("an older page, a changed and a cut one are not taken", async () => {
    const { at } = edge.set;
    const old = (await edge.line.page(at)) as Buffer;
    await exchange.feed("Fifth list", [{ observable: domain("newest.example") }]);
    const next = (await edge.line.page(at)) as Buffer;
    expect(
      await edge.set.take(Buffer.from(next.toString("utf8").replace("newest", "oldest")), at),
    ).toBeInstanceOf(Problem);
    expect(await edge.set.take(next.subarray(0, next.length - 5), at)).toBeInstanceOf(Problem);
    expect(given(await edge.set.take(next, at)).more).toBe(false);
    expect(finds(edge, domain("newest.example"))).toEqual(["Fifth list 50"]);
    expect(await edge.set.take(old, edge.set.at)).toBeInstanceOf(Problem);
    expect(await edge.set.take(next, edge.set.at)).toBeInstanceOf(Problem);
    expect(finds(edge, domain("newest.example"))).toEqual(["Fifth list 50"]);
  });

  test("a center brought back from an old copy begins the set anew, above the epoch that the edge has", async () => {
    const { db } = exchange.center.state;
    const other = await newEdge(one);
    await other.pull();
    const { epoch } = other.set.at;
    await db
      .updateTable("edge")
      .set({ set_epoch: 5, set_basis: "of before" })
      .where("id", "=", other.identity.now.id)
      .execute();
    await other.pull();
    expect(other.set.at.epoch).toBeGreaterThan(epoch);
    expect(finds(other, domain("evil.example"))).toEqual(["First list 95"]);
  });
});
