import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256Hex } from "../../base/index.js";
import { TakenItems } from "./taken-items.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-items-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ids = (count: number, name = "item") =>
  Array.from({ length: count }, (_, index) => sha256Hex(`${name} ${index}`));
const batch = (name: string) => sha256Hex(name);
const all = async (ids: readonly string[]) => new Set(ids);

async function take(items: TakenItems, name: string, identities: readonly string[]): Promise<void> {
  const claim = items.claim(identities);
  await items.record(batch(name), identities);
  items.confirm(identities);
  claim.release();
}

test("what was taken is known, also after it is opened again", async () => {
  const items = await TakenItems.open(folder, all);
  await take(items, "one", ids(3));
  expect(items.claim(ids(4)).states).toEqual(["taken", "taken", "taken", "new"]);
  await items.close();
  const again = await TakenItems.open(folder, all);
  expect(again.claim(ids(4)).states).toEqual(["taken", "taken", "taken", "new"]);
  await again.close();
});

test("an item recorded for a batch that never came into the spool is new", async () => {
  const items = await TakenItems.open(folder, all);
  await take(items, "safe", ids(2, "a"));
  await items.record(batch("lost"), ids(2, "b"));
  await items.close();
  const again = await TakenItems.open(folder, async () => new Set([batch("safe")]));
  expect(again.claim([...ids(2, "a"), ...ids(2, "b")]).states).toEqual(["taken", "taken", "new", "new"]);
  await again.close();
});

test("an item that another request holds is under way until it lets go", async () => {
  const items = await TakenItems.open(folder, all);
  const first = items.claim(ids(1));
  expect(items.claim(ids(1)).states).toEqual(["under way"]);
  first.release();
  expect(items.claim(ids(1)).states).toEqual(["new"]);
  await items.close();
});

test("a file cut anywhere keeps the entries before the cut and never throws", async () => {
  const items = await TakenItems.open(folder, all);
  await take(items, "one", ids(2, "a"));
  await take(items, "two", ids(2, "b"));
  await items.close();
  const path = join(folder, readdirSync(folder)[0] as string);
  const length = readFileSync(path).length;
  for (let end = length - 1; end >= 0; end -= 7) {
    truncateSync(path, end);
    const again = await TakenItems.open(folder, all);
    const { states } = again.claim([...ids(2, "a"), ...ids(2, "b")]);
    expect(states.slice(2)).toEqual(["new", "new"]);
    expect(states[0]).toBe(end >= length / 2 ? "taken" : "new");
    await again.close();
    for (const name of readdirSync(folder)) if (!path.endsWith(name)) rmSync(join(folder, name));
  }
});

test("an entry with other bytes is no entry", async () => {
  const items = await TakenItems.open(folder, all);
  await take(items, "one", ids(1));
  await items.close();
  appendFileSync(join(folder, readdirSync(folder)[0] as string), Buffer.alloc(64, 7));
  const again = await TakenItems.open(folder, all);
  expect(again.size).toBe(1);
  await again.close();
});

test("it remembers the last items only", async () => {
  const items = await TakenItems.open(folder, all);
  for (let round = 0; round < 6; round++) await take(items, `round ${round}`, ids(100_000, `r${round}`));
  expect(items.size).toBe(400_000);
  expect(readdirSync(folder)).toHaveLength(4);
  expect(items.claim([ids(1, "r0")[0] as string]).states).toEqual(["new"]);
  expect(items.claim([ids(1, "r5")[0] as string]).states).toEqual(["taken"]);
  await items.close();
});
