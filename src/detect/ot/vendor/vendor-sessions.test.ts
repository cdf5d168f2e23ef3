/** Sessions under a flood: bounded, and counted. */
import { expect, test } from "vitest";
import { factOf, secondUs, testStartUs } from "../../behaviour/testing.js";
import { compileSite, emptyLists } from "../site.js";
import { VendorSessions } from "./vendor-sessions.js";

const site = compileSite({
  ...emptyLists("member-1", 14),
  vendors: [{ id: "v1", vendor: "Maker", accounts: [], networks: ["203.0.0.0/16"] } as never],
});
const coming = (at: number) =>
  factOf({
    source: `203.0.${at >> 8}.${at & 255}`,
    destination: "10.0.1.1",
    destinationPort: 22,
    user: "u".repeat(5_000),
    timeUs: testStartUs + at * secondUs,
    connection: {},
  });

test("those that close for want of room wait to be asked for, and over a kill; more are dropped and counted", () => {
  const sessions = new VendorSessions();
  for (let at = 0; at < 600; at++) sessions.see(coming(at), site);
  expect(sessions.size).toBe(256);
  const after = new VendorSessions(structuredClone(sessions.save()));
  for (const one of [sessions, after]) {
    expect(one.dropped).toBe(344 + 88);
    const closed = one.over(testStartUs);
    expect(closed.length).toBe(256);
    expect(closed[0]).toMatchObject({ source: "203.0.0.88", isOpen: false });
    expect(closed[0]?.accounts[0]?.length).toBe(120);
    expect(one.over(testStartUs)).toEqual([]);
  }
});
