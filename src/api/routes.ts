/**
 * Puts every action on its address below `/api`: parameters, query and body become one input; the caller is the
 * session's person. The table of actions is the only list of routes there is.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../base/index.js";
import { checkSession, identifyToken, membersProblem, type TokenRecord } from "../members/index.js";
import type { Action, Caller } from "./action.js";
import { actions } from "./actions/index.js";
import { tokenPersonId } from "./actor.js";
import { runAction } from "./calling.js";
import type { Center } from "./center.js";
import { type Download, sendDownload } from "./download.js";
import { figuresFor } from "./figures.js";
import { signInsPerMinute } from "./limits.js";
import type { LiveStreams } from "./live.js";
import { sendProblem } from "./problem-answer.js";
import { apiProblem } from "./problems.js";
import { clearSessionCookie, sessionToken, setSessionCookie } from "./session-cookie.js";
import { Uploads } from "./uploads.js";

function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,200})$/.exec(request.headers.authorization ?? "")?.[1];
}

/** Where a request comes from, as far as sign-in asks. */
function fromOf(request: FastifyRequest): Required<Pick<Caller, "sender" | "origin">> {
  return {
    sender: { address: request.ip, userAgent: String(request.headers["user-agent"] ?? "").slice(0, 400) },
    origin: `${request.protocol}://${request.headers.host ?? ""}`,
  };
}

/**
 * Whoever an API token stands for: a member's reads as its viewer and reports as its analyst, the center's own reads
 * as its operator does; no further than its scopes, which every action asks (`calling.ts`).
 */
function tokenCaller(record: TokenRecord): Caller {
  const { id, name, memberId, scopes } = record;
  const role = memberId === null ? "operator" : scopes.includes("report") ? "analyst" : "viewer";
  return { person: { id: tokenPersonId(id), name, role, memberId }, sessionHash: null, scopes };
}

/**
 * The person or program behind a request, null without a session or token that still holds. The machine's own commands
 * come with the token this run of the center gave them, never with a cookie.
 */
export async function callerOf(center: Center, request: FastifyRequest): Promise<Caller | null> {
  const from = fromOf(request);
  const bearer = bearerOf(request);
  if (bearer !== undefined) {
    const local = await center.localCaller(bearer);
    if (local !== null) return { ...local, ...from };
    const record = await identifyToken(center.state.db, center.clock, bearer);
    return record instanceof Problem ? null : { ...tokenCaller(record), ...from };
  }
  const token = sessionToken(request);
  if (token === null) return null;
  const session = await checkSession(center.state.db, center.clock, token);
  return session instanceof Problem ? null : { ...session, ...from };
}

/**
 * Whether a program's request may be told what was found at members, which the gate decides: an operator's, or one with
 * a token of the center's own that may read, or read the metrics. To come from this machine is not enough: whoever has a tunnel to it does.
 */
export async function readsWholePort(center: Center, request: FastifyRequest): Promise<boolean> {
  const caller = await callerOf(center, request);
  if (caller === null || caller.limited === true || caller.person.memberId !== null) return false;
  const mayAsk =
    caller.scopes === undefined || caller.scopes.includes("metrics") || caller.scopes.includes("read");
  return mayAsk && (await figuresFor(center, caller.person, "api", center.counts())) !== null;
}

/** The input of an action: body below query below path, so that a body can't rename what the address says. */
function inputOf(request: FastifyRequest): unknown {
  const { body } = request;
  if (body !== undefined && body !== null && (typeof body !== "object" || Array.isArray(body)))
    return apiProblem("body-unreadable", "The body is not a JSON object.");
  return { ...(body ?? {}), ...(request.query as object), ...(request.params as object) };
}

interface Opened {
  readonly sessionToken: string;
  readonly expiresUs: number;
}

async function answer(
  center: Center,
  live: LiveStreams,
  action: Action,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const input = inputOf(request);
  if (input instanceof Problem) return sendProblem(request, reply, input);
  const caller = await callerOf(center, request);
  if (caller === null && action.roles !== "public" && bearerOf(request) !== undefined)
    return sendProblem(request, reply, membersProblem("token-refused", "It is unknown, expired or revoked."));
  const output = await runAction(center, caller, action, input, fromOf(request));
  if (output instanceof Problem) {
    if (caller === null && sessionToken(request) !== null) clearSessionCookie(request, reply);
    return sendProblem(request, reply, output);
  }
  reply.header("cache-control", "no-store");
  if (action.session === "ends") {
    if (caller?.sessionHash) live.end(caller.sessionHash);
    clearSessionCookie(request, reply);
  }
  if (action.session === "revokes") await live.recheck();
  if (action.answers === "download") return sendDownload(reply, output as Download);
  if (action.session !== "opens") return reply.send(output);
  const { sessionToken: token, ...body } = output as Opened;
  setSessionCookie(request, reply, token, (body.expiresUs - center.clock.nowUs()) / 1e6);
  return reply.send(body);
}

export function registerRoutes(app: FastifyInstance, center: Center, live: LiveStreams): void {
  const uploads = new Uploads();
  for (const action of actions)
    app.route({
      method: action.method,
      url: `/api${action.path}`,
      ...(action.bodyBytesMax === undefined
        ? {}
        : {
            bodyLimit: action.bodyBytesMax,
            // Megabytes are taken from nobody who has no session.
            onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
              const caller = await callerOf(center, request);
              if (caller === null)
                return sendProblem(
                  request,
                  reply,
                  apiProblem("not-signed-in", `${action.id} needs a signed-in person.`),
                );
              const ended = uploads.begin(caller.person.memberId ?? caller.person.id);
              if (ended === null)
                return sendProblem(
                  request,
                  reply,
                  apiProblem("uploads-full", "As many as can be taken at once are under way."),
                );
              reply.raw.once("close", ended);
            },
          }),
      config: {
        ...(action.roles === "public" && action.method !== "GET"
          ? { rateLimit: { max: signInsPerMinute } }
          : {}),
      },
      handler: (request, reply) => answer(center, live, action, request, reply),
    });

  app.get("/api/live", async (request, reply) => {
    const caller = await callerOf(center, request);
    if (caller === null || caller.limited === true || caller.scopes !== undefined)
      return sendProblem(
        request,
        reply,
        caller?.limited === true
          ? apiProblem("second-factor-needed", "The live stream needs a second factor.")
          : apiProblem("not-signed-in", "The live stream needs a session."),
      );
    if (live.open(caller, reply.raw)) return reply.hijack();
    return sendProblem(request, reply, apiProblem("live-full", "The bound of open streams is reached."));
  });
}
