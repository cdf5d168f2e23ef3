import { mkdtemp, readdir, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openLog, Problem } from "../../base/index.js";
import type { BatchOutcome } from "../../model/index.js";
import { newBlockBuilder } from "../events/native-block.js";
import { openSpool, type SpoolOptions } from "./open.js";
import type { Spool } from "./spool.js";

// Unit tests of one worker share their modules; this file's see another file system, so they are loaded anew.
vi.hoisted(() => vi.resetModules());
afterAll(() => {
  vi.doUnmock("node:fs/promises");
  vi.resetModules();
});

/** What the file system was asked to do, in order. */
const asked: string[] = [];

vi.mock("node:fs/promises", async (importOriginal) => {
  const real = await importOriginal<typeof import("node:fs/promises")>();
  const name = (path: unknown) => String(path).split("/").at(-1);
  const kind = (path: unknown) => name(path)?.replace(/^[0-9a-f-]+\./, "*.") ?? "";
  return {
    ...real,
    open: async (path: string, flags: string) => {
      const file = await real.open(path, flags);
      const { datasync, sync } = { datasync: file.datasync.bind(file), sync: file.sync.bind(file) };
      file.datasync = async () => {
        await datasync();
        asked.push(`datasync ${kind(path)}`);
      };
      file.sync = async () => {
        await sync();
        asked.push("sync folder");
      };
      return file;
    },
    rename: async (from: string, to: string) => {
      await real.rename(from, to);
      asked.push(`rename ${kind(to)}`);
    },
  };
});

const log = openLog({ level: "silent" });
let folder = "";
let open: Spool[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-spool-"));
});

afterEach(async () => {
  for (const spool of open) await spool.close();
  open = [];
  await rm(folder, { recursive: true, force: true });
});

async function opened(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const spool = await openSpool({ folder, log, ...options });
  if (spool instanceof Problem) throw new Error(spool.detail);
  open.push(spool);
  return spool;
}

const receivedUs = Date.UTC(2026, 10, 22) * 1000;

function batch(id: string, rows = 3, text = "") {
  const meta = { id, memberId: null, door: "http", origin: id, receivedUs, bytes: 0, mark: null };
  const outcome: BatchOutcome = { meta, records: rows, refused: 0, refusals: [], hits: [], logs: {} };
  const builder = newBlockBuilder();
  for (let i = 0; i < rows; i++)
    builder.append(
      {
        timeUs: receivedUs + i,
        log: "x",
        source: null,
        destination: null,
        protocol: "",
        service: "",
        action: "",
        carried: [],
        native: { text },
      },
      meta,
    );
  return [outcome, builder.finish()] as const;
}

describe("the spool is the acknowledgement", () => {
  test("blocks are written and synced, then the manifest, then it is renamed, then its directory is synced", async () => {
    const spool = await opened();
    asked.length = 0;
    expect(await spool.put(...batch("a"))).toBe("stored");
    expect(asked).toEqual(["datasync *.native", "datasync *.batch.tmp", "rename *.batch", "sync folder"]);
  });

  test("what is set aside is kept, counted and known, also after a restart, and is tried again when it is moved back", async () => {
    const before = await opened();
    for (const id of ["a", "b"]) await before.put(...batch(id));
    const path = await before.setAside("a");
    const told = (spool: Spool) => [[...spool.pending()].map(({ id }) => id), spool.depth().setAside];
    expect(told(before)).toEqual([["b"], 1]);
    expect(await before.put(...batch("a"))).toBe("duplicate");
    await before.close();

    const after = await opened();
    expect(told(after)).toEqual([["b"], 1]);
    expect(await after.put(...batch("a"))).toBe("duplicate");
    await after.close();

    await rename(path, join(folder, basename(path)));
    const again = await opened();
    expect(told(again)).toEqual([["a", "b"], 0]);
    const [first] = [...again.pending()];
    expect(first?.blocks).toEqual([]);
    expect(await first?.outcome()).toEqual(batch("a")[0]);
  });

  test("what was acknowledged is pending after a restart, oldest first, and known; what is done is gone", async () => {
    const before = await opened();
    for (const id of ["a", "b", "c"]) expect(await before.put(...batch(id))).toBe("stored");
    await before.done("b");

    const after = await opened();
    const pending = [...after.pending()];
    expect(pending.map(({ id, replayed }) => [id, replayed])).toEqual([
      ["a", true],
      ["c", true],
    ]);
    expect((await pending[0]?.outcome())?.meta.id).toBe("a");
    expect([after.knows("a"), after.knows("b")]).toEqual([true, false]);
    expect(after.depth()).toMatchObject({ batches: 2, rows: 6 });
    for (const { id } of pending) await after.done(id);
    expect(await readdir(folder)).toEqual(["sequence"]);
    expect(after.depth()).toMatchObject({ batches: 0, rows: 0, bytes: 0 });
  });

  test("what a kill left of batches that were not acknowledged is removed at start", async () => {
    await (await opened()).put(...batch("a"));
    const kept = (await readdir(folder)).length;
    await writeFile(join(folder, "0000000000000777.native"), "part of a block");
    await writeFile(join(folder, "0000000000000777-00112233445566aa.batch.tmp"), '{"half":');
    const spool = await opened();
    expect((await readdir(folder)).length).toBe(kept);
    expect([...spool.pending()].map(({ id }) => id)).toEqual(["a"]);
  });

  test("an id that is in the spool is a duplicate, and so is one whose consequences are stored", async () => {
    const spool = await opened({ isApplied: (id) => Promise.resolve(id === "old") });
    expect(await spool.put(...batch("a"))).toBe("stored");
    expect(await spool.put(...batch("a"))).toBe("duplicate");
    expect(await spool.put(...batch("old"))).toBe("duplicate");
    expect([...spool.pending()].length).toBe(1);
  });

  test("of many at once with one id, one is stored", async () => {
    const spool = await opened();
    const answers = await Promise.all(Array.from({ length: 8 }, () => spool.put(...batch("a"))));
    expect(answers.sort()).toEqual([...Array<string>(7).fill("duplicate"), "stored"]);
  });

  test("numbers, and so event ids, rise over restarts though nothing is left", async () => {
    const seen: bigint[] = [];
    for (let round = 0; round < 3; round++) {
      const spool = await opened();
      await spool.put(...batch(`a${round}`));
      for (const { id, blocks } of spool.pending()) {
        seen.push(...blocks.map((block) => BigInt(block.first.id)));
        await spool.done(id);
      }
    }
    expect(seen.length).toBe(3);
    expect([...seen].sort((a, b) => (a < b ? -1 : 1))).toEqual(seen);
    expect(new Set(seen.map(String)).size).toBe(3);
  });

  test("many puts at once share the directory's syncs", async () => {
    const spool = await opened();
    asked.length = 0;
    await Promise.all(Array.from({ length: 40 }, (_, i) => spool.put(...batch(`a${i}`))));
    expect(asked.filter((what) => what === "rename *.batch").length).toBe(40);
    expect(asked.filter((what) => what === "sync folder").length).toBeLessThan(30);
    expect([...(await opened()).pending()].length).toBe(40);
  });
});

describe("the spool's bounds", () => {
  test("over its bytes it refuses with 429, and takes again when something went", async () => {
    const spool = await opened({ bytesMax: 30_000 });
    expect(await spool.put(...batch("a", 2, "x".repeat(8_000)))).toBe("stored");
    const refused = await spool.put(...batch("b", 2, "x".repeat(8_000)));
    expect(refused).toMatchObject({ code: "store.spool-full", status: 429 });
    expect(spool.knows("b")).toBe(false);
    await spool.done("a");
    expect(await spool.put(...batch("b", 2, "x".repeat(8_000)))).toBe("stored");
  });

  test("many at once can't pass the bound together", async () => {
    const spool = await opened({ bytesMax: 50_000 });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => spool.put(...batch(`a${i}`, 2, "x".repeat(8_000)))),
    );
    expect(answers.filter((answer) => answer === "stored").length).toBeLessThanOrEqual(3);
    expect(spool.depth().bytes).toBeLessThanOrEqual(50_000);
  });

  test("a batch that lost a part of a block is set aside, said aloud, and can be sent again", async () => {
    const before = await opened();
    await before.put(...batch("a"));
    await before.put(...batch("b"));
    const [first] = [...before.pending()];
    await truncate(first?.blocks[0]?.path ?? "", 10);
    const spool = await opened();
    expect([...spool.pending()].map(({ id }) => id)).toEqual(["b"]);
    expect((await readdir(folder)).some((name) => name.endsWith(".damaged"))).toBe(true);
    expect(await spool.put(...batch("a"))).toBe("stored");
  });

  test("a folder whose name is a file pattern to the engine is refused", async () => {
    const refused = await openSpool({ folder: join(folder, "a{b,c}"), log });
    expect(refused).toMatchObject({ code: "store.folder-unusable" });
  });

  test("a batch without events is kept for its consequences", async () => {
    const spool = await opened();
    expect(await spool.put(batch("a", 0)[0], [])).toBe("stored");
    expect([...(await opened()).pending()].map(({ id, blocks }) => [id, blocks.length])).toEqual([["a", 0]]);
  });
});
