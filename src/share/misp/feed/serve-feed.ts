/**
 * The feed's three kinds of files for one reader: `manifest.json`, `<uuid>.json` and `hashes.csv`. All are of one view,
 * brought up to date first, so they agree; what changed between two requests has a later second in the second. A
 * reader that has a file as it is gets 304 (RFC 9110, section 13). Each file that leaves is one receipt of the gate.
 */
import { createHash } from "node:crypto";
import { type Problem, sha256Hex } from "../../../base/index.js";
import { inTransaction } from "../../../store/index.js";
import { type Receipt, writeReceipts } from "../../gate/receipts.js";
import { shareProblem } from "../../problems.js";
import type { Client } from "../../taxii/client.js";
import { eventText, manifestEntry, valueHashes } from "./event-object.js";
import type { FeedParts } from "./feed-parts.js";
import type { FeedView, ViewEvent } from "./feed-view.js";
import { claimOf, type FeedRow, rowsOf, saidOf } from "./rows.js";

export interface FeedRequest {
  /** What stands after `/misp/feed/`. */
  readonly file: string;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
}

export interface FeedAnswer {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

interface File {
  readonly type: string;
  readonly tag: string;
  readonly changedS: number;
  /** Made only if it is sent. */
  readonly body: () => Promise<{ readonly body: Uint8Array; readonly reason: string }>;
}

const json = "application/json; charset=utf-8";
const uuidFile = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.json$/;
const tagOf = (text: string): string =>
  `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
const latest = (seconds: readonly number[]): number => seconds.reduce((a, b) => Math.max(a, b), 0);

/** RFC 9110, 13.1.2: the comparison is weak; `If-Modified-Since` counts only without it. */
function isUnchanged({ ifNoneMatch, ifModifiedSince }: FeedRequest, { tag, changedS }: File): boolean {
  if (ifNoneMatch !== undefined)
    return ifNoneMatch.split(",").some((each) => ["*", tag].includes(each.trim().replace(/^W\//, "")));
  const since = ifModifiedSince === undefined ? Number.NaN : Date.parse(ifModifiedSince);
  return changedS > 0 && since >= changedS * 1000;
}

function manifest(view: FeedView): File {
  const events = view.listed();
  const entries = events.map(
    ({ head, changedS }) => [head.uuid, manifestEntry(view.namespace, head, changedS)] as const,
  );
  const text = JSON.stringify(Object.fromEntries(entries));
  return {
    type: json,
    tag: tagOf(text),
    changedS: latest(events.map(({ changedS }) => changedS)),
    body: async () => ({ body: Buffer.from(text), reason: `${events.length} events.` }),
  };
}

async function event(parts: FeedParts, view: FeedView, { head, ids }: ViewEvent): Promise<File> {
  const attributes: string[] = [];
  const seconds: number[] = [];
  for (const row of await rowsOf(parts.state, [...ids])) {
    const text = view.isHidden(row.stix_id) ? null : view.released(head.uuid, row);
    if (text === null) continue;
    attributes.push(text);
    seconds.push(row.changed_s);
  }
  const changedS = latest(seconds);
  const text = eventText(view.namespace, head, changedS, attributes);
  return {
    type: json,
    tag: tagOf(text),
    changedS,
    body: async () => ({ body: Buffer.from(text), reason: `${attributes.length} attributes.` }),
  };
}

/** The hashes of a value, as the attribute in its event has it. */
function hashesOf(row: FeedRow): readonly string[] {
  const { said } = saidOf(row, claimOf(row));
  return said === null ? [] : valueHashes(said.observable.type, said.observable.value);
}

function hashes(parts: FeedParts, view: FeedView): File {
  const events = view.listed();
  const state = events.map(({ head, changedS, live }) => `${head.uuid} ${changedS} ${live}`);
  return {
    type: "text/csv; charset=utf-8",
    tag: tagOf(state.join("\n")),
    changedS: latest(events.map(({ changedS }) => changedS)),
    body: async () => {
      const chunks: Buffer[] = [];
      let count = 0;
      for (const { head, ids } of events) {
        const lines = (await rowsOf(parts.state, [...ids]))
          .filter((row) => !view.isHidden(row.stix_id))
          .flatMap((row) => hashesOf(row).map((hash) => `${hash},${head.uuid}\n`));
        count += lines.length;
        chunks.push(Buffer.from(lines.sort().join("")));
      }
      return { body: Buffer.concat(chunks), reason: `${count} hashes.` };
    },
  };
}

async function fileOf(parts: FeedParts, view: FeedView, name: string): Promise<File | Problem> {
  if (name === "manifest.json") return manifest(view);
  if (name === "hashes.csv") return hashes(parts, view);
  if (name === "")
    return shareProblem(
      "misp-unknown",
      "This is the feed's folder: a MISP is given this address, and asks for manifest.json in it.",
    );
  const found = view.event(uuidFile.exec(name)?.[1] ?? "");
  return found === null
    ? shareProblem("misp-unknown", "There is no such file, or none that this token may read.")
    : event(parts, view, found);
}

export async function serveFeed(
  parts: FeedParts,
  view: FeedView,
  client: Client,
  request: FeedRequest,
): Promise<FeedAnswer | Problem> {
  await view.refresh();
  const file = await fileOf(parts, view, request.file);
  if (!("tag" in file)) return file;
  const headers = {
    "content-type": file.type,
    etag: file.tag,
    ...(file.changedS > 0 ? { "last-modified": new Date(file.changedS * 1000).toUTCString() } : {}),
  };
  if (isUnchanged(request, file)) return { status: 304, headers, body: new Uint8Array() };
  const { body, reason } = await file.body();
  const { recipient, actor, memberId } = client;
  const receipt: Receipt = {
    objectKind: "misp-file",
    objectId: request.file,
    recipientKind: recipient.kind,
    recipientId: recipient.kind === "person" ? recipient.person.id : (memberId ?? "center"),
    channel: "misp",
    released: true,
    rule: memberId === null ? "operator" : "center-shared",
    reason,
    formHash: sha256Hex(body),
    mark: null,
  };
  await inTransaction(parts.state.db, (tx) => writeReceipts(tx, parts.clock, [receipt], actor));
  return { status: 200, headers, body };
}
