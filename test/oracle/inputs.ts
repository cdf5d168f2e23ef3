/**
 * What the oracles ask of every route, made from the route table: each id that could be anybody's, each filter, good
 * and bad bodies. A route whose address takes an id of a kind that is not known here fails by its name.
 */
import { z } from "zod";
import type { Action } from "../../src/api/index.js";
import { contentHash, packFiles } from "../../src/detect/index.js";
import { type Asked, type Caller, startUs } from "./center.js";
import type { PlannedMember } from "./community.js";
import type { World } from "./world.js";

type Json = Readonly<Record<string, unknown>>;

export interface Question {
  /** The same in both worlds. */
  readonly label: string;
  readonly asked: Asked;
}

export const never = "00000000-0000-4000-8000-000000000000";

/** What stands behind `:id`, by what stands before it in the address. */
const kinds: Readonly<Record<string, string>> = {
  agreements: "agreement",
  assets: "asset",
  conflicts: "conflict",
  cranes: "crane",
  detections: "detection",
  edges: "edge",
  evidence: "evidence",
  exposures: "exposure",
  groups: "group",
  held: "mail",
  invitations: "invitation",
  mail: "mail",
  members: "member",
  peers: "peer",
  people: "person",
  relations: "relation",
  reports: "report",
  sessions: "session",
  sightings: "sighting",
  tokens: "token",
  warnings: "warning",
};

const schemas = new Map<Action, Json>();
function schemaOf(action: Action): Json {
  const known = schemas.get(action);
  if (known !== undefined) return known;
  const made = z.toJSONSchema(action.input, { io: "input", unrepresentable: "any" }) as Json;
  schemas.set(action, made);
  return made;
}
const propertiesOf = (action: Action) => (schemaOf(action)["properties"] ?? {}) as Record<string, Json>;
const inPath = (action: Action): readonly string[] =>
  [...action.path.matchAll(/:(\w+)/g)].map((match) => match[1] as string);

function kindOf(action: Action, name: string): string {
  if (name !== "id") return name.replace(/Id$/, "");
  const before = /([\w-]+)\/:id/.exec(action.path)?.[1] ?? "";
  const kind = kinds[before];
  if (kind === undefined) throw new Error(`${action.id}: say in \`kinds\` what ${before}/:id is of`);
  return kind;
}

/** Ids of a kind that the caller may try, by words: its own, those of the two, another's, one that never was. */
function candidates(
  world: World,
  caller: Caller,
  kind: string,
  found: Found,
): readonly (readonly [string, string])[] {
  const owners = [...new Set([caller.member ?? "R", "P", "Q", "S"])];
  const known = owners.flatMap((label): readonly string[] => {
    switch (kind) {
      case "member":
        return [`member ${label}`];
      case "person":
        return [`person ${label} viewer`];
      case "token":
        return [`token ${label} token read`];
      case "exposure":
        return [`exposure ${label} 0`];
      case "agreement":
        return [`agreement ${label}`];
      default:
        return [];
    }
  });
  const more = [
    ...(kind === "group" ? ["group 0", "group 1"] : []),
    ...(kind === "evidence" ? ["evidence of the origin"] : []),
    ...(kind === "report" ? ["report of the origin 0", "report of the origin 1"] : []),
    ...(kind === "warning" ? ["warning of the origin 0"] : []),
  ];
  return [
    ...[...known, ...more].map((word) => [word, world.ids.get(word) ?? never] as const),
    ...(found.get(kind) ?? []).slice(0, 2).map((id, at) => [`the caller's ${kind} ${at}`, id] as const),
    ["never", never] as const,
  ];
}

/** Ids that the caller's own lists gave it, by kind. */
export type Found = ReadonlyMap<string, readonly string[]>;

/** Something the schema takes, with nothing that is optional. */
function sample(schema: Json): unknown {
  const kind = ((schema["anyOf"] as readonly Json[] | undefined) ?? [schema])[0] as Json;
  if (Array.isArray(kind["enum"])) return kind["enum"][0];
  if (kind["type"] === "array") return [];
  if (kind["type"] === "object") {
    const properties = (kind["properties"] ?? {}) as Record<string, Json>;
    const required = (kind["required"] ?? []) as readonly string[];
    return Object.fromEntries(required.map((name) => [name, sample(properties[name] as Json)]));
  }
  if (kind["type"] === "string") return never;
  return kind["type"] === "boolean" ? true : 1;
}

const givenRules = {
  files: [
    {
      file: "given.yml",
      text: "title: Given\nlogsource:\n  category: proxy\ndetection:\n  a:\n    User: root\n  condition: a\n",
    },
  ],
  unread: [],
  passedOver: 0,
};

const givenPlan = {
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      properties: { name: "Nobody 99", kind: "crane", terminal: "" },
      geometry: { type: "Point", coordinates: [5.1, 60.2] },
    },
  ],
};

/** Bodies that work, where a made-up one would not. */
const bodies: Readonly<Record<string, object>> = {
  "agreement-add": { name: "Annex", version: "2", signedBy: "Somebody", signedUs: 1 },
  "asset-review": { state: "confirmed" },
  "agreement-text-remove": { name: "Annex", version: "2" },
  "agreement-text-set": { name: "Annex", version: "2", text: "We tell one another." },
  "audit-copy": { through: 100_000 },
  "consent-set": { consents: [] },
  "contact-set": { contacts: [{ name: "Desk" }] },
  "directory-set": { listed: false },
  "edge-blind-set": { choice: "on" },
  "event-search": { fromUs: 1, toUs: 4e15 },
  "pattern-search": { pattern: "[network-traffic:dst_port > 0]", fromUs: 1, toUs: 4e15 },
  "exposure-add": { kind: "brand", value: "Nobody At All" },
  "exposure-conflict-settle": { settlement: "keep" },
  "exposure-decline": { kind: "brand", value: "Nobody Else" },
  "exposure-import": { csv: "kind,value\nbrand,Nobody In Particular\nnetwork,999\n" },
  "group-add": { name: "A third group" },
  "indicator-lookup": {
    text: "192.0.2.9 bad-bollard.example 203.0.113.66 203.0.113.77 nobody.example allowed.example",
  },
  "intel-extract": { text: "From 192.0.2.9, allowed.example and hxxp://evil-crane[.]example/x" },
  "invitation-add": { name: "Nina", email: "nina@nowhere.example", role: "viewer" },
  "legal-basis-set": { bases: [{ name: "Sharing Act", fromUs: 1 }] },
  "member-add": { name: "Vexilla Tugs", sector: "vendor" },
  "person-add": { name: "Nina", role: "viewer" },
  "plan-put": { geojson: JSON.stringify(givenPlan) },
  "reciprocity-set": {
    on: false,
    counted: ["report"],
    kindsNeeded: 1,
    windowDays: 90,
    graceDays: 60,
    remindDays: [30],
  },
  "relation-review": { state: "confirmed" },
  "report-preview": { title: "Odd", text: "At the gate" },
  "report-send": { title: "Odd", text: "At the gate" },
  "report-trace": { text: "They didn't call - they wrote..." },
  "rule-disable": { rule: "log4shell_web" },
  "rule-enable": { rule: "log4shell_web" },
  "rule-exception-add": { rule: "log4shell_web", reason: "known", expiresUs: startUs + 7 * 86_400e6 },
  "rule-level-set": { rule: "log4shell_web", level: "low" },
  "rule-read": { rule: "log4shell_web" },
  "rule-reset": { rule: "log4shell_web" },
  "rule-source-check": { name: "given", place: "rules", content: packFiles(givenRules).toString("base64") },
  "rule-source-import": { name: "given", sha256: contentHash(givenRules.files) },
  "rule-source-remove": { name: "given" },
  "site-entry-put": { list: "cranes", cells: { name: "Nobody 99" } },
  "site-import": { list: "cranes", csv: "name,berth\nNobody 99,B4\n,\n" },
  "site-settings-put": { learningDays: 21 },
  "token-create": { name: "new", scopes: ["read"] },
  "warning-close": { reason: "expected" },
  "warning-react": { kind: "on it" },
};

/** Questions in words of the two: what tries to find out by asking. */
function probes(action: Action, world: World): readonly Json[] {
  const two = world.plan.members.slice(0, 2) as readonly PlannedMember[];
  const each = (make: (member: PlannedMember) => Json | readonly Json[]) => two.flatMap(make);
  const registered = (member: PlannedMember, kind: string) =>
    member.exposures.find((exposure) => exposure.kind === kind)?.value ?? "";
  const domain = (member: PlannedMember) => registered(member, "domain");
  const mail = (member: PlannedMember) => `analyst@${member.mailDomain}`;
  const address = (member: PlannedMember) => (member.networks[0] ?? "").replace("0.0/16", "2.17");
  const memberId = ({ label }: PlannedMember) => world.idOf(`member ${label}`);
  switch (action.id) {
    case "exposure-add":
      return each((member) => [
        { kind: "domain", value: domain(member) },
        { kind: "network", value: member.networks[0] ?? "" },
        {
          kind: "vessel",
          value: "Some Ship",
          also: member.exposures.find((e) => e.kind === "vessel")?.also ?? [],
        },
        { kind: "domain", value: domain(member), memberId: memberId(member) },
      ]);
    case "exposure-import":
      return each((member) => ({ csv: `kind,value\ndomain,x.${domain(member)}\n`, dryRun: true }));
    case "exposure-list":
    case "exposure-export":
      return each((member) => [{ text: domain(member) }, { memberId: memberId(member) }]);
    case "event-search":
      return each((member) => [
        { terms: [{ field: "member", value: memberId(member) }] },
        { terms: [{ field: "source.address", value: address(member) }] },
        { terms: [{ field: "native", op: "contains", value: member.name }] },
      ]);
    case "pattern-search":
      return each((member) => ({ pattern: `[ipv4-addr:value = '${address(member)}']` }));
    case "indicator-lookup":
      return each((member) => ({ text: `login.${domain(member)} ${domain(member)} ${address(member)}` }));
    case "intel-extract":
      return each((member) => ({
        text: `Seen: login.${domain(member)}, ${address(member)}, ${mail(member)}`,
      }));
    case "invitation-add":
    case "person-add":
      return each((member) => ({ name: "Nina", email: mail(member), role: "viewer" }));
    case "person-update":
      return each((member) => ({ email: mail(member) }));
    case "sign-in-password":
      return [
        ...each((member) => ({ email: mail(member), password: "wrong password here", code: "000000" })),
        { email: "nobody@nowhere.example", password: "wrong password here", code: "000000" },
      ];
    case "report-preview":
    case "report-send":
      return each((member) => ({
        title: "Odd",
        text: `It names ${member.name} and ${domain(member)}`,
        attribution: "members",
        groupIds: [world.idOf(`group ${member.groups[0] ?? 0}`)],
      }));
    case "sighting-list":
      return [{ value: "192.0.2.9" }, ...each((member) => ({ value: `login.${domain(member)}` }))];
    default:
      return [];
  }
}

function asked(action: Action, input: Json): Asked {
  const used = new Set(inPath(action));
  const path = action.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(input[name] ?? never)),
  );
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !used.has(name)));
  if (action.method === "GET" || action.method === "DELETE") {
    const query = new URLSearchParams(
      Object.entries(rest).map(([name, value]) => [name, String(value)]),
    ).toString();
    return { method: action.method, path: `/api${path}${query === "" ? "" : `?${query}`}` };
  }
  return { method: action.method, path: `/api${path}`, body: rest };
}

/** The first question: whoever is refused here for what it is, is asked nothing more. */
export function opening(action: Action): Question {
  const input = { ...(sample(schemaOf(action)) as Json), ...bodies[action.id] };
  return { label: `${action.id}`, asked: asked(action, input) };
}

export function questions(action: Action, world: World, caller: Caller, found: Found): readonly Question[] {
  const properties = propertiesOf(action);
  const base = { ...(sample(schemaOf(action)) as Json), ...bodies[action.id] };
  const isRead = action.method === "GET";
  // What stands in the path and is no id is given.
  const idsInPath = inPath(action).filter((name) => !(name in (bodies[action.id] ?? {})));
  const taking = Object.keys(properties).filter((name) => idsInPath.includes(name) || name === "memberId");
  const byId = taking.flatMap((name) =>
    candidates(world, caller, kindOf(action, name), found).map(([word, id]): Question => {
      const input = { ...base, ...Object.fromEntries(idsInPath.map((each) => [each, id])), [name]: id };
      return { label: `${action.id} of ${word}`, asked: asked(action, input) };
    }),
  );
  const filters = Object.entries(properties).flatMap(([name, schema]): readonly Json[] => {
    if (inPath(action).includes(name) || !isRead) return [];
    if (Array.isArray(schema["enum"])) return schema["enum"].map((value) => ({ [name]: value }));
    if (name === "limit") return [{ limit: 1 }, { limit: 2 }, { limit: 0 }, { limit: 100_000 }];
    if (name === "after" || name === "before") return [{ [name]: "garbage" }, { [name]: `1.${never}` }];
    return name === "memberId" ? [] : [{ [name]: "x" }, { [name]: "1" }];
  });
  const whole = [...filters, ...probes(action, world)].map((input): Question => {
    const word = JSON.stringify(input).slice(0, 120);
    return { label: `${action.id} with ${word}`, asked: asked(action, { ...base, ...input }) };
  });
  return [...byId, ...whole, ...(isRead ? [] : badBodies(action, properties))];
}

function badBodies(action: Action, properties: Readonly<Record<string, Json>>): readonly Question[] {
  const { method, path } = asked(action, {});
  const wrong = Object.fromEntries(Object.keys(properties).map((name) => [name, { wrong: true }]));
  const json = { "content-type": "application/json" };
  return [
    { label: `${action.id}, all wrong`, asked: { method, path, body: wrong } },
    { label: `${action.id}, a list`, asked: { method, path, body: [] } },
    { label: `${action.id}, no JSON`, asked: { method, path, raw: "{", headers: json } },
    {
      label: `${action.id}, no type`,
      asked: { method, path, raw: "a=b", headers: { "content-type": "text/x" } },
    },
  ];
}
