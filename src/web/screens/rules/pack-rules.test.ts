/** What the browser packs is what the center unpacks. */
import { expect, test } from "vitest";
import { unpackFiles } from "../../../detect/index.js";
import { packRules } from "./pack-rules.js";

const file = (name: string, text: string, webkitRelativePath = "") => ({
  name,
  webkitRelativePath,
  text: () => Promise.resolve(text),
});

test("rules come out as they went in, in order of their names, and other files are counted", async () => {
  const text = `title: Ünusual\ndescription: ${"x".repeat(100_000)}`;
  const packed = await packRules([
    file("b.yml", text, "rules/web/b.yml"),
    file("README.md", "no rule"),
    file("a.YAML", "title: A"),
  ]);
  expect(unpackFiles(Buffer.from(packed, "base64"))).toEqual({
    files: [
      { file: "a.YAML", text: "title: A" },
      { file: "rules/web/b.yml", text },
    ],
    unread: [],
    passedOver: 1,
  });
});

test("files without a rule are refused in words", async () => {
  await expect(packRules([file("README.md", "")])).rejects.toThrow("None of these files is YAML");
});
