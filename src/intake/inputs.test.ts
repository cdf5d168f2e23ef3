/** Inputs: folders, archives by their bytes, and archives that are damaged or meant to do damage. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readBatches } from "./batches.js";
import { openInputs } from "./inputs.js";
import { batchText } from "./record-batch.js";
import { portions } from "./testing.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-inputs-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Read {
  readonly path: string;
  readonly fileName: string;
  readonly text: string;
  readonly problem: string | null;
}

async function readPaths(...paths: string[]): Promise<Read[]> {
  const found: Read[] = [];
  for await (const input of openInputs(paths.map((path) => join(folder, path)))) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of input.bytes) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("latin1");
    found.push({ path: input.path, fileName: input.fileName, text, problem: input.damage()?.code ?? null });
  }
  return found;
}

async function tarOf(members: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(members)) archive.entry({ name }, Buffer.from(content));
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** Text that does not compress to nothing. */
const prose = (length: number) =>
  Array.from({ length }, (_, at) => `${at} ${(at * 2_654_435_761) % 4_294_967_296}\n`).join("");

/** `one\n` as the zstd command packs it. */
const zstdOne = Buffer.from("KLUv/QRYIQAAb25lCt8WaAk=", "base64");

/** A frame of repeated blocks, 128 KiB in 4 bytes each (RFC 8878, 3.1.1.2). */
function zstdBomb(blocks: number): Buffer {
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
  const block = Buffer.alloc(4);
  block.writeUIntLE((128 * 1024 * 8) | (1 << 1), 0, 3);
  return Buffer.concat([frame, ...Array.from({ length: blocks }, () => block)]);
}

describe("folders", () => {
  test("files in order of name, folders within, links back up followed once", async () => {
    await mkdir(join(folder, "site/b"), { recursive: true });
    await writeFile(join(folder, "site/c.log"), "c");
    await writeFile(join(folder, "site/b/x.log.gz"), gzipSync("x"));
    await writeFile(join(folder, "site/a.log"), "a");
    await symlink("..", join(folder, "site/b/up"));
    const found = await readPaths("site");
    expect(found.map(({ path, fileName, text }) => [path, fileName, text])).toEqual([
      ["a.log", "a.log", "a"],
      ["b/x.log.gz", "x.log", "x"],
      ["c.log", "c.log", "c"],
    ]);
  });

  test("what is not there is a refusal", async () => {
    await symlink("nowhere", join(folder, "dangling"));
    expect((await readPaths("missing.log", "dangling")).map(({ problem }) => problem)).toEqual([
      "intake.input-unreadable",
      "intake.input-unreadable",
    ]);
  });

  test.skipIf(!existsSync("/proc/self/fd"))("a file that nobody reads is closed all the same", async () => {
    const open = () => readdirSync("/proc/self/fd").length;
    await mkdir(join(folder, "many"));
    for (let at = 0; at < 50; at++) await writeFile(join(folder, `many/${at}.log`), prose(20_000));
    const before = open();
    for await (const input of openInputs([join(folder, "many")])) expect(input.sizeBytes).toBeGreaterThan(0);
    expect(open() - before).toBeLessThan(10);
  });

  test("standard input is read as `-`", async () => {
    const found: string[] = [];
    for await (const input of openInputs(["-"], { stdin: portions(gzipSync("from a pipe")) }))
      for await (const chunk of input.bytes) found.push(`${input.path} ${Buffer.from(chunk).toString()}`);
    expect(found).toEqual(["- from a pipe"]);
  });
});

describe("archives", () => {
  test("are known by their bytes, whatever they are called; gzip members follow one another", async () => {
    await writeFile(join(folder, "plain.log"), Buffer.concat([gzipSync("one\n"), gzipSync("two\n")]));
    await writeFile(join(folder, "z.log"), Buffer.concat([zstdOne, zstdOne]));
    expect((await readPaths("plain.log", "z.log")).map(({ text, problem }) => [text, problem])).toEqual([
      ["one\ntwo\n", null],
      ["one\none\n", null],
    ]);
  });

  test("tar members stand below their archive, packed ones unpacked", async () => {
    const tar = await tarOf({ "./conn.log": "conn", "sub/dns.log.gz": gzipSync("dns"), "empty.log": "" });
    await writeFile(join(folder, "all.tar"), tar);
    await writeFile(join(folder, "all.tgz"), gzipSync(tar));
    for (const name of ["all.tar", "all.tgz"])
      expect((await readPaths(name)).map(({ path, fileName, text }) => [path, fileName, text])).toEqual([
        [`${name}/conn.log`, "conn.log", "conn"],
        [`${name}/sub/dns.log.gz`, "dns.log", "dns"],
        [`${name}/empty.log`, "empty.log", ""],
      ]);
  });

  test("a member that its reader leaves early does not hold up the next", async () => {
    await writeFile(join(folder, "two.tar"), await tarOf({ a: prose(100_000), b: "b" }));
    const seen: string[] = [];
    for await (const input of openInputs([join(folder, "two.tar")])) {
      for await (const _ of input.bytes) break;
      seen.push(input.path);
    }
    expect(seen).toEqual(["two.tar/a", "two.tar/b"]);
  });

  test("of a gzip that breaks off, or was changed inside, the good part is kept", async () => {
    const text = prose(50_000);
    const packed = gzipSync(text);
    await writeFile(join(folder, "cut.gz"), packed.subarray(0, packed.length >> 1));
    const changed = Buffer.from(packed);
    changed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 64);
    await writeFile(join(folder, "changed.gz"), changed);
    for (const [found, least] of (await readPaths("cut.gz", "changed.gz")).map(
      (read) => [read, 0.45] as const,
    )) {
      expect(found.problem).toBe("intake.archive-broken");
      expect(found.text.length).toBeGreaterThan(text.length * least * 0.9);
      expect(text.startsWith(found.text.slice(0, text.length * least * 0.9))).toBe(true);
    }
  });

  test("of a tar that breaks off, too, and it is told once", async () => {
    const tar = await tarOf({ "a.log": "a", "b.log": prose(50_000), "c.log": "c" });
    await writeFile(join(folder, "cut.tar"), tar.subarray(0, 300_000));
    const found = await readPaths("cut.tar");
    expect(found.map(({ path, problem }) => [path, problem])).toEqual([
      ["cut.tar/a.log", null],
      ["cut.tar/b.log", "intake.archive-broken"],
    ]);
    expect(prose(50_000).startsWith(found[1]?.text ?? "?")).toBe(true);
    expect(found[1]?.text.length).toBeGreaterThan(250_000);
  });

  test("a bomb is stopped", async () => {
    const layer = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    await writeFile(join(folder, "bomb.gz"), layer);
    await writeFile(join(folder, "bomb.gz.gz"), gzipSync(layer));
    await writeFile(join(folder, "bomb.zst"), zstdBomb(4_000));
    for (const found of await readPaths("bomb.gz", "bomb.gz.gz", "bomb.zst")) {
      expect(found.problem, found.path).toBe("intake.archive-bomb");
      expect(found.text.length).toBeLessThan(64 * 1024 * 1024);
    }
  });
});

test("portions that are lent read like owned ones: long lines, documents, archives", async () => {
  const record = (i: number, length: number) =>
    JSON.stringify({ event_type: "flow", timestamp: `t${i}`, pad: "x".repeat(length) });
  const lines = Array.from({ length: 900 }, (_, i) =>
    record(i, i % 97 === 0 ? 1_000_000 : (i * 131) % 3000),
  ).join("\n");
  const pretty = `[${Array.from({ length: 60 }, (_, i) => JSON.stringify(JSON.parse(record(i, 90_000)), null, 2)).join(",\n")}]`;
  await mkdir(join(folder, "lent"));
  await writeFile(join(folder, "lent/a.json"), lines);
  await writeFile(join(folder, "lent/b.json"), pretty);
  await writeFile(join(folder, "lent/c.json.gz"), gzipSync(lines));
  await writeFile(join(folder, "lent/d.tar"), await tarOf({ "e.json": lines, "f.json": pretty }));
  const read = async (lent: boolean) => {
    const hash = createHash("sha256");
    let records = 0;
    for await (const input of openInputs([join(folder, "lent")], { lent }))
      for await (const batch of readBatches(input.bytes, { fileName: input.fileName, receivedUs: 0 })) {
        const text = batchText(batch);
        records += text.split("\n").length - 1;
        hash.update(text);
      }
    return { records, digest: hash.digest("hex") };
  };
  const owned = await read(false);
  expect(owned.records).toBe(3 * 900 + 2 * 60);
  expect(await read(true)).toEqual(owned);
});

test("NUL bytes behind a gzip stream, as tapes and block copies leave them, end it and nothing else", async () => {
  const packed = gzipSync("one\ntwo\n");
  for (const [name, bytes] of Object.entries({ "nul-1.gz": 1, "nul-512.gz": 512, "nul-40000.gz": 40_000 })) {
    await writeFile(join(folder, name), Buffer.concat([packed, Buffer.alloc(bytes)]));
    expect(await readPaths(name)).toMatchObject([{ text: "one\ntwo\n", problem: null }]);
  }
});

describe("a gzip with something else behind it", () => {
  test("gives all its records, then a refusal that says so", async () => {
    const text = prose(30_000);
    const packed = Buffer.concat([gzipSync("first\n"), gzipSync(text)]);
    const junks = { text: "JUNK\n", half: "\x1f\x8bx", padded: "\0\0\0junk", long: "#".repeat(100_000) };
    for (const [name, junk] of Object.entries(junks)) {
      await writeFile(join(folder, `junk-${name}.gz`), Buffer.concat([packed, Buffer.from(junk, "latin1")]));
      expect(await readPaths(`junk-${name}.gz`)).toMatchObject([
        { text: `first\n${text}`, problem: "intake.archive-junk" },
      ]);
    }
  });

  test("and so for an archive in it, whose members are all read", async () => {
    const tar = gzipSync(await tarOf({ "a.log": "a", "b.log": "b" }));
    await writeFile(join(folder, "junk.tgz"), Buffer.concat([tar, Buffer.from("JUNK")]));
    expect((await readPaths("junk.tgz")).map(({ path, text, problem }) => [path, text, problem])).toEqual([
      ["junk.tgz/a.log", "a", null],
      ["junk.tgz/b.log", "b", null],
      ["junk.tgz", "", "intake.archive-junk"],
    ]);
  });
});

describe("gzip members", () => {
  /** One member with all that a header may have (RFC 1952, 2.3). */
  function memberOf(text: string, flags: number, more: Uint8Array): Buffer {
    const plain = gzipSync(text);
    const head = Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]);
    return Buffer.concat([head, more, plain.subarray(10)]);
  }
  const extra = Buffer.concat([Buffer.from([4, 0]), Buffer.from("ab\0c")]);
  const whole = Buffer.concat([
    memberOf("one\n", 0, Buffer.alloc(0)),
    memberOf("two\n", 0b100, extra),
    memberOf("three\n", 0b1000, Buffer.from("name\0")),
    memberOf("four\n", 0b11110, Buffer.concat([extra, Buffer.from("n\0comment\0"), Buffer.from([1, 2])])),
    gzipSync(""),
    gzipSync("five\n"),
  ]);

  const unpackedOf = async (bytes: Uint8Array, size: number) => {
    let text = "";
    let problem: string | null = null;
    for await (const input of openInputs(["-"], { stdin: portions(bytes, size) })) {
      for await (const chunk of input.bytes) text += Buffer.from(chunk).toString("latin1");
      problem = input.damage()?.code ?? null;
    }
    return { text, problem };
  };

  test("of every form are read, wherever the bytes are cut, with padding between them or not", async () => {
    for (const size of [1, 2, 3, 7, 10, 1000])
      expect(await unpackedOf(whole, size)).toEqual({ text: "one\ntwo\nthree\nfour\nfive\n", problem: null });
    const padded = Buffer.concat([gzipSync("one\n"), Buffer.alloc(512), gzipSync("two\n")]);
    expect(await unpackedOf(padded, 100)).toEqual({ text: "one\ntwo\n", problem: null });
  });

  test.each([
    ["a checksum", -8],
    ["a length", -1],
    ["a flag that nobody knows", 3],
  ])("%s that is wrong is damage", async (_what, at) => {
    const changed = gzipSync("one\n");
    const place = at < 0 ? changed.length + at : at;
    changed[place] = (changed[place] as number) ^ 0x80;
    expect(await unpackedOf(changed, 1000)).toEqual({
      text: at < 0 ? "one\n" : "",
      problem: "intake.archive-broken",
    });
  });

  test("that end anywhere early are damage", async () => {
    const packed = memberOf("one\n", 0b1000, Buffer.from("name\0"));
    for (let end = 4; end < packed.length; end++)
      expect(await unpackedOf(packed.subarray(0, end), 5)).toMatchObject({
        problem: "intake.archive-broken",
      });
  });
});
