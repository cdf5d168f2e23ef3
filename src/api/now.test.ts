/** The sentence on *Now*: the most urgent truth first, in plain words, with right grammar. */
import { describe, expect, test } from "vitest";
import { stateOfThings, type Things } from "./now.js";

const quiet: Things = {
  isCenter: true,
  openWarnings: { low: 0, medium: 0, high: 0, critical: 0 },
  unanswered: 0,
  sources: [],
  steps: [],
};
const open = (change: Partial<Things["openWarnings"]>) => ({ ...quiet.openWarnings, ...change });
const down = { id: "x", title: "Event store", state: "down", sinceUs: 0, advice: "Start it." } as const;

describe("the state of the port in a sentence", () => {
  test.each([
    ["nothing open", {}, "calm", "All quiet. No warning is open."],
    [
      "nothing connected",
      { steps: [{ id: "telemetry", done: false }] },
      "unknown",
      "Nothing is connected yet, so nothing can be seen.",
    ],
    [
      "all connected, something else to do",
      {
        steps: [
          { id: "telemetry", done: true },
          { id: "people", done: false },
        ],
      },
      "calm",
      "All quiet. No warning is open.",
    ],
    [
      "a member that never sent anything",
      { isCenter: false, steps: [{ id: "telemetry", done: false }] },
      "unknown",
      "No warning for you, but nothing of yours is connected yet.",
    ],
    [
      "one critical before all else",
      { openWarnings: open({ critical: 1, high: 3 }), sources: [down] },
      "alarm",
      "One critical warning needs somebody now.",
    ],
    [
      "urgent, some answered",
      { openWarnings: open({ high: 6 }), unanswered: 5 },
      "alarm",
      "Six urgent warnings are open; five of 6 have no answer yet.",
    ],
    [
      "one urgent",
      { openWarnings: open({ high: 1 }), unanswered: 1 },
      "alarm",
      "One urgent warning is open and has no answer yet.",
    ],
    [
      "a store down",
      { sources: [down] },
      "alarm",
      "Event store is down; the center sees less than it should.",
    ],
    [
      "only small ones, all answered",
      { openWarnings: open({ low: 2 }) },
      "attention",
      "Two warnings are open, none of them urgent, all answered.",
    ],
  ] as const)("%s", (_name, change, tone, sentence) => {
    expect(stateOfThings({ ...quiet, ...change })).toEqual({ tone, sentence });
  });
});
