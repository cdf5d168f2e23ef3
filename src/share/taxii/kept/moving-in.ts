/**
 * What another TAXII server kept, in the shape of OASIS's medallion (its `default_data.json`): discovery, API roots with
 * their paths, collections with ids and rights, objects, manifests with `date_added`, statuses. A client that read there
 * reads on here where it was: ids, addresses and `date_added` stay. Where two objects of a collection share one time,
 * or the manifest names none, the later gets one some microseconds on, so that no page's edge can lose one.
 *
 * Everything is checked first and then made in one transaction: a file with a fault changes nothing.
 */
import { Problem, Refusal } from "../../../base/index.js";
import type { Tlp } from "../../../model/index.js";
import { appendAudit, inTransaction } from "../../../store/index.js";
import { shareProblem } from "../../problems.js";
import type { ShelfParts } from "../client.js";
import { drawGap, drawMeanGap } from "../drawn-gaps.js";
import { readTaxiiTime, taxiiTime } from "../times.js";
import { addCollection, addRoot, listRoots } from "./library.js";
import { definitionsIn, readObject } from "./stored.js";

export interface MovedIn {
  readonly roots: readonly {
    readonly path: string;
    readonly collections: number;
    readonly objects: number;
    readonly statuses: number;
  }[];
  /** What was not taken over, each with its place. */
  readonly passedOver: readonly { readonly place: string; readonly reason: string }[];
}

export interface MovingIn {
  readonly unmarkedTlp: Tlp;
  readonly actor: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Passed = { readonly place: string; readonly reason: string };

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const invalid = (detail: string): Problem => shareProblem("taxii-file", detail);
const isBefore = <T extends { addedUs: number }>(one: T, other: T): number => one.addedUs - other.addedUs;

interface Row {
  addedUs: number;
  readonly id: string;
  readonly type: string;
  readonly version: string | null;
  readonly versionUs: number | null;
  readonly specVersion: string;
  readonly tlp: string;
  readonly content: string;
}

/** When each version was added, as the manifest says it. */
function datesOf(manifest: readonly unknown[]): ReadonlyMap<string, number> {
  const dates = new Map<string, number>();
  for (const entry of manifest) {
    if (!isFields(entry)) continue;
    const us = readTaxiiTime(text(entry["date_added"]));
    if (us !== null) dates.set(`${text(entry["id"])} ${text(entry["version"])}`, us);
  }
  return dates;
}

/** Each a time of its own, in the order they have; by no step does it tell what a reader may not have. */
function spread(rows: Row[]): readonly Row[] {
  rows.sort(isBefore);
  const meanUs = drawMeanGap();
  let last = Number.MIN_SAFE_INTEGER;
  for (const row of rows) {
    if (row.addedUs <= last) row.addedUs = last + drawGap(meanUs);
    last = row.addedUs;
  }
  return rows;
}

function rowsOf(
  collection: Fields,
  place: string,
  unmarkedTlp: Tlp,
  nowUs: number,
  passed: Passed[],
): readonly Row[] {
  const objects = listOf(collection["objects"]);
  const dates = datesOf(listOf(collection["manifest"]));
  const definitions = definitionsIn(objects);
  const rows = new Map<string, Row>();
  for (const [at, object] of objects.entries()) {
    const read = readObject(object, definitions, unmarkedTlp, nowUs);
    if (!("content" in read)) {
      passed.push({ place: `${place}.objects[${at}]`, reason: read.message });
      continue;
    }
    const addedUs = dates.get(`${read.id} ${read.version ?? ""}`) ?? nowUs;
    const key = `${read.id} ${read.specVersion} ${read.versionUs}`;
    if (rows.has(key)) passed.push({ place: `${place}.objects[${at}]`, reason: `${read.id} is here twice.` });
    else rows.set(key, { ...read, addedUs });
  }
  return spread([...rows.values()]);
}

/** Reads a file's text; what it holds is checked where it is used. */
export function readMovingIn(file: string): Fields | Problem {
  let content: unknown;
  try {
    content = JSON.parse(file);
  } catch (error) {
    return invalid(error instanceof Error ? error.message : "It is not JSON.");
  }
  if (!isFields(content)) return invalid("It is not a JSON object.");
  return Object.keys(content).some((key) => isFields(content[key]) && isFields(content[key]["information"]))
    ? content
    : invalid("It has no API root: no key whose value has an information.");
}

/**
 * The path of each root: as discovery's addresses have it, else its key. The host is left away: clients find the roots
 * under the center's name.
 */
function pathOf(key: string, discovery: unknown): string {
  const addresses = isFields(discovery) ? listOf(discovery["api_roots"]) : [];
  for (const address of addresses) {
    const path = /^(?:https?:\/\/[^/]+)?(\/.*)$/.exec(text(address))?.[1];
    if (path?.replace(/\/+$/, "").split("/").at(-1) === key) return path.endsWith("/") ? path : `${path}/`;
  }
  return `/${key}/`;
}

export async function moveIn(
  parts: Pick<ShelfParts, "state" | "clock" | "gate">,
  content: Fields,
  options: MovingIn,
): Promise<MovedIn | Problem> {
  const passed: Passed[] = [];
  const roots: MovedIn["roots"][number][] = [];
  try {
    await inTransaction(parts.state.db, async (tx) => {
      for (const [key, root] of Object.entries(content)) {
        if (key === "/discovery") continue;
        if (!isFields(root) || !isFields(root["information"])) {
          passed.push({ place: key.slice(0, 100), reason: "It is no API root." });
          continue;
        }
        const within = { ...parts, state: { ...parts.state, db: tx } };
        roots.push(await moveRoot(within, pathOf(key, content["/discovery"]), key, root, options, passed));
      }
      const detail = { roots: roots.map(({ path }) => path), unmarkedTlp: options.unmarkedTlp };
      await appendAudit(tx, parts.clock, [
        { kind: "taxii-import", actor: options.actor, subject: "taxii", detail },
      ]);
    });
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
  return { roots, passedOver: passed };
}

const orThrow = <T>(answer: T | Problem): T => {
  if (answer instanceof Problem) throw new Refusal(answer);
  return answer;
};

async function moveRoot(
  parts: Pick<ShelfParts, "state" | "clock" | "gate">,
  path: string,
  key: string,
  root: Fields,
  options: MovingIn,
  passed: Passed[],
): Promise<MovedIn["roots"][number]> {
  const { clock } = parts;
  const { db } = parts.state;
  const nowUs = clock.nowUs();
  const information = root["information"] as Fields;
  const contentMax = information["max_content_length"];
  if (!(await listRoots(db)).some((here) => here.path === path))
    orThrow(
      await addRoot(db, clock, {
        path,
        title: text(information["title"]) || key,
        description: text(information["description"]),
        contentMax: Number.isInteger(contentMax) && Number(contentMax) > 0 ? Number(contentMax) : undefined,
      }),
    );
  let objects = 0;
  const collections = listOf(root["collections"]);
  for (const [at, collection] of collections.entries()) {
    const place = `${key}.collections[${at}]`;
    if (!isFields(collection)) throw new Refusal(invalid(`${place}: It is not a JSON object.`));
    objects += await moveCollection(parts, path, collection, place, options, passed);
  }
  const statuses = await moveStatuses(parts, path, listOf(root["status"]), nowUs, `${key}.status`, passed);
  return { path, collections: collections.length, objects, statuses };
}

async function moveCollection(
  parts: Pick<ShelfParts, "state" | "clock" | "gate">,
  path: string,
  collection: Fields,
  place: string,
  { unmarkedTlp }: MovingIn,
  passed: Passed[],
): Promise<number> {
  const { db } = parts.state;
  const right = (name: string) => (collection[name] === true ? "everyone" : "nobody");
  const id = text(collection["id"]).toLowerCase();
  const made = await addCollection(db, path, {
    id,
    alias: text(collection["alias"]) || null,
    title: text(collection["title"]) || id,
    description: text(collection["description"]),
    readBy: right("can_read"),
    writeBy: right("can_write"),
    mediaTypes: listOf(collection["media_types"])
      .map(text)
      .filter((type) => type !== ""),
    unmarkedTlp,
  });
  if (made instanceof Problem) {
    // Taken over before: the file has no fault.
    const isTaken = made.code === shareProblem("taxii-taken", "").code;
    const detail = `${place}: ${made.detail}`;
    throw new Refusal(isTaken ? shareProblem("taxii-taken", detail) : invalid(detail));
  }
  const rows = rowsOf(collection, place, unmarkedTlp, parts.clock.nowUs(), passed);
  for (let from = 0; from < rows.length; from += 1000)
    await db
      .insertInto("taxii_object")
      .values(
        rows.slice(from, from + 1000).map((row) => ({
          root_path: path,
          collection_id: id,
          added_us: row.addedUs,
          id: row.id,
          type: row.type,
          version: row.version ?? taxiiTime(row.addedUs),
          version_us: row.versionUs ?? row.addedUs,
          spec_version: row.specVersion,
          tlp: row.tlp,
          member_id: null,
          content: row.content,
        })),
      )
      .execute();
  const last = rows.at(-1)?.addedUs ?? 0;
  await db
    .updateTable("taxii_collection")
    .set({ last_added_us: Math.max(0, last) })
    .where("root_path", "=", path)
    .where("id", "=", id)
    .execute();
  return rows.length;
}

const statusIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Statuses of the other server answer the center's own clients: whose they were it did not keep. */
async function moveStatuses(
  { state }: Pick<ShelfParts, "state">,
  path: string,
  statuses: readonly unknown[],
  nowUs: number,
  place: string,
  passed: Passed[],
): Promise<number> {
  let count = 0;
  for (const [at, status] of statuses.entries()) {
    const id = isFields(status) ? text(status["id"]) : "";
    if (!statusIdForm.test(id)) {
      passed.push({ place: `${place}[${at}]`, reason: "id: It is no UUID." });
      continue;
    }
    const result = await state.db
      .insertInto("taxii_status")
      .values({
        id,
        root_path: path,
        client: movedClient,
        status: JSON.stringify(status),
        created_us: nowUs,
      })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .executeTakeFirst();
    if ((result.numInsertedOrUpdatedRows ?? 0n) === 0n)
      passed.push({ place: `${place}[${at}]`, reason: `${id} is here already.` });
    else count += 1;
  }
  return count;
}

/** Whom a status that was brought along belongs to: the center's own clients. */
export const movedClient = "moved";
