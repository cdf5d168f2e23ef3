/**
 * The events of ESET and of CIRCL's OSINT feed, through everything: imported, given as the center's feed over HTTP, read
 * by another center's puller, and compared claim by claim. What could not be kept is counted from the events
 * themselves and stands as a table in docs/misp.md, which this test holds. And the data folder's own hashes.csv, which
 * was made by others, against ours.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServer, type Server } from "../../src/api/index.js";
import { openTestCenter, type TestCenter } from "../../src/api/testing.js";
import { Problem, systemClock } from "../../src/base/index.js";
import { importFeed } from "../../src/intel/index.js";
import { readAttribute } from "../../src/intel/misp-attribute.js";
import { createToken } from "../../src/members/index.js";
import {
  askFeed,
  type OtherFeed,
  pullFeed,
  shareSettings,
  syncClaims,
  syncMispEvents,
} from "../../src/share/index.js";
import { valueHashes } from "../../src/share/misp/feed/event-object.js";
import { PullingMisp } from "../../src/share/misp/feed/testing.js";
import type { State } from "../../src/store/index.js";
import { openTestState } from "../../src/store/state/testing.js";

const data = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const root = join(data, "04-stix-misp");
const folders = { ESET: "misp-feed-eset", OSINT: "misp-events-osint" } as const;
const isMissing = !Object.values(folders).every((folder) => existsSync(join(root, folder)));

interface Attribute {
  readonly type: string;
  readonly value: string;
  readonly to_ids: boolean;
  readonly deleted?: boolean;
  readonly comment?: string;
  readonly Sighting?: readonly object[];
  readonly Tag?: readonly { readonly name: string }[];
}
interface Event {
  readonly uuid: string;
  readonly Attribute: readonly Attribute[];
  readonly Object?: readonly {
    readonly Attribute: readonly Attribute[];
    readonly ObjectReference?: readonly object[];
  }[];
  readonly Tag?: readonly { readonly name: string }[];
  readonly EventReport?: readonly object[];
}

function eventsOf(folder: string): readonly Event[] {
  return readdirSync(join(root, folder))
    .filter((name) => /\.json(\.gz)?$/.test(name) && name !== "manifest.json")
    .map((name) => {
      const bytes = readFileSync(join(root, folder, name));
      const read = JSON.parse((name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
      return read.Event ?? read;
    });
}

const attributesOf = ({ Attribute, Object: objects = [] }: Event): readonly Attribute[] => [
  ...Attribute,
  ...objects.flatMap((object) => object.Attribute),
];

interface Claim {
  readonly value: string;
  readonly type: string;
  readonly tlp: string;
  readonly confidence: number;
  readonly labels: readonly string[];
  readonly valid_from_us: number | null;
  readonly valid_until_us: number | null;
}

/** What all sources of a store say, merged by nobody: in the order of value and marking. */
async function claimsOf(state: State): Promise<readonly Claim[]> {
  const { rows } = await sql<Claim>`
    select i.value, i.type, c.tlp, c.confidence, c.labels, c.valid_from_us, c.valid_until_us
    from indicator_claim c join indicator i on i.id = c.indicator_id order by i.value, i.type, c.tlp`.execute(
    state.db,
  );
  return rows.map((row) => ({ ...row, labels: [...row.labels].sort() }));
}

interface Trip {
  readonly before: readonly Claim[];
  readonly after: readonly Claim[];
  readonly lost: Readonly<Record<string, number>>;
}

function count(folder: string): Record<string, number> {
  const events = eventsOf(folder);
  const attributes = events.flatMap(attributesOf);
  const on = attributes.filter((one) => one.to_ids && one.deleted !== true);
  const read = on.map((one) => ({ one, read: readAttribute(one.type, one.value) }));
  const objects = events.flatMap((event) => event.Object ?? []);
  const taken = read.filter((each) => "observables" in each.read).map(({ one }) => one);
  return {
    "events, each with its own UUID, title, date and level of threat": events.length,
    "attributes in all": attributes.length,
    "attributes for detection whose value telemetry carries: kept": taken.length,
    "attributes for detection of types that telemetry does not carry (file names, ssdeep, text): stored as patterns, not given on":
      on.length - taken.length,
    "attributes not for detection (`to_ids` off, or deleted): counted only": attributes.length - on.length,
    "file names beside hashes": taken.filter(({ type }) => type.startsWith("filename|")).length,
    "comments of attributes that were kept": taken.filter(({ comment }) => (comment ?? "") !== "").length,
    "objects, of which the attributes stay and the form goes": objects.length,
    "references between objects": objects.flatMap((object) => object.ObjectReference ?? []).length,
    "single sightings, of which an end or a doubt stays": taken.flatMap(({ Sighting = [] }) => Sighting)
      .length,
    "tags of galaxies: the name or the technique's number stays, the galaxy goes": events
      .flatMap((event) => [...(event.Tag ?? []), ...attributesOf(event).flatMap(({ Tag = [] }) => Tag)])
      .filter(({ name }) => name.startsWith("misp-galaxy:")).length,
    "reports as text": events.flatMap(({ EventReport = [] }) => EventReport).length,
  };
}

const temporary = mkdtempSync(join(tmpdir(), "misp-trip-"));
const secretFile = join(temporary, "key");
const trips = new Map<string, Trip>();

describe.skipIf(isMissing)("MISP events through everything (needs ../shared/data/04-stix-misp)", () => {
  let center: TestCenter;
  let server: Server;
  let other: State;

  beforeAll(async () => {
    for (const folder of Object.values(folders)) {
      center = await openTestCenter();
      const imported = await importFeed(center.state, systemClock, { paths: [join(root, folder)] });
      if (imported instanceof Problem) throw new Error(imported.detail);
      await syncClaims(center.state, systemClock);
      await syncMispEvents(center.state, systemClock);
      const options = { host: "127.0.0.1", port: 0, webFolder: "/nonexistent" };
      server = await openServer({ center, ingest: (_request, response) => void response.end(), ...options });
      const input = { memberId: null, name: "misp", scopes: ["read"] };
      const made = await createToken(center.state.db, systemClock, input);
      if (made instanceof Problem) throw new Error(made.detail);
      // The other center reads it as a MISP does: what the feed's own setting says stands for the distribution.
      const url = `${server.address}/misp/feed/`;
      writeFileSync(secretFile, made.token);
      const set = { name: folder, url, near: true, distribution: "feed", secretFile, bareKey: true };
      const feed = shareSettings.parse({ misp: { feeds: [set] } }).misp.feeds[0] as OtherFeed;
      other = await openTestState();
      const pulled = await pullFeed(other, systemClock, feed, askFeed(feed));
      expect(pulled.problem).toBeNull();
      const headers = { authorization: made.token };
      const misp = new PullingMisp(async (file) => {
        const response = await fetch(new URL(file, url), { headers });
        return response.status === 200 ? response.text() : null;
      });
      await misp.pull();
      const before = await claimsOf(center.state);
      expect(misp.values()).toEqual([...new Set(before.map(({ value }) => value))].sort());
      trips.set(folder, { before, after: await claimsOf(other), lost: count(folder) });
      await other.close();
      await server.close();
      await center.close();
    }
  }, 180_000);
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  test.each(Object.entries(folders))(
    "%s: every claim comes back with its marking, confidence, labels and dates",
    (_name, folder) => {
      const { before = [], after = [] } = trips.get(folder) ?? {};
      expect(before.length).toBeGreaterThan(100);
      // Two files that say the same value are two sources here, and one feed there.
      const merged = new Map<string, Claim>();
      for (const claim of before) {
        const key = `${claim.type} ${claim.value}`;
        const known = merged.get(key);
        merged.set(
          key,
          known === undefined
            ? claim
            : { ...known, labels: [...new Set([...known.labels, ...claim.labels])].sort() },
        );
      }
      const seconds = (claims: Iterable<Claim>) =>
        [...claims].map((one) => ({
          ...one,
          valid_until_us: one.valid_until_us === null ? null : Math.floor(one.valid_until_us / 1e6),
        }));
      expect(seconds(after)).toEqual(seconds(merged.values()));
    },
  );

  test("what could not be kept stands in docs/misp.md", () => {
    const names = Object.keys(folders);
    const rows = Object.keys(trips.get(folders.ESET)?.lost ?? {});
    const table = [
      `| of the events | ${names.join(" | ")} |`,
      `|---|${names.map(() => "---|").join("")}`,
      ...rows.map(
        (row) =>
          `| ${row} | ${Object.values(folders)
            .map((folder) => trips.get(folder)?.lost[row])
            .join(" | ")} |`,
      ),
    ].join("\n");
    expect(readFileSync(join(import.meta.dirname, "../../docs/misp.md"), "utf8")).toContain(table);
  });

  test("hashes.csv of the folder is what our rule makes of its events", () => {
    const lines = readFileSync(join(root, folders.ESET, "hashes.csv"), "utf8")
      .trim()
      .split("\n");
    const ours = eventsOf(folders.ESET).flatMap((event) =>
      attributesOf(event).flatMap(({ type, value }) =>
        valueHashes(type, value).map((hash) => `${hash},${event.uuid}`),
      ),
    );
    const known = new Set(ours);
    expect(lines.filter((line) => !known.has(line.trim()))).toEqual([]);
  });
});
