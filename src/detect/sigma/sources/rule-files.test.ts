/** Files of rules from folders and archives, and what is none. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterAll, expect, test } from "vitest";
import { Problem } from "../../../base/index.js";
import {
  contentHash,
  packFiles,
  type RuleFiles,
  readRuleArchive,
  readRulePath,
  ruleFileBytesMax,
  unpackFiles,
} from "./rule-files.js";

const folder = mkdtempSync(join(tmpdir(), "bw-rule-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const given = (files: RuleFiles | Problem): RuleFiles => {
  if (files instanceof Problem) throw new Error(files.detail);
  return files;
};

async function tar(entries: Readonly<Record<string, string>>): Promise<Buffer> {
  const packed = pack();
  for (const [name, text] of Object.entries(entries)) packed.entry({ name }, text);
  packed.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packed) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

test("a folder and an archive of the same files say the same", async () => {
  mkdirSync(join(folder, "web"));
  writeFileSync(join(folder, "web", "b.yaml"), "title: B\n");
  writeFileSync(join(folder, "a.yml"), "title: A\n");
  writeFileSync(join(folder, "README.md"), "no rule");
  const ofFolder = given(await readRulePath(folder));
  const archive = await tar({ "own-1.0/web/b.yaml": "title: B\n", "own-1.0/a.yml": "title: A\n" });
  const ofArchive = given(await readRuleArchive("own-1.0.tar.gz", archive));
  expect(ofFolder.files.map(({ file }) => file)).toEqual(["a.yml", "web/b.yaml"]);
  expect(ofArchive.files).toEqual(ofFolder.files);
  expect(ofFolder.passedOver).toBe(1);
  expect(contentHash(ofArchive.files)).toBe(contentHash(ofFolder.files));
});

test("of a tree that is laid out as SigmaHQ's only the folders of rules are taken", async () => {
  const archive = await tar({
    "sigma-r1/rules/web/a.yml": "title: A\n",
    "sigma-r1/rules-emerging-threats/2021/b.yml": "title: B\n",
    "sigma-r1/tests/thor.yml": "tests: 1\n",
    "sigma-r1/deprecated/c.yml": "title: C\n",
    "sigma-r1/.github/work.yml": "on: push\n",
  });
  const { files, passedOver } = given(await readRuleArchive("r1.tar.gz", archive));
  expect(files.map(({ file }) => file)).toEqual(["rules-emerging-threats/2021/b.yml", "rules/web/a.yml"]);
  expect(passedOver).toBe(3);
});

test("a file that is too long or no UTF-8 is named, and the others are taken", async () => {
  const long = "#".repeat(ruleFileBytesMax + 1);
  const archive = await tar({ "rules/a.yml": "title: A\n", "rules/long.yml": long });
  const { files, unread } = given(await readRuleArchive("x.tar.gz", archive));
  expect(files).toHaveLength(1);
  expect(unread).toEqual([{ file: "rules/long.yml", reason: expect.stringContaining("are allowed") }]);
  const latin = given(await readRuleArchive("x.yml", Buffer.from([0x74, 0xe9, 0x0a])));
  expect(latin.unread).toEqual([{ file: "x.yml", reason: "The file is not UTF-8." }]);
});

test("what is cut off is refused, by what is wrong with it", async () => {
  const archive = await tar({ "rules/a.yml": "title: A\n" });
  expect(await readRuleArchive("x.tar.gz", archive.subarray(0, 40))).toMatchObject({
    code: "base.archive-broken",
  });
  expect(await readRulePath(join(folder, "nowhere"))).toMatchObject({ code: "base.file-missing" });
});

test("packed and unpacked they are the same; what is not packed so is refused", () => {
  const files = { files: [{ file: "a.yml", text: "title: A\n" }], unread: [], passedOver: 2 };
  expect(unpackFiles(packFiles(files))).toEqual(files);
  for (const bytes of [
    Buffer.from("no"),
    gzipSync("no"),
    gzipSync("null"),
    gzipSync('{"files":[{"file":1}]}'),
  ])
    expect(unpackFiles(bytes)).toMatchObject({ code: "detect.rules-unreadable" });
});
