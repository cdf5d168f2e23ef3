import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordBytesMax } from "../limits.js";
import { type Follower, followFiles } from "./follow.js";
import { filesOf, matchesPart } from "./follow-paths.js";
import { headAfter } from "./followed-file.js";
import { memoryPositions } from "./positions.js";
import { busy, eventually, TestSink } from "./testing.js";

let folder: string;
let sink: TestSink;
let positions: ReturnType<typeof memoryPositions>;
let followers: Follower[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-follow-"));
  sink = new TestSink();
  positions = memoryPositions();
  followers = [];
});
afterEach(async () => {
  for (const one of followers) await one.close();
  rmSync(folder, { recursive: true });
});

function follow(path: string): Follower {
  const one = followFiles({
    path: join(folder, path),
    sink,
    positions,
    pollMs: 100,
    gatherMs: 5,
    graceMs: 50,
  });
  followers.push(one);
  return one;
}
const put = (name: string, text: string | Buffer) => appendFileSync(join(folder, name), text);

describe("following", () => {
  test("reads what is there, what is appended, and a partial last line only when it ends", async () => {
    put("a.log", "one\ntwo\npart");
    const follower = follow("a.log");
    await follower.settled();
    expect(sink.lines()).toEqual(["one", "two"]);
    put("a.log", "ial\n");
    await follower.settled();
    expect(sink.lines()).toEqual(["one", "two", "partial"]);
    expect(sink.taken[1]?.delivery).toMatchObject({
      linesBefore: 2,
      fileName: "a.log",
      batchId: expect.any(String),
    });
  });

  test("a file that appears later is read", async () => {
    const follower = follow("later.log");
    await follower.settled();
    expect(follower.files()).toEqual([]);
    put("later.log", "hello\n");
    await eventually(() => sink.lines().length === 1);
    expect(sink.lines()).toEqual(["hello"]);
  });

  test("a restart goes on where the acknowledgement was", async () => {
    put("a.log", "one\n");
    const first = follow("a.log");
    await first.settled();
    await first.close();
    put("a.log", "two\n");
    await follow("a.log").settled();
    expect(sink.lines()).toEqual(["one", "two"]);
    expect(sink.offered).toBe(2);
  });

  test("a batch that was under way at a kill comes again as it was, though the file has grown", async () => {
    put("a.log", "one\n");
    await follow("a.log").settled();
    const saved = positions.all.get(join(folder, "a.log"));
    // As if the program had died after the sink's acknowledgement and before the position's second writing.
    await positions.save(join(folder, "a.log"), { ...saved!, offset: 0, end: 4, line: 0, digest: "" });
    await followers[0]?.close();
    put("a.log", "two\n");
    await follow("a.log").settled();
    expect(sink.lines()).toEqual(["one", "two"]);
    expect(sink.offered).toBe(3);
  });

  test("rotation by rename: the old file is finished first, late lines and an unended last one included", async () => {
    put("a.log", "one\n");
    const follower = follow("a.log");
    await follower.settled();
    put("a.log", "two\n");
    renameSync(join(folder, "a.log"), join(folder, "a.log.1"));
    put("a.log.1", "three\nfour");
    put("a.log", "five\n");
    await eventually(() => sink.lines().length === 5);
    expect(sink.lines()).toEqual(["one", "two", "three", "four", "five"]);
  });

  test("rotation while the program is down", async () => {
    put("a.log", "one\n");
    const first = follow("a.log");
    await first.settled();
    await first.close();
    put("a.log", "two\n");
    renameSync(join(folder, "a.log"), join(folder, "a.log.1"));
    put("a.log", "three\n");
    await follow("a.log").settled();
    expect(sink.lines()).toEqual(["one", "two", "three"]);
  });

  test("truncation in place, shorter and longer than before", async () => {
    put("a.log", "one\ntwo\n");
    const follower = follow("a.log");
    await follower.settled();
    truncateSync(join(folder, "a.log"));
    put("a.log", "x\n");
    await follower.settled();
    expect(sink.lines()).toEqual(["one", "two", "x"]);
    writeFileSync(join(folder, "a.log"), "much longer than it was before\n");
    await follower.settled();
    expect(sink.lines().at(-1)).toBe("much longer than it was before");
    expect(sink.lines()).toHaveLength(4);
  });

  test("a busy sink gets the same batch again under the same id", async () => {
    const ids: (string | null)[] = [];
    let refusals = 1;
    sink.refusing = (_text, delivery) => {
      ids.push(delivery.batchId);
      return refusals-- > 0 ? busy : null;
    };
    put("a.log", "one\n");
    const follower = follow("a.log");
    await follower.settled();
    expect(follower.files()[0]?.waiting).toBe("no room");
    put("a.log", "two\n");
    await eventually(() => sink.lines().length === 2);
    expect(sink.lines()).toEqual(["one", "two"]);
    expect(ids[0]).toBe(ids[1]);
  });

  test("header lines stand again before every later piece, and don't move line numbers", async () => {
    put("conn.log", "#separator \\x09\n#fields\tts\n1\n");
    const follower = follow("conn.log");
    await follower.settled();
    put("conn.log", "2\n#close\n#fields\tuid\n3\n");
    await follower.settled();
    put("conn.log", "4\n");
    await follower.settled();
    expect(sink.taken.map(({ text }) => text)).toEqual([
      "#separator \\x09\n#fields\tts\n1\n",
      "#separator \\x09\n#fields\tts\n2\n#close\n#fields\tuid\n3\n",
      "#close\n#fields\tuid\n4\n",
    ]);
    expect(sink.taken.map(({ delivery }) => delivery.linesBefore)).toEqual([0, 1, 5]);
  });

  test("a line without end is neither held nor handed on before it ends; then it is cut", async () => {
    put("a.log", "one\n");
    const follower = follow("a.log");
    for (let n = 0; n < 10; n++) put("a.log", Buffer.alloc(1024 * 1024, 97));
    await follower.settled();
    expect(sink.lines()).toEqual(["one"]);
    put("a.log", "\nnext\n");
    await follower.settled();
    expect(sink.lines().map((line) => line.length)).toEqual([3, recordBytesMax + 1, 4]);
  });

  test("a pattern follows what matches, and not a file again that was renamed within it", async () => {
    mkdirSync(join(folder, "zeek"));
    put("zeek/conn.log", "c\n");
    put("zeek/dns.log", "d\n");
    put("zeek/old.log.gz", "packed\n");
    const follower = follow("zeek/*.log*");
    await follower.settled();
    expect(sink.lines()).toEqual(["c", "d"]);
    renameSync(join(folder, "zeek/conn.log"), join(folder, "zeek/conn.log.1"));
    await follower.settled();
    expect(sink.lines()).toEqual(["c", "d"]);
  });

  test("costs next to nothing while nothing happens", async () => {
    put("a.log", "one\n");
    await follow("a.log").settled();
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(200);
    expect(sink.offered).toBe(1);
  });
});

test("patterns match whole names, in linear time", () => {
  expect(matchesPart("*.log", "conn.log")).toBe(true);
  expect(matchesPart("*.log", "conn.log.1")).toBe(false);
  expect(matchesPart("c?nn*", "conn.log")).toBe(true);
  expect(matchesPart("a*b*c", "aXbXbc")).toBe(true);
  expect(matchesPart(`${"*a".repeat(30)}b`, "a".repeat(200))).toBe(false);
});

test("a path that isn't there means itself", async () => {
  expect(await filesOf(join(folder, "none.log"))).toEqual([join(folder, "none.log")]);
});

test("the head is the last block of header lines", () => {
  expect(headAfter("#old\n", Buffer.from("1\n2\n"))).toBe("#old\n");
  expect(headAfter("", Buffer.from("#a\n#b\n1\n"))).toBe("#a\n#b\n");
  expect(headAfter("", Buffer.from("#a\n1\n#b\n"))).toBe("#b\n");
});
