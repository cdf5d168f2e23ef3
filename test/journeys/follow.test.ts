/** A followed file goes on where it was after the center was killed, and after the file was rotated meanwhile. */
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { askCenter, breakwaterJson, newFolder, removeFolder, startCenter } from "./center.js";

const folder = newFolder();
const log = join(folder, "conn.log");
const data = join(folder, "data");
const config = join(folder, "breakwater.yaml");

const header =
  "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n";
const lines = (from: number, to: number): string =>
  Array.from(
    { length: to - from },
    (_, i) =>
      `${1_795_000_000 + from + i}.5\tC${from + i}\t192.0.2.7\t${40_000 + i}\t198.51.100.9\t443\ttcp\n`,
  ).join("");

const records = async (): Promise<number> =>
  (await askCenter<{ records: number }>(data, "GET", "/totals")).records;

afterAll(() => removeFolder(folder));

test("a followed file is counted once over kills and a rotation", async () => {
  writeFileSync(config, `intake:\n  follow:\n    - path: ${log}\n`);
  writeFileSync(log, header + lines(0, 100));
  let center = await startCenter(data, ["--config", config]);
  await expect.poll(records, { timeout: 20_000 }).toBe(100);
  appendFileSync(log, lines(100, 150));
  await expect.poll(records, { timeout: 20_000 }).toBe(150);
  await center.kill("SIGKILL");
  appendFileSync(log, lines(150, 200));
  center = await startCenter(data, ["--config", config]);
  await expect.poll(records, { timeout: 20_000 }).toBe(200);
  renameSync(log, join(folder, "conn-old.log"));
  writeFileSync(log, header + lines(200, 230));
  await expect.poll(records, { timeout: 20_000 }).toBe(230);
  expect(breakwaterJson<{ refused: number }>(["totals", "--data", data]).refused).toBe(0);
  await center.kill("SIGTERM");
});
