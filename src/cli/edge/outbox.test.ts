import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import {
  type EdgeUpload,
  edgeUpload,
  noLocalRules,
  parseLocalRules,
  type WaitingSighting,
} from "../../share/index.js";
import { Outbox } from "./outbox.js";
import { SentLog } from "./sent-log.js";
import { log } from "./testing.js";

let folder: string;
const clock = fixedClock(1_795_000_000_000_000);
const open = (bytesMax = 1_000_000) => Outbox.open({ folder, bytesMax, clock, log });
const waiting = (
  value: string,
  change: Partial<WaitingSighting["sighting"]> = {},
  urgent = false,
): WaitingSighting => ({
  urgent,
  sighting: {
    type: "domain",
    value,
    direction: "outbound",
    count: 1,
    firstUs: 1_795_000_000_000_000,
    lastUs: 1_795_000_000_000_000,
    ...change,
  } as WaitingSighting["sighting"],
});
const names = () => readdirSync(folder).filter((name) => /^(wait|send|merge)/.test(name));
const uploadOf = (body: Buffer): EdgeUpload => edgeUpload.parse(JSON.parse(body.toString("utf8")));
const valuesIn = (body: Buffer) =>
  uploadOf(body).sightings.map((sighting) => ("value" in sighting ? sighting.value : sighting.blind));

/** Sends all that waits; answers the counts by value, and the bodies. */
async function drain(outbox: Outbox) {
  const counts: Record<string, number> = {};
  const bodies: Buffer[] = [];
  for (
    let upload = await outbox.next(noLocalRules);
    upload !== null;
    upload = await outbox.next(noLocalRules)
  ) {
    bodies.push(upload.body);
    for (const sighting of uploadOf(upload.body).sightings) {
      const name = "value" in sighting ? sighting.value : sighting.blind;
      counts[name] = (counts[name] ?? 0) + sighting.count;
    }
    await outbox.done();
  }
  return { counts, bodies };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-outbox-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the outbox", () => {
  test("a portion counts once, also after a start, and after its upload is gone", async () => {
    const outbox = await open();
    expect(await outbox.put("p1", [waiting("a.example")])).toBeNull();
    expect(await outbox.put("p1", [waiting("a.example")])).toBeNull();
    const again = await open();
    expect(again.knows("p1")).toBe(true);
    // A time of the file system has parts of a microsecond, and the center takes none.
    expect(Number.isInteger(again.figures().oldestUs)).toBe(true);
    await again.put("p1", [waiting("a.example")]);
    expect((await drain(again)).counts).toEqual({ "a.example": 1 });
    const third = await open();
    expect(third.knows("p1")).toBe(true);
    expect(await third.next(noLocalRules)).toBeNull();
  });

  test("an upload is the same bytes under the same id until it is done, whatever comes meanwhile", async () => {
    const outbox = await open();
    await outbox.put("p1", [waiting("a.example")]);
    const first = await outbox.next(noLocalRules);
    await outbox.put("p2", [waiting("b.example")]);
    expect(await outbox.next(noLocalRules)).toEqual(first);
    const again = await open();
    expect(await again.next(noLocalRules)).toEqual(first);
    await again.done();
    expect(valuesIn((await again.next(noLocalRules))?.body as Buffer)).toEqual(["b.example"]);
  });

  test("a kill between any two steps leaves what waits or what is under way, never both", async () => {
    const outbox = await open();
    await outbox.put("p1", [waiting("a.example")]);
    const wait = readFileSync(join(folder, names()[0] as string));
    const [name = ""] = names();
    const upload = await outbox.next(noLocalRules);
    // As if the waiting file had not gone yet.
    writeFileSync(join(folder, name), wait);
    const again = await open();
    expect(await again.next(noLocalRules)).toEqual(upload);
    await again.done();
    expect(await again.next(noLocalRules)).toBeNull();
    // As if the upload's file was not whole yet.
    writeFileSync(join(folder, name), wait);
    writeFileSync(join(folder, `${name.replace("wait", "send")}.new`), '{"format":');
    expect((await drain(await open())).counts).toEqual({ "a.example": 1 });
  });

  test("the half of a line that a kill left is not read, and what comes next stands by itself", async () => {
    const outbox = await open();
    await outbox.put("p1", [waiting("a.example")]);
    appendFileSync(join(folder, names()[0] as string), '{"portion":"p2","wait');
    const again = await open();
    expect(again.knows("p2")).toBe(false);
    await again.put("p3", [waiting("c.example")]);
    expect((await drain(again)).counts).toEqual({ "a.example": 1, "c.example": 1 });
  });

  test("the newest goes first, and in it the urgent", async () => {
    const outbox = await open();
    const many = Array.from({ length: 1000 }, (_, at) => waiting(`old${at}.example`));
    await outbox.put("p1", many);
    await outbox.put("p2", [waiting("calm.example"), waiting("urgent.example", {}, true)]);
    expect(valuesIn((await outbox.next(noLocalRules))?.body as Buffer)).toEqual([
      "urgent.example",
      "calm.example",
    ]);
  });

  test("a portion with more than an upload has becomes several, none too large", async () => {
    const outbox = await open();
    await outbox.put(
      "p1",
      Array.from({ length: 2500 }, (_, at) => waiting(`v${at}.example`)),
    );
    await outbox.next(noLocalRules);
    const { bodies, counts } = await drain(await open());
    expect(bodies.map((body) => uploadOf(body).sightings.length)).toEqual([1000, 1000, 500]);
    expect(new Set(bodies.map((body) => uploadOf(body).id)).size).toBe(3);
    expect(Object.keys(counts)).toHaveLength(2500);
    expect(names()).toEqual([]);
  });

  test("full, it gathers what waits and loses no hit; what is under way stays as it is", async () => {
    const outbox = await open(60_000);
    await outbox.put("p0", [waiting("first.example")]);
    const under = await outbox.next(noLocalRules);
    for (let at = 0; at < 600; at++)
      await outbox.put(`q${at}`, [
        waiting("a.example", {
          firstUs: 1_795_000_000_000_000 + at * 700e6,
          lastUs: 1_795_000_000_000_000 + at * 700e6,
        }),
      ]);
    const { merged, dropped, bytes } = outbox.figures();
    expect(merged).toBeGreaterThan(0);
    expect(dropped).toBe(0);
    expect(bytes).toBeLessThan(61_000);
    const again = await open(60_000);
    expect(await again.next(noLocalRules)).toEqual(under);
    expect((await drain(again)).counts).toEqual({ "first.example": 1, "a.example": 600 });
  });

  test("what has no room even gathered is dropped and counted, for good", async () => {
    const outbox = await open(20_000);
    for (let at = 0; at < 400; at++) await outbox.put(`q${at}`, [waiting(`v${at}.example`, { count: 2 })]);
    const { dropped } = outbox.figures();
    expect(dropped).toBeGreaterThan(0);
    expect((await open(20_000)).figures().dropped).toBe(dropped);
    const { counts } = await drain(outbox);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0) + dropped).toBe(800);
  });

  test("a kill in the middle of gathering further is gone on with", async () => {
    const outbox = await open();
    for (let at = 0; at < 5; at++) await outbox.put(`p${at}`, [waiting(`v${at}.example`)]);
    const [name = ""] = names();
    const lines = readFileSync(join(folder, name), "utf8").trim().split("\n");
    const items = lines.map((line) =>
      JSON.stringify({ waiting: (JSON.parse(line) as { waiting: unknown }).waiting }),
    );
    writeFileSync(join(folder, name.replace("wait", "merge")), `{"through":1}\n${items.join("\n")}\n`);
    expect(names()).toHaveLength(2);
    const { counts } = await drain(await open());
    expect(Object.keys(counts)).toHaveLength(5);
    expect(Object.values(counts)).toEqual([1, 1, 1, 1, 1]);
  });

  test("the member's own rules count for what waits; what they keep here is counted", async () => {
    const outbox = await open();
    await outbox.put("p1", [waiting("a.example"), waiting("mine.example", { source: "10.1.2.3" } as never)]);
    const rules = parseLocalRules("never: { domains: [mine.example] }");
    if (rules instanceof Problem) throw new Error(rules.detail);
    const body = (await outbox.next(rules))?.body as Buffer;
    expect(body.toString("utf8")).not.toContain("mine");
    expect(outbox.figures().held).toBe(1);
    await outbox.done();
    await outbox.put("p2", [waiting("mine.example")]);
    expect(await outbox.next(rules)).toBeNull();
    expect(names()).toEqual([]);
  });
});

describe("what was sent", () => {
  test("is kept word for word, once, and read again after a start", async () => {
    const outbox = await open();
    await outbox.put("p1", [waiting("a.example")]);
    const upload = await outbox.next(noLocalRules);
    if (upload === null) throw new Error("nothing waits");
    const sent = await SentLog.open(join(folder, "sent"));
    await sent.add(upload, clock.nowUs(), "taken");
    await sent.add(upload, clock.nowUs(), "taken");
    const [name = ""] = readdirSync(join(folder, "sent"));
    appendFileSync(join(folder, "sent", name), '{"id":"half');
    const again = await SentLog.open(join(folder, "sent"));
    await again.add({ ...upload, id: "00000000-0000-4000-8000-000000000001" }, clock.nowUs(), "taken");
    const third = await SentLog.open(join(folder, "sent"));
    expect(third.list(10).map(({ id }) => id)).toEqual(["00000000-0000-4000-8000-000000000001", upload.id]);
    expect(await third.read(upload.id)).toBe(upload.body.toString("utf8"));
    expect(await third.read("00000000-0000-4000-8000-000000000002")).toBeNull();
  });
});

test("what has many hits goes in uploads that the center takes", async () => {
  const outbox = await open();
  const values = Array.from({ length: 12 }, (_, n) => `h${n}.example`);
  for (const portion of ["p1", "p2"])
    await outbox.put(
      portion,
      values.map((value) => waiting(value, { count: 1e9 })),
    );
  const { counts, bodies } = await drain(outbox);
  expect(Object.values(counts)).toEqual(values.map(() => 1e9));
  expect(bodies.length).toBe(2);
});
