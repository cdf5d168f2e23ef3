/**
 * TAXII 2.1 as one function: a request with its reader in, status, headers and body out (OASIS standard of 10 June
 * 2021). It knows neither sockets nor tables, so that each rule of the standard is tested where it stands. What a
 * reader may not know is answered as what is not there: 404, never 403, unless it may do one of the two things a
 * collection is for (section 5.4 and 5.5).
 */
import { createHash } from "node:crypto";
import { deepestAt, isStorable, Problem } from "../../base/index.js";
import { shareProblem } from "../problems.js";
import { secondsToNextDay } from "./inbox/quota.js";
import { acceptsTaxii, isTaxiiContent, taxiiMediaType } from "./media-types.js";
import { type CollectionQuery, type Match, type MatchField, readMatch, readQuery } from "./query.js";
import {
  collectionForm,
  collections,
  dateHeaders,
  envelope,
  errorOf,
  manifest,
  statusOf,
  versions,
} from "./resources.js";
import type { Collection, Shelf, ShelfPage, Taking } from "./shelf.js";

export interface TaxiiRequest {
  readonly method: string;
  /** The path as it came, without the query; it begins with `/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string | undefined;
  readonly contentType: string | undefined;
  /** The whole body of a POST, null where it was larger than the API root's limit. */
  readonly body: Uint8Array | null;
}

export interface TaxiiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ApiRoot {
  /** `/taxii2/port/` */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  /** Bytes. */
  readonly contentMax: number;
}

export interface Discovery {
  readonly title: string;
  readonly description: string;
  readonly contact: string;
}

/** A center's shelves as one reader sees them; null stands for a client without valid credentials. */
export interface TaxiiReader {
  roots(): Promise<readonly ApiRoot[]>;
  collections(root: ApiRoot): Promise<readonly Collection[]>;
  shelf(root: ApiRoot, collection: Collection): Shelf;
  /** Keeps what became of a POST for a day and longer; answers its id. */
  keepStatus(root: ApiRoot, taking: Taking, requestUs: number): Promise<string>;
  /** The status resource; null where it is unknown, gone, or another client's. */
  readStatus(root: ApiRoot, id: string): Promise<object | null>;
}

export interface TaxiiSettings {
  readonly discovery: Discovery;
  /** Objects on one page, whatever a client asks for. */
  readonly pageMax: number;
  readonly nowUs: () => number;
}

const objectFields = ["id", "type", "version", "spec_version"] as const satisfies readonly MatchField[];
const discoveryPath = "/taxii2/";
const envelopeObjectsMax = 10_000;
/** An object has 50 levels at most (`kept/stored.ts`), and stands two levels within its envelope. */
const envelopeDepthMax = 60;

const unknown = (): Problem => shareProblem("taxii-unknown", "There is nothing at this address for you.");

function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): TaxiiAnswer {
  return { status, headers: { "content-type": taxiiMediaType, ...headers }, body };
}

const json = (resource: object, status = 200, headers: Readonly<Record<string, string>> = {}): TaxiiAnswer =>
  answer(status, JSON.stringify(resource), headers);

export function taxiiError(problem: Problem): TaxiiAnswer {
  const challenge =
    problem.status === 401 ? { "www-authenticate": 'Basic realm="TAXII", charset="UTF-8"' } : {};
  return json(errorOf(problem), problem.status, challenge as Record<string, string>);
}

/** Answers a request; a reader of null came without credentials that hold. */
export async function answerTaxii(
  settings: TaxiiSettings,
  reader: TaxiiReader | null,
  request: TaxiiRequest,
): Promise<TaxiiAnswer> {
  // HEAD is GET whose body stays away (RFC 9110, 9.3.2); what carries the answer leaves it out.
  const asked = request.method === "HEAD" ? { ...request, method: "GET" } : request;
  const result = await route(settings, reader, asked);
  return result instanceof Problem ? taxiiError(result) : result;
}

async function route(
  settings: TaxiiSettings,
  reader: TaxiiReader | null,
  request: TaxiiRequest,
): Promise<TaxiiAnswer | Problem> {
  const also = request.path.endsWith("/manifest/") ? ["application/stix+json"] : [];
  if (!acceptsTaxii(request.accept, also))
    return shareProblem("taxii-accept", `Accept: ${(request.accept ?? "").slice(0, 200)}`);
  if (reader === null)
    return shareProblem("taxii-credentials", "No valid credentials came with the request.");
  if (!request.path.endsWith("/"))
    return shareProblem("taxii-slash", `${request.path.slice(0, 200)} does not end in a slash.`);
  const roots = await reader.roots();
  if (request.path === discoveryPath)
    return request.method === "GET" ? json(discoveryOf(settings.discovery, roots)) : notThis(request);
  const root = roots.find(({ path }) => request.path.startsWith(path));
  if (root === undefined) return unknown();
  const parts = request.path.slice(root.path.length).split("/").slice(0, -1).map(decoded);
  if (parts.includes(null)) return unknown();
  return withinRoot({ settings, reader, request, root }, parts as readonly string[]);
}

/** A part of a path with its percent codes undone; null where they can't be, or no name that is kept has them (a NUL). */
function decoded(part: string): string | null {
  try {
    const text = decodeURIComponent(part);
    return isStorable(text) ? text : null;
  } catch {
    return null;
  }
}

function discoveryOf({ title, description, contact }: Discovery, roots: readonly ApiRoot[]): object {
  const [first] = roots;
  return {
    title,
    ...(description === "" ? {} : { description }),
    ...(contact === "" ? {} : { contact }),
    ...(first === undefined ? {} : { default: first.path, api_roots: roots.map(({ path }) => path) }),
  };
}

interface Asked {
  readonly settings: TaxiiSettings;
  readonly reader: TaxiiReader;
  readonly request: TaxiiRequest;
  readonly root: ApiRoot;
}

const notThis = ({ method }: TaxiiRequest): Problem =>
  shareProblem("taxii-method", `${method.slice(0, 20)} is not taken here.`);

async function withinRoot(asked: Asked, parts: readonly string[]): Promise<TaxiiAnswer | Problem> {
  const { reader, request, root } = asked;
  const [first, second, ...rest] = parts;
  const isGet = request.method === "GET";
  if (first === undefined) return isGet ? json(rootForm(root)) : notThis(request);
  if (first === "status" && second !== undefined && rest.length === 0) {
    if (!isGet) return notThis(request);
    const status = await reader.readStatus(root, second);
    return status === null ? unknown() : json(status);
  }
  if (first !== "collections") return unknown();
  const list = await reader.collections(root);
  if (second === undefined) return isGet ? json(collections(list)) : notThis(request);
  const collection = list.find(({ id, alias }) => id === second || alias === second);
  if (collection === undefined) return unknown();
  if (rest.length === 0) return isGet ? json(collectionForm(collection)) : notThis(request);
  return withinCollection(asked, collection, rest);
}

function rootForm({ title, description, contentMax }: ApiRoot): object {
  return {
    title,
    ...(description === "" ? {} : { description }),
    versions: [taxiiMediaType],
    max_content_length: contentMax,
  };
}

async function withinCollection(
  asked: Asked,
  collection: Collection,
  [what, id, versionsWord, ...more]: readonly string[],
): Promise<TaxiiAnswer | Problem> {
  const { request, reader, root } = asked;
  const shelf = reader.shelf(root, collection);
  const { method } = request;
  const isPaged = (what === "manifest" || what === "objects") && id === undefined;
  const isObject = what === "objects" && id !== undefined && versionsWord === undefined;
  const isVersions = what === "objects" && versionsWord === "versions" && more.length === 0;
  if (!isPaged && !isObject && !isVersions) return unknown();
  if (method === "POST" && isPaged && what === "objects") return taken(asked, collection, shelf);
  if (method === "DELETE" && isObject) return removed(asked, collection, shelf, id as string);
  if (method !== "GET") return notThis(request);
  if (!collection.canRead) return mayNot(collection, "read");
  if (isPaged) return pageOf(asked, shelf, what as "manifest" | "objects");
  return ofObject(asked, shelf, id as string, isVersions);
}

/** 403 where the reader may do the other thing with the collection, and so knows it; 404 where it may do neither. */
function mayNot({ canRead, canWrite }: Collection, verb: "read" | "write" | "delete"): Problem {
  return canRead || canWrite ? shareProblem("taxii-right", `You may not ${verb} here.`) : unknown();
}

const isEmptyPage = ({ objects, more }: ShelfPage): boolean => objects.length === 0 && !more;

async function pageOf(
  { settings, request }: Asked,
  shelf: Shelf,
  what: "manifest" | "objects",
): Promise<TaxiiAnswer | Problem> {
  const query = readQuery(request.query, objectFields);
  if (query instanceof Problem) return query;
  const from = startOf(query);
  if (from instanceof Problem) return from;
  const page = await shelf.page(
    from,
    Math.min(query.limit ?? settings.pageMax, settings.pageMax),
    query.match,
  );
  const headers = dateHeaders(page.objects);
  if (what === "manifest") return json(manifest(page), 200, headers);
  const last = page.objects.at(-1);
  const next = page.more && last !== undefined ? nextOf(last.addedUs, query.match) : null;
  return answer(200, envelope(page, next), headers);
}

async function ofObject(
  { settings, request }: Asked,
  shelf: Shelf,
  id: string,
  isVersions: boolean,
): Promise<TaxiiAnswer | Problem> {
  const query = readQuery(request.query, isVersions ? ["spec_version"] : ["version", "spec_version"]);
  if (query instanceof Problem) return query;
  const match: Match = {
    ...query.match,
    ids: [id],
    ...(isVersions ? { version: { all: true, first: false, last: false, at: [] } } : {}),
  };
  const from = startOf({ ...query, match });
  if (from instanceof Problem) return from;
  const page = await shelf.page(from, Math.min(query.limit ?? settings.pageMax, settings.pageMax), match);
  if (isEmptyPage(page) && !(await shelf.has(id))) return unknown();
  const headers = dateHeaders(page.objects);
  if (isVersions) return json(versions(page), 200, headers);
  const last = page.objects.at(-1);
  return answer(
    200,
    envelope(page, page.more && last !== undefined ? nextOf(last.addedUs, match) : null),
    headers,
  );
}

const digestOf = (match: Match): string =>
  createHash("sha256").update(JSON.stringify(match)).digest("base64url").slice(0, 11);

/** `next` says where to read on and for which filters it was given; others with it are refused. */
const nextOf = (addedUs: number, match: Match): string => `${addedUs}.${digestOf(match)}`;

/** Where a page begins: after `next`, and never before `added_after` where a client sends both. */
function startOf({ next, addedAfterUs, match }: CollectionQuery): number | Problem {
  const after = addedAfterUs ?? Number.MIN_SAFE_INTEGER;
  if (next === null) return after;
  const [, us, digest] = /^(-?\d{1,16})\.([\w-]{11})$/.exec(next) ?? [];
  if (us === undefined || digest !== digestOf(match))
    return shareProblem("taxii-query", "next: It was not given for this address with these filters.");
  return Math.max(after, Number(us));
}

/** A quota that is spent, with the time until the next (section 1.6.8.1 leaves 429 to the server). */
function later(problem: Problem, nowUs: number): TaxiiAnswer {
  const told = taxiiError(problem);
  return { ...told, headers: { ...told.headers, "retry-after": String(secondsToNextDay(nowUs)) } };
}

async function taken(
  { settings, reader, request, root }: Asked,
  collection: Collection,
  shelf: Shelf,
): Promise<TaxiiAnswer | Problem> {
  if (!collection.canWrite) return mayNot(collection, "write");
  if (!isTaxiiContent(request.contentType))
    return shareProblem("taxii-content", `Content-Type: ${(request.contentType ?? "none").slice(0, 200)}`);
  if (request.body === null || request.body.length > root.contentMax)
    return shareProblem("taxii-too-large", `At most ${root.contentMax} bytes are taken at once.`);
  const objects = readEnvelope(request.body);
  if (objects instanceof Problem) return objects;
  const requestUs = settings.nowUs();
  const taking = await shelf.add(objects);
  if (taking instanceof Problem) return taking.status === 429 ? later(taking, requestUs) : taking;
  const id = await reader.keepStatus(root, taking, requestUs);
  return json(statusOf(id, requestUs, taking), 202);
}

function readEnvelope(body: Uint8Array): readonly unknown[] | Problem {
  const unreadable = (detail: string): Problem => shareProblem("taxii-envelope", detail);
  let content: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    if (deepestAt(text, envelopeDepthMax) !== null)
      return unreadable(`It nests more than ${envelopeDepthMax} deep.`);
    content = JSON.parse(text);
  } catch (error) {
    return unreadable(error instanceof SyntaxError ? error.message : "It is not UTF-8.");
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    return unreadable("It is not a JSON object.");
  const { type, objects = [] } = content as { type?: unknown; objects?: unknown };
  if (type === "bundle") return unreadable('It is a bundle; TAXII 2.1 takes an envelope: {"objects": […]}.');
  if (!Array.isArray(objects)) return unreadable("objects: It is not a list.");
  return objects.length > envelopeObjectsMax
    ? unreadable(`objects: It has ${objects.length}; at most ${envelopeObjectsMax} are taken at once.`)
    : objects;
}

async function removed(
  { request }: Asked,
  collection: Collection,
  shelf: Shelf,
  id: string,
): Promise<TaxiiAnswer | Problem> {
  const { canRead, canWrite } = collection;
  if (!canRead || !canWrite) return mayNot(collection, "delete");
  const match = readMatch(request.query, ["version", "spec_version"]);
  if (match instanceof Problem) return match;
  const all = request.query.has("match[version]")
    ? match.version
    : { ...match.version, all: true, last: false };
  const count = await shelf.remove(id, { ...match, ids: [id], version: all });
  return count === 0 ? unknown() : json({});
}
