/** What is said of a key that is none: what was wrong with it, and what one looks like. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { keyGiven } from "./audit.js";

const folder = mkdtempSync(join(tmpdir(), "breakwater-key-"));
const good = "a".repeat(64);
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test.each([
  ["abc", /"abc" has 3 hex digits, .*a key has 64/],
  ["no-such.pem", /"no-such.pem" is neither 64 hex digits nor a file/],
  [file("text", "hello"), /neither 64 hex digits nor a PEM public key/],
  [folder, /nor a file that is there/],
])("%s", async (text, detail) => {
  const refusal = await keyGiven(text).catch((error: { readonly problem: Problem }) => error.problem);
  expect(refusal).toBeInstanceOf(Problem);
  expect(refusal).toMatchObject({
    code: "store.audit-key-unreadable",
    detail: expect.stringMatching(detail),
  });
  expect((refusal as Problem).hint).toContain("breakwater audit key");
});

test("64 hex digits, as they are or in a file, are one", async () => {
  expect(await keyGiven(good)).toBe(good);
  expect(await keyGiven(file("hex", `${good}\n`))).toBe(good);
});
