import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { urgencies } from "../../model/index.js";
import {
  contributionKinds,
  dueReminderUs,
  mayHoldBack,
  participation,
  type ReciprocityPolicy,
  reciprocityOff,
} from "./participation.js";

const dayUs = 86_400e6;
const policy: ReciprocityPolicy = { ...reciprocityOff, on: true, kindsNeeded: 2, sinceUs: 100 * dayUs };
const at = (days: number) => days * dayUs;

describe("participation", () => {
  test("is measured in kinds, not in amounts: the second latest kind decides until when", () => {
    const given = { telemetry: at(250), sighting: at(220), report: at(100) };
    const standing = participation(policy, 0, given, at(260));
    expect(standing).toMatchObject({
      standing: "sharing",
      untilUs: at(310),
      kinds: ["telemetry", "sighting"],
    });
    expect(participation(policy, 0, given, at(310)).standing).toBe("not sharing");
    expect(participation(policy, 0, { telemetry: at(250) }, at(260)).standing).toBe("not sharing");
  });

  test("kinds that the policy does not count do not count", () => {
    const given = { reaction: at(259), telemetry: at(259) };
    expect(participation(policy, 0, given, at(260)).standing).toBe("not sharing");
    expect(participation({ ...policy, counted: contributionKinds }, 0, given, at(260)).standing).toBe(
      "sharing",
    );
  });

  test("grace counts from joining, and for all from when the policy was switched on", () => {
    expect(participation(policy, 0, {}, at(159)).standing).toBe("grace");
    expect(participation(policy, 0, {}, at(160)).standing).toBe("not sharing");
    expect(participation(policy, at(300), {}, at(359)).standing).toBe("grace");
  });

  test("reminders are due in order before the end, the last that came is the one", () => {
    const standing = participation(policy, 0, {}, at(130));
    expect(standing.remindersUs).toEqual([at(130), at(146), at(157)]);
    expect(dueReminderUs(standing, at(129))).toBeNull();
    expect(dueReminderUs(standing, at(147))).toBe(at(146));
  });

  test("where no policy is on, everybody shares enough", () => {
    expect(participation({ ...policy, on: false }, 0, {}, at(9999))).toMatchObject({
      standing: "sharing",
      untilUs: null,
      remindersUs: [],
    });
  });

  test("more never makes it worse", () => {
    const day = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(day, day, day, day, day, (joined, telemetry, sighting, report, now) => {
        const order = ["not sharing", "grace", "sharing"];
        const rank = (given: object) =>
          order.indexOf(participation(policy, at(joined), given, at(now)).standing);
        const less = { telemetry: at(telemetry), sighting: at(sighting) };
        expect(rank({ ...less, report: at(report) })).toBeGreaterThanOrEqual(rank(less));
      }),
    );
  });
});

describe("holding back", () => {
  test("what is urgent or about the member itself is never held back, from anybody", () => {
    for (const standing of ["sharing", "grace", "not sharing"] as const)
      for (const urgency of urgencies)
        for (const aboutItself of [true, false]) {
          const held = mayHoldBack(standing, { urgency, aboutItself });
          if (urgency === "critical" || urgency === "high" || aboutItself || standing !== "not sharing")
            expect([standing, urgency, aboutItself, held]).toEqual([standing, urgency, aboutItself, false]);
          else expect(held).toBe(true);
        }
  });
});
