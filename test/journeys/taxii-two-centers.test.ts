/**
 * Two centers, one reading the other by TAXII: what the first one's sources say is met at the second, and what they
 * take back is met no longer; a program of the second's gives to the first, which makes a report of it. The reader is
 * killed while it reads.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  breakwater,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "./center.js";

const folder = newFolder();
const [giving, reading] = [join(folder, "giving"), join(folder, "reading")];
const feed = join(folder, "feed.txt");
const config = join(folder, "reading.yaml");
const count = 6000;
const value = (n: number) => `198.51.${n >> 8}.${n & 255}`;
let giver: RunningCenter;
let reader: RunningCenter;
let token = "";

function run(...args: readonly string[]): string {
  const { code, stdout, stderr } = breakwater(args);
  if (code !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
  return stdout;
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await sleep(300);
  }
  throw new Error(`never came: ${what}`);
}

const verdict = (address: string) =>
  breakwaterJson<{ rows: readonly { verdict: string }[] }>(["intel", "lookup", address, "--data", reading])
    .rows[0]?.verdict;
const pull = () => breakwater(["taxii", "pull", "port-a", "--data", reading]);

beforeAll(async () => {
  mkdirSync(giving);
  mkdirSync(reading);
  giver = await startCenter(giving);
  run("member", "add", "Beta Port", "--sector", "port authority", "--tlp", "TLP:GREEN", "--data", giving);
  token = run(
    "token",
    "add",
    "--member",
    "Beta Port",
    "--name",
    "center",
    "--scope",
    "read",
    "--scope",
    "report",
    "--data",
    giving,
  ).trim();
  const secret = join(folder, "secret");
  writeFileSync(secret, token);
  writeFileSync(
    config,
    `share:
  taxii:
    servers:
      - name: port-a
        collection: ${giver.address}/taxii2/port/collections/indicators/
        secretFile: ${secret}
        near: true
        tlp: TLP:AMBER
`,
  );
  writeFileSync(feed, Array.from({ length: count }, (_, n) => `${value(n)}\n`).join(""));
  run("intel", "import", feed, "--name", "list", "--tlp", "TLP:GREEN", "--data", giving);
  reader = await startCenter(reading, ["--config", config]);
});
afterAll(async () => {
  await giver?.kill("SIGTERM");
  await reader?.kill("SIGTERM");
  removeFolder(folder);
});

describe("two centers, one reading the other by TAXII", () => {
  test("everything arrives, whenever the reader is killed", async () => {
    for (let kills = 0; kills < 2; kills++) {
      await sleep(300 + kills * 700);
      await reader.kill("SIGKILL");
      reader = await startCenter(reading, ["--config", config]);
    }
    await until("the last value", () => {
      pull();
      return verdict(value(count - 1)) !== "not known";
    });
    const listed = breakwaterJson<{ others: readonly { objects: number }[] }>([
      "taxii",
      "others",
      "--data",
      reading,
    ]);
    expect(listed.others[0]?.objects).toBe(count);
    for (const n of [0, 1234, count - 1]) expect(verdict(value(n))).not.toBe("not known");
  });

  test("what is taken back at the first is taken back at the second", async () => {
    writeFileSync(feed, Array.from({ length: count - 1 }, (_, n) => `${value(n)}\n`).join(""));
    run("intel", "import", feed, "--name", "list", "--tlp", "TLP:GREEN", "--replace", "--data", giving);
    await until("the withdrawal", () => {
      pull();
      return verdict(value(count - 1)) === "not known";
    });
    expect(verdict(value(count - 2))).not.toBe("not known");
  });

  test("what a program gives becomes a report, known as its member's to the center", async () => {
    const object = {
      type: "indicator",
      spec_version: "2.1",
      id: "indicator--00000001-0000-4000-8000-000000000000",
      created: "2026-01-01T00:00:00.000Z",
      modified: "2026-01-01T00:00:00.000Z",
      name: "Loader",
      pattern: "[domain-name:value = 'bad.example']",
      pattern_type: "stix",
      valid_from: "2026-01-01T00:00:00Z",
    };
    const answer = await fetch(`${giver.address}/taxii2/port/collections/inbox/objects/`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/taxii+json;version=2.1",
        "content-type": "application/taxii+json;version=2.1",
      },
      body: JSON.stringify({ objects: [object] }),
    });
    expect(answer.status).toBe(202);
    await until("the report", () => run("report", "list", "--data", giving).includes("Loader"));
  });
});
