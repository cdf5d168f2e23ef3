/**
 * The two oracles over a running center (docs/the-gate.md). One story is told in two worlds: once P is the origin of
 * what happens, once Q, which is of the same sector and set alike. Every route is then asked by everybody else, with
 * everything that could be tried, before and after things leave. No value of another member may be in the bytes of any
 * answer, and the answers of the two worlds must be the same.
 */
import { afterAll, describe, expect, test, vi } from "vitest";
import { actions } from "../../src/api/index.js";
import { Draw, sha256Hex } from "../../src/base/index.js";
import { listen, runCenter } from "../oracle/center.js";
import { labels, planCommunity } from "../oracle/community.js";
import { farCenter, meetFarCenter, messagesIn } from "../oracle/far-center.js";
import { Counterparts, difference, OriginValues, Rewriting, saidLive, unreadable } from "../oracle/judges.js";
import { goOn, leave, pass, planStory, type Story, tell, wordsOf } from "../oracle/story.js";
import { type Heard, notByOperators, otherRoutes, registeredRoutes, Walk } from "../oracle/walk.js";
import { buildWorld, type World } from "../oracle/world.js";

const drawn = vi.hoisted(() => ({ lot: (_where: string): number => 0, id: (_where: string): number => 0 }));
// Lots and ids are drawn alike in both worlds: the order of lists that are ordered by them can then be compared. They are
// drawn apart for each file that asks, as what runs beside the story (what TAXII and the MISP feed give) asks when it likes.
vi.mock("node:crypto", async (importOriginal) => {
  const real = await importOriginal<typeof import("node:crypto")>();
  const hex = (bits: number) => bits.toString(16).padStart(8, "0");
  // Each request draws an id: names of files alone, not looked up in source maps, are had in a tenth of the time.
  const filesOnly = (_error: Error, sites: readonly NodeJS.CallSite[]) =>
    sites.map((site) => site.getFileName() ?? "");
  const whoAsks = () => {
    const usual = Error.prepareStackTrace;
    Error.prepareStackTrace = filesOnly;
    const files = new Error().stack as unknown as readonly string[];
    Error.prepareStackTrace = usual;
    return files.map((file) => /\/src\/(?!base\/)[\w/-]+/.exec(file)?.[0]).find(Boolean) ?? "";
  };
  return {
    ...real,
    randomInt: (least: number, end?: number) =>
      end === undefined ? drawn.lot(whoAsks()) % least : least + (drawn.lot(whoAsks()) % (end - least)),
    randomUUID: () => {
      const where = whoAsks();
      const text = [0, 0, 0, 0].map(() => hex(drawn.id(where))).join("");
      const parts = [text.slice(0, 8), text.slice(8, 12), `4${text.slice(13, 16)}`, `8${text.slice(17, 20)}`];
      return [...parts, text.slice(20)].join("-");
    },
  };
});

/** As for properties (`test/seed.ts`): CI draws the same worlds each time, developers and the night others. */
const ownSeed = process.env["CI"] === "true" ? 20_261_122 : Math.floor(Math.random() * 2 ** 31);
const seed = Number(process.env["BREAKWATER_ORACLE_SEED"] ?? ownSeed);
const runs = Number(process.env["BREAKWATER_ORACLE_RUNS"] ?? 2);

/** Members' people and programs, and who has no session, in what order they are asked. */
const third = [
  "R viewer",
  "R analyst",
  "S admin",
  "R token read",
  "R token report",
  "R token ingest",
  "R token metrics",
  "nobody",
  "a stranger's token",
  "a stranger's cookie",
];
/** Those of them who are asked where the center's own people are third parties as well. */
const few = ["R viewer", "R analyst", "S admin", "R token report", "nobody"];
const ofCenter = ["auditor", "center token read", "center token metrics", "operator"];
/** The two themselves: what they hear depends on who was the origin, and must show nothing of others all the same. */
const two = ["P admin", "Q admin"];

/** Whom mails are written to, by their members. */
const mailed = labels.map((label) => `${label} mail`);

interface Told {
  readonly world: World;
  /** What the origin wrote itself, and may read again whatever it names. */
  readonly own: { readonly member: string; readonly words: string };
  readonly heard: readonly Heard[];
  readonly live: ReadonlyMap<string, string>;
}

const reached = new Set<string>();
let answers = 0;
let mails = 0;
/** Messages to the other center. */
let messages = 0;

async function tellAll(runSeed: number, story: Story, origin: "P" | "Q"): Promise<Told> {
  const draws = new Map<string, Draw>();
  const drawBy = (kind: string) => (where: string) => {
    const key = `${kind} ${where}`;
    const known = draws.get(key) ?? new Draw(Number.parseInt(sha256Hex(`${runSeed} ${key}`).slice(0, 8), 16));
    draws.set(key, known);
    return known.next();
  };
  // How wide TAXII's steps are is drawn whenever there may be something to add, by a timer.
  const byTimer = /drawn-gaps$/;
  const lot = drawBy("lot");
  drawn.lot = (where) => (byTimer.test(where) ? 0 : lot(where));
  drawn.id = drawBy("id");
  const draw = new Draw(runSeed);
  const running = await runCenter();
  let close = running.close;
  try {
    const settings = { policy: draw.once(3), watermark: draw.once(2) };
    const world = await buildWorld(running, planCommunity(new Draw(runSeed)), settings);
    close = world.close;
    const everybody = story.unknownToAll ? [...few, ...ofCenter] : third;
    const listeners = story.unknownToAll ? ["R viewer", "S admin", "operator"] : ["R viewer", "S admin"];
    const listening = new Map<string, Awaited<ReturnType<typeof listen>>>();
    for (const name of listeners) listening.set(name, await listen(world.server, world.caller(name)));
    const walk = new Walk(world);
    const far = await meetFarCenter(world);
    close = () => far.close().then(world.close);
    const carried = [await far.hear("before")];
    await tell(world, story, origin);
    carried.push(await far.hear("at once"));
    for (const name of [...everybody, ...two]) await walk.as(name, "at once", "lists");
    await pass(world, 7);
    for (const name of few) await walk.as(name, "in between", "lists");
    await pass(world, 9);
    for (const name of [...everybody, ...two]) await walk.as(name, "after", "reads");
    carried.push(await far.hear("after"));
    await goOn(world, story, origin);
    await pass(world, 16);
    carried.push(await far.hear("later"));
    if (story.leaves) {
      await leave(world, origin);
      await pass(world, 16);
      for (const name of ["R viewer", "S admin", "T viewer"]) await walk.as(name, "without P", "reads");
    }
    await walk.as("R admin", "at last", "changes");
    for (const name of everybody) await walk.as(name, "at last", "changes");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const live = new Map([...listening].map(([name, stream]) => [name, stream.end()]));
    carried.push(await far.hear("at last"));
    const heard = [...walk.heard, ...world.mails.heard, ...carried];
    return { world, own: { member: origin, words: wordsOf(story) }, heard, live };
  } finally {
    await close();
  }
}

function judge(one: Told, other: Told): readonly string[] {
  const faults: string[] = [];
  for (const told of [one, other]) {
    const values = new OriginValues(told.world);
    const rewriting = new Rewriting(told.world);
    const written = new Map([[told.own.member, told.own.words]]);
    for (const heard of told.heard) {
      const member = heard.caller.member ?? "";
      if (heard.answered.status < 300) reached.add(heard.action);
      if (heard.caller.member === null && heard.caller.name in { operator: 1, auditor: 1 }) continue;
      if (heard.caller.name.startsWith("center token")) continue;
      // A member reads its own reports again, whatever they name.
      if (heard.action === "report-send")
        written.set(member, `${written.get(member) ?? ""} ${JSON.stringify(heard.asked.body)}`);
      const shown = values.in(heard, rewriting, written.get(member) ?? "");
      if (shown !== null) faults.push(`origin value: ${heard.label}: ${shown}`);
    }
    faults.push(...knownAccounts(told.heard));
    for (const [name, text] of told.live)
      for (const id of unreadable(text, name, told.heard))
        faults.push(`distinguishing: the live stream tells ${name} of ${id}, which it can't read`);
  }
  const [first, second] = [new Rewriting(one.world), new Rewriting(other.world)];
  const counterparts = new Map(
    third
      .concat(ofCenter, "R admin", "T viewer", farCenter, mailed)
      .map((name) => [name, new Counterparts()]),
  );
  const compared = (heard: readonly Heard[]) =>
    heard.filter(({ caller }) => !/^[PQ]$/.test(caller.member ?? ""));
  const [ones, others] = [compared(one.heard), compared(other.heard)];
  for (let at = 0; at < Math.max(ones.length, others.length); at++) {
    const [a, b] = [ones[at], others[at]];
    if (a?.label !== b?.label) {
      faults.push(`distinguishing: one world asked ${a?.label}, the other ${b?.label}`);
      break;
    }
    if (a === undefined || b === undefined) break;
    answers++;
    if (a.action === "mail") mails++;
    if (a.action === "peer batch") messages += messagesIn(a);
    const [told, asOther] = [first.of(a.answered.text), second.of(b.answered.text)];
    if (told.text !== asOther.text)
      faults.push(`distinguishing: ${a.label}: ${difference(told.text, asOther.text)}`);
    else if (counterparts.get(a.caller.name)?.agree(told, asOther) === false)
      faults.push(`distinguishing: ${a.label}: an id stands for something else than before`);
  }
  for (const [name, text] of one.live) {
    const [told, asOther] = [saidLive(text, first), saidLive(other.live.get(name) ?? "", second)];
    if (told.join() !== asOther.join())
      faults.push(
        `distinguishing: the live stream of ${name}: ${told.join("; ")}\n  but ${asOther.join("; ")}`,
      );
  }
  return faults;
}

/** Signing in with the address of somebody who has an account is answered as with one that nobody has. */
function knownAccounts(heard: readonly Heard[]): readonly string[] {
  const tries = heard.filter(({ label }) => label.includes("sign-in-password with"));
  const answered = new Map<string, Set<string>>();
  for (const { caller, answered: answer } of tries) {
    const { instance: _number, ...problem } = JSON.parse(answer.body) as Readonly<Record<string, unknown>>;
    const known = answered.get(caller.name) ?? new Set();
    answered.set(caller.name, known.add(JSON.stringify([answer.status, problem])));
  }
  if (tries.length === 0) return ["nobody tried to sign in"];
  return [...answered].flatMap(([name, all]) =>
    all.size === 1
      ? []
      : [`distinguishing: sign-in tells ${name} who has an account: ${[...all].join("; ")}`],
  );
}

/** Actions that answer nobody here with success, and why. */
const neverReached: Readonly<Record<string, string>> = {
  ...notByOperators,
  "advisory-read": "no advisory is imported here",
  "asset-review": "no control network is heard here",
  "crane-read": "no crane is listed here",
  "edge-forget": "no edge runs here",
  "intel-import": "files of this machine are read for its own command line alone",
  "invitation-accept": "only who holds the link's secret accepts",
  "invitation-open": "only who holds the link's secret opens it",
  "own-confirm": "it takes a code of an app that was set up",
  "own-passkey-add": "it takes a ceremony of an authenticator",
  "own-passkey-begin": "passkeys need a name, and this center has a number",
  "own-passkey-remove": "nobody here has a passkey",
  "own-password-set": "it takes a code of an app",
  "pack-import": "it takes a pack, and who is asked here brings none",
  "pack-read": "it takes a pack, and who is asked here brings none",
  "peer-accept": "no other center invited this one",
  "peer-agree": "the id is of no other center here",
  "peer-confirm": "the id is of no other center here",
  "peer-end": "the id is of no other center here",
  "peer-export": "the id is of no other center here",
  "peer-import": "the id is of no other center here",
  "person-session-end": "the two ids are never one person's here",
  "relation-review": "no control network is heard here",
  "report-held-assign": "no mail comes in here",
  "report-held-discard": "no mail comes in here",
  "report-mail-discard": "no mail comes in here",
  "report-mail-read": "no mail comes in here",
  "report-mail-send": "no mail comes in here",
  "rule-exception-remove": "the id is of no exception here",
  "site-entry-remove": "the id is of no entry here",
  "sign-in": "only who holds the link's secret signs in",
  "sign-in-oidc": "no provider is configured",
  "sign-in-oidc-begin": "no provider is configured",
  "sign-in-passkey": "it takes a ceremony of an authenticator",
  "sign-in-passkey-begin": "passkeys need a name, and this center has a number",
  "sign-in-password": "nobody here has a password",
  "taxii-import": "files of this machine are read for its own command line alone",
  "misp-pull": "no other feed is set up",
  "taxii-give": "no other server is set up",
  "taxii-pull": "no other server is set up",
  "warning-link": "it takes the address of a person of the warning's member",
};

describe("over a running center", () => {
  test.each(Array.from({ length: runs }, (_, run) => (seed + run) >>> 0))(
    "seed %i: nobody else hears who it was, nor anything that is another's",
    async (runSeed) => {
      const draw = new Draw(runSeed ^ 0x9e3779b9);
      const story = planStory(draw, planCommunity(new Draw(runSeed)), (runSeed - seed) % 2 === 0);
      const one = await tellAll(runSeed, story, "P");
      const other = await tellAll(runSeed, story, "Q");
      const faults = judge(one, other);
      expect(faults.slice(0, 12), `seed ${runSeed}, ${faults.length} faults`).toEqual([]);
    },
    1_200_000,
  );

  test("mails and messages to another center were compared", () => {
    expect(mails).toBeGreaterThan(0);
    expect(messages).toBeGreaterThan(5);
  });

  // The first story alone has no files, so no reader of one.
  test.skipIf(runs < 2)("every route was walked", () => {
    const paths = otherRoutes.map(({ asked }) => asked.path);
    const isWalked = (route: string) =>
      paths.some((path) => (route.endsWith("*") ? path.startsWith(route.slice(0, -1)) : path === route));
    expect(registeredRoutes().filter((path) => !isWalked(path) && path !== "/api/live")).toEqual([]);
    const without = actions.map(({ id }) => id).filter((id) => !reached.has(id));
    expect(without.sort()).toEqual(Object.keys(neverReached).sort());
  });
});

afterAll(() =>
  console.info(
    `oracles: ${answers} answers, mails (${mails}) and messages to another center (${messages}) compared in two worlds, ${runs} runs, seed ${seed}`,
  ),
);
