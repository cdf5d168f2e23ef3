/**
 * Sources of rules and their versions, kept. A version comes in as `staged`; it runs only once somebody has taken the very
 * content that was shown, by its hash. The last three versions of a source stay, so that an earlier one can be
 * taken back.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem } from "../../../base/index.js";
import { appendAudit, inTransaction, type Tables } from "../../../store/index.js";
import { detectProblem } from "../../problems.js";
import { contentHash, packFiles, type RuleFiles, unpackFiles } from "./rule-files.js";

export const sourceKinds = ["own", "given", "https"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** The name of the source that comes with the program. */
export const ownSource = "breakwater";

export interface RuleVersion {
  readonly version: number;
  readonly label: string;
  readonly sha256: string;
  readonly fetchedUs: number;
  readonly takenUs: number | null;
  readonly files: number;
  readonly rules: number;
  readonly refused: number;
}

export interface RuleSource {
  readonly name: string;
  readonly kind: SourceKind;
  readonly place: string;
  readonly checkedUs: number | null;
  readonly note: string;
  /** The one that runs, and the one that waits to be looked at. */
  readonly version: number | null;
  readonly staged: number | null;
  readonly versions: readonly RuleVersion[];
}

const versionsKept = 3;

type Db = Kysely<Tables>;

export async function listSources(db: Db): Promise<readonly RuleSource[]> {
  const sources = await db.selectFrom("rule_source").selectAll().orderBy("name").execute();
  const versions = await db
    .selectFrom("rule_version")
    .select(["source", "version", "label", "sha256", "fetched_us", "taken_us", "files", "rules", "refused"])
    .orderBy("version", "desc")
    .execute();
  return sources.map(({ name, kind, place, checked_us, note, version, staged }) => ({
    name,
    kind: kind as SourceKind,
    place,
    checkedUs: checked_us,
    note,
    version,
    staged,
    versions: versions
      .filter(({ source }) => source === name)
      .map(({ source: _, fetched_us, taken_us, ...rest }) => ({
        ...rest,
        fetchedUs: fetched_us,
        takenUs: taken_us,
      })),
  }));
}

/** The files of a version; an empty one where there is none. */
export async function readVersion(db: Db, source: string, version: number | null): Promise<RuleFiles> {
  const row = await db
    .selectFrom("rule_version")
    .select("content")
    .where("source", "=", source)
    .where("version", "=", version ?? 0)
    .executeTakeFirst();
  const files = row === undefined ? null : unpackFiles(row.content);
  return files === null || files instanceof Problem ? { files: [], unread: [], passedOver: 0 } : files;
}

export async function readFetched(
  db: Db,
  name: string,
): Promise<{ readonly kind: SourceKind; readonly etag: string; readonly modified: string } | null> {
  const row = await db
    .selectFrom("rule_source")
    .select(["kind", "etag", "modified"])
    .where("name", "=", name)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, kind: row.kind as SourceKind };
}

export interface Staging {
  readonly name: string;
  readonly kind: SourceKind;
  readonly place: string;
  readonly label: string;
  readonly etag: string;
  readonly modified: string;
  readonly files: RuleFiles;
  readonly rules: number;
  readonly refused: number;
  readonly actor: string;
}

/** Keeps a version to be looked at; answers its hash, and whether it is what runs already. */
export async function stageVersion(
  db: Db,
  clock: Clock,
  { name, kind, place, files, ...of }: Staging,
): Promise<{ readonly sha256: string; readonly isTaken: boolean }> {
  const sha256 = contentHash(files.files);
  const atUs = clock.nowUs();
  const fetched = { kind, place, etag: of.etag, modified: of.modified, checked_us: atUs, note: "" };
  return inTransaction(db, async (tx) => {
    await tx
      .insertInto("rule_source")
      .values({ name, ...fetched, version: null, staged: null })
      .onConflict((conflict) => conflict.column("name").doUpdateSet(fetched))
      .execute();
    const source = await tx
      .selectFrom("rule_source")
      .select(["version", "staged"])
      .where("name", "=", name)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const same = await tx
      .selectFrom("rule_version")
      .select("version")
      .where("source", "=", name)
      .where("sha256", "=", sha256)
      .executeTakeFirst();
    let version = same?.version;
    if (version === undefined) {
      version = await newVersion(tx, name);
      await tx
        .insertInto("rule_version")
        .values({
          source: name,
          version,
          label: of.label,
          sha256,
          fetched_us: atUs,
          taken_us: null,
          actor: of.actor,
          files: files.files.length,
          rules: of.rules,
          refused: of.refused,
          content: packFiles(files),
        })
        .execute();
    }
    const isTaken = version === source.version;
    await tx
      .updateTable("rule_source")
      .set({ staged: isTaken ? null : version })
      .where("name", "=", name)
      .execute();
    await forgetVersions(tx, name);
    const detail = { version, sha256, rules: of.rules, refused: of.refused };
    await appendAudit(tx, clock, [
      { kind: "rule-source-check", actor: of.actor, subject: `rules:${name}`, detail },
    ]);
    return { sha256, isTaken };
  });
}

async function newVersion(tx: Db, name: string): Promise<number> {
  const last = await tx
    .selectFrom("rule_version")
    .select("version")
    .where("source", "=", name)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return (last?.version ?? 0) + 1;
}

/** Of those that neither run nor wait, the newest stay. */
async function forgetVersions(tx: Db, name: string): Promise<void> {
  const { version, staged } = await tx
    .selectFrom("rule_source")
    .select(["version", "staged"])
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  const rows = await tx
    .selectFrom("rule_version")
    .select("version")
    .where("source", "=", name)
    .orderBy("version", "desc")
    .execute();
  const idle = rows.map((row) => row.version).filter((one) => one !== version && one !== staged);
  const gone = idle.slice(Math.max(0, versionsKept - 1));
  if (gone.length > 0)
    await tx.deleteFrom("rule_version").where("source", "=", name).where("version", "in", gone).execute();
}

/** Takes the version of this content: what was shown when it was checked, or an earlier one. */
export async function takeVersion(
  db: Db,
  clock: Clock,
  name: string,
  sha256: string,
  actor: string,
): Promise<RuleVersion | Problem> {
  return inTransaction(db, async (tx): Promise<RuleVersion | Problem> => {
    const row = await tx
      .selectFrom("rule_version")
      .select(["version", "label", "sha256", "fetched_us", "files", "rules", "refused"])
      .where("source", "=", name)
      .where("sha256", "=", sha256)
      .executeTakeFirst();
    if (row === undefined)
      return detectProblem(
        "rule-version-unknown",
        `Nothing of ${name} that was checked has the hash ${sha256.slice(0, 12)}….`,
      );
    const takenUs = clock.nowUs();
    const { version } = row;
    await tx
      .updateTable("rule_version")
      .set({ taken_us: takenUs })
      .where("source", "=", name)
      .where("version", "=", version)
      .execute();
    await tx.updateTable("rule_source").set({ version, staged: null }).where("name", "=", name).execute();
    const detail = { version, sha256, rules: row.rules, refused: row.refused };
    await appendAudit(tx, clock, [{ kind: "rule-source-import", actor, subject: `rules:${name}`, detail }]);
    const { fetched_us: fetchedUs, ...rest } = row;
    return { ...rest, fetchedUs, takenUs };
  });
}

/** Removes a source with all its versions; its rules end. */
export async function removeSource(
  db: Db,
  clock: Clock,
  name: string,
  actor: string,
): Promise<Problem | null> {
  if (name === ownSource) return detectProblem("rule-source-own", name);
  return inTransaction(db, async (tx): Promise<Problem | null> => {
    const [gone] = await tx.deleteFrom("rule_source").where("name", "=", name).execute();
    if (gone === undefined || Number(gone.numDeletedRows) === 0)
      return detectProblem("rule-source-unknown", `There is no ${name}.`);
    await appendAudit(tx, clock, [
      { kind: "rule-source-remove", actor, subject: `rules:${name}`, detail: {} },
    ]);
    return null;
  });
}

/** A check that brought nothing: why, where that is a fault. */
export async function noteChecked(
  db: Db,
  clock: Clock,
  name: string,
  note: string,
  actor: string,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx
      .updateTable("rule_source")
      .set({ checked_us: clock.nowUs(), note: note.slice(0, 500) })
      .where("name", "=", name)
      .execute();
    const detail = { failed: note !== "" };
    await appendAudit(tx, clock, [{ kind: "rule-source-check", actor, subject: `rules:${name}`, detail }]);
  });
}
