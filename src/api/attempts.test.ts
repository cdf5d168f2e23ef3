/** Attempts over the API: a member's people learn what knocks everywhere, and nothing of what others met. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AttemptCount } from "../detect/index.js";
import type { Targetedness } from "../model/index.js";
import { addAttempts } from "../warn/index.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let memberId = "";
beforeAll(async () => {
  center = await openTestCenter();
  memberId = (await center.addMember("Pier Seven Terminal", ["203.0.113.0/28"])).id;
  const hourUs = Math.floor(center.clock.nowUs() / 3600e6) * 3600e6 - 3600e6;
  const count = (targetedness: Targetedness, attempts: number): AttemptCount => ({
    memberId,
    hourUs,
    kind: "knock",
    technique: "",
    blockedBy: "",
    targetedness,
    mark: null,
    attempts,
    records: attempts,
  });
  const counts = [count("everybody", 7), count("only-ports", 3), count("only-us", 2), count("unknown", 1)];
  await center.state.db.transaction().execute((tx) => addAttempts(tx, counts));
}, 60_000);
afterAll(() => center.close());

test.each([
  ["analyst", true],
  ["admin", true],
  ["operator", false],
] as const)("a %s is told whom they were after as far as it may be", async (role, isMembers) => {
  const person = role === "operator" ? center.operator : await center.addPerson(`A ${role}`, role, memberId);
  const answer = await callAction(center, { person, sessionHash: "session" }, "attempt-read", { memberId });
  expect(answer).toMatchObject({
    attempts: 13,
    targetedness: isMembers
      ? [
          { name: "everybody", attempts: 7 },
          { name: "unknown", attempts: 6 },
        ]
      : [
          { name: "only-us", attempts: 2 },
          { name: "only-ports", attempts: 3 },
          { name: "everybody", attempts: 7 },
          { name: "unknown", attempts: 1 },
        ],
  });
});
