/**
 * A center that has something of every kind to give, and what it gives, read over HTTP as any client reads it: values
 * of every type with all that may be said of them, in every marking, one that was taken back, and objects that the
 * center itself shares.
 */
import { sql } from "kysely";
import { openServer } from "../../../src/api/index.js";
import { openTestCenter } from "../../../src/api/testing.js";
import { systemClock as clock, Problem } from "../../../src/base/index.js";
import { importEntries } from "../../../src/intel/index.js";
import { createToken } from "../../../src/members/index.js";
import { type FeedEntry, type Observable, tlpLabels } from "../../../src/model/index.js";
import { syncClaims, syncMispEvents } from "../../../src/share/index.js";

export interface StixJson {
  readonly type: string;
  readonly id: string;
  readonly [name: string]: unknown;
}

export interface Given {
  /** All objects of a TAXII collection, page by page. */
  taxii(collection: string): Promise<readonly StixJson[]>;
  /** A resource of the API root, or of a collection of it. */
  resource(path: string): Promise<Record<string, unknown>>;
  /** A file of the MISP feed. */
  misp(file: string): Promise<unknown>;
  close(): Promise<void>;
}

const values: readonly Observable[] = [
  { type: "ipv4", value: "198.51.100.7" },
  { type: "ipv6", value: "2001:db8::7" },
  { type: "cidr", value: "198.51.100.64/26" },
  { type: "cidr", value: "2001:db8:7::/48" },
  { type: "domain", value: "bad.example" },
  { type: "domain", value: "xn--bcher-kva.example" },
  { type: "url", value: "https://bad.example/a?b='c'&d=\\e" },
  { type: "email", value: "o'hara@bad.example" },
  { type: "md5", value: "0123456789abcdef".repeat(2) },
  { type: "sha1", value: "01234567".repeat(5) },
  { type: "sha256", value: "0123456789abcdef".repeat(4) },
  { type: "sha512", value: "0123456789abcdef".repeat(8) },
  { type: "ja3", value: "fedcba9876543210".repeat(2) },
];
const taken: Observable = { type: "domain", value: "taken-back.example" };

const entries: readonly FeedEntry[] = [...values, taken].map((observable, at) => ({
  observable,
  line: at + 1,
  claim: {
    confidence: (at * 17) % 101,
    ...(at % 2 === 0 ? { labels: ["emotet", "t1071.001", 'a "quoted" label'] } : {}),
    ...(at % 3 === 0 ? { validFromUs: 1_790_000_000_123_456 } : {}),
    ...(at % 3 === 1 ? { validUntilUs: 1_990_000_000_000_000 } : {}),
  },
}));

const shared = [
  {
    type: "malware",
    id: "malware--c1e3f8a2-4b5d-4e6f-8a7b-9c0d1e2f3a4b",
    name: "Harbour Worm",
    is_family: true,
    malware_types: ["worm"],
  },
  {
    type: "attack-pattern",
    id: "attack-pattern--5d2b1c3e-6f70-4a81-9b92-a3b4c5d6e7f8",
    name: "Web Protocols",
    external_references: [{ source_name: "mitre-attack", external_id: "T1071.001" }],
  },
  {
    type: "relationship",
    id: "relationship--0a1b2c3d-4e5f-4607-8899-aabbccddeeff",
    relationship_type: "uses",
    source_ref: "malware--c1e3f8a2-4b5d-4e6f-8a7b-9c0d1e2f3a4b",
    target_ref: "attack-pattern--5d2b1c3e-6f70-4a81-9b92-a3b4c5d6e7f8",
  },
].map((object) => ({
  ...object,
  spec_version: "2.1",
  created: "2026-01-01T00:00:00.000Z",
  modified: "2026-01-01T00:00:00.000Z",
}));

const media = "application/taxii+json;version=2.1";

export async function giveEverything(): Promise<Given> {
  const center = await openTestCenter();
  const { state } = center;
  for (const tlp of tlpLabels)
    await importEntries(
      state,
      clock,
      { name: `List in ${tlp.slice(4)}`, tlp, confidence: 50, mark: null },
      entries,
    );
  await syncClaims(state, clock);
  await syncMispEvents(state, clock);
  await sql`delete from indicator_claim c using indicator i where i.id = c.indicator_id and i.value = ${taken.value}`.execute(
    state.db,
  );
  await syncClaims(state, clock);
  await syncMispEvents(state, clock);
  const server = await openServer({
    center,
    ingest: (_request, response) => void response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
  const made = await createToken(state.db, clock, {
    memberId: null,
    name: "others",
    scopes: ["read", "report"],
  });
  if (made instanceof Problem) throw new Error(made.detail);
  const authorization = `Bearer ${made.token}`;
  const json = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = { authorization, ...init.headers };
    const response = await fetch(new URL(path, server.address), { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const root = "/taxii2/port/";
  const resource = async (path: string) =>
    (await json(`${root}${path}`, { headers: { accept: media } })) as Record<string, unknown>;
  await json(`${root}collections/shared/objects/`, {
    method: "POST",
    headers: { accept: media, "content-type": media },
    body: JSON.stringify({ objects: shared }),
  });
  return {
    resource,
    async taxii(collection) {
      const all: StixJson[] = [];
      for (let next: string | undefined = ""; next !== undefined; ) {
        const query = new URLSearchParams({ limit: "20", ...(next === "" ? {} : { next }) });
        const page = await resource(`collections/${collection}/objects/?${query}`);
        all.push(...((page["objects"] ?? []) as StixJson[]));
        next = page["more"] === true ? String(page["next"]) : undefined;
      }
      return all;
    },
    misp: (file) => json(`/misp/feed/${file}`),
    async close() {
      await server.close();
      await center.close();
    },
  };
}
