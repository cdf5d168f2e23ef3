import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { addMember, updateMember } from "./companies.js";
import { ensureCenterMember, ensureOperator } from "./first-house.js";
import { listMembers } from "./member-rows.js";
import { readName } from "./names.js";
import { readNetworks } from "./networks.js";
import { removeMember } from "./removal.js";

const clock = fixedClock(1_700_000_000e6);
let state: State;
beforeAll(async () => {
  state = await openTestState();
}, 60_000);
afterAll(() => state.close());

const add = (name: string, networks: readonly string[] = []) =>
  addMember(state.db, clock, { name, sector: "shipping line", networks });

const code = (answer: unknown) => (answer instanceof Problem ? answer.code : "accepted");

describe("members", () => {
  test("networks are kept canonical, distinct, and without those inside another", async () => {
    const member = await add("Blue Anchor Lines", [
      "203.0.113.9/28",
      "203.0.113.0/28",
      "203.0.113.4",
      "2001:DB8:0::/32",
    ]);
    expect(member).toMatchObject({ networks: ["2001:db8::/32", "203.0.113.0/28"], tlpCeiling: "TLP:AMBER" });
    expect(await listMembers(state.db)).toContainEqual(member);
  });

  test("a public network of another member is refused, and the refusal tells neither who nor what", async () => {
    for (const overlap of ["203.0.113.8/30", "203.0.112.0/20", "203.0.113.1", "2001:db8:40::/48"]) {
      const problem = await add("Curious Company", ["192.0.2.0/24", overlap]);
      expect(code(problem)).toBe("members.network-unavailable");
      const text = JSON.stringify(problem) + String((problem as Problem).detail);
      expect(text).not.toMatch(/Blue Anchor|203\.0\.11|192\.0\.2\.|2001:db8::/);
    }
    expect(code(await add("Curious Company", ["192.0.2.0/24"]))).toBe("accepted");
  });

  test("private networks may be two members' at once", async () => {
    expect(code(await add("Crane One Services", ["10.0.0.0/8", "fd00::/16"]))).toBe("accepted");
    expect(code(await add("Crane Two Services", ["10.0.0.0/8", "10.4.0.0/16", "fd00::/16"]))).toBe(
      "accepted",
    );
  });

  test.each([
    ["12.0.0.0/7", "members.network-invalid"],
    ["0.0.0.0/0", "members.network-invalid"],
    ["::/0", "members.network-invalid"],
    ["10.0.0.0/33", "members.network-invalid"],
    ["010.0.0.0/8", "members.network-invalid"],
    ["'; drop table member; --", "members.network-invalid"],
  ])("the network %s is refused", async (network, expected) => {
    expect(code(await add("Wide Company", [network]))).toBe(expected);
  });

  test("a name is unique whatever its case, and stands out from a warning's words", async () => {
    expect(code(await add("blue anchor LINES"))).toBe("members.member-name-taken");
    for (const name of ["Port", "a", "  ", "This Company", "TLP:RED", "Serve", "42", "Evil\u202eName"])
      expect(code(readName(name)), name).toBe("members.member-invalid");
    expect(readName("  Port   of  Antwerp ")).toBe("Port of Antwerp");
  });

  test("a change keeps what is not given and is checked like a new member", async () => {
    const member = await add("Rail Ramp West", ["198.51.100.0/24"]);
    if (member instanceof Problem) throw new Error(member.detail);
    const crowd = Array.from({ length: 21 }, (_, n) => `Provider ${n}`);
    for (const providers of [
      ["Harbor\u0000IT"],
      ["Fine", "Harbor\u202eIT"],
      ["Harbor\udfff"],
      ["x".repeat(201)],
      crowd,
    ])
      expect(await updateMember(state.db, clock, member.id, { providers })).toMatchObject({
        code: "members.member-invalid",
      });
    const changed = await updateMember(state.db, clock, member.id, {
      providers: [" Harbor IT ", "", "Acme MSSP, Inc.", "acme  mssp", "HARBOR IT LLC"],
      name: undefined,
    });
    expect(changed).toEqual({ ...member, providers: ["Harbor IT", "Acme MSSP, Inc."] });
    expect(code(await updateMember(state.db, clock, member.id, { networks: ["203.0.113.0/30"] }))).toBe(
      "members.network-unavailable",
    );
    expect(code(await updateMember(state.db, clock, "nobody", {}))).toBe("members.member-unknown");
    expect(code(await removeMember(state.db, clock, member.id))).toBe("accepted");
    expect(code(await removeMember(state.db, clock, member.id))).toBe("members.member-unknown");
  });

  test("the center's own member and first operator are made once, and the member stays", async () => {
    const center = await ensureCenterMember(state.db, clock);
    expect(await ensureCenterMember(state.db, clock)).toEqual(center);
    expect(code(await removeMember(state.db, clock, center.id))).toBe("members.member-is-center");
    expect((await ensureOperator(state.db, clock)).created).toBe(true);
    expect((await ensureOperator(state.db, clock)).created).toBe(false);
  });

  test("five hundred networks are read, one more is not", () => {
    const many = Array.from({ length: 501 }, (_, i) => `198.18.${i >> 8}.${i & 255}`);
    expect(code(readNetworks(many))).toBe("members.network-invalid");
    expect(readNetworks(many.slice(1))).toHaveLength(500);
  });
});
