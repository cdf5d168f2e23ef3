import { expect, test } from "vitest";
import { claimLine, metLine, times } from "./explaining.js";

test("what there is none of leaves no comma, and one is once", () => {
  const said = { source: "List", confidence: 80, tlp: "TLP:GREEN" };
  expect(claimLine({ ...said, labels: [] })).toBe("List: 80 of 100, TLP:GREEN");
  expect(claimLine({ ...said, labels: ["c2", "tor"] })).toBe("List: 80 of 100, TLP:GREEN, c2, tor");
  const us = 1_795_000_000_000_000;
  const met = { firstUs: us, lastUs: us, direction: "inbound" };
  const clock = "2026-11-18 11:06:40 UTC";
  expect(metLine({ ...met, count: 1, insideAddresses: [] })).toBe(`${clock} to ${clock}: once, inbound`);
  expect(metLine({ ...met, count: 2, insideAddresses: ["192.0.2.1"] })).toBe(
    `${clock} to ${clock}: 2 times, inbound, 192.0.2.1`,
  );
  expect([times(1), times(3)]).toEqual(["once", "3 times"]);
});
