/**
 * The saved index under kill -9: a program that saves it over and over is killed the moment a saving begins, or
 * somewhat later. What is then found is whole, is the last that was said to be saved or the one under way, and answers
 * for all of its names.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { Problem } from "../../src/base/index.js";
import { IndicatorIndex } from "../../src/detect/index.js";
import { builtPath } from "../built.js";

const folder = mkdtempSync(join(tmpdir(), "index-kill-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "indicators.index");
const names = 3000;
const rounds = 3;

/** Runs the program and kills it in its third saving; answers the last that it said to be saved. */
async function killInSaving(from: number, laterMs: number): Promise<number> {
  const args = [builtPath("detect/index.js"), path, String(names), String(from)];
  const child = spawn(process.execPath, [join(import.meta.dirname, "index-saver.mjs"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let saved = -1;
  const said = createInterface({ input: child.stdout }).on("line", (line) => {
    saved = Number(line);
  });
  const ended = Promise.all([once(child, "exit"), once(said, "close")]);
  const begun = new Set<string>();
  const watching = watch(folder, (_event, name) => {
    if (name?.endsWith(".new") !== true || begun.add(name).size !== 3) return;
    void wait(laterMs).then(() => child.kill("SIGKILL"));
  });
  const [[, signal]] = await ended;
  watching.close();
  expect(signal).toBe("SIGKILL");
  return saved;
}

test(`after ${rounds} kills while it is saved, the index is whole each time and meets what it should`, async () => {
  for (let round = 0; round < rounds; round++) {
    const from = round * 1000;
    const saved = await killInSaving(from, round * 4);
    expect(saved).toBeGreaterThan(from);
    const loaded = IndicatorIndex.load(path, () => null);
    if (loaded instanceof Problem) throw new Error(loaded.detail);
    const { index } = loaded;
    expect(await index.whole).toBe(null);
    const revision = Number(loaded.revision);
    expect(revision).toBeGreaterThanOrEqual(saved);
    expect(index.size).toBe(names + revision - from + 1);
    const meets = (value: string) => index.lookup({ type: "domain", value }, null) !== null;
    for (let i = 0; i < names; i += 7) expect(meets(`name${i}.example`)).toBe(true);
    expect([meets(`more${revision}.example`), meets(`more${revision + 1}.example`)]).toEqual([true, false]);
    index.close();
  }
});
