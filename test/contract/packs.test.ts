/**
 * Packs of a whole community, looked through by the oracle's judges, which share no code with the gate: whatever people
 * typed into what a pack is made of, nothing of any member's register is in its bytes, in any coding. Draws anew at
 * every run; `BREAKWATER_ORACLE_SEED` repeats one.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Draw } from "../../src/base/index.js";
import { writeAllowList } from "../../src/intel/index.js";
import { addGroup, writeAgreementText, writeLegalBases } from "../../src/members/index.js";
import { codings } from "../../src/share/proof/codings.js";
import { centerActor } from "../../src/store/index.js";
import { type ConfiguredFeed, makePack, packParts } from "../../src/work/index.js";
import { readArchive } from "../../src/work/pack/archive.js";
import { given, type RunningCenter, runCenter } from "../oracle/center.js";
import { type PlannedCommunity, planCommunity } from "../oracle/community.js";
import { OriginValues, Rewriting } from "../oracle/judges.js";
import { buildWorld, type World } from "../oracle/world.js";

const seed = Number(process.env["BREAKWATER_ORACLE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

let running: RunningCenter;
let world: World;
let plan: PlannedCommunity;
let values: OriginValues;

beforeAll(async () => {
  plan = planCommunity(new Draw(seed));
  running = await runCenter();
  world = await buildWorld(running, plan, { policy: true, watermark: true });
  values = new OriginValues(world);
}, 120_000);
afterAll(async () => {
  await running.close();
  console.info(`packs: seed ${seed}`);
});

const feed = (name: string, address = "https://taxii.isac.example/root/"): ConfiguredFeed => ({
  kind: "taxii",
  name,
  address,
  needs: "nothing",
  everyMinutes: 15,
  tlp: "TLP:GREEN",
  confidence: 50,
  near: false,
});

/** A pack of everything, with what may name the center, and all its files as text. */
async function packed(feeds: readonly ConfiguredFeed[] = []) {
  const { state, clock, signer } = running.center;
  const asked = { also: packParts.map(({ id }) => id), center: null, actor: centerActor };
  const made = given(await makePack({ state, clock, signer, configured: { feeds, settings: {} } }, asked));
  const files = await readArchive(made.bytes);
  const text = [...given(files)].map(([name, bytes]) => `${name}\n${bytes.toString("utf8")}`).join("\n");
  return { ...made, text };
}

/** What of a member stands in a text; null where nothing does. */
function shownIn(text: string): string | null {
  const answered = { status: 200, headers: "", body: text, text } as never;
  const heard = {
    caller: { name: "nobody", member: null, headers: {}, address: "" },
    label: "pack",
    action: "pack-export",
    asked: { method: "GET", path: "/" },
    answered,
  } as const;
  return values.in(heard, new Rewriting(world), "");
}

test("the judge finds what is there", () => {
  const [{ secrets }] = plan.members as [PlannedCommunity["members"][number]];
  for (const { value } of secrets)
    expect(shownIn(`{"name":${JSON.stringify(`list of ${value}`)}}`)).not.toBeNull();
});

test("a pack of a whole community shows none of it", async () => {
  const { text, leftOut, manifest } = await packed([feed("ISAC")]);
  expect(shownIn(text)).toBeNull();
  expect(text).toContain('"ISAC"');
  expect(manifest.parts.map(({ id }) => id)).toEqual(packParts.map(({ id }) => id));
  // The world's own lists, one of them named after a member, were brought as files.
  const filed = "It was brought here as a file and has no address.";
  expect(leftOut.filter(({ part }) => part === "feeds").map(({ reason }) => reason)).toEqual([filed, filed]);
});

test("planted in every place that people write into, in every coding, each value stays", async () => {
  const { state, clock } = running.center;
  const planted = plan.members.flatMap(({ secrets }) =>
    secrets.flatMap(({ sort, value }) =>
      codings
        .filter(({ sorts }) => sorts.includes(sort))
        .map((coding) => ({ coding, value: coding.write(value) })),
    ),
  );
  const draw = new Draw(seed + 1);
  const chosen = draw.some(planted).slice(0, 100);
  expect(chosen.length).toBeGreaterThan(20);
  const text = (at: number) => chosen[at % chosen.length]?.value ?? "";
  // Letters that can't be seen are refused where they are written already.
  const seen = (at: number): string => text(at).replace(/[\p{Cc}\p{Cf}]/gu, "");
  for (let at = 0; at < 30; at++) {
    const terms = { name: `Terms ${at}`, version: "1", text: `With ${seen(at)}.` };
    given(await writeAgreementText(state.db, clock, terms));
    const purpose = `For ${seen(at + 30)}`.slice(0, 400);
    given(await addGroup(state.db, clock, { name: `Committee ${at}`, purpose, memberIds: [] }));
  }
  const bases = Array.from({ length: 30 }, (_, at) => ({
    name: `Act ${at}`,
    fromUs: at,
    untilUs: null,
    note: `See ${seen(at)}`.slice(0, 900),
  }));
  given(await writeLegalBases(state.db, clock, bases));
  const list = {
    name: "Own lists",
    matching: "string",
    types: ["domain"],
    values: [...new Set(["fine.example", ...chosen.map(({ value }) => value.replaceAll("\n", " "))])],
  } as const;
  await writeAllowList(state.db, { clock, actor: centerActor }, list);
  const feeds = chosen.flatMap(({ value }, at) => {
    const address = `https://taxii.isac.example/${encodeURIComponent(value)}/`;
    return [feed(`Feed ${at}`, address)];
  });
  const { text: whole, leftOut } = await packed(feeds);
  expect(shownIn(whole)).toBeNull();
  expect(whole).toContain("fine.example");
  for (const part of ["agreements", "groups", "legal-bases", "allow-lists", "feeds"])
    expect(leftOut.filter((each) => each.part === part).length, part).toBeGreaterThan(0);
}, 60_000);

test("a member's name in a feed's name and in an agreement's text is refused by its place", async () => {
  const { state, clock } = running.center;
  const [{ name }] = plan.members as [PlannedCommunity["members"][number]];
  given(
    await writeAgreementText(state.db, clock, {
      name: "Berth terms",
      version: "3",
      text: `Of ${name} alone.`,
    }),
  );
  const { leftOut, text } = await packed([feed(`Alerts ${name.normalize("NFD").replace(/[^\w .-]/g, "")}`)]);
  expect(leftOut).toContainEqual({
    part: "agreements",
    key: "Berth terms, 3",
    reason: "Its text would show another member. text shows a member by its name.",
  });
  expect(leftOut.find(({ key }) => key.startsWith("alerts "))?.reason).toContain(
    "name shows a member by its name.",
  );
  expect(shownIn(text)).toBeNull();
});
