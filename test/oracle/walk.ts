/** Walks the routes as one caller, in a fixed order, and keeps every byte that came back. */
import { readdirSync, readFileSync } from "node:fs";
import { type Action, actions } from "../../src/api/index.js";
import { type Answered, type Asked, ask, type Caller } from "./center.js";
import { type Found, opening, type Question, questions } from "./inputs.js";
import type { World } from "./world.js";

export interface Heard {
  readonly caller: Caller;
  /** When and what was asked, the same in both worlds. */
  readonly label: string;
  readonly action: string;
  readonly asked: Asked;
  readonly answered: Answered;
}

/** What ends the caller's own session, or takes the caller away, comes last. */
const ending = [
  "agreement-text-remove",
  "group-remove",
  "token-revoke",
  "person-reset",
  "person-remove",
  "member-remove",
  "own-session-end",
  "sign-out",
];

/** What is not asked of whoever may do it, and why. */
export const notByOperators: Readonly<Record<string, string>> = {
  "advisory-import": "it reads files of the machine and asks the web",
  "demo-load": "the sample port goes on for minutes",
  "demo-remove": "it is not there",
  "intel-import": "it reads files of the machine, and goes on after its answer",
  "learning-start": "it goes on after its answer",
  "rule-replay-start": "it goes on after its answer",
};

const readingPosts = [
  "event-search",
  "indicator-lookup",
  "intel-extract",
  "pattern-search",
  "report-preview",
  "invitation-open",
];
const isReading = (action: Action): boolean => action.method === "GET" || readingPosts.includes(action.id);

export const otherRoutes: readonly Question[] = [
  ...[
    "/",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/api/openapi.json",
    "/edge/set",
    "/edge/set?after=x&epoch=1&sequence=1",
    "/nothing.js",
    "/api/nothing",
    "/w",
    "/w/nobodys-link",
    "/w/page.css",
  ].map((path) => ({ label: path, asked: { method: "GET", path } })),
  ...["/edge/contact", "/edge/sightings"].map((path) => ({
    label: `to ${path}`,
    asked: {
      method: "POST",
      path,
      raw: "{}",
      headers: {
        "content-type": "application/json",
        "x-breakwater-edge": "00000000-0000-4000-8000-0000000000ed",
      },
    },
  })),
  ...["/w/nobodys-link", "/w/answer"].map((path) => ({
    label: `to ${path}`,
    asked: {
      method: "POST",
      path,
      raw: "kind=on+it",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    },
  })),
  ...[
    "",
    "port/",
    "port/collections/",
    ...["indicators", "shared", "inbox"].flatMap((collection) =>
      ["", "objects/", "objects/?match[version]=all", "manifest/"].map(
        (rest) => `port/collections/${collection}/${rest}`,
      ),
    ),
    "port/collections/nothing/objects/",
    "port/status/00000000-0000-4000-8000-000000000000/",
    "port",
  ].map((path) => ({
    label: `TAXII ${path}`,
    asked: { method: "GET", path: `/taxii2/${path}`, headers: { accept: "application/taxii+json" } },
  })),
  ...["manifest.json", "hashes.csv", "00000000-0000-4000-8000-000000000000.json", ""].map((file) => ({
    label: `MISP ${file}`,
    asked: { method: "GET", path: `/misp/feed/${file}` },
  })),
  {
    label: "to TAXII's inbox",
    asked: {
      method: "POST",
      path: "/taxii2/port/collections/inbox/objects/",
      raw: '{"objects":[{"id":"indicator--1"}]}',
      headers: { "content-type": "application/taxii+json" },
    },
  },
  { label: "HEAD /", asked: { method: "HEAD", path: "/" } },
  { label: "a page", asked: { method: "GET", path: "/warnings/x", headers: { accept: "text/html" } } },
  { label: "OPTIONS", asked: { method: "OPTIONS", path: "/api/warnings" } },
  { label: "a bad address", asked: { method: "GET", path: "/api/warnings/%zz" } },
  { label: "an empty batch", asked: { method: "POST", path: "/ingest", raw: "" } },
  ...[
    "/elastic/",
    "/elastic/_license",
    "/_cat/health",
    "/services/collector/health",
    "/elastic/logs/_search",
  ].map((path) => ({ label: `a shipper asks ${path}`, asked: { method: "GET", path } })),
  {
    label: "a shipper's batch",
    asked: { method: "POST", path: "/elastic/_bulk", raw: '{"index":{"_index":"a"}}\n{"message":"cut\n' },
  },
  {
    label: "an event of Splunk's",
    asked: { method: "POST", path: "/services/collector", raw: '{"event":""}' },
  },
  {
    label: "an acknowledgement",
    asked: { method: "POST", path: "/services/collector/ack", raw: '{"acks":[0]}' },
  },
  {
    label: "logs of OTLP",
    asked: { method: "POST", path: "/v1/logs", raw: "{}", headers: { "content-type": "application/json" } },
  },
  { label: "garbage", asked: { method: "POST", path: "/ingest", raw: "\u0001\u0002 no log at all\n" } },
];

/** Addresses that code registers beside the actions: each must be walked or be known to be. */
export function registeredRoutes(): readonly string[] {
  const folder = new URL("../../src/api/", import.meta.url);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .flatMap((name) => [
      ...readFileSync(new URL(name, folder), "utf8").matchAll(
        /\b\w+\s*\.(?:get|post|put|delete|patch|all|route)\(\s*"(\/[^"]*)"/g,
      ),
    ])
    .map((match) => match[1] as string);
}

export class Walk {
  readonly heard: Heard[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async #hear(caller: Caller, when: string, action: string, { label, asked }: Question): Promise<Answered> {
    const answered = await ask(this.#world.server, caller, asked);
    this.heard.push({ caller, label: `${when}: ${caller.name}: ${label}`, action, asked, answered });
    return answered;
  }

  /** Asks and reads on, page by page. */
  async #hearPages(caller: Caller, when: string, action: Action, question: Question): Promise<Answered> {
    let { label, asked } = question;
    const first = await this.#hear(caller, when, action.id, question);
    let answered = first;
    for (let page = 2; page <= 6 && asked.method === "GET"; page++) {
      const next = nextOf(answered);
      if (next === null) break;
      const url = new URL(asked.path, "http://x");
      url.searchParams.set(action.id === "audit-list" ? "before" : "after", next);
      label = `${question.label}, page ${page}`;
      asked = { ...asked, path: `${url.pathname}${url.search}` };
      answered = await this.#hear(caller, when, action.id, { label, asked });
    }
    return first;
  }

  /** `changes` asks what changes things, at last what ends the caller's session. */
  async as(name: string, when: string, what: "lists" | "reads" | "changes"): Promise<void> {
    const caller = this.#world.caller(name);
    const found = await this.#find(caller);
    const walked = actions.filter((action) => {
      if (what === "lists") return action.method === "GET" && !action.path.includes(":");
      return (what === "reads") === isReading(action);
    });
    const place = (action: Action) => ending.indexOf(action.id);
    for (const action of [...walked].sort((a, b) => place(a) - place(b))) {
      if (caller.name === "operator" && notByOperators[action.id] !== undefined) continue;
      await this.#action(caller, when, action, found, what);
    }
    if (what !== "reads") return;
    for (const question of otherRoutes) await this.#hear(caller, when, "other", question);
  }

  async #action(caller: Caller, when: string, action: Action, found: Found, what: string): Promise<void> {
    const first = await this.#hearPages(caller, when, action, opening(action));
    if (first.status === 401 || first.status === 403 || what === "lists") return;
    for (const question of questions(action, this.#world, caller, found))
      await this.#hearPages(caller, when, action, question);
  }

  /** What the caller's own lists say it may ask for. */
  async #find(caller: Caller): Promise<Found> {
    const found = new Map<string, readonly string[]>();
    const lists = {
      warning: "/api/warnings?state=all&limit=3",
      report: "/api/reports?limit=3",
      invitation: "/api/invitations",
      conflict: "/api/exposures/conflicts",
      session: "/api/own",
      sighting: "/api/sightings?limit=3",
      detection: "/api/detections?limit=3",
      evidence: "/api/reports?limit=3",
      asset: "/api/assets?limit=3",
      relation: "/api/relations?limit=3",
    };
    for (const [kind, path] of Object.entries(lists)) {
      const { status, body } = await ask(this.#world.server, caller, { method: "GET", path });
      if (status !== 200) continue;
      const { rows, sessions, sessionId } = JSON.parse(body) as Listed;
      const all = rows ?? sessions ?? [];
      const ids = (kind === "evidence" ? all.flatMap(({ evidence = [] }) => evidence) : all).map(
        ({ id }) => id,
      );
      // The session in which it asks ends last of all.
      found.set(
        kind,
        ids.filter((id) => id !== sessionId),
      );
    }
    return found;
  }
}

interface Listed {
  readonly rows?: readonly { readonly id: string; readonly evidence?: readonly { readonly id: string }[] }[];
  readonly sessions?: Listed["rows"];
  readonly sessionId?: string | null;
}

function nextOf({ status, body }: Answered): string | null {
  if (status !== 200 || !body.startsWith("{")) return null;
  const { next } = JSON.parse(body) as { next?: string | number | null };
  return next === undefined || next === null || typeof next === "object" ? null : String(next);
}
