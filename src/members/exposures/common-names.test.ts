import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, isCommonDomain, Problem } from "../../base/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { addMember } from "../companies.js";
import { addPerson, listPeopleKnown } from "../people.js";
import { isCommonName, isCommonPerson, isCommonWord } from "./common-names.js";
import { listConflicts } from "./conflicts.js";
import { waitingMax } from "./limits.js";
import { listExposuresOf } from "./listing.js";
import { type ExposureInput, isEverybodys, readExposure } from "./reading.js";
import { registerExposures } from "./register.js";
import { settleConflict } from "./settling.js";

describe("everybody's", () => {
  test.each([
    "gmail.com",
    "microsoft.com",
    "mail.google.com",
    "co.uk",
    "com.mx",
    "github.io",
    "amazonaws.com",
  ])("%s is a domain of many", (domain) => expect(isCommonDomain(domain)).toBe(true));
  test.each(["pier7.example", "meridian-line.example", "blueanchor.github.io", "pier7.co.uk"])(
    "%s is not",
    (domain) => expect(isCommonDomain(domain)).toBe(false),
  );
  test.each(["port", "Terminal", "CRANE", "grúa", "Google", "google", "Cobalt Strike", "Siemens", "puerto"])(
    "%s is a word or name of many",
    (word) => expect(isCommonWord(word)).toBe(true),
  );
  test.each(["ermin", "onnecte", "ternal"])("%s is a part of a word", (part) => {
    expect(isCommonName(part)).toBe(true);
    expect(isCommonWord(part)).toBe(false);
  });
  test.each([
    "Blue Anchor Lines",
    "Harbor Drayage",
    "Meridian Shipping Line",
    "STS-1",
    "ramp-dc01",
    "Zimvalde",
  ])("%s is not", (name) => expect([isCommonWord(name), isCommonName(name)]).toEqual([false, false]));
  test("people with the commonest names", () => {
    for (const name of ["Maria Lopez", "María López", "John B. Smith", "smith, john", "Michael"])
      expect([name, isCommonPerson(name)]).toEqual([name, true]);
    for (const name of ["Maria Lopategui", "Ida Holm", "Xiomara Lopez"])
      expect([name, isCommonPerson(name)]).toEqual([name, false]);
  });
  test.each<[ExposureInput, boolean]>([
    [{ kind: "brand", value: "Google" }, true],
    [{ kind: "brand", value: "Blue Anchor", also: ["Terminal"] }, true],
    [{ kind: "brand", value: "Blue Anchor" }, false],
    [{ kind: "host", value: "mail" }, true],
    [{ kind: "host", value: "mail.google.com" }, true],
    [{ kind: "host", value: "tos-master" }, false],
    [{ kind: "host", value: "10.4.2.17" }, false],
    [{ kind: "vendor account", value: "admin" }, true],
    [{ kind: "vessel", value: "Anna Marit", also: ["IMO 9176187"] }, false],
    [{ kind: "product", value: "Google" }, false],
    [{ kind: "network", value: "10.0.0.0/8" }, false],
  ])("%j: %s", (input, is) => {
    const read = readExposure(input);
    if (read instanceof Problem) throw new Error(read.detail);
    expect(isEverybodys(read)).toBe(is);
  });
});

describe("in the register", () => {
  const clock = fixedClock(1_700_000_000e6);
  let state: State;
  let members = 0;
  beforeAll(async () => {
    state = await openTestState();
  }, 60_000);
  afterAll(() => state.close());

  const newMember = async () => {
    const input = { name: `Holder ${members++} of Things`, sector: "other", networks: [] };
    const made = await addMember(state.db, clock, input);
    if (made instanceof Problem) throw new Error(made.detail);
    return made;
  };
  const register = async (memberId: string, inputs: readonly ExposureInput[], byOperator = false) => {
    const registering = { memberId, byOperator, dryRun: false, audit: "exposure-add" } as const;
    const answers = await registerExposures(state.db, clock, registering, inputs);
    if (answers instanceof Problem) throw new Error(answers.detail);
    return answers;
  };
  const google: ExposureInput = { kind: "brand", value: "Google" };

  test("what is everybody's waits, hides nothing, and is registered by an operator's word alone", async () => {
    const asker = await newMember();
    const [answer] = await register(asker.id, [google]);
    expect(answer).toMatchObject({ outcome: "refused", problem: { code: "members.exposure-unavailable" } });
    const [byOperator] = await register(asker.id, [google], true);
    expect(byOperator).toEqual(answer);
    expect(await listExposuresOf(state.db, asker.id)).toEqual([]);
    const [open] = (await listConflicts(state.db)).filter(({ memberId }) => memberId === asker.id);
    expect(open).toMatchObject({ kind: "brand", value: "Google", holderIds: [] });
    await settleConflict(state.db, clock, open?.id ?? "", "give");
    expect(await listExposuresOf(state.db, asker.id)).toMatchObject([{ value: "Google" }]);
    expect(await register(asker.id, [google])).toMatchObject([{ outcome: "unchanged" }]);
  });

  test("says and counts the same whether another has it or not, and as what another alone has", async () => {
    const [holder, asker, other] = [await newMember(), await newMember(), await newMember()];
    await register(holder.id, [
      { kind: "domain", value: "only-holder.example" },
      { kind: "domain", value: "yahoo.com" },
    ]);
    const [held] = (await listConflicts(state.db)).filter(({ memberId }) => memberId === holder.id);
    await settleConflict(state.db, clock, held?.id ?? "", "give");
    expect(await listExposuresOf(state.db, holder.id)).toHaveLength(2);
    // Beyond thirty: neither those that another has nor those that nobody has close the register.
    const tries = Array.from(
      { length: 40 },
      (_, n): ExposureInput => ({ kind: "domain", value: `m${n}.yahoo.com` }),
    );
    const free = Array.from(
      { length: 40 },
      (_, n): ExposureInput => ({ kind: "domain", value: `m${n}.bing.com` }),
    );
    const answers = await register(asker.id, [...tries, { kind: "domain", value: "only-holder.example" }]);
    const others = await register(other.id, [...free, { kind: "domain", value: "only-holder.example" }]);
    expect(answers).toEqual(others);
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await register(asker.id, [{ kind: "brand", value: "Zimvalde Marine" }])).toMatchObject([
      { outcome: "added" },
    ]);
  });

  test("a member has a bounded number of them waiting, and may ask for those again", async () => {
    const asker = await newMember();
    const many = Array.from(
      { length: waitingMax + 1 },
      (_, n): ExposureInput => ({
        kind: "domain",
        value: `h${n}.google.com`,
      }),
    );
    const answers = await register(asker.id, many);
    const codes = answers.map((answer) =>
      answer.outcome === "refused" ? answer.problem.code : answer.outcome,
    );
    expect(codes.slice(0, -1).every((code) => code === "members.exposure-unavailable")).toBe(true);
    expect(codes.at(-1)).toBe("members.exposure-paused");
    expect(await register(asker.id, many.slice(0, 1))).toMatchObject([
      { problem: { code: "members.exposure-unavailable" } },
    ]);
  });

  test("a person named like a product hides it from nobody", async () => {
    const { id } = await newMember();
    for (const name of ["Google", "Terminal", "Maria Lopez"])
      await addPerson(state.db, clock, { name, role: "viewer", memberId: id });
    const known = (await listPeopleKnown(state.db)).filter(({ memberId }) => memberId === id);
    expect(known.map(({ name }) => name).sort()).toEqual(["", "", "Maria Lopez"]);
  });
});
