import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { permittedActions } from "../../model/index.js";
import { mayBlock, readMarkings, stricter, tlp1Ids, tlp2Ids, unrestricted } from "./markings.js";

const none = new Map<string, unknown>();
const amber1 = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";
const white1 = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9";
const clear2 = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487";
const own = "marking-definition--11111111-1111-4111-8111-111111111111";
const iep = (policy: object) =>
  new Map<string, unknown>([
    [own, { extensions: { "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a": policy } }],
  ]);

describe("markings", () => {
  test("each fixed id means its label, WHITE is CLEAR, and ids of TLP 1.0 stay", () => {
    for (const [id, tlp] of Object.entries({ ...tlp1Ids, ...tlp2Ids }))
      expect(readMarkings([id], none)).toMatchObject({
        tlp,
        unknown: [],
        ids: [id === white1 ? clear2 : id],
      });
    expect(readMarkings([amber1], none).ids).toEqual([amber1]);
  });

  test("of several the most restrictive counts, and labels are read as people write them", () => {
    expect(readMarkings([clear2, "tlp:amber+strict", amber1], none)).toMatchObject({
      tlp: "TLP:AMBER+STRICT",
    });
    expect(readMarkings(["TLP:WHITE"], none)).toMatchObject({ tlp: "TLP:CLEAR", ids: [clear2] });
  });

  test.each([
    ["no marking", [], none],
    ["an unknown one", [own], none],
    ["a definition of a kind nobody knows", [own], new Map([[own, { definition_type: "acs" }]])],
    ["a known one beside an unknown one", [clear2, own], none],
    [
      "one that calls itself TLP under another id",
      [own],
      new Map([[own, { definition_type: "tlp", definition: { tlp: "white" } }]]),
    ],
    ["a definition that is a text", [own], new Map([[own, "TLP:CLEAR"]])],
  ])("%s is RED", (_what, refs, definitions) => {
    expect(readMarkings(refs, definitions as ReadonlyMap<string, unknown>).tlp).toBe("TLP:RED");
  });

  test("no definition that comes along changes what a fixed id means", () => {
    const forged = new Map([[amber1, { definition_type: "tlp", definition: { tlp: "white" } }]]);
    expect(readMarkings([amber1], forged).tlp).toBe("TLP:AMBER");
  });

  test("statements go along and say nothing of how far", () => {
    const definitions = new Map([
      [own, { definition_type: "statement", definition: { statement: "© Feed Ltd" } }],
    ]);
    expect(readMarkings([own, clear2], definitions)).toMatchObject({
      tlp: "TLP:CLEAR",
      statements: ["© Feed Ltd"],
      ids: [own, clear2],
    });
    expect(readMarkings([own], definitions).tlp).toBe("TLP:RED");
  });

  test("IEP says its TLP and what may be done; words it does not have are the strictest", () => {
    const policy = {
      tlp: "green",
      permitted_actions: "internally-visible-actions",
      affected_party_notifications: "may",
      provider_attribution: "must-not",
    };
    const read = readMarkings([own], iep(policy));
    expect(read).toMatchObject({
      tlp: "TLP:GREEN",
      handling: {
        permittedActions: "internally-visible-actions",
        affectedPartyNotifications: "may",
        providerAttribution: "must-not",
      },
    });
    expect(mayBlock(read.handling)).toBe(false);
    expect(mayBlock(unrestricted)).toBe(true);
    expect(readMarkings([own], iep({ tlp: "green" })).handling).toEqual({
      permittedActions: "none",
      affectedPartyNotifications: "must-not",
      providerAttribution: "must-not",
    });
    expect(readMarkings([own], iep({})).tlp).toBe("TLP:RED");
  });

  test("two policies allow what both allow, in any order", () => {
    const policy = fc.record({
      permittedActions: fc.constantFrom(...permittedActions),
      affectedPartyNotifications: fc.constantFrom("may" as const, "must-not" as const),
      providerAttribution: fc.constantFrom("may" as const, "must" as const, "must-not" as const),
    });
    fc.assert(
      fc.property(policy, policy, policy, (a, b, c) => {
        expect(stricter(a, b)).toEqual(stricter(b, a));
        expect(stricter(stricter(a, b), c)).toEqual(stricter(a, stricter(b, c)));
        expect(stricter(a, a)).toEqual(a);
        if (mayBlock(stricter(a, b))) expect(mayBlock(a) && mayBlock(b)).toBe(true);
      }),
    );
  });
});
