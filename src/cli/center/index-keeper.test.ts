import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Log, openLog, systemClock } from "../../base/index.js";
import { importFeed } from "../../intel/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { IndexKeeper } from "./index-keeper.js";

let state: State;
let folder: string;
let told: string[];
beforeEach(async () => {
  state = await openTestState();
  folder = mkdtempSync(join(tmpdir(), "keeper-"));
  told = [];
});
afterEach(async () => {
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});

const silent = openLog({ level: "silent" });
const log = new Proxy(silent, {
  get(target, name) {
    if (name === "info" || name === "error" || name === "warn")
      return (_about: object, message: string) => told.push(message);
    return Reflect.get(target, name);
  },
}) as Log;

const newKeeper = () => new IndexKeeper({ state, log, folder });

async function list(names: readonly string[], replace = false): Promise<void> {
  const path = join(folder, "feed.txt");
  writeFileSync(path, `${names.join("\n")}\n`);
  const report = await importFeed(state, systemClock, { paths: [path], replace });
  expect(report).toMatchObject({ refused: 0 });
}

const meets = (keeper: IndexKeeper, value: string) =>
  keeper.index.lookup({ type: "domain", value }, null) !== null;

describe("the index of a center", () => {
  test("takes up what it saved, unless the store has changed since", async () => {
    await list(["one.example", "two.example"]);
    const first = newKeeper();
    await first.open();
    expect(meets(first, "www.one.example")).toBe(true);
    await first.close();
    const second = newKeeper();
    told = [];
    await second.open();
    expect(told).toEqual([]);
    expect(meets(second, "www.one.example")).toBe(true);
    await list(["three.example"]);
    const third = newKeeper();
    await third.open();
    expect(told).toEqual(["the index of indicators is built from the store"]);
    expect(meets(third, "three.example")).toBe(true);
    await third.close();
    await second.close();
  });

  test("takes what is new while it is asked, and is built anew where something was taken away", async () => {
    await list(["one.example", "two.example"]);
    const keeper = newKeeper();
    await keeper.open();
    const { index } = keeper;
    await list(["one.example", "two.example", "new.example"]);
    await keeper.refresh();
    expect(keeper.index).toBe(index);
    expect(meets(keeper, "new.example")).toBe(true);
    await list(["new.example"], true);
    await keeper.refresh();
    expect(keeper.index).not.toBe(index);
    expect([meets(keeper, "one.example"), meets(keeper, "new.example")]).toEqual([false, true]);
    await keeper.close();
  });

  test("is built from the store where the saved one is damaged, at its head or far within", async () => {
    await list(Array.from({ length: 500 }, (_, i) => `name${i}.example`));
    const first = newKeeper();
    await first.open();
    await first.close();
    const path = join(folder, "indicators.index");
    const whole = readFileSync(path);
    for (const at of [0, 20, Math.floor(whole.length / 2), whole.length - 1]) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 0x55;
      writeFileSync(path, damaged);
      const keeper = newKeeper();
      await keeper.open();
      await keeper.index.whole;
      await keeper.refresh();
      expect(meets(keeper, "name499.example")).toBe(true);
      expect(keeper.index.size).toBe(500);
      await keeper.close();
    }
  });

  test("is built from the store and saved where a FIFO, folder, device or socket is set aside first", async () => {
    await list(["one.example"]);
    const odd: Readonly<Record<string, (path: string) => unknown>> = {
      fifo: (path) => execFileSync("mkfifo", [path]),
      folder: (path) => mkdirSync(join(path, "with", "something"), { recursive: true }),
      device: (path) => symlinkSync("/dev/zero", path),
      socket: (path) => new Promise<void>((done) => void createServer().unref().listen(path, done)),
    };
    for (const [what, make] of Object.entries(odd)) {
      const place = join(folder, what);
      mkdirSync(place);
      await make(join(place, "indicators.index"));
      told = [];
      const keeper = new IndexKeeper({ state, log, folder: place });
      await keeper.open();
      expect(meets(keeper, "one.example"), what).toBe(true);
      expect(told).toEqual([
        "what stands in the place of the saved index is no file and was set aside",
        "the index of indicators is built from the store",
      ]);
      await keeper.close();
      told = [];
      const next = new IndexKeeper({ state, log, folder: place });
      await next.open();
      expect(told, what).toEqual([]);
      await next.close();
      const names = readdirSync(place).sort();
      expect(names).toEqual(["indicators.index", expect.stringMatching(/^indicators\.index\.aside-/)]);
    }
  });

  test("leaves nothing behind of a saving that was killed, and touches nothing else", async () => {
    await list(["one.example"]);
    const mine = ["indicators.index.0123456789ab.new", "indicators.index.ffffffffffff.new"];
    const others = ["indicators.index.bak", "other.0123456789ab.new"];
    for (const name of [...mine, ...others]) writeFileSync(join(folder, name), "half");
    const keeper = newKeeper();
    await keeper.open();
    await keeper.close();
    expect(told).toContain("what an interrupted saving of the index has left was cleared");
    expect(readdirSync(folder).sort()).toEqual(["feed.txt", "indicators.index", ...others].sort());
  });
});
