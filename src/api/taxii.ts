/**
 * TAXII 2.1 over HTTP: `/taxii2/` and the API roots that were brought from other servers, at the paths they had there.
 * Only programs come here, with an API token (Bearer, or as Basic's password) or a program's name and password; the
 * console's cookie is not looked at, so no page of another site can ask in a person's name. What is said is decided by
 * `share/taxii`; this file only carries it.
 */
import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isStorable, Problem } from "../base/index.js";
import { identifyBasic, identifyToken, type TokenRecord } from "../members/index.js";
import {
  answerTaxii,
  ensureOwnRoot,
  type LibraryClient,
  libraryLimits,
  libraryReader,
  listRoots,
  shareProblem,
  type TaxiiAnswer,
  taxiiError,
} from "../share/index.js";
import { loadCommunity } from "../warn/index.js";
import type { Center } from "./center.js";
import { taxiiPageMax, taxiiRequestsPerMinute } from "./limits.js";
import { problemOf } from "./problem-answer.js";

/** Where Fastify finds requests whose API root stands at an address of its own. */
const inside = "/taxii2/";
const elsewhere = `${inside}.at/`;

/** Roots elsewhere are read again after this, so that one which another process made is found. */
const readEveryUs = 2e6;

/** Which addresses are TAXII's: those of roots elsewhere are known from the store. */
export class TaxiiAddresses {
  readonly #center: Center;
  #roots: readonly string[] = [];
  #readUs = 0;

  constructor(center: Center) {
    this.#center = center;
  }

  async read(): Promise<void> {
    const { clock, state } = this.#center;
    this.#readUs = clock.nowUs();
    this.#roots = (await listRoots(state.db))
      .map(({ path }) => path)
      .filter((path) => !path.startsWith(inside));
  }

  /** The address at which the routes below take a request; its own where it is none of TAXII's. */
  rewrite(request: IncomingMessage): string {
    const { clock, log } = this.#center;
    if (clock.nowUs() - this.#readUs > readEveryUs)
      this.read().catch((error: unknown) => log.warn({ error }, "the roots of TAXII could not be read"));
    const url = request.url ?? "/";
    if (url === "/taxii2" || url.startsWith("/taxii2?")) return url.replace("/taxii2", `${elsewhere}taxii2`);
    return this.#roots.some((root) => url.startsWith(root)) ? `${elsewhere.slice(0, -1)}${url}` : url;
  }
}

interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** What `Authorization: Basic` carries (RFC 7617, UTF-8); null where it is none. */
export function readBasic(header: string): Credentials | null {
  const encoded = /^Basic +([A-Za-z0-9+/]{1,2000}={0,2})$/i.exec(header)?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 || !isStorable(text)
    ? null
    : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** The token that a program's request carries; null where it carries none. */
export async function tokenOf(
  center: Center,
  request: FastifyRequest,
): Promise<TokenRecord | Problem | null> {
  const header = request.headers.authorization ?? "";
  const { db } = center.state;
  const bearer = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(header)?.[1];
  if (bearer !== undefined) return identifyToken(db, center.clock, bearer);
  const basic = readBasic(header);
  return basic === null ? null : identifyBasic(db, center.clock, basic, request.ip);
}

export async function clientOf(center: Center, record: TokenRecord): Promise<LibraryClient> {
  const { id, name, memberId, scopes } = record;
  const { byId } = await loadCommunity(center.state.db);
  const actor = `token:${id}`;
  return {
    memberId,
    recipient:
      memberId === null
        ? { kind: "person", person: { id: actor, name, role: "operator", memberId } }
        : { kind: "member", memberId },
    actor,
    groups: memberId === null ? [] : (byId.get(memberId)?.groups ?? []),
    mayRead: scopes.includes("read"),
    mayWrite: scopes.includes("report"),
  };
}

function send(reply: FastifyReply, { status, headers, body }: TaxiiAnswer): FastifyReply {
  return reply
    .code(status)
    .headers({ ...headers, "cache-control": "no-store" })
    .send(Buffer.from(body));
}

async function answer(center: Center, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const record = await tokenOf(center, request);
  // A password that has to wait is told so; one that is wrong is told as little as one that is missing.
  if (record instanceof Problem && record.status === 429) return send(reply, taxiiError(record));
  const { state, clock } = center;
  const isKnown = record !== null && !(record instanceof Problem);
  if (isKnown) await ensureOwnRoot(state.db, clock);
  const { gate, members } = await loadCommunity(state.db);
  const reader = isKnown
    ? libraryReader({ state, clock, gate, members }, await clientOf(center, record))
    : null;
  const [address = "", query = ""] = request.raw.url?.split(/\?(.*)/s) ?? [];
  const answered = await answerTaxii(
    {
      discovery: { title: "Breakwater", description: "", contact: "" },
      pageMax: taxiiPageMax,
      nowUs: () => clock.nowUs(),
    },
    reader,
    {
      method: request.method,
      path: address.startsWith(elsewhere) ? address.slice(elsewhere.length - 1) : address,
      query: new URLSearchParams(query),
      accept: request.headers.accept,
      contentType: request.headers["content-type"],
      body: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
    },
  );
  return send(reply, answered);
}

/** The routes, in a scope of their own: bodies are read as bytes, and every fault is answered as TAXII has it. */
export async function registerTaxii(app: FastifyInstance, center: Center): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error: Error, request, reply) => {
      const fault = problemOf(request, error);
      const tooLarge = `At most ${libraryLimits.contentMax} bytes are taken at once.`;
      const problem = fault.status === 413 ? shareProblem("taxii-too-large", tooLarge) : fault;
      if (problem.status >= 500)
        center.log.error({ error, request: request.id }, "a request of TAXII failed");
      return send(reply, taxiiError(problem));
    });
    scope.route({
      method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
      url: `${inside}*`,
      bodyLimit: libraryLimits.contentMax,
      config: { rateLimit: { max: taxiiRequestsPerMinute } },
      handler: (request, reply) => answer(center, request, reply),
    });
  });
}
