/** The kept library as one client sees it: its collections with its own rights, its shelves, its statuses. */
import { newId } from "../../../base/index.js";
import type { Client, ShelfParts } from "../client.js";
import { IndicatorShelf } from "../indicators/indicator-shelf.js";
import type { ApiRoot, TaxiiReader } from "../protocol.js";
import { statusOf } from "../resources.js";
import type { Collection } from "../shelf.js";
import { KeptShelf } from "./kept-shelf.js";
import { includes, type LibraryCollection, listCollections, listRoots } from "./library.js";
import { movedClient } from "./moving-in.js";

export interface LibraryClient extends Client {
  /** The groups its member is in. */
  readonly groups: readonly string[];
  /** What its credentials are good for. */
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
}

/** A status is kept for a week; clients may count on a day (fact sheet, rule 14). */
const statusLifeUs = 7 * 86_400e6;

function collectionFor(collection: LibraryCollection, client: LibraryClient): Collection {
  const { id, alias, title, description, readBy, writeBy, mediaTypes } = collection;
  return {
    id,
    alias,
    title,
    description,
    canRead: client.mayRead && includes(readBy, client.memberId, client.groups),
    canWrite: client.mayWrite && includes(writeBy, client.memberId, client.groups),
    mediaTypes,
  };
}

const isUsable = ({ canRead, canWrite }: Collection): boolean => canRead || canWrite;

export function libraryReader(parts: ShelfParts, client: LibraryClient): TaxiiReader {
  const { db } = parts.state;
  const ofIndicators = new Set<string>();
  const usable = async (root: ApiRoot) => {
    const collections = await listCollections(db, root.path);
    for (const { source, id } of collections) if (source === "indicators") ofIndicators.add(root.path + id);
    return collections.map((each) => collectionFor(each, client)).filter(isUsable);
  };
  return {
    // A root of which a client may use nothing is not there for it (section 4.1.1 lets a server filter).
    async roots() {
      const collections = await listCollections(db);
      const paths = new Set(
        collections.filter((each) => isUsable(collectionFor(each, client))).map(({ rootPath }) => rootPath),
      );
      return (await listRoots(db)).filter(({ path }) => paths.has(path));
    },
    collections: usable,
    shelf: (root, { id }) =>
      ofIndicators.has(root.path + id)
        ? new IndicatorShelf(parts, root.path + id, client)
        : new KeptShelf(parts, { rootPath: root.path, id }, client),
    async keepStatus(root, taking, requestUs) {
      const id = newId();
      await db
        .deleteFrom("taxii_status")
        .where("created_us", "<", requestUs - statusLifeUs)
        .execute();
      const status = JSON.stringify(statusOf(id, requestUs, taking));
      await db
        .insertInto("taxii_status")
        .values({ id, root_path: root.path, client: client.actor, status, created_us: requestUs })
        .execute();
      return id;
    },
    async readStatus(root, id) {
      const row = await db
        .selectFrom("taxii_status")
        .select("status")
        .where("id", "=", id)
        .where("root_path", "=", root.path)
        .where("client", "in", client.memberId === null ? [client.actor, movedClient] : [client.actor])
        .executeTakeFirst();
      return row === undefined ? null : (row.status as object);
    },
  };
}
