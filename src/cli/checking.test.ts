import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refusal } from "../base/index.js";
import { registerCheck } from "./offline.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-check-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const tool = {
  type: "tool",
  spec_version: "2.1",
  id: "tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
  created: "2016-04-06T20:03:48.000Z",
  modified: "2016-04-06T20:03:48.000Z",
  name: "VNC",
};

/** Runs the command on one file: what it printed, and the code of the problem it ended with. */
async function check(content: string | Uint8Array, ...options: string[]) {
  const path = join(folder, "one.json");
  writeFileSync(path, content);
  let printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const program = new Command();
  registerCheck(program);
  try {
    await program.parseAsync(["check", path, ...options], { from: "user" });
    return { printed, code: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { printed, code: error.problem.code };
  } finally {
    vi.restoreAllMocks();
  }
}

test("a valid file ends well and says how many objects it has", async () => {
  expect(await check(JSON.stringify(tool))).toEqual({
    printed: "one.json: 1 objects, valid STIX.\n",
    code: null,
  });
});

test("each problem is a line with place, rule and section", async () => {
  const { printed, code } = await check(JSON.stringify([tool, { ...tool, lang: "e", name: 7 }]));
  expect(code).toBe("cli.stix-invalid");
  expect(printed).toMatch(/must {3}\$\[1\]\.name {2}type .*STIX 2\.1, 2 /);
  expect(printed).toMatch(/must {3}\$\[1\]\.lang {2}language/);
});

test("with --strict a SHOULD counts, and --off leaves its rule out", async () => {
  const custom = JSON.stringify({ ...tool, x_acme_rank: 1 });
  expect((await check(custom)).code).toBeNull();
  expect((await check(custom, "--strict")).code).toBe("cli.stix-invalid");
  expect((await check(custom, "--strict", "--off", "extensions-use")).code).toBeNull();
});

test("--json is one document with the same, notes too where asked for", async () => {
  const { printed } = await check(JSON.stringify({ ...tool, x_acme_rank: 1 }), "--json", "--notes");
  expect(JSON.parse(printed)).toMatchObject({
    path: "one.json",
    valid: true,
    objects: 1,
    problems: [{ rule: "custom-property", level: "note", path: "$.x_acme_rank" }, { rule: "extensions-use" }],
  });
});

test("a pattern is parsed", async () => {
  const indicator = {
    ...tool,
    type: "indicator",
    id: tool.id.replace("tool", "indicator"),
    pattern_type: "stix",
    pattern: "[url:value =",
    valid_from: tool.created,
  };
  expect((await check(JSON.stringify(indicator))).printed).toContain("$.pattern  pattern");
});

test.each<[string, string | Uint8Array, string]>([
  ["no JSON", "{", "json"],
  ["a key twice", '{"a":1,"a":2}', "duplicate-key"],
  ["no UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "It is no UTF-8."],
])("%s", async (_name, content, says) => {
  const { printed, code } = await check(content);
  expect([code, printed.includes(says)]).toEqual(["cli.stix-invalid", true]);
});
