/**
 * Builds a planned community in a running center and knows who is who in it: callers of every kind, and the ids of
 * what each member has, by words that are the same in both worlds.
 */

import { importEntries } from "../../src/intel/index.js";
import {
  addAgreement,
  addGroup,
  addMember,
  addPerson,
  createSession,
  createToken,
  ensureOperator,
  type ReciprocityPolicy,
  registerExposures,
  tokenScopes,
  writeConsents,
  writeContacts,
  writeDirectoryEntry,
  writeLegalBases,
  writePolicy,
} from "../../src/members/index.js";
import { memberRoles } from "../../src/model/index.js";
import { type Caller, given, type RunningCenter } from "./center.js";
import type { PlannedCommunity, PlannedMember } from "./community.js";
import { type Mails, openMails } from "./mails.js";

export interface World extends RunningCenter {
  readonly plan: PlannedCommunity;
  /** `member P`, `person P admin`, `token R read`, `exposure Q 3`, `group 0`… */
  readonly ids: Map<string, string>;
  readonly callers: ReadonlyMap<string, Caller>;
  readonly idOf: (what: string) => string;
  readonly caller: (name: string) => Caller;
  readonly mails: Mails;
}

export interface Settings {
  readonly policy: boolean;
  readonly watermark: boolean;
}

const policyOf = (on: boolean): Omit<ReciprocityPolicy, "sinceUs"> => ({
  on,
  counted: ["report", "sighting"],
  kindsNeeded: 1,
  windowDays: 90,
  graceDays: 1,
  remindDays: [],
});

export async function buildWorld(
  running: RunningCenter,
  plan: PlannedCommunity,
  settings: Settings,
): Promise<World> {
  const { center, clock } = running;
  const { db } = center.state;
  const ids = new Map<string, string>();
  const callers = new Map<string, Caller>();
  let addresses = 1;
  const address = () => `127.0.0.${++addresses}`;
  const add = (name: string, member: string | null, headers: Caller["headers"]) =>
    callers.set(name, { name, member, headers, address: address() });
  const people: { readonly name: string; readonly member: string | null; readonly id: string }[] = [];
  const person = (name: string, member: string | null, id: string) => {
    ids.set(`person ${name}`, id);
    people.push({ name, member, id });
  };
  const tokenOf = async (label: string | null, scopes: readonly (typeof tokenScopes)[number][]) => {
    const name = `${label ?? "center"} token ${scopes.join(" ")}`;
    const input = { memberId: label === null ? null : idOf(`member ${label}`), name, scopes };
    const { token, record } = given(await createToken(db, clock, input));
    ids.set(`token ${name}`, record.id);
    add(name, label, { authorization: `Bearer ${token}` });
  };
  const idOf = (what: string): string => {
    const id = ids.get(what);
    if (id === undefined) throw new Error(`There is no ${what}`);
    return id;
  };

  person("operator", null, (await ensureOperator(db, clock)).person.id);
  const auditor = given(await addPerson(db, clock, { name: "Aude", role: "auditor", memberId: null }));
  person("auditor", null, auditor.id);

  for (const planned of plan.members) {
    clock.advanceMs(1000);
    await buildMember(running, planned, ids, person);
  }
  for (const [at, { name, tlpCeiling }] of plan.groups.entries()) {
    clock.advanceMs(1000);
    const memberIds = plan.members
      .filter(({ groups }) => groups.includes(at))
      .map(({ label }) => idOf(`member ${label}`));
    ids.set(`group ${at}`, given(await addGroup(db, clock, { name, tlpCeiling, memberIds })).id);
  }
  for (const { label, consents, groups } of plan.members) {
    clock.advanceMs(1000);
    const wanted = [
      ...(consents ? [{ to: "members", groupId: null } as const] : []),
      ...(consents ? groups.map((at) => ({ to: "group", groupId: idOf(`group ${at}`) }) as const) : []),
    ];
    given(await writeConsents(db, clock, idOf(`member ${label}`), wanted));
    for (const scope of tokenScopes) await tokenOf(label, [scope]);
  }
  // An edge is always a member's.
  for (const scope of tokenScopes.filter((each) => each !== "edge")) await tokenOf(null, [scope]);
  add("nobody", null, {});
  add("a stranger's token", null, { authorization: `Bearer bwt_${"A".repeat(43)}` });
  add("a stranger's cookie", null, { cookie: `breakwater_session=bws_${"A".repeat(43)}` });
  given(await writeLegalBases(db, clock, [{ name: "Sharing Act", fromUs: 1, untilUs: null, note: "" }]));
  given(await writePolicy(db, clock, policyOf(settings.policy)));
  // Who shares nothing until then is told only what is urgent, where there is such a policy.
  clock.advanceMs(2 * 86_400_000);
  for (const { name, member, id } of people) {
    const token = await createSession(db, clock, id, "passkey", { secondFactor: true });
    add(name, member, { cookie: `breakwater_session=${token}` });
    // Another of the same person, to be ended by it.
    await createSession(db, clock, id, "passkey", { secondFactor: true });
  }
  await db
    .insertInto("setting")
    .values({
      key: "watermark",
      value: JSON.stringify({ secret: "5d".repeat(32), isOn: settings.watermark }),
    })
    .execute();
  await center.refresh("members");
  await addKnowledge(running, plan);
  const caller = (name: string): Caller => {
    const found = callers.get(name);
    if (found === undefined) throw new Error(`Nobody is called ${name}`);
    return found;
  };
  const mails = await openMails(running, plan);
  const close = async () => {
    await mails.close();
    await running.close();
  };
  return { ...running, close, plan, ids, callers, idOf, caller, mails };
}

async function buildMember(
  { center, clock }: RunningCenter,
  planned: PlannedMember,
  ids: Map<string, string>,
  personIs: (name: string, member: string, id: string) => void,
): Promise<void> {
  const { db } = center.state;
  const { label, name, sector, networks, tlpCeiling } = planned;
  const member = given(await addMember(db, clock, { name, sector, networks, tlpCeiling }));
  ids.set(`member ${label}`, member.id);
  for (const role of memberRoles) {
    const email = `${role}@${planned.mailDomain}`;
    const person = given(
      await addPerson(db, clock, { name: planned.people[role], role, memberId: member.id, email }),
    );
    personIs(`${label} ${role}`, label, person.id);
  }
  const by = { memberId: member.id, byOperator: true, dryRun: false, audit: "exposure-add" } as const;
  const answers = given(await registerExposures(db, clock, by, planned.exposures));
  for (const [at, answer] of answers.entries()) {
    if (answer.outcome === "refused") throw answer.problem;
    ids.set(`exposure ${label} ${at}`, answer.exposure.id);
  }
  given(
    await writeContacts(db, clock, member.id, [
      {
        name: planned.people.admin,
        title: "",
        mail: `desk@${planned.mailDomain}`,
        phone: "+1 310 555 0100",
        onCall: true,
        note: planned.exposures[0]?.value ?? "",
      },
    ]),
  );
  const signed = { name: "Terms", version: "1", signedBy: planned.people.admin, signedUs: 1, note: "" };
  ids.set(`agreement ${label}`, given(await addAgreement(db, clock, { ...signed, memberId: member.id })).id);
  const entry = { listed: planned.listed, text: planned.listed ? "Ask us about night shifts" : "" };
  given(await writeDirectoryEntry(db, clock, member.id, entry));
}

/** What feeds and allow lists say: of hostile values, some of them a member's own, in words that name members. */
async function addKnowledge({ center, clock }: RunningCenter, plan: PlannedCommunity): Promise<void> {
  const { state } = center;
  const [p, q, r] = plan.members as [PlannedMember, PlannedMember, PlannedMember];
  const domainOf = (member: PlannedMember) =>
    member.exposures.find(({ kind }) => kind === "domain")?.value ?? "";
  const known = (type: "ipv4" | "domain" | "url", value: string, claim: object = {}) => ({
    line: 1,
    observable: { type, value },
    claim,
  });
  const source = (name: string) =>
    ({ name, tlp: "TLP:CLEAR", confidence: 90, mark: null, path: name }) as const;
  await importEntries(state, clock, source("first list"), [
    known("ipv4", "192.0.2.9", { labels: ["cobalt strike"] }),
    known("domain", "bad-bollard.example", { labels: ["emotet", `seen at ${p.name}`, `seen at ${q.name}`] }),
    known("ipv4", "203.0.113.66", { tlp: "TLP:AMBER+STRICT" }),
    known("ipv4", "203.0.113.77", { tlp: "TLP:RED" }),
    known("url", "http://evil-crane.example/x", { tlp: "TLP:GREEN" }),
    known("domain", `login.${domainOf(p)}`),
    known("domain", `login.${domainOf(q)}`),
    known("ipv4", "192.0.2.45", { confidence: 30 }),
    known("domain", "10-days.example"),
  ]);
  await importEntries(state, clock, source(`Feed of ${q.name} and ${p.name}`), [
    known("ipv4", "192.0.2.9", { labels: [`reported by ${r.name}`] }),
    known("ipv4", "203.0.113.66"),
  ]);
  const { id } = await state.db
    .insertInto("allow_list")
    .values({ name: `Own servers of ${p.name}`, matching: "exact", types: ["domain", "ipv4"] })
    .returning("id")
    .executeTakeFirstOrThrow();
  for (const value of ["allowed.example", "198.51.100.99"])
    await state.db.insertInto("allow_entry").values({ list_id: id, value }).execute();
  await center.refresh("indicators");
}
