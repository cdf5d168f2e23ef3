/** A pack may be read by anyone: a part of a member's name keeps an entry in as the whole does. */
import { describe, expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import { openGate } from "./gate.js";

const memberId = "member-id-one";
const gate = openGate(
  [
    testMember({ id: memberId, name: "Red Rig Logistics" }),
    testMember({ id: "member-id-two", name: "Zubeldia" }),
  ],
  [],
  { exposures: [], people: [{ memberId, name: "John Smith" }] },
);
const decide = (text: string, apart: readonly string[] = [], namedMemberId: string | null = null) =>
  gate.decide({
    object: {
      kind: "pack",
      id: "groups/0",
      tlp: "TLP:CLEAR",
      content: { name: "Terms", values: [text, "fine.example"] },
      apart,
      namedMemberId,
    },
    recipient: { kind: "file", name: "pack" },
    channel: "file",
  });

describe("parts of names", () => {
  test.each([
    "Truckers of Red Rig",
    "redrig-feed",
    "RRLogistics",
    "RRL",
    "John Q. Smith",
    "told by J. Quincy Smith",
  ])("%s", (text) => {
    expect(decide(text)).toMatchObject({ released: false, rule: "origin-leak" });
    expect(decide(text, ["values"])).toMatchObject({
      released: true,
      form: { content: { values: ["fine.example"] } },
    });
  });
  test("but of the one that chose to be named its own name's", () => {
    expect(decide("Truckers of Red Rig", [], memberId).released).toBe(true);
    expect(decide("Truckers of Red Rig", [], "member-id-two").released).toBe(false);
    expect(decide("Truckers of the port").released).toBe(true);
  });
});
