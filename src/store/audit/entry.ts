/**
 * An entry of the audit chain and its canonical form. What is hashed is one RFC 8785 text of everything the entry
 * says, its place in the chain and the hash of the entry before it; whoever has the entries can compute it again.
 * Entries name things by id and never by name, hold no secret and no telemetry: a copy may be given to somebody who
 * keeps it for years, and nothing can be taken out of it afterwards (docs/decisions/0016).
 */
import { assert, canonicalJson, sha256Hex } from "../../base/index.js";

/** What is told to the chain, by whoever makes the change. */
export interface AuditEntry {
  /** What was done, `<noun>-<verb>`: `member-update`. */
  readonly kind: string;
  /** Who did it: a person's id, `token:<id>`, `centerActor`, `commandLineActor`. */
  readonly actor: string;
  /** The id of what it is about. */
  readonly subject: string;
  /** Small: ids, counts, words of the house. No secrets, no names, no telemetry. */
  readonly detail: object;
}

/** The center by itself: timers, first starts, what follows from telemetry. */
export const centerActor = "center";
/** A command on the center's own machine, which acts as its operator without anybody signing in. */
export const commandLineActor = "command line";

/** An entry in its place. `detail` is canonical JSON; hashes are SHA-256 in hex. */
export interface ChainedEntry {
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly atUs: number;
  readonly kind: string;
  readonly actor: string;
  readonly subject: string;
  readonly detail: string;
  /** The hash of the entry before; `noHash` for the first. */
  readonly previous: string;
  readonly hash: string;
}

export const noHash = "0".repeat(64);
/** A detail over this is a programmer's error: a list that should have been a count. */
export const detailBytesMax = 8192;

const kindForm = /^[a-z]+(-[a-z]+)*$/;
/** Tokens of the house begin so (`newToken` in base): none may ever stand in an entry. */
const secretForm = /\bbw[a-z]_[\w-]{20}/;

/** Texts as they can be kept and hashed: without NUL, which PostgreSQL has no place for, and without half characters. */
function storable(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/\0|\p{Surrogate}/gu, "\ufffd");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(storable);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, storable(field)]),
  );
}

/** The fields in canonical order, with `hash` and `type` where a line of a copy has them. */
function canonicalText(entry: Omit<ChainedEntry, "hash">, hash: string | null): string {
  return (
    `{"actor":${JSON.stringify(entry.actor)},"atUs":${entry.atUs},"detail":${entry.detail},` +
    `${hash === null ? "" : `"hash":"${hash}",`}"kind":${JSON.stringify(entry.kind)},` +
    `"previous":"${entry.previous}","sequence":${entry.sequence},"subject":${JSON.stringify(entry.subject)}` +
    `${hash === null ? "" : `,"type":"entry"`}}`
  );
}

export function entryHash(entry: Omit<ChainedEntry, "hash">): string {
  return sha256Hex(canonicalText(entry, null));
}

/** The entry as one line of a copy. */
export function entryLine(entry: ChainedEntry): string {
  return canonicalText(entry, entry.hash);
}

/** Puts an entry behind another. */
export function chain(
  entry: AuditEntry,
  atUs: number,
  tail: { readonly sequence: number; readonly hash: string },
): ChainedEntry {
  assert(kindForm.test(entry.kind) && entry.kind.length <= 60, "an entry's kind is words joined by hyphens");
  const { actor, subject, detail } = storable(entry) as AuditEntry;
  assert(actor.length > 0 && actor.length <= 200 && subject.length <= 200, "actor and subject are short ids");
  const text = canonicalJson(detail);
  assert(Buffer.byteLength(text) <= detailBytesMax, `the detail of ${entry.kind} is small`);
  assert(!secretForm.test(`${actor} ${subject} ${text}`), `the entry ${entry.kind} holds no secret`);
  const body = {
    sequence: tail.sequence + 1,
    atUs,
    kind: entry.kind,
    actor,
    subject,
    detail: text,
    previous: tail.hash,
  };
  return { ...body, hash: entryHash(body) };
}
