/**
 * Reading another server's collection from where it was left (TAXII 2.1, sections 3.5 and 5.4), whatever that server
 * makes of the standard. It goes on by `next` where there is one and else by the date of the last object; it ends, and
 * says why, where a server repeats a page, says `more` for ever without giving any, or leaves out what going on needs.
 * What came whole is handed on page by page with the place to go on from, so that a run that breaks off loses nothing
 * and reads no page twice that was taken.
 */
import { createHash } from "node:crypto";
import { Problem } from "../../../base/index.js";
import { shareProblem } from "../../problems.js";
import { isTaxiiContent } from "../media-types.js";
import { readTaxiiTime } from "../times.js";
import type { ServerAnswer } from "./ask-server.js";

/** Asks the collection's `objects/` with these parameters. */
export type AskObjects = (query: URLSearchParams) => Promise<ServerAnswer | Problem>;

/** Where to go on: after this date, and at this `next` where a run broke off between pages. */
export interface Cursor {
  readonly addedAfter: string | null;
  readonly next: string | null;
}

export const fromTheStart: Cursor = { addedAfter: null, next: null };

export interface WalkedPage {
  readonly objects: readonly unknown[];
  /** To be kept with what was made of the objects. */
  readonly cursor: Cursor;
}

export interface WalkEnd {
  /** What the server does other than the standard, for its operators; null where nothing. */
  readonly note: string | null;
}

export const walkLimits = {
  /** Objects asked for at once; a server may send fewer. */
  pageObjects: 1000,
  /** At a thousand objects each ten million in one run. */
  pages: 10_000,
  objectsPerPage: 50_000,
  idle: 5,
} as const;

interface Envelope {
  readonly more: boolean;
  readonly next: string | null;
  readonly objects: readonly unknown[];
}

function readEnvelope({ status, contentType, body }: ServerAnswer): Envelope | Problem {
  if (status !== 200) return shareProblem("taxii-other", `It answered ${status}.`);
  // Servers that say application/json are read all the same: the body tells.
  const isTold = isTaxiiContent(contentType) || /\bjson\b/i.test(contentType ?? "");
  if (!isTold)
    return shareProblem("taxii-other", `It answered ${(contentType ?? "no media type").slice(0, 100)}.`);
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return shareProblem("taxii-other", "It answered half an envelope, or none: the body is not JSON.");
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    return shareProblem("taxii-other", "Its answer is no envelope.");
  const { more, next, objects = [] } = content as Readonly<Record<string, unknown>>;
  if (!Array.isArray(objects) || objects.length > walkLimits.objectsPerPage)
    return shareProblem("taxii-other", "Its answer's objects are no list, or too many.");
  return {
    more: more === true,
    next: typeof next === "string" && next !== "" && next.length <= 4096 ? next : null,
    objects,
  };
}

const isLater = (one: string, than: string | null): boolean => {
  const us = readTaxiiTime(one);
  const before = than === null ? null : readTaxiiTime(than);
  return us !== null && (before === null || us > before);
};

/** Yields what is new page by page; returns how it ended. A Problem thrown away nothing that was yielded. */
export async function* walk(
  ask: AskObjects,
  start: Cursor,
): AsyncGenerator<WalkedPage, WalkEnd | Problem, undefined> {
  let { addedAfter, next } = start;
  // Pages that brought something: one that comes again is a circle, whatever stands between.
  const seen = new Set<string>();
  // Answers in a row that brought nothing: a few are legal, more are a server that never ends.
  let idle = 0;
  for (let pages = 0; pages < walkLimits.pages; pages += 1) {
    const query = new URLSearchParams({ limit: String(walkLimits.pageObjects) });
    if (addedAfter !== null) query.set("added_after", addedAfter);
    if (next !== null) query.set("next", next);
    const answer = await ask(query);
    if (answer instanceof Problem) return answer;
    // A `next` that the server has forgotten (RFC silence; medallion keeps it for 30 s): from the date again.
    if (next !== null && [400, 404, 410].includes(answer.status) && ++idle <= walkLimits.idle) {
      next = null;
      continue;
    }
    const envelope = readEnvelope(answer);
    if (envelope instanceof Problem) return envelope;
    const { objects, more } = envelope;
    const digest = createHash("sha256").update(answer.body).digest("base64");
    if (objects.length > 0) {
      if (seen.has(digest)) return { note: "It repeats a page, so the rest could not be read." };
      seen.add(digest);
    }
    const { lastAdded } = answer;
    const moved = lastAdded !== undefined && isLater(lastAdded, addedAfter) ? lastAdded : null;
    // Between pages of one `next` the date stays: it belongs to the query that the server remembers.
    const cursor: Cursor =
      more && envelope.next !== null
        ? { addedAfter, next: envelope.next }
        : { addedAfter: moved ?? addedAfter, next: null };
    if (objects.length > 0) yield { objects, cursor };
    if (!more) return { note: objects.length > 0 && moved === null ? withoutDate(lastAdded) : null };
    if (envelope.next === null && moved === null)
      return {
        note: `It says that there is more, and not how to go on. ${withoutDate(lastAdded) ?? ""}`.trim(),
      };
    idle = objects.length > 0 ? 0 : idle + 1;
    if (idle > walkLimits.idle) return { note: "It says that there is more, for ever, and sends nothing." };
    ({ addedAfter, next } = cursor);
  }
  return { note: `It has more than ${walkLimits.pages} pages; the next run goes on.` };
}

/** Without the date of its last object a collection is read from the same place each time. */
function withoutDate(lastAdded: string | undefined): string | null {
  return lastAdded === undefined
    ? "It leaves out X-TAXII-Date-Added-Last, so the same objects are read each time."
    : null;
}
