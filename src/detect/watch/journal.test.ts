/** The journal of the thread that watches, where linking fails: nothing is left over, and nothing else is asked of the disk. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import * as promises from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WatchJournal } from "./journal.js";

vi.mock("node:fs/promises", async (original) => ({ ...(await original<typeof promises>()) }));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const files = () => readdirSync(join(folder, "watch"));
const failing = (code: string) => Object.assign(new Error(code), { code });

function batch() {
  for (const name of ["a.native", "b.native", "a.batch"]) writeFileSync(join(folder, name), name);
  const block = (name: string) => ({ path: join(folder, name) });
  return {
    id: "one",
    path: join(folder, "a.batch"),
    blocks: [block("a.native"), block("b.native")],
  } as unknown as Parameters<WatchJournal["keep"]>[0];
}

test("what could not be kept whole leaves nothing, and is kept when there is room", async () => {
  const journal = await WatchJournal.open(join(folder, "watch"));
  const given = batch();
  rmSync(join(folder, "b.native"));
  await expect(journal.keep(given)).rejects.toMatchObject({ code: "ENOENT" });
  expect([files(), journal.bytes]).toEqual([[], 0]);
  await journal.keep(batch());
  expect(files()).toHaveLength(3);
});

test("a damaged one, and what a kill left of a copy, are left out at the next start", async () => {
  const journal = await WatchJournal.open(join(folder, "watch"));
  const order = await journal.keep(batch());
  writeFileSync(`${order.manifest}.tmp`, "half");
  const again = await WatchJournal.open(join(folder, "watch"));
  expect([again.orders, files()]).toEqual([[], []]);
});

test("where the disk knows no links the files are copied", async () => {
  const journal = await WatchJournal.open(join(folder, "watch"));
  vi.spyOn(promises, "link").mockRejectedValue(failing("EXDEV"));
  const order = await journal.keep(batch());
  expect(await promises.readFile(order.manifest, "utf8")).toBe("a.batch");
  expect(files()).toHaveLength(3);
  expect(journal.bytes).toBe(23);
});
