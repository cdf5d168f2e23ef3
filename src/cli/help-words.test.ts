/** Help of a command within a command, as every error about its use names it. */
import { expect, test } from "vitest";
import { helpWords } from "./help-words.js";

test("asks the command that is named for its help, however deep it is, and leaves all else", () => {
  expect(helpWords(["help", "rule", "except"])).toEqual(["rule", "except", "--help"]);
  expect(helpWords(["help", "rule"])).toEqual(["rule", "--help"]);
  expect(helpWords(["help"])).toEqual(["help"]);
  expect(helpWords(["rule", "help", "except"])).toEqual(["rule", "help", "except"]);
  expect(helpWords([])).toEqual([]);
});
