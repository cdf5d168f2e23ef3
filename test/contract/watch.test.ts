/**
 * What watches behaviour, as the built product runs it: whenever it is killed, what it finds from then on, and what it had
 * found and nobody had stored, is what it finds without a kill. A copy of its folder taken at any moment is what a kill at
 * that moment leaves.
 */
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BatchMeta, Detection, RuleMatch } from "../../src/model/index.js";
import type { SpooledBatch } from "../../src/store/index.js";
import { built } from "../built.js";

type Detect = typeof import("../../src/detect/index.js");
type Intake = typeof import("../../src/intake/index.js");
type Base = typeof import("../../src/base/index.js");
type Store = typeof import("../../src/store/index.js");

let detect: Detect;
let intake: Intake;
let base: Base;
let store: Store;
let root = "";
beforeAll(async () => {
  detect = await built<Detect>("detect/index.js");
  intake = await built<Intake>("intake/index.js");
  base = await built<Base>("base/index.js");
  store = await built<Store>("store/index.js");
  root = await mkdtemp(join(tmpdir(), "watch-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const startS = Date.UTC(2026, 10, 22, 10) / 1000;
const receivedUs = (startS + 3600) * 1e6;
const member = "0198-member";

/** One machine tries passwords, six a batch, from another address every third batch. */
function lines(batch: number): string {
  return Array.from({ length: 6 }, (_, n) => {
    const ts = startS + batch * 20 + n * 3;
    const from = `198.51.100.${1 + Math.floor(batch / 3)}`;
    const record = {
      ts,
      uid: `C${batch}-${n}`,
      "id.orig_h": from,
      "id.orig_p": 40_000 + n,
      "id.resp_h": "10.0.0.5",
    };
    return `${JSON.stringify({ ...record, "id.resp_p": 22, auth_success: false, client: "SSH-2.0-x", _path: "ssh" })}\n`;
  }).join("");
}

/** A batch as the spool has it: its files under `folder`. */
async function spooled(
  folder: string,
  nth: number,
  { broken = false, matches = [] as readonly RuleMatch[] } = {},
): Promise<SpooledBatch> {
  await mkdir(folder, { recursive: true });
  const id = `batch-${nth}`;
  const meta: BatchMeta = {
    id,
    memberId: member,
    door: "http",
    origin: "ssh.log",
    receivedUs,
    bytes: 1,
    mark: null,
  };
  const builder = store.newBlockBuilder();
  const bytes = (async function* () {
    yield Buffer.from(lines(nth));
  })();
  const batches = [];
  for await (const batch of intake.readBatches(bytes, { fileName: "ssh.log", receivedUs }))
    batches.push(batch);
  const found = detect.detectBatch(batches, new detect.IndicatorIndex(), meta, builder);
  const outcome = { ...found, matches };
  const [block] = builder.finish();
  if (block === undefined) throw new Error("a batch has a block");
  const path = join(folder, `${nth}.native`);
  await writeFile(path, broken ? Buffer.from([255, 255, 1]) : Buffer.concat(block.pieces));
  const manifest = join(folder, `${nth}.batch`);
  await writeFile(manifest, JSON.stringify({ version: 1, id, sequence: nth, blocks: [], outcome }));
  const { day, mark, rows, byteLength } = block;
  block.release();
  return {
    id,
    sequence: nth,
    path: manifest,
    blocks: [{ path, day, mark, rows, bytes: byteLength, first: { timeUs: 0, id: "0" } }],
    replayed: false,
    outcome: async () => outcome,
  };
}

const open = (folder: string, applied: ReadonlySet<string> = new Set(), ready?: () => Promise<void>) =>
  detect.Watch.open({
    ready,
    folder,
    log: base.openLog({ level: "silent" }),
    members: { members: [{ id: member, networks: [] }], centerId: null },
    isApplied: async (id) => applied.has(id),
    checkpointMs: 3_600_000,
  });

const said = ({ detections }: { readonly detections: readonly Detection[] }) =>
  detections.map(({ rule, subject, about, count }) => `${rule.id} ${subject?.value} ${about} ${count}`);

const count = 12;

describe("what watches", () => {
  test("finds the same, whenever it is killed and begun again", async () => {
    const spool = join(root, "spool");
    const batches: SpooledBatch[] = [];
    for (let nth = 0; nth < count; nth++) batches.push(await spooled(spool, nth));
    const whole: string[][] = [];
    const straight = await open(join(root, "straight"));
    for (const batch of batches) {
      whole.push(said(await straight.take(batch)));
      straight.settled(batch.id);
    }
    await straight.close();
    expect(whole.flat().length).toBeGreaterThan(4);
    expect(new Set(whole.flat().map((text) => text.split(" ")[1])).size).toBeGreaterThan(2);

    const found: string[][] = [];
    let folder = join(root, "life-0");
    const applied = new Set<string>();
    let watch = await open(folder, applied);
    for (const [nth, batch] of batches.entries()) {
      if (nth % 5 === 4) await watch.checkpoint();
      found.push(said(await watch.take(batch)));
      const isStored = nth % 3 !== 1;
      if (isStored) {
        applied.add(batch.id);
        watch.settled(batch.id);
      }
      if (nth % 5 !== 1) continue;
      // Killed here: another one goes on with what lies in the folder.
      const next = join(root, `life-${nth + 1}`);
      await cp(folder, next, { recursive: true });
      await watch.close();
      folder = next;
      watch = await open(folder, applied);
      // What was found and not stored is found again, as often as it is asked for.
      if (!isStored) {
        expect(said(await watch.take(batch))).toEqual(found.at(-1));
        expect(said(await watch.take(batch))).toEqual(found.at(-1));
      }
    }
    expect(found).toEqual(whole);
    // What nobody needs leaves the journal as it is; of what was begun and closed in peace nothing is left to look at again.
    await watch.begin();
    await watch.close();
    expect(await readdir(folder)).toEqual(["state"]);
  });

  test("a window of a correlation that is open goes on after a kill, also with what the journal alone has", async () => {
    const text = `title: Tried
name: tried
logsource: { product: zeek, service: ssh }
detection: { selection: { auth_success: false }, condition: selection }
---
title: Tried often
correlation: { type: event_count, rules: [tried], group-by: [id.orig_h], timespan: 1h, condition: { gte: 5 } }
`;
    const files = { files: [{ file: "r.yml", text }], unread: [], passedOver: 0 };
    const { plans, refusals } = detect.makeBook([await detect.readSource("test", files)]);
    expect([plans.length, refusals]).toEqual([1, []]);
    const match = (nth: number): RuleMatch => ({
      rule: "tried",
      memberId: member,
      log: "ssh.log",
      timeUs: (startS + nth * 20) * 1e6,
      receivedUs,
      values: { "id.orig_h": "198.51.100.1" },
      subject: null,
      evidence: null,
    });
    const applied = new Set<string>();
    // Rules come when the center has read them, a while after what watches was opened.
    const begin = async (folder: string) => {
      const watch = await open(folder, applied, async () => {
        await new Promise((done) => setTimeout(done, 50));
        watch.follow({ ...detect.noRules.watched, plans });
      });
      return watch;
    };
    const found: string[][] = [];
    let folder = join(root, "window-0");
    let watch = await begin(folder);
    for (let nth = 0; nth < 6; nth++) {
      const batch = await spooled(join(root, "window-spool"), nth, { matches: [match(nth)] });
      const { detections } = await watch.take(batch);
      found.push(detections.filter(({ rule }) => rule.title === "Tried often").map(({ rule }) => rule.title));
      applied.add(batch.id);
      watch.settled(batch.id);
      // Its first two in the state, the third in the journal alone; later closed in peace.
      if (nth === 1) await watch.checkpoint();
      if (nth !== 2 && nth !== 3) continue;
      if (nth === 3) await watch.close();
      const next = join(root, `window-${nth}`);
      await cp(folder, next, { recursive: true });
      if (nth === 2) await watch.close();
      folder = next;
      watch = await begin(folder);
    }
    await watch.close();
    expect(found).toEqual([[], [], [], [], ["Tried often"], []]);
  });

  test("what was stored before a kill is not looked at again", async () => {
    const batch = await spooled(join(root, "stored-spool"), 0);
    const watch = await open(join(root, "stored"), new Set([batch.id]));
    expect(await watch.take({ ...batch, replayed: true })).toEqual({ detections: [], attempts: [] });
    await watch.checkpoint();
    expect(watch.figures().behaviour?.facts).toBe(0);
    await watch.close();
  });

  test("begins anew where its state was cut, with what lies in the journal, and says so", async () => {
    const folder = join(root, "cut");
    const batch = await spooled(join(root, "cut-spool"), 0);
    const first = await open(folder);
    await first.take(batch);
    await cp(folder, join(root, "cut-later"), { recursive: true });
    await first.close();
    await writeFile(join(root, "cut-later", "state"), Buffer.from("BWWATCH1 and then nothing"));
    const second = await open(join(root, "cut-later"));
    expect(said(await second.take(batch))).toEqual(said(await second.take(batch)));
    await second.close();
    expect(second.figures().leftOut).toBe(0);
  });

  test("leaves out a batch that can't be read, says so, and goes on", async () => {
    const folder = join(root, "broken");
    const spool = join(root, "broken-spool");
    const watch = await open(folder);
    expect(await watch.take(await spooled(spool, 0, { broken: true }))).toEqual({
      detections: [],
      attempts: [],
    });
    expect(watch.figures()).toMatchObject({ leftOut: 1 });
    await watch.take(await spooled(spool, 1));
    expect(watch.figures().trouble).toBe("");
    await watch.close();
  });

  test("an exercise is watched apart, and forgotten when it is removed", async () => {
    const watch = await open(join(root, "marked"));
    const real = await spooled(join(root, "marked-spool"), 0);
    await watch.take(real);
    await watch.forgetMark("exercise");
    await watch.checkpoint();
    expect(watch.figures().behaviour?.facts).toBe(6);
    await watch.close();
  });
});
