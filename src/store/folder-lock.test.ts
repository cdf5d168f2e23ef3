import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { type FolderLock, lockFolder } from "./folder-lock.js";
import { ownMark, processStarted, processWhere } from "./process-mark.js";

describe("one process owns a data folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "bw-lock-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const writeClaim = (number: number, mark: object) =>
    writeFile(join(folder, `lock-${number}`), JSON.stringify(mark));
  const won = (answer: FolderLock | Problem): FolderLock => {
    if (answer instanceof Problem) throw new Error(answer.detail);
    return answer;
  };

  test("a second taker is refused by name until the first lets go", async () => {
    const first = won(await lockFolder(folder));
    const second = await lockFolder(folder);
    expect(second).toMatchObject({ code: "store.folder-taken" });
    expect((second as Problem).detail).toContain(`process ${process.pid} (this one)`);
    await first.release();
    await won(await lockFolder(folder)).release();
  });

  test("of fifty simultaneous takers exactly one wins, also over a dead owner's claim", async () => {
    await writeClaim(4, { ...ownMark(), pid: 2 ** 30 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => lockFolder(folder)));
    const locks = answers.filter((answer) => !(answer instanceof Problem));
    expect(locks).toHaveLength(1);
    await (locks[0] as FolderLock).release();
  });

  test("an owner killed with -9 is followed by the next, and is named while it lives", async () => {
    const child = spawn("sleep", ["100"]);
    await once(child, "spawn");
    const pid = child.pid as number;
    await writeClaim(1, { pid, started: processStarted(pid), where: processWhere() });
    expect(((await lockFolder(folder)) as Problem).detail).toContain(`process ${pid}`);
    child.kill("SIGKILL");
    await once(child, "exit");
    await won(await lockFolder(folder)).release();
  });

  test("a pid used again by another process does not hold the folder", async () => {
    await writeClaim(1, { ...ownMark(), started: "1" });
    await won(await lockFolder(folder)).release();
  });

  test("a claim from another host holds while it is touched, and no longer", async () => {
    const elsewhere = { pid: 1, started: "5", where: "another boot" };
    await writeClaim(1, elsewhere);
    expect(await lockFolder(folder)).toMatchObject({ code: "store.folder-taken" });
    const old = Date.now() / 1000 - 60;
    await utimes(join(folder, "lock-1"), old, old);
    await won(await lockFolder(folder)).release();
  });

  test.each(["", "{", "null", "[]", '{"pid":"1"}', "x".repeat(100_000)])(
    "a claim that is none is passed over: %#",
    async (text) => {
      await writeFile(join(folder, "lock-9"), text);
      await won(await lockFolder(folder)).release();
    },
  );

  test("claims don't pile up", async () => {
    for (let round = 0; round < 10; round++) await won(await lockFolder(folder)).release();
    expect((await readdir(folder)).sort()).toEqual(["lock-10", "lock-9"]);
  });

  test("the folder is made for its owner alone; one that can't be made is a Problem", async () => {
    const made = join(folder, "a", "b");
    await won(await lockFolder(made)).release();
    expect((await stat(made)).mode & 0o777).toBe(0o700);
    await writeFile(join(folder, "a-file"), "");
    expect(await lockFolder(join(folder, "a-file"))).toMatchObject({ code: "store.folder-unusable" });
  });
});
