/** Who is told of an advisory and of what was found on a sister crane, and that nobody learns from it who else has what. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import { csafOf } from "../../intel/advisories/testing.js";
import { keepAdvisories, keepExploited, readCsaf } from "../../intel/index.js";
import { addMember, importSiteList, registerExposures } from "../../members/index.js";
import type { Detection, Member, SiteListName } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { applyOutcome } from "../applying.js";
import { testBatch, testDetection } from "../testing.js";
import { matchesOf, tellOfAdvisories } from "./telling.js";

const startUs = Date.UTC(2026, 10, 22, 10, 0, 0) * 1000;
const dayUs = 86_400e6;
const clock = fixedClock(startUs);
let state: State;
const members = new Map<string, Member>();
const fine = <T>(value: T | Problem): T => (value instanceof Problem ? expect.fail(value.detail) : value);
const id = (name: string) => (members.get(name) as Member).id;
const list = (name: string, what: SiteListName, csv: string) =>
  importSiteList(state.db, clock, { memberId: id(name), actor: "test" }, what, csv, true).then(fine);

const assets = (firmware: string) =>
  `name,addresses,vendor,product,firmware,crane\nalpha-main-plc,10.20.1.10,Siemens,S7-1500,${firmware},Zebra North\n`;

beforeAll(async () => {
  state = await openTestState();
  for (const [at, name] of ["alpha", "bravo", "charlie"].entries()) {
    const input = {
      name: `Company ${name}`,
      sector: "terminal operator",
      networks: [`198.51.100.${at * 16}/28`],
    };
    members.set(name, fine(await addMember(state.db, clock, input as Parameters<typeof addMember>[2])));
  }
  await list(
    "alpha",
    "cranes",
    "name,maker,model,terminal\nZebra North,ZPMC Co. Ltd.,STS-65,Quay of Alpha\n",
  );
  await list(
    "bravo",
    "cranes",
    "name,maker,model\nBravo One,Shanghai Zhenhua Heavy Industries,STS 65\nBravo Two,ZPMC,sts-65\n",
  );
  await list("charlie", "cranes", "name,maker,model\nCharlie One,Liebherr,STS-65\n");
  await list("alpha", "assets", assets("V4.3"));
}, 60_000);
afterAll(() => state.close());
beforeEach(async () => {
  for (const table of [
    "warning",
    "advisory",
    "advisory_told",
    "known_exploited",
    "batch",
    "detection",
  ] as const)
    await state.db.deleteFrom(table).execute();
  clock.setUs(startUs);
});

const take = (...documents: readonly object[]) =>
  keepAdvisories(
    state.db,
    clock.nowUs(),
    documents.map((document) => fine(readCsaf(document))),
  );
const tell = () => tellOfAdvisories(state, clock);
const warnings = async () =>
  (await state.db.selectFrom("warning").selectAll().orderBy("member_id").orderBy("created_us").execute()).map(
    (row) => ({
      member: [...members].find(([, member]) => member.id === row.member_id)?.[0],
      state: row.state,
      urgency: row.urgency,
      reason: row.close_reason,
      draft: row.draft as unknown as Record<"sentence" | "story", string> & {
        readonly doNow: readonly string[];
      },
    }),
  );
const said = async () =>
  (await warnings()).map(({ member, state: now, urgency }) => `${member} ${now} ${urgency}`);

describe("an advisory", () => {
  test("is told to the one that has the product, with the reason and what to do", async () => {
    await take(csafOf({}), csafOf({ id: "ICSA-26-002-01", vendor: "Moxa" }));
    expect(await tell()).toEqual({ newMarks: [null], updatedWarnings: 0, withdrawn: 0 });
    expect(await tell()).toEqual({ newMarks: [], updatedWarnings: 0, withdrawn: 0 });
    const [warning] = await warnings();
    expect(warning).toMatchObject({ member: "alpha", urgency: "high" });
    expect(warning?.draft.sentence).toBe("A machine of yours has a weakness that was published.");
    expect(warning?.draft.story).toBe(
      "alpha-main-plc: the firmware V4.3 you run is in the range < V4.5. The advisory is ICSA-26-001-01 of CISA: Siemens products.",
    );
    expect(warning?.draft.doNow.slice(0, 2)).toEqual([
      "Change nothing on a running crane: plan with the maker what follows, for a maintenance window.",
      "The advisory says to mend it: “Update to V4.5 or later.”.",
    ]);
    expect((await matchesOf(state.db, id("bravo"))).length).toBe(0);
  });

  test("grows more urgent where the flaw is used, and goes with a newer version or firmware", async () => {
    await take(csafOf({ score: 7.5 }));
    await tell();
    expect(await said()).toEqual(["alpha open medium"]);
    const used = { cve: "CVE-2026-1001", name: "", addedUs: 1, due: "", action: "", isUsedForRansom: true };
    await keepExploited(state.db, clock.nowUs(), [used]);
    expect(await tell()).toMatchObject({ newMarks: [], updatedWarnings: 1 });
    expect(await said()).toEqual(["alpha open high"]);
    expect(await take(csafOf({ version: "3", versions: { "SIMATIC S7-1500": ["< V4.1"] } }))).toMatchObject({
      updated: 1,
    });
    expect(await take(csafOf({ version: "2" }))).toMatchObject({ older: 1 });
    expect(await tell()).toMatchObject({ withdrawn: 1 });
    expect((await warnings())[0]).toMatchObject({ state: "closed", reason: "not about us" });
  });

  test("that a person closed comes back only where there is more to tell", async () => {
    await take(csafOf({}));
    await tell();
    await state.db.updateTable("warning").set({ state: "closed", close_reason: "expected" }).execute();
    clock.setUs(startUs + 9 * dayUs);
    await tell();
    expect(await said()).toEqual(["alpha closed high"]);
    await list("alpha", "assets", `${assets("V4.3")}alpha-second-plc,10.20.1.11,Siemens,S7-1500,V4.0,\n`);
    await tell();
    expect(await said()).toEqual(["alpha closed high", "alpha open high"]);
    await list("alpha", "assets", assets("V4.3"));
  });

  test("is listed and not told where the product alone matches and nobody uses the flaw", async () => {
    await take(csafOf({ id: "ICSA-26-003-01", score: 8, vendor: "Navis", versions: { N4: ["< 4.0"] } }));
    await registerExposures(
      state.db,
      clock,
      { memberId: id("charlie"), byOperator: true, dryRun: false, audit: "exposure-add" },
      [{ kind: "product", value: "Navis N4" }],
    ).then(fine);
    await tell();
    expect(await said()).toEqual([]);
    const [found] = await matchesOf(state.db, id("charlie"));
    expect(found?.matches[0]).toMatchObject({ confidence: "possible", reason: "version unknown" });
  });
});

describe("what is found on a crane", () => {
  let batches = 0;
  const detect = (to: string, change: Partial<Detection["rule"]> = {}) => {
    const rule = {
      id: "ot-program",
      title: "A controller's program was replaced",
      kind: "ot",
      level: "critical",
      techniques: ["T0843"],
      ...change,
    } as const;
    const about = { rule, fields: { account: "alpha-vendor" }, about: "alpha-main-plc" };
    const detection = testDetection({ timeUs: clock.nowUs(), from: "10.20.1.77", to, change: about });
    return applyOutcome(
      state,
      clock,
      {},
      testBatch(`sister-${batches++}`, id("alpha"), [], { detections: [detection] }),
    );
  };

  test("is told at once to who has a sister of it, with nothing of where", async () => {
    await detect("10.20.1.10");
    const told = (await warnings()).filter(({ member }) => member !== "alpha");
    expect(told.map(({ member, urgency }) => `${member} ${urgency}`)).toEqual(["bravo high"]);
    const text = JSON.stringify(told[0]?.draft, (key, value: unknown) =>
      key === "originMemberIds" ? [] : value,
    );
    expect(text).toContain("Compare the program in its controllers with the copy that you approved.");
    expect(text).toContain("Compare el programa de sus controladores con la copia que usted aprobó.");
    expect(text).toContain("Bravo One and Bravo Two");
    for (const origin of [/alpha/i, /zebra/i, /quay/i, /10\.20\./, /Co\. Ltd/, /2026/])
      expect(text).not.toMatch(origin);
    const { rule } = await state.db
      .selectFrom("release")
      .select("rule")
      .where("recipient_id", "=", id("bravo"))
      .orderBy("id", "desc")
      .executeTakeFirstOrThrow();
    expect(rule).toBe("origin-hidden");
  });

  test("again changes nothing that its readers see", async () => {
    await detect("10.20.1.10");
    const before = (await warnings()).filter(({ member }) => member === "bravo");
    clock.setUs(startUs + 3600e6);
    await detect("10.20.1.10");
    expect((await warnings()).filter(({ member }) => member === "bravo")).toEqual(before);
  });

  test("is told to nobody where it is mild, on no crane, or of another kind", async () => {
    await detect("10.20.1.10", { id: "ot-mild", level: "medium" });
    await detect("10.20.9.9", { id: "ot-elsewhere" });
    await detect("10.20.1.10", { id: "behaviour", kind: "behaviour" });
    expect((await warnings()).filter(({ member }) => member !== "alpha")).toEqual([]);
  });
});
