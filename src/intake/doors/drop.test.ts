import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../base/index.js";
import { type DropDoor, type DropOptions, openDropDoor } from "./drop.js";
import { busy, TestSink } from "./testing.js";

let folder: string;
let sink: TestSink;
let door: DropDoor | null;
let troubles: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-drop-"));
  [sink, door, troubles] = [new TestSink(), null, []];
});
afterEach(async () => {
  await door?.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(more: Partial<DropOptions> = {}): DropDoor {
  door = openDropDoor({
    path: folder,
    after: "move",
    sink,
    clock: systemClock,
    onTrouble: (detail) => void troubles.push(detail),
    pollMs: 3_600_000,
    ...more,
  });
  return door;
}

/** A file last written an hour ago. */
function drop(path: string, content: string | Uint8Array, ageSeconds = 3600): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  const at = Date.now() / 1000 - ageSeconds;
  utimesSync(join(folder, path), at, at);
}

/** Two looks: the first to see, the second to find it unchanged. */
async function looks(of: DropDoor): Promise<void> {
  await of.settled();
  await of.settled();
}

test("a complete file is taken whole and moved, packed ones and those below too", async () => {
  drop("a.log", "one\ntwo\n");
  drop("2026/11/b.log.gz", gzipSync("three\n"), 1800);
  await looks(open());
  expect(sink.taken.map(({ delivery, text }) => [delivery.origin, delivery.fileName, text])).toEqual([
    ["a.log", "a.log", "one\ntwo\n"],
    ["2026/11/b.log.gz", "b.log", "three\n"],
  ]);
  expect(readFileSync(join(folder, "done/a.log"), "utf8")).toBe("one\ntwo\n");
  expect(existsSync(join(folder, "done/2026/11/b.log.gz"))).toBe(true);
  expect(existsSync(join(folder, "a.log"))).toBe(false);
  expect(door?.counts()).toEqual({ taken: 2, refused: 0, waiting: 0, trouble: "" });
});

test("deleted where the setting says so; the same name again keeps both in done/", async () => {
  drop("a.log", "one\n");
  const deleting = open({ after: "delete" });
  await looks(deleting);
  expect(readdirSync(folder)).toEqual([]);
  await deleting.close();
  const moving = open();
  for (const text of ["two\n", "three\n"]) {
    drop("a.log", text);
    await looks(moving);
  }
  expect(readdirSync(join(folder, "done")).sort()).toEqual(["a.log", "a.log.2"]);
});

test("what is not complete, hidden, or a link is left alone", async () => {
  drop("writing.log", "one\n", 0);
  drop(".hidden", "two\n");
  drop("big.log.part", "three\n");
  writeFileSync(`${folder}.secret`, "four\n");
  symlinkSync(`${folder}.secret`, join(folder, "link.log"));
  await looks(open());
  rmSync(`${folder}.secret`);
  expect(sink.offered).toBe(0);
  expect(door?.counts().waiting).toBe(1);
});

test("a file that grows between two looks waits", async () => {
  drop("a.log", "one\n", 0);
  const one = open();
  await one.settled();
  drop("a.log", "one\ntwo\n");
  await one.settled();
  expect(sink.offered).toBe(0);
  await one.settled();
  expect(sink.lines()).toEqual(["one", "two"]);
});

test("while the spool is full a file stays where it is", async () => {
  drop("a.log", "one\n");
  sink.refusing = () => busy;
  const one = open();
  await looks(one);
  expect(existsSync(join(folder, "a.log"))).toBe(true);
  expect(one.counts()).toMatchObject({ taken: 0, waiting: 1, trouble: expect.stringContaining("waits") });
  sink.refusing = null;
  await one.settled();
  expect(one.counts()).toMatchObject({ taken: 1, waiting: 0, trouble: "" });
});

test("a damaged archive goes to refused/ and says why", async () => {
  drop("a.gz", gzipSync("one\n".repeat(1000)).subarray(0, 20));
  await looks(open({ after: "delete" }));
  expect(existsSync(join(folder, "refused/a.gz"))).toBe(true);
  expect(troubles[0]).toContain("a.gz is refused");
});

test("killed between safe and moved, the same file is known and only moved", async () => {
  drop("a.log", "one\n");
  const first = open({ path: folder, after: "move" });
  await looks(first);
  await first.close();
  drop("a.log", "one\n");
  await looks(open());
  expect(sink.lines()).toEqual(["one"]);
  expect(existsSync(join(folder, "a.log"))).toBe(false);
});

test("a folder that is not there is told", async () => {
  const one = open({ path: join(folder, "nowhere") });
  await one.settled();
  expect(one.counts().trouble).toContain("ENOENT");
});
