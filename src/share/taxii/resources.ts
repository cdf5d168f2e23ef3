/**
 * The resources of TAXII 2.1 as JSON: envelope (section 3.7), manifest (5.3.1), versions (5.8.1), collections (5.1.1),
 * status (4.3.1) and error (3.6). A list that would be empty is left out, as section 1.6.7 demands.
 */
import type { Problem } from "../../base/index.js";
import { stixMediaType } from "./media-types.js";
import type { Collection, ShelfObject, ShelfPage, Taken, Taking } from "./shelf.js";
import { taxiiTime } from "./times.js";

const full = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** Objects go out as they are kept: their text is joined, not parsed and written again. */
export function envelope({ objects, more }: ShelfPage, next: string | null): string {
  const head = more ? `"more":true,${next === null ? "" : `"next":${JSON.stringify(next)},`}` : "";
  const list = objects.length === 0 ? "" : `"objects":[${objects.map(({ content }) => content).join(",")}]`;
  return `{${head}${list}}`.replace(/,}$/, "}");
}

export const mediaTypeOf = (specVersion: string): string =>
  specVersion === "2.1" ? stixMediaType : `application/stix+json;version=${specVersion}`;

export function manifest({ objects, more }: ShelfPage): object {
  return {
    ...(more ? { more: true } : {}),
    objects: full(
      objects.map(({ id, addedUs, version, specVersion }) => ({
        id,
        date_added: taxiiTime(addedUs),
        version,
        media_type: mediaTypeOf(specVersion),
      })),
    ),
  };
}

export function versions({ objects, more }: ShelfPage): object {
  return { ...(more ? { more: true } : {}), versions: full(objects.map(({ version }) => version)) };
}

export function collectionForm(collection: Collection): object {
  const { id, alias, title, description, canRead, canWrite, mediaTypes } = collection;
  return {
    id,
    title,
    ...(description === "" ? {} : { description }),
    ...(alias === null ? {} : { alias }),
    can_read: canRead,
    can_write: canWrite,
    media_types: full(mediaTypes),
  };
}

/** In a consistent order (section 5.1): by id. */
export function collections(list: readonly Collection[]): object {
  const ordered = [...list].sort((one, other) => (one.id < other.id ? -1 : 1));
  return { collections: full(ordered.map(collectionForm)) };
}

/** The first and last `date_added` of what is answered (section 3.3); none for an empty page, which has neither. */
export function dateHeaders(objects: readonly ShelfObject[]): Readonly<Record<string, string>> {
  const [first] = objects;
  const last = objects.at(-1);
  if (first === undefined || last === undefined) return {};
  return {
    "x-taxii-date-added-first": taxiiTime(first.addedUs),
    "x-taxii-date-added-last": taxiiTime(last.addedUs),
  };
}

const takenForm = ({ id, version, message }: Taken): object => ({ id, version, message });

/** Objects are taken at once, so a status is complete when it is first told. */
export function statusOf(id: string, requestUs: number, { successes, failures }: Taking): object {
  return {
    id,
    status: "complete",
    request_timestamp: taxiiTime(requestUs),
    total_count: successes.length + failures.length,
    success_count: successes.length,
    successes: full(successes.map(takenForm)),
    failure_count: failures.length,
    failures: full(failures.map(takenForm)),
    pending_count: 0,
  };
}

/** `http_status` is a string and the answer's own (section 3.6.1). */
const asSentence = (text: string): string => (/[.!?…]$|^$/.test(text) ? text : `${text}.`);

export function errorOf(problem: Problem): object {
  return {
    title: problem.title,
    description: `${asSentence(problem.detail)} ${problem.hint}`.trim(),
    error_code: problem.code,
    http_status: String(problem.status),
  };
}
