/**
 * API roots and collections as the state store keeps them, and who may use them. A center has one root of its own from
 * the first request on; others come with what is brought from another server, at the addresses they had there.
 */
import type { Kysely, Selectable } from "kysely";
import { type Clock, newId, Problem } from "../../../base/index.js";
import { parseTlp, type Tlp } from "../../../model/index.js";
import { appendAudit, inTransaction, type Tables } from "../../../store/index.js";
import { shareProblem } from "../../problems.js";
import { stixMediaType } from "../media-types.js";
import type { ApiRoot } from "../protocol.js";

/** Who may read or write a collection: everyone with credentials, the center alone, nobody, or one group or member. */
export type Right = "everyone" | "center" | "nobody" | `group:${string}` | `member:${string}`;

/** What fills a collection: objects that were given, or what the center's sources say of indicators. */
export type CollectionSource = "kept" | "indicators";

export interface CollectionInput {
  /** UUID; a new one where left out. */
  readonly id?: string | undefined;
  readonly alias?: string | null | undefined;
  readonly title: string;
  readonly description?: string | undefined;
  readonly readBy: Right;
  readonly writeBy: Right;
  readonly mediaTypes?: readonly string[] | undefined;
  /** What an object without a marking counts as; TLP:AMBER where left out. */
  readonly unmarkedTlp?: Tlp | undefined;
  /** What clients give and the center keeps, where left out. */
  readonly source?: CollectionSource | undefined;
}

export const libraryLimits = {
  titleChars: 200,
  descriptionChars: 5000,
  collectionsPerRoot: 500,
  roots: 50,
  /** The largest body of a POST, whatever a root says: 10 MiB are some 15,000 indicators. */
  contentMax: 10 * 1024 * 1024,
} as const;

export const ownRootPath = "/taxii2/port/";
const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Addresses of the center's own that no root may take. */
const takenPaths = [
  "/api/",
  "/ingest/",
  "/health/",
  "/metrics/",
  "/sign-in/",
  "/assets/",
  "/outlet/",
  "/misp/",
  "/v1/",
];

const invalid = (detail: string): Problem => shareProblem("taxii-collection", detail);

export function checkRootPath(path: string): Problem | null {
  if (!/^(\/[A-Za-z0-9._~-]{1,100}){1,5}\/$/.test(path) || path === "/taxii2/" || /\/\.{1,2}\//.test(path))
    return invalid(`${path.slice(0, 200)}: A root's path is made of one to five words between slashes.`);
  return takenPaths.some((taken) => path.startsWith(taken))
    ? invalid(`${path.slice(0, 200)}: The address is the center's own.`)
    : null;
}

export interface RootInput {
  readonly path: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly contentMax?: number | undefined;
}

export async function addRoot(
  db: Kysely<Tables>,
  clock: Clock,
  input: RootInput,
): Promise<ApiRoot | Problem> {
  const odd = checkRootPath(input.path);
  if (odd !== null) return odd;
  const title = input.title.trim().slice(0, libraryLimits.titleChars);
  if (title === "") return invalid("title: A root has one.");
  const roots = await db.selectFrom("taxii_root").select("path").execute();
  if (roots.length >= libraryLimits.roots)
    return invalid(`There are ${roots.length} roots; no more are kept.`);
  const clash = roots.find(({ path }) => path.startsWith(input.path) || input.path.startsWith(path));
  if (clash !== undefined)
    return shareProblem("taxii-taken", `${input.path}: ${clash.path} is here already.`);
  const contentMax = Math.min(input.contentMax ?? libraryLimits.contentMax, libraryLimits.contentMax);
  const description = (input.description ?? "").slice(0, libraryLimits.descriptionChars);
  await db
    .insertInto("taxii_root")
    .values({ path: input.path, title, description, content_max: contentMax, created_us: clock.nowUs() })
    .execute();
  return { path: input.path, title, description, contentMax };
}

export async function addCollection(
  db: Kysely<Tables>,
  rootPath: string,
  input: CollectionInput,
): Promise<string | Problem> {
  const id = input.id ?? newId();
  if (!uuidForm.test(id)) return invalid(`id: ${id.slice(0, 60)} is no UUID.`);
  const title = input.title.trim();
  if (title === "" || title.length > libraryLimits.titleChars)
    return invalid(`title: It has 1 to ${libraryLimits.titleChars} characters.`);
  const alias = input.alias ?? null;
  if (alias !== null && !/^[\w.~-]{1,100}$/.test(alias))
    return invalid("alias: It is a word without spaces.");
  const here = await db
    .selectFrom("taxii_collection")
    .select(["id", "alias"])
    .where("root_path", "=", rootPath)
    .execute();
  if (here.length >= libraryLimits.collectionsPerRoot)
    return invalid(`The root has ${here.length} collections; no more are kept.`);
  const words = here.flatMap((each) => [each.id, each.alias]);
  if (words.includes(id) || (alias !== null && words.includes(alias)))
    return shareProblem("taxii-taken", `${alias ?? id}: Such a collection is here already.`);
  await db
    .insertInto("taxii_collection")
    .values({
      root_path: rootPath,
      id,
      alias,
      title,
      description: (input.description ?? "").slice(0, libraryLimits.descriptionChars),
      read_by: input.readBy,
      write_by: input.writeBy,
      media_types: [...(input.mediaTypes ?? [stixMediaType])].slice(0, 10),
      unmarked_tlp: input.unmarkedTlp ?? "TLP:AMBER",
      last_added_us: 0,
      source: input.source ?? "kept",
    })
    .execute();
  return id;
}

/** The center's own root with its two first collections, made where it is missing. */
export async function ensureOwnRoot(db: Kysely<Tables>, clock: Clock): Promise<void> {
  const here = await db
    .selectFrom("taxii_root")
    .select("path")
    .where("path", "=", ownRootPath)
    .executeTakeFirst();
  if (here !== undefined) return;
  await inTransaction(db, async (tx) => {
    const made = await addRoot(tx, clock, { path: ownRootPath, title: "The port's community" });
    // Another request made it in the meantime.
    if (made instanceof Problem) return;
    await addCollection(tx, ownRootPath, {
      alias: "indicators",
      title: "Indicators",
      description: "What the center's sources say of hostile values, as far as your marking goes.",
      readBy: "everyone",
      writeBy: "nobody",
      source: "indicators",
    });
    await addCollection(tx, ownRootPath, {
      alias: "shared",
      title: "What the center shares",
      readBy: "everyone",
      writeBy: "center",
    });
    await addCollection(tx, ownRootPath, {
      alias: "inbox",
      title: "For the center",
      description: "What you give here only you and the center's operators read.",
      readBy: "everyone",
      writeBy: "everyone",
    });
    await appendAudit(tx, clock, [
      { kind: "taxii-root-add", actor: "center", subject: ownRootPath, detail: {} },
    ]);
  });
}

export type CollectionRow = Selectable<Tables["taxii_collection"]>;

export interface LibraryCollection {
  readonly rootPath: string;
  readonly id: string;
  readonly alias: string | null;
  readonly title: string;
  readonly description: string;
  readonly readBy: Right;
  readonly writeBy: Right;
  readonly mediaTypes: readonly string[];
  readonly unmarkedTlp: Tlp;
  readonly source: CollectionSource;
}

export async function listRoots(db: Kysely<Tables>): Promise<readonly ApiRoot[]> {
  const rows = await db.selectFrom("taxii_root").selectAll().orderBy("created_us").orderBy("path").execute();
  return rows.map((row) => ({
    path: row.path,
    title: row.title,
    description: row.description,
    contentMax: row.content_max,
  }));
}

/** The collections of one root, or of all. */
export async function listCollections(
  db: Kysely<Tables>,
  rootPath?: string,
): Promise<readonly LibraryCollection[]> {
  let query = db.selectFrom("taxii_collection").selectAll();
  if (rootPath !== undefined) query = query.where("root_path", "=", rootPath);
  const rows = await query.orderBy("root_path").orderBy("id").execute();
  return rows.map((row) => ({
    rootPath: row.root_path,
    id: row.id,
    alias: row.alias,
    title: row.title,
    description: row.description,
    readBy: row.read_by as Right,
    writeBy: row.write_by as Right,
    mediaTypes: row.media_types,
    unmarkedTlp: parseTlp(row.unmarked_tlp) ?? "TLP:RED",
    source: row.source as CollectionSource,
  }));
}

/** Whether a right includes a client: one of the center's (null), or of a member with these groups. */
export function includes(right: Right, memberId: string | null, groups: readonly string[]): boolean {
  if (right === "everyone") return true;
  if (right === "nobody") return false;
  // What one member or group has a collection for, the center's operators see as well.
  if (memberId === null) return true;
  const [kind, id] = right.split(":") as [string, string?];
  if (kind === "member") return id === memberId;
  return kind === "group" && id !== undefined && groups.includes(id);
}
