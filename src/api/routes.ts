/**
 * Puts every action on its address below `/api`: parameters, query and body become one input; the caller is the
 * session's person. The table of actions is the only list of routes there is.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../base/index.js";
import { checkSession, checkToken } from "../members/index.js";
import type { Action, Caller } from "./action.js";
import { actions } from "./actions/index.js";
import { runAction } from "./calling.js";
import type { Center } from "./center.js";
import { signInsPerMinute } from "./limits.js";
import type { LiveStreams } from "./live.js";
import { sendProblem } from "./problem-answer.js";
import { apiProblem } from "./problems.js";
import { clearSessionCookie, sessionToken, setSessionCookie } from "./session-cookie.js";

function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,200})$/.exec(request.headers.authorization ?? "")?.[1];
}

/**
 * The person behind a request, null without a session that still holds. The machine's own commands come with the
 * token this run of the center gave them, never with a cookie.
 */
export async function callerOf(center: Center, request: FastifyRequest): Promise<Caller | null> {
  const bearer = bearerOf(request);
  if (bearer !== undefined) return center.localCaller(bearer);
  const token = sessionToken(request);
  if (token === null) return null;
  const session = await checkSession(center.state.db, center.clock, token);
  return session instanceof Problem ? null : session;
}

/**
 * Whether a program's request may be told what was found at members: an operator's, or one with a token of the
 * center's own that may read. To come from this machine is not enough: whoever has a tunnel to it does.
 */
export async function readsWholePort(center: Center, request: FastifyRequest): Promise<boolean> {
  const caller = await callerOf(center, request);
  if (caller !== null) return caller.person.role === "operator" && caller.person.memberId === null;
  const bearer = bearerOf(request);
  if (bearer === undefined) return false;
  const token = await checkToken(center.state.db, center.clock, bearer, "read");
  return !(token instanceof Problem) && token.memberId === null;
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
  const output = await runAction(center, caller, action, input);
  if (output instanceof Problem) {
    if (caller === null && sessionToken(request) !== null) clearSessionCookie(request, reply);
    return sendProblem(request, reply, output);
  }
  reply.header("cache-control", "no-store");
  if (action.session === "ends") {
    if (caller?.sessionHash) live.end(caller.sessionHash);
    clearSessionCookie(request, reply);
  }
  if (action.session !== "opens") return reply.send(output);
  const { sessionToken: token, ...body } = output as Opened;
  setSessionCookie(request, reply, token, (body.expiresUs - center.clock.nowUs()) / 1e6);
  return reply.send(body);
}

export function registerRoutes(app: FastifyInstance, center: Center, live: LiveStreams): void {
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
              if ((await callerOf(center, request)) === null)
                return sendProblem(
                  request,
                  reply,
                  apiProblem("not-signed-in", `${action.id} needs a signed-in person.`),
                );
            },
          }),
      config: {
        ...(action.session === "opens" ? { rateLimit: { max: signInsPerMinute } } : {}),
      },
      handler: (request, reply) => answer(center, live, action, request, reply),
    });

  app.get("/api/live", async (request, reply) => {
    const caller = await callerOf(center, request);
    if (caller === null)
      return sendProblem(request, reply, apiProblem("not-signed-in", "The live stream needs a session."));
    if (live.open(caller, reply.raw)) return reply.hijack();
    return sendProblem(request, reply, apiProblem("live-full", "The bound of open streams is reached."));
  });
}
