import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import type { Member } from "../../model/index.js";
import { listAudit, type State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { setCenterMemberId } from "../center-setting.js";
import { addMember, updateMember } from "../companies.js";
import { addPerson } from "../people.js";
import { removeMember } from "../removal.js";
import { listRemovedExposures } from "../removed-members.js";
import { listConflicts, listOwnWaiting } from "./conflicts.js";
import { importExposures } from "./importing.js";
import { listExposures, listExposuresOf, readExposures } from "./listing.js";
import type { ExposureInput } from "./reading.js";
import { registerExposures, removeExposure } from "./register.js";
import { settleConflict } from "./settling.js";
import { type Ask, declineSuggestion, suggestExposures } from "./suggesting.js";

const clock = fixedClock(1_700_000_000e6);
let state: State;
let pier: Member;
let rival: Member;

function given<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}

let made = 0;
const newMember = async (networks: readonly string[] = []): Promise<Member> =>
  given(
    await addMember(state.db, clock, {
      name: `Harbor Company Nr ${++made}`,
      sector: "terminal operator",
      networks,
    }),
  );

beforeAll(async () => {
  state = await openTestState();
  pier = await newMember(["203.0.113.0/26", "10.0.0.0/8"]);
  rival = await newMember();
}, 60_000);
afterAll(() => state.close());

const register = async (
  member: Member,
  inputs: readonly ExposureInput[],
  change: { byOperator?: boolean; dryRun?: boolean } = {},
) =>
  given(
    await registerExposures(
      state.db,
      clock,
      { memberId: member.id, byOperator: false, dryRun: false, audit: "exposure-add", ...change },
      inputs,
    ),
  );

const outcomes = async (...asked: Parameters<typeof register>) =>
  (await register(...asked)).map((each) => (each.outcome === "refused" ? each.problem.code : each.outcome));

const domain = (value: string, also: readonly string[] = []) => ({ kind: "domain", value, also });

describe("registering", () => {
  test("twice the same is once, and what is new of it comes to it", async () => {
    const own = await newMember();
    const vessel = { kind: "vessel", value: "Blue Anchor Star" };
    expect(await outcomes(own, [vessel, vessel, { ...vessel, also: ["IMO 9074729"] }])).toEqual([
      "added",
      "unchanged",
      "changed",
    ]);
    expect(await outcomes(own, [{ ...vessel, also: ["9074729"] }])).toEqual(["unchanged"]);
    expect((await listExposures(state.db)).filter(({ memberId }) => memberId === own.id)).toMatchObject([
      { kind: "vessel", value: "Blue Anchor Star", also: ["IMO 9074729"] },
    ]);
  });

  test("leaves an entry of kinds and counts where something was changed or kept, and none otherwise", async () => {
    const own = await newMember();
    const told = async () =>
      (await listAudit(state.db, { kind: "exposure-add", limit: 1000 }))
        .filter(({ subject }) => subject === own.id)
        .map(({ actor, detail }) => [actor, JSON.parse(detail)]);
    const vessel = { kind: "vessel", value: "Blue Anchor Moon" };
    await register(own, [
      vessel,
      domain("counted.example"),
      domain("counted2.example"),
      { kind: "?", value: "" },
    ]);
    await register(own, [vessel]);
    await register(own, [domain("dry2.example")], { dryRun: true });
    await register(own, [{ ...vessel, also: ["IMO 9321483"] }]);
    await register(own, [domain("gmail.com")], { dryRun: true });
    expect(await told()).toEqual([
      ["center", { added: {}, changed: {}, refused: 1, dryRun: true }],
      ["center", { added: {}, changed: { vessel: 1 }, refused: 0 }],
      ["center", { added: { domain: 2, vessel: 1 }, changed: {}, refused: 0 }],
    ]);
  });

  test("a dry run keeps nothing but what was refused", async () => {
    const own = await newMember();
    expect(await outcomes(own, [domain("dry.example")], { dryRun: true })).toEqual(["added"]);
    expect((await readExposures(state.db, { memberId: own.id, limit: 10 })).rows).toEqual([]);
  });

  test("ten thousand are kept, one more is not; what is there may still change", async () => {
    const own = await newMember();
    const many = Array.from({ length: 10_001 }, (_, n) => ({ kind: "host", value: `plc-${n}x` }));
    const answers = await outcomes(own, many);
    expect(answers.filter((answer) => answer === "added")).toHaveLength(10_000);
    expect(answers.at(-1)).toBe("members.exposure-full");
    expect(await outcomes(own, [{ kind: "host", value: "plc-1x", note: "crane 3" }])).toEqual(["changed"]);
    given(await removeMember(state.db, clock, own.id));
  });

  test("pages hold each entry once, and are found by a part of anything", async () => {
    const own = await newMember();
    await register(own, [
      { kind: "brand", value: "Seventh Pier" },
      { kind: "vessel", value: "Anna Marit", also: ["IMO 9176187"] },
      domain("seventh.example"),
    ]);
    const first = await readExposures(state.db, { memberId: own.id, limit: 2 });
    const second = await readExposures(state.db, { memberId: own.id, limit: 2, after: first.next ?? "" });
    const values = [...first.rows, ...second.rows].map(({ value }) => value);
    expect([values.sort(), second.next]).toEqual([["Anna Marit", "Seventh Pier", "seventh.example"], null]);
    const found = await readExposures(state.db, { memberId: own.id, limit: 9, text: "9176187" });
    expect(found.rows.map(({ value }) => value)).toEqual(["Anna Marit"]);
  });
});

describe("what another member has", () => {
  const own: readonly ExposureInput[] = [
    domain("pier7.example"),
    { kind: "mail domain", value: "mail.seven.example" },
    { kind: "network", value: "198.51.100.0/25" },
    { kind: "vessel", value: "Pier Runner", also: ["IMO 8814275"] },
    { kind: "host", value: "tos-master" },
  ];
  beforeAll(async () => {
    expect(await outcomes(pier, own)).toEqual(Array(own.length).fill("added"));
  });

  test.each<[string, ExposureInput]>([
    ["the same domain", domain("pier7.example")],
    ["a domain in it", domain("www.pier7.example")],
    ["a domain above it", domain("seven.example")],
    ["it among other names", domain("fresh.example", ["deep.below.pier7.example"])],
    ["a part of its network", { kind: "network", value: "198.51.100.64/28" }],
    ["a network around it", { kind: "network", value: "198.51.0.0/16" }],
    ["a network of its record", { kind: "network", value: "203.0.113.7" }],
    ["its vessel's number under another name", { kind: "vessel", value: "Night Runner", also: ["8814275"] }],
    ["what is everybody's", domain("gmail.com")],
    ["a country's ending", { kind: "mail domain", value: "co.uk" }],
  ])("%s is refused as everything that can't be had is", async (_name, input) => {
    const asker = await newMember();
    const [answer] = await register(asker, [input]);
    expect(answer).toMatchObject({ outcome: "refused" });
    const { problem } = answer as { problem: Problem };
    const [other] = await register(asker, [domain("outlook.com")]);
    expect(answer).toEqual(other);
    expect(JSON.stringify(problem) + problem.detail).not.toMatch(/pier7|seven|198\.|Harbor|8814275/i);
    expect((await readExposures(state.db, { memberId: asker.id, limit: 9 })).rows).toEqual([]);
  });

  test.each<[string, ExposureInput]>([
    ["a private network", { kind: "network", value: "10.0.0.0/8" }],
    ["a name that only ends alike", domain("notpier7.example")],
    ["a name that only begins alike", domain("pier7.example.test")],
    ["the label beside it", domain("other.seven.example")],
    ["a host's name, which anybody may use", { kind: "host", value: "tos-master" }],
  ])("%s is nobody's alone", async (_name, input) => {
    expect(await outcomes(await newMember(), [input])).toEqual(["added"]);
  });

  test("nor do records of members get a network that another registered, though what they have stays", async () => {
    const late = await newMember();
    expect(await updateMember(state.db, clock, late.id, { networks: ["198.51.100.0/26"] })).toMatchObject({
      code: "members.network-unavailable",
    });
    expect(
      await addMember(state.db, clock, {
        name: "Late Company",
        sector: "other",
        networks: ["198.51.100.7"],
      }),
    ).toMatchObject({ code: "members.network-unavailable" });
  });

  test("operators see who asked and who has it, and settle it", async () => {
    const asker = await newMember();
    await register(asker, [domain("shared.pier7.example"), domain("gmail.com")]);
    const mine = (await listConflicts(state.db)).filter(({ memberId }) => memberId === asker.id);
    const byValue = Object.fromEntries(mine.map(({ value, holderIds }) => [value, holderIds]));
    expect(byValue).toEqual({ "shared.pier7.example": [pier.id], "gmail.com": [] });
    const [give, keep] = [
      mine.find((c) => c.holderIds.length > 0),
      mine.find((c) => c.holderIds.length === 0),
    ];
    given(await settleConflict(state.db, clock, give?.id ?? "", "give"));
    given(await settleConflict(state.db, clock, keep?.id ?? "", "keep"));
    expect(await settleConflict(state.db, clock, keep?.id ?? "", "give")).toMatchObject({
      code: "members.conflict-unknown",
    });
    expect(await outcomes(asker, [domain("shared.pier7.example"), domain("gmail.com")])).toEqual([
      "unchanged",
      "members.exposure-unavailable",
    ]);
    // What was given is that entry and no way to more.
    expect(await outcomes(asker, [domain("shared.pier7.example", ["www.pier7.example"])])).toEqual([
      "members.exposure-unavailable",
    ]);
    expect((await listConflicts(state.db)).some(({ memberId }) => memberId === asker.id)).toBe(false);
  });

  test("thirty refusals a day close the register to who asks, dry runs and imports counted; it opens the next day", async () => {
    const prober = await newMember();
    const guesses = Array.from({ length: 29 }, (_, n) => domain(`guess${n}.pier7.example`));
    await register(prober, guesses, { dryRun: true });
    expect(await outcomes(prober, [domain("honest.example")])).toEqual(["added"]);
    const report = given(
      await importExposures(
        state.db,
        clock,
        { memberId: prober.id, byOperator: false, dryRun: false, audit: "exposure-import" },
        "kind,value\ndomain,once.pier7.example\ndomain,free.example\ndomain,pier7.example\n",
      ),
    );
    expect(report.faults.map(({ line, code }) => [line, code])).toEqual([
      [2, "members.exposure-unavailable"],
      [3, "members.exposure-paused"],
      [4, "members.exposure-paused"],
    ]);
    expect(await outcomes(prober, [domain("free.example")], { byOperator: true })).toEqual(["added"]);
    clock.advanceMs(86_400_001);
    expect(await outcomes(prober, [domain("free2.example")])).toEqual(["added"]);
  });

  test("another's entry is removed as one that never was", async () => {
    const [theirs] = (await listExposures(state.db)).filter(({ memberId }) => memberId === pier.id);
    const refused = await removeExposure(state.db, clock, theirs?.id ?? "", rival.id);
    const nowhere = await removeExposure(state.db, clock, "00000000-0000-4000-8000-000000000000", rival.id);
    expect(refused).toMatchObject({ code: "members.exposure-unknown" });
    expect(refused).toEqual(nowhere);
  });

  test("a removed member's entries are free, and stay known to the gate until somebody has them", async () => {
    const gone = await newMember();
    await register(gone, [domain("gone.example"), { kind: "brand", value: "Gone Brothers" }]);
    given(await removeMember(state.db, clock, gone.id));
    const kept = async () =>
      (await listRemovedExposures(state.db)).filter((e) => e.memberId === gone.id).map(({ value }) => value);
    expect(await kept()).toEqual(["Gone Brothers", "gone.example"]);
    expect(await outcomes(rival, [domain("gone.example")])).toEqual(["added"]);
    expect(await kept()).toEqual(["Gone Brothers"]);
  });
});

describe("importing", () => {
  test("bad lines are named by number and reason, good ones kept", async () => {
    const own = await newMember();
    const csv =
      "kind,value,also,note\ndomain,import.example,,\nship,Nobody,,\n\nvessel,Anna Sofie,IMO 1234568,\nbrand,Sofie Lines,,ours\n";
    const by = { memberId: own.id, byOperator: false, dryRun: false, audit: "exposure-import" as const };
    const report = given(await importExposures(state.db, clock, by, csv));
    expect(report).toMatchObject({ added: 2, changed: 0, unchanged: 0, refused: 2 });
    expect(report.faults.map(({ line }) => line)).toEqual([3, 5]);
    expect(report.faults[1]?.detail).toContain("IMO number");
    expect(given(await importExposures(state.db, clock, by, csv))).toMatchObject({ added: 0, unchanged: 2 });
  });

  test("a file that is too long is refused as a whole", async () => {
    const by = { memberId: rival.id, byOperator: false, dryRun: true, audit: "exposure-import" as const };
    const csv = "domain,x.example\n".repeat(10_001);
    expect(await importExposures(state.db, clock, by, csv)).toMatchObject({ code: "members.exposure-full" });
  });
});

describe("suggestions", () => {
  const telemetry: Readonly<Record<string, readonly (readonly string[])[]>> = {
    "zeek-software": [
      ["OpenSSH", "8.9", "10.4.2.17"],
      ["OpenSSH", "9.1", "10.4.2.18"],
      ["() { _; } >_[$($())]", "", "10.4.2.17"],
      ["nginx", "1.2", "8.8.8.8"],
    ],
    "zeek-ssl": [
      ["www.terminal.example", "10.4.2.20"],
      ["update.microsoft.com", "10.4.2.20"],
      ["evil.example", "192.0.2.66"],
    ],
    "zeek-known_certs": [["tos.terminal.example", "10.4.2.21"]],
    "zeek-dns": [
      ["tos.corp.harbor.mx", "10.4.2.22"],
      ["17.2.4.10.in-addr.arpa", "10.4.2.22"],
    ],
  };
  const ask: Ask = async (sql) => {
    const log = Object.keys(telemetry).find((name) => sql.includes(`'${name}'`)) ?? "";
    return { columns: [], rows: telemetry[log] ?? [], cut: false, elapsedMs: 1 };
  };

  test("come from the member's own addresses, and neither from what is everybody's nor from attacks", async () => {
    const own = await newMember(["10.0.0.0/8"]);
    const found = given(await suggestExposures(state.db, clock, ask, own.id));
    expect(found.map(({ kind, value, also }) => [kind, value, ...also])).toEqual([
      ["product", "OpenSSH", "version 8.9", "version 9.1"],
      ["domain", "terminal.example"],
      ["domain", "harbor.mx"],
    ]);
    expect(found[1]?.why).toContain("www.terminal.example");
  });

  test("what is registered or declined stays away", async () => {
    const own = await newMember(["10.0.0.0/8"]);
    given(await declineSuggestion(state.db, clock, own.id, { kind: "domain", value: "Terminal.example" }));
    await register(own, [{ kind: "product", value: "OpenSSH" }]);
    const found = given(await suggestExposures(state.db, clock, ask, own.id));
    expect(found.map(({ value }) => value)).toEqual(["harbor.mx"]);
  });

  test("a store that can't be asked says so", async () => {
    const absent: Ask = async () => new Problem("store.events-absent", "No events", "", "", 503);
    expect(await suggestExposures(state.db, clock, absent, pier.id)).toMatchObject({
      code: "store.events-absent",
    });
  });
});

describe("a domain that others' people write from", () => {
  const writesFrom = async (email: string, memberId: string | null) =>
    given(
      await addPerson(state.db, clock, {
        name: "Wanda Writer",
        role: memberId === null ? "operator" : "viewer",
        memberId,
        email,
      }),
    );
  let own: Member;
  let other: Member;
  beforeAll(async () => {
    await setCenterMemberId(state.db, clock, pier.id);
    [own, other] = [await newMember(), await newMember()];
    await writesFrom("wanda@mail.grey-quay.example", own.id);
    await writesFrom("walt@harbor-office.example", null);
  });
  const waits = "members.exposure-unavailable";

  test.each<[string, ExposureInput]>([
    ["the domain itself", { kind: "domain", value: "mail.grey-quay.example" }],
    ["one above it", { kind: "mail domain", value: "grey-quay.example" }],
    ["one below it", { kind: "domain", value: "eu.mail.grey-quay.example" }],
    ["as another name", { kind: "domain", value: "nobody-else.example", also: ["grey-quay.example"] }],
    ["written as a host", { kind: "host", value: "grey-quay.example" }],
    ["written as a brand", { kind: "brand", value: "Grey-Quay.Example" }],
    ["in an address", { kind: "vendor account", value: "wanda@mail.grey-quay.example" }],
    ["the center's own", { kind: "domain", value: "harbor-office.example" }],
  ])("waits for the center, in the words of all that waits: %s", async (_name, input) => {
    const asking = await newMember();
    const [here, common] = await register(asking, [input, { kind: "domain", value: "gmail.com" }]);
    expect(here).toMatchObject({ outcome: "refused", problem: { code: waits } });
    expect(here).toEqual(common);
    expect(await listExposuresOf(state.db, asking.id)).toEqual([]);
  });

  test("operators see whose it is, and may give it", async () => {
    expect(await outcomes(other, [{ kind: "domain", value: "grey-quay.example" }])).toEqual([waits]);
    expect(await outcomes(other, [{ kind: "domain", value: "harbor-office.example" }])).toEqual([waits]);
    const asked = (await listConflicts(state.db)).filter(({ memberId }) => memberId === other.id);
    expect(Object.fromEntries(asked.map(({ value, holderIds }) => [value, holderIds]))).toEqual({
      "grey-quay.example": [own.id],
      "harbor-office.example": [pier.id],
    });
    for (const { id } of asked) given(await settleConflict(state.db, clock, id, "give"));
    expect((await listExposuresOf(state.db, other.id)).map(({ value }) => value)).toEqual([
      "grey-quay.example",
      "harbor-office.example",
    ]);
  });

  test("is its own people's to register, and a neighbour of it anybody's", async () => {
    const asking = await newMember();
    await writesFrom("ida@our-own.example", asking.id);
    const inputs = ["our-own.example", "other-quay.example", "notgrey-quay.example"];
    expect(
      await outcomes(
        asking,
        inputs.map((value) => ({ kind: "domain", value })),
      ),
    ).toEqual(["added", "added", "added"]);
  });

  test("the member sees what waits, alike for every reason, until it is settled; nobody else does", async () => {
    const [holder, asking] = [await newMember(), await newMember()];
    await register(holder, [{ kind: "domain", value: "held-quay.example" }]);
    await writesFrom("eve@written-quay.example", holder.id);
    const inputs = ["held-quay.example", "gmail.com", "written-quay.example"].map((value) => ({
      kind: "domain" as const,
      value,
      note: "ours",
    }));
    expect(await outcomes(asking, inputs)).toEqual([waits, waits, waits]);
    const waiting = await listOwnWaiting(state.db, asking.id);
    const asked = inputs.map((each) => ({ memberId: asking.id, also: [], atUs: clock.nowUs(), ...each }));
    expect(waiting.toSorted((a, b) => a.value.localeCompare(b.value))).toEqual(
      asked.toSorted((a, b) => a.value.localeCompare(b.value)),
    );
    expect(await listOwnWaiting(state.db, holder.id)).toEqual([]);
    const open = (await listConflicts(state.db)).filter(({ memberId }) => memberId === asking.id);
    for (const [at, { id }] of open.entries())
      given(await settleConflict(state.db, clock, id, at === 0 ? "give" : "keep"));
    expect(await listOwnWaiting(state.db, asking.id)).toEqual([]);
  });
});
