import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterAll, describe, expect, test } from "vitest";
import { openFiles, openLimits } from "./archive.js";
import { Refusal } from "./problem.js";

const folder = mkdtempSync(join(tmpdir(), "archive-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every file's path and text, or the code it was refused with. */
async function readAll(paths: readonly string[], limits = openLimits): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for await (const file of openFiles(paths, limits)) {
    if ("problem" in file) {
      all[file.path] = file.problem.code;
      continue;
    }
    try {
      const chunks: Uint8Array[] = [];
      for await (const chunk of file.bytes) chunks.push(chunk);
      all[file.path] = Buffer.concat(chunks).toString("utf8");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      all[file.path] = error.problem.code;
    }
  }
  return all;
}

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

async function tarOf(members: Record<string, Uint8Array | string>): Promise<Buffer> {
  const tar = pack();
  for (const [name, bytes] of Object.entries(members)) tar.entry({ name }, Buffer.from(bytes));
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

// "hello\n" as `zstd` writes it, without a checksum
const zstdHello = Buffer.from("28b52ffd2006310000" + "68656c6c6f0a", "hex");

describe("opening files", () => {
  test("a plain file, gzip and zstd under any name, a folder in order", async () => {
    put("tree/b.log", "b");
    put("tree/a/x.log.gz", gzipSync("x"));
    put("tree/c.log", zstdHello);
    put("tree/.hidden", "no");
    expect(await readAll([join(folder, "tree")])).toEqual({
      "a/x.log.gz": "x",
      "b.log": "b",
      "c.log": "hello\n",
    });
    expect(await readAll([join(folder, "tree/b.log")])).toEqual({ "b.log": "b" });
  });

  test("a tar.gz with a gzip member, and no member escapes upwards", async () => {
    const bytes = await tarOf({ "m/one.txt": "1", "two.txt.gz": gzipSync("2"), "../../etc/three": "3" });
    const path = put("pack.tar.gz", gzipSync(bytes));
    expect(await readAll([path])).toEqual({
      "pack.tar.gz/m/one.txt": "1",
      "pack.tar.gz/two.txt.gz": "2",
      "pack.tar.gz/etc/three": "3",
    });
    const first = (await openFiles([path]).next()).value;
    expect(first).toMatchObject({ fileName: "one.txt", archive: "pack" });
  });

  test("members that nobody reads do not stop the rest", async () => {
    const path = put("skip.tar", await tarOf({ a: "x".repeat(3_000_000), b: "2" }));
    const names = [];
    for await (const file of openFiles([path])) names.push(file.path);
    expect(names).toEqual(["skip.tar/a", "skip.tar/b"]);
  });

  test("missing, cut and broken are refused, and reading goes on", async () => {
    const cut = put("cut.gz", gzipSync(Buffer.from("abc".repeat(50_000))).subarray(0, 100));
    const damaged = put(
      "damaged.zst",
      Buffer.concat([zstdHello.subarray(0, 6), Buffer.from("ffffffff", "hex")]),
    );
    const fine = put("fine.txt", "fine");
    expect(await readAll([join(folder, "nowhere"), cut, damaged, fine])).toEqual({
      [join(folder, "nowhere")]: "base.file-missing",
      "cut.gz": "base.archive-broken",
      "damaged.zst": "base.archive-broken",
      "fine.txt": "fine",
    });
  });

  test("a bomb and a file over the bound are refused", async () => {
    const bomb = put("bomb.gz", gzipSync(Buffer.alloc(80 * 2 ** 20)));
    expect(await readAll([bomb])).toEqual({ "bomb.gz": "base.archive-bomb" });
    expect(await readAll([put("large.txt", "123456")], { ...openLimits, bytesMax: 5 })).toEqual({
      "large.txt": "base.archive-too-large",
    });
  });
});
