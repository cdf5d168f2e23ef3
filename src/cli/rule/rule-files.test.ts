import { expect, test } from "vitest";
import { Refusal } from "../../base/index.js";
import { readGivenRules, sourceNameOf } from "./rule-files.js";

test.each([
  ["rules/sigma-master.tar.gz", "sigma-master"],
  ["./My Rules/", "my-rules"],
  ["one.yml", "one"],
  ["https://rules.example/r/2026-11.tgz?x=1", "2026-11"],
  ["https://codeload.github.com/SigmaHQ/sigma/tar.gz/refs/heads/master", "master"],
  ["/", "rules"],
])("a source from %s is called %s", (place, name) => {
  expect(sourceNameOf(place)).toBe(name);
});

test("what is not there is refused", async () => {
  await expect(readGivenRules("/nowhere/at/all")).rejects.toBeInstanceOf(Refusal);
});
