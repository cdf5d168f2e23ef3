/**
 * The whole center, killed again and again while telemetry is sent: in the end, everything that was acknowledged
 * is counted, once, and so is what follows from it, although the sender sent everything again after each kill: hits, what a
 * rule finds, and what is correlated over batches by the thread that watches. Every second round it detects in a thread, and
 * once it is killed while it saves its index.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, watch, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  askCenter,
  breakwater,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "../journeys/center.js";
import { times } from "../whole.js";

const folder = newFolder();
const telemetry = join(folder, "telemetry");
const data = join(folder, "data");
const main = resolve(import.meta.dirname, "../../dist/cli/main.js");
const files = 6;
const linesPerFile = 12_000;
const hostileEvery = 100;
const rounds = times(4, 6);

/** A rule that finds what the list does, and one that correlates it: once in each file. */
const rules = `title: Talks to the listed
id: 6f1f2c0e-0000-4000-8000-000000000001
name: listed
status: test
level: medium
logsource: { product: zeek, service: conn }
detection: { selection: { id.resp_h: 203.0.113.66 }, condition: selection }
---
title: Talks to the listed often
id: 6f1f2c0e-0000-4000-8000-000000000002
status: test
level: medium
correlation:
  type: event_count
  rules: [listed]
  group-by: [id.orig_h]
  timespan: 2m
  generate: true
  condition: { gte: 100 }
`;

/** Connections of one machine; every hundredth goes to the listed address. */
function writeTelemetry(): void {
  mkdirSync(telemetry);
  for (let file = 0; file < files; file++) {
    const lines = Array.from({ length: linesPerFile }, (_, line) =>
      JSON.stringify({
        _path: "conn",
        ts: 1_795_000_000 + file * 600 + line / 100,
        uid: `C${file}x${line}`,
        "id.orig_h": "192.0.2.17",
        "id.orig_p": 40_000 + (line % 20_000),
        "id.resp_h": line % hostileEvery === 0 ? "203.0.113.66" : "198.51.100.9",
        "id.resp_p": 443,
        proto: "tcp",
      }),
    );
    writeFileSync(join(telemetry, `conn-${file}.log`), `${lines.join("\n")}\n`);
  }
  writeFileSync(join(folder, "feed.txt"), "203.0.113.66\n");
  writeFileSync(join(folder, "rules.yml"), rules);
  writeFileSync(join(folder, "threads.yaml"), "detect:\n  threads: 1\n");
}

/** Files of an index that was being saved. */
const unfinished = () => readdirSync(data).filter((name) => /^indicators\.index\..*\.new$/.test(name));

/** Ends the center and kills it as soon as it saves its index; answers whether it came to that. */
async function killWhileSaving(center: RunningCenter): Promise<boolean> {
  let saves = false;
  const watching = watch(data, (_event, name) => {
    if (saves || !/^indicators\.index\..*\.new$/.test(name ?? "")) return;
    saves = true;
    void center.kill("SIGKILL");
  });
  await center.kill("SIGTERM");
  watching.close();
  return saves;
}

interface Totals {
  readonly records: number;
  readonly hits: number;
  readonly sighted: number;
  readonly sightings: number;
  readonly warnings: number;
  readonly events: number;
}

const wanted = {
  records: files * linesPerFile,
  hits: (files * linesPerFile) / hostileEvery,
  sighted: (files * linesPerFile) / hostileEvery,
  warnings: 1,
  events: files * linesPerFile,
};

interface Detections {
  readonly rows: readonly { readonly rule: { readonly title: string }; readonly count: number }[];
}

/** How often the one rule fired, and in how many windows the other told. */
function detected(): readonly number[] {
  const { rows } = breakwaterJson<Detections>(["detection", "list", "--kind", "sigma", "--data", data]);
  const counts = (of: string) => rows.filter(({ rule }) => rule.title === of).map(({ count }) => count);
  const fired = counts("Talks to the listed").reduce((sum, count) => sum + count, 0);
  return [fired, counts("Talks to the listed often").length];
}

function sendInBackground(address: string, token: string): void {
  const child = spawn(process.execPath, [main, "send", "--to", address, "--token", token, telemetry], {
    stdio: "ignore",
  });
  child.unref();
}

afterAll(() => removeFolder(folder));

describe("a center that is killed while telemetry comes in", () => {
  test(`counts everything once after ${rounds} kills`, async () => {
    writeTelemetry();
    let center: RunningCenter = await startCenter(data);
    breakwaterJson(["intel", "import", join(folder, "feed.txt"), "--confidence", "90", "--data", data]);
    breakwaterJson(["rule", "import", join(folder, "rules.yml"), "--yes", "--data", data]);
    breakwaterJson([
      "member",
      "add",
      "Pier 7",
      "--sector",
      "terminal operator",
      "--network",
      "192.0.2.0/24",
      "--data",
      data,
    ]);
    const { token } = breakwaterJson<{ token: string }>([
      "token",
      "add",
      "--member",
      "Pier 7",
      "--name",
      "t",
      "--data",
      data,
    ]);
    for (let round = 0; round < rounds; round++) {
      sendInBackground(center.address, token);
      await new Promise((done) => setTimeout(done, 150 + ((round * 397) % 1500)));
      // What the import has brought is not saved before the first end.
      if (round === 0) expect(await killWhileSaving(center)).toBe(true);
      else await center.kill("SIGKILL");
      const left = unfinished();
      center = await startCenter(data, round % 2 === 0 ? ["--config", join(folder, "threads.yaml")] : []);
      expect(unfinished().filter((name) => left.includes(name))).toEqual([]);
    }
    const sent = breakwater(["send", "--to", center.address, "--token", token, telemetry]);
    expect(sent, sent.stderr).toMatchObject({ code: 0 });
    await expect
      .poll(() => askCenter<Totals>(data, "GET", "/totals"), { timeout: 60_000, interval: 500 })
      .toMatchObject(wanted);
    expect(detected()).toEqual([wanted.hits, files]);
    await center.kill("SIGTERM");
    expect(center.process.exitCode).toBe(0);
  });
});
