/** What an id of something else is said to be, so that `explain` has a way on. */
import { expect, test } from "vitest";
import { Problem } from "../base/index.js";
import type { Asking } from "./asking.js";
import { identify } from "./identifying.js";
import { cliProblem } from "./problems.js";

const none = cliProblem("id-unknown", "x");
const asking = (answers: Readonly<Record<string, unknown>>): Asking => ({
  running: true,
  ask: async (action) => answers[action] ?? none,
  close: async () => undefined,
});

test("a rule or detector is shown by its own command", async () => {
  const found = await identify(
    asking({ "rule-read": { key: "brute-force", title: "Passwords are tried" } }),
    "brute-force",
    (id) => id,
  );
  expect(found).toMatchObject({
    says: 'This is the rule "Passwords are tried".',
    next: "breakwater rule show brute-force",
  });
});

test("nothing is nothing, and the problem names every kind of id", async () => {
  expect(await identify(asking({}), "nothing", (id) => id)).toBeNull();
  expect(none).toBeInstanceOf(Problem);
  for (const way of ["warning list", "detection list", "release:12", "refused:3"])
    expect(none.hint).toContain(way);
});
