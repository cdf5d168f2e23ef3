/**
 * Collections whose objects the state store keeps: what clients gave, what was brought from another server. A member
 * reads what the center keeps, as far as the gate lets it, and what it gave itself; nothing of what others gave plays
 * a part in its answers, so its filters (`last`, the newest STIX) look at that alone.
 */
import { type Kysely, type Selectable, sql } from "kysely";
import type { Problem } from "../../../base/index.js";
import { appendAudit, inTransaction, type Tables } from "../../../store/index.js";
import type { Client, ShelfParts } from "../client.js";
import { drawGap, drawMeanGap } from "../drawn-gaps.js";
import { charge } from "../inbox/quota.js";
import { takeBack } from "../inbox/take-back.js";
import { PageReceipts } from "../page-receipts.js";
import type { Match } from "../query.js";
import type { Shelf, ShelfObject, ShelfPage, Taken, Taking } from "../shelf.js";
import { taxiiTime } from "../times.js";
import { definitionsIn, type Odd, type ReadObject, readObject } from "./stored.js";

export interface KeptCollection {
  readonly rootPath: string;
  readonly id: string;
}

type Row = Selectable<Tables["taxii_object"]>;

const rowsAtOnce = 1000;

/** The rows of a collection that a client may know of at all: all for the center, its own and the center's for a member. */
function rowsOf({ rootPath, id }: KeptCollection, client: Client, alias: string) {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  const visible =
    client.memberId === null
      ? sql`true`
      : sql`(${column("member_id")} is null or ${column("member_id")} = ${client.memberId})`;
  return sql`(${column("root_path")} = ${rootPath} and ${column("collection_id")} = ${id} and ${visible})`;
}

/** The filter on versions and on STIX, over the rows a client may know of. */
function matching(collection: KeptCollection, client: Client, { version, specVersions }: Match) {
  const others = rowsOf(collection, client, "p");
  const extreme = (sign: ">" | "<") =>
    sql`not exists (select 1 from taxii_object p where ${others} and p.id = o.id
        and p.spec_version = o.spec_version and p.version_us ${sql.raw(sign)} o.version_us)`;
  const parts = [
    ...(version.first ? [extreme("<")] : []),
    ...(version.last ? [extreme(">")] : []),
    ...(version.at.length > 0 ? [sql`o.version_us = any(${[...version.at]}::bigint[])`] : []),
  ];
  const ofVersion = version.all ? sql`true` : sql`(${sql.join(parts, sql` or `)})`;
  const ofSpec =
    specVersions === null
      ? sql`not exists (select 1 from taxii_object p where ${others} and p.id = o.id
          and p.spec_version > o.spec_version)`
      : sql`o.spec_version = any(${[...specVersions]}::text[])`;
  return sql`(${ofVersion} and ${ofSpec})`;
}

const shelved = (row: Row): ShelfObject => ({
  addedUs: row.added_us,
  id: row.id,
  version: row.version,
  specVersion: row.spec_version,
  content: row.content,
});

export class KeptShelf implements Shelf {
  readonly #parts: ShelfParts;
  readonly #collection: KeptCollection;
  readonly #client: Client;
  readonly #receipts: PageReceipts;

  constructor(parts: ShelfParts, collection: KeptCollection, client: Client) {
    this.#parts = parts;
    this.#collection = collection;
    this.#client = client;
    this.#receipts = new PageReceipts(parts, `${collection.rootPath}${collection.id}`, client);
  }

  async page(afterUs: number, limit: number, match: Match): Promise<ShelfPage> {
    const found: Row[] = [];
    for (let after = afterUs; found.length <= limit; ) {
      const rows = await this.#rows(after, Math.max(rowsAtOnce, limit + 1), match);
      found.push(...rows.filter((row) => this.#released(row)));
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.added_us;
    }
    const objects = found.slice(0, limit).map(shelved);
    await this.#receipts.keep(objects);
    return { objects, more: found.length > limit };
  }

  async #rows(afterUs: number, limit: number, match: Match): Promise<readonly Row[]> {
    const { ids, types } = match;
    const { rows } = await sql<Row>`
      select o.* from taxii_object o
      where ${rowsOf(this.#collection, this.#client, "o")} and o.added_us > ${afterUs}
        and ${ids === null ? sql`true` : sql`o.id = any(${[...ids]}::text[])`}
        and ${types === null ? sql`true` : sql`o.type = any(${[...types]}::text[])`}
        and ${matching(this.#collection, this.#client, match)}
      order by o.added_us limit ${limit}`.execute(this.#parts.state.db);
    return rows;
  }

  #released(row: Row): boolean {
    const { recipient } = this.#client;
    const content = JSON.parse(row.content) as object;
    const object = { kind: "exchange", id: row.id, memberId: row.member_id, tlp: row.tlp, content } as const;
    return this.#parts.gate.decide({ object, recipient, channel: "taxii" }).released;
  }

  async has(id: string): Promise<boolean> {
    const { rows } = await sql<Row>`
      select o.* from taxii_object o
      where ${rowsOf(this.#collection, this.#client, "o")} and o.id = ${id}
      order by o.added_us desc limit 100`.execute(this.#parts.state.db);
    return rows.some((row) => this.#released(row));
  }

  async add(objects: readonly unknown[]): Promise<Taking | Problem> {
    const { state, clock } = this.#parts;
    const nowUs = clock.nowUs();
    const definitions = definitionsIn(objects);
    const failures: Taken[] = [];
    const successes: Taken[] = [];
    const { memberId } = this.#client;
    const refused = await inTransaction(state.db, async (tx) => {
      const end = await this.#lockEnd(tx);
      const spent = memberId === null ? null : await charge(tx, memberId, objects, nowUs);
      if (spent !== null) return spent;
      const read = objects.map((object) => readObject(object, definitions, end.unmarked_tlp, nowUs));
      failures.push(...read.filter((object): object is Odd => !("content" in object)));
      const fine = read.filter((object): object is ReadObject => "content" in object);
      let addedUs = Math.max(end.last_added_us, nowUs - 1);
      const meanUs = drawMeanGap();
      for (const object of fine) {
        // Not each may be read by everyone; see `drawn-gaps.ts`.
        addedUs += drawGap(meanUs);
        const kept = await this.#keep(tx, object, addedUs);
        if (kept.message === "") successes.push({ ...kept, message: "Taken." });
        else if (kept.isSame) successes.push({ id: kept.id, version: kept.version, message: kept.message });
        else failures.push({ id: kept.id, version: kept.version, message: kept.message });
      }
      await this.#moveEnd(tx, addedUs);
      const detail = { collection: this.#collection.id, taken: successes.length, refused: failures.length };
      const entry = { kind: "taxii-add", actor: this.#client.actor, subject: this.#collection.id, detail };
      if (objects.length > 0) await appendAudit(tx, clock, [entry]);
      return null;
    });
    return refused ?? { successes, failures };
  }

  /** The collection's last microsecond, locked until the transaction ends: nobody reads past what is not there yet. */
  async #lockEnd(tx: Kysely<Tables>) {
    const { rootPath, id } = this.#collection;
    return tx
      .selectFrom("taxii_collection")
      .select(["last_added_us", "unmarked_tlp"])
      .where("root_path", "=", rootPath)
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirstOrThrow();
  }

  async #moveEnd(tx: Kysely<Tables>, addedUs: number): Promise<void> {
    const { rootPath, id } = this.#collection;
    await tx
      .updateTable("taxii_collection")
      .set({ last_added_us: addedUs })
      .where("root_path", "=", rootPath)
      .where("id", "=", id)
      .execute();
  }

  async #keep(
    tx: Kysely<Tables>,
    object: ReadObject,
    addedUs: number,
  ): Promise<Taken & { readonly isSame: boolean }> {
    const { rootPath, id: collectionId } = this.#collection;
    const owner = this.#client.memberId;
    const version = object.version ?? taxiiTime(addedUs);
    const same = await sql<{ version: string; content: string }>`
      select version, content from taxii_object
      where root_path = ${rootPath} and collection_id = ${collectionId} and id = ${object.id}
        and coalesce(member_id, '') = ${owner ?? ""} and spec_version = ${object.specVersion}
        and ${object.versionUs === null ? sql`content = ${object.content}` : sql`version_us = ${object.versionUs}`}
      limit 1`.execute(tx);
    const [here] = same.rows;
    if (here !== undefined) {
      const isSame = here.content === object.content;
      const message = isSame ? "It was here already." : "Another object is here with this id and version.";
      return { id: object.id, version: here.version, message, isSame };
    }
    await tx
      .insertInto("taxii_object")
      .values({
        root_path: rootPath,
        collection_id: collectionId,
        added_us: addedUs,
        id: object.id,
        type: object.type,
        version,
        version_us: object.versionUs ?? addedUs,
        spec_version: object.specVersion,
        tlp: object.tlp,
        member_id: owner,
        given_by: owner === null ? null : this.#client.actor,
        waits: owner !== null,
        report_id: null,
        content: object.content,
      })
      .execute();
    return { id: object.id, version, message: "", isSame: false };
  }

  /** The reports that an object was part of are withdrawn, unless another version of it still is. */
  async #takeBack(tx: Kysely<Tables>, id: string, reportIds: ReadonlySet<string | null>): Promise<void> {
    const found = [...reportIds].filter((each) => each !== null);
    if (found.length === 0) return;
    const still = await tx
      .selectFrom("taxii_object")
      .select("report_id")
      .where("id", "=", id)
      .where(sql<boolean>`report_id = any(${found}::text[])`)
      .execute();
    const standing = new Set(still.map(({ report_id }) => report_id));
    const gone = found.filter((each) => !standing.has(each));
    await takeBack(tx, this.#parts.clock, this.#parts, gone, this.#client.actor);
  }

  /** A member removes what it gave; the center whatever is here. */
  async remove(id: string, match: Match): Promise<number> {
    const { state, clock } = this.#parts;
    const { memberId, actor } = this.#client;
    const specVersions = match.specVersions ?? ["2.0", "2.1"];
    return inTransaction(state.db, async (tx) => {
      const { rows } = await sql<{ report_id: string | null }>`
        delete from taxii_object d using taxii_object o
        where d.root_path = o.root_path and d.collection_id = o.collection_id and d.added_us = o.added_us
          and ${rowsOf(this.#collection, this.#client, "o")} and o.id = ${id}
          and ${memberId === null ? sql`true` : sql`o.member_id = ${memberId}`}
          and ${matching(this.#collection, this.#client, { ...match, specVersions })}
        returning d.report_id`.execute(tx);
      await this.#takeBack(tx, id, new Set(rows.map(({ report_id }) => report_id)));
      const detail = { collection: this.#collection.id, versions: rows.length };
      if (rows.length > 0)
        await appendAudit(tx, clock, [{ kind: "taxii-remove", actor, subject: this.#collection.id, detail }]);
      return rows.length;
    });
  }
}
