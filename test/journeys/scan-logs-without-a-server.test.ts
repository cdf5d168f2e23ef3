/**
 * A person scans logs on the command line: the built program in a real shell, with pipes, a reader that goes away
 * and one that is slow. Inputs are made here; the counts are those that were put in.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { builtPath } from "../built.js";

const folder = mkdtempSync(join(tmpdir(), "journey-scan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hitsMade = 20_000;
const feed = join(folder, "feed.txt");
writeFileSync(feed, "bad.example.com\n192.0.2.0/24\n");
const log = join(folder, "dns.json");
const record = (i: number) =>
  JSON.stringify({
    _path: "dns",
    ts: 1_700_000_000 + i,
    "id.orig_h": "10.0.0.1",
    query: `h${i}.bad.example.com`,
  });
writeFileSync(log, Array.from({ length: hitsMade }, (_, i) => `${record(i)}\n`).join(""));

function shell(command: string): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const program = `${JSON.stringify(process.execPath)} ${JSON.stringify(builtPath("cli/main.js"))}`;
  return spawnSync("bash", ["-o", "pipefail", "-c", command.replaceAll("breakwater", program)], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
}

describe("scanning logs without a server", () => {
  test("a reader that goes away ends it quietly, without a word on standard error", () => {
    const { status, stdout, stderr } = shell("breakwater scan --json --intel feed.txt dns.json | head -2");
    expect({ status, stderr, lines: stdout.trimEnd().split("\n").length }).toEqual({
      status: 0,
      stderr: "",
      lines: 2,
    });
  });

  test("a slow reader gets every hit, in the order of the input", async () => {
    const child = spawn(process.execPath, [builtPath("cli/main.js"), "scan", "--json", "--intel", feed, log]);
    let text = "";
    for await (const chunk of child.stdout) {
      text += chunk;
      await sleep(1);
    }
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ type: "summary", records: hitsMade, hits: hitsMade });
    expect(lines.slice(0, -1).map(({ line }) => line)).toEqual(
      Array.from({ length: hitsMade }, (_, i) => i + 1),
    );
  });

  test("standard input is read as a file is", () => {
    const { status, stdout } = shell("head -3 dns.json | gzip | breakwater scan --json --intel feed.txt -");
    expect(status).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { type: "hit", path: "-", line: 1 },
      { type: "hit", path: "-", line: 2 },
      { type: "hit", path: "-", line: 3 },
      { type: "summary", records: 3, hits: 3 },
    ]);
  });

  test.each([
    ["scan --intel feed.txt dns.json", 0, ""],
    [
      "scan dns.json",
      0,
      "No --intel and no --rules were given: records are read, and behaviour is looked for.",
    ],
    ["scan --intel feed.txt nowhere.json", 1, "nowhere.json does not exist"],
    ["scan", 2, "missing required argument"],
    ["scan --colour dns.json", 2, "unknown option"],
    ["scan --format esperanto dns.json", 2, "Allowed choices"],
    ["help scan", 0, ""],
  ])("`breakwater %s` ends with %i", (command, expected, said) => {
    const { status, stderr } = shell(`breakwater ${command}`);
    expect(status).toBe(expected);
    expect(stderr).toContain(said);
    if (said === "") expect(stderr).toBe("");
  });
});
