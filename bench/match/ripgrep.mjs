// ripgrep as the yardstick of what people do with a list and a log: `rg -F -f list log`, on one core.
import { spawnSync } from "node:child_process";
import { openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { middle } from "./bench.mjs";
import { indicatorAt } from "./indicators.mjs";
import { CannotMeasure, canPin, measuredCore } from "./processes.mjs";

const indicators = 100_000;
const portionBytes = 20e6;

export async function ripgrepStage(bench) {
  if (spawnSync("rg", ["--version"], { stdio: "ignore" }).status !== 0)
    throw new CannotMeasure("rg (ripgrep) is not installed", { allowed: true });
  const list = join(bench.folder, "patterns");
  writeFileSync(
    list,
    Array.from({ length: indicators }, (_, number) => `${indicatorAt(number).value}\n`).join(""),
  );
  const eve = bench.input("eve");
  const portion = join(bench.folder, "portion");
  const bytes = firstLines(eve.path, portionBytes);
  writeFileSync(portion, bytes);
  const args = ["-F", "-f", list, "-c", "--no-config", "--threads", "1", portion];
  const command = canPin ? ["taskset", "-c", String(measuredCore), "rg", ...args] : ["rg", ...args];
  const ours = await bench.scanner(indicators);
  const [oursRounds, rgRounds] = await bench.interleave([
    () => ours.round({ input: eve }),
    () => {
      const started = performance.now();
      const { status, stderr } = spawnSync(command[0], command.slice(1), { encoding: "utf8" });
      if (status > 1) throw new Error(`rg ended with ${status}: ${stderr}`);
      return { seconds: (performance.now() - started) / 1000 };
    },
  ]);
  await ours.close();
  const rgSpeed = bytes.length / middle(rgRounds, "seconds");
  return {
    ratio_ripgrep: eve.bytes / middle(oursRounds, "seconds") / rgSpeed,
    ripgrep_mb_per_s: rgSpeed / 1e6,
  };
}

function firstLines(path, bytes) {
  const buffer = Buffer.alloc(bytes);
  const read = readSync(openSync(path), buffer);
  return buffer.subarray(0, buffer.lastIndexOf(10, read - 1) + 1);
}
