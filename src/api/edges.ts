/**
 * What edges ask: a report each half minute, the next page of the set, and what they have seen. Only programs come here,
 * with a token of the scope `edge` that is a member's; which edge it is stands in a header. What goes out is decided by
 * `share/edge`; this file only carries it.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { Problem } from "../base/index.js";
import type { RuleKeeper } from "../detect/index.js";
import { checkToken } from "../members/index.js";
import type { Member } from "../model/index.js";
import {
  audienceOf,
  type ContactAnswer,
  type EdgeCaller,
  type EdgeRow,
  edgeIdForm,
  edgeReport,
  edgeUpload,
  hashedValues,
  listBlind,
  meetEdge,
  nextSetPage,
  outcomeOf,
  type RulesKnown,
  readEdge,
  shareProblem,
  uploadBytesMax,
} from "../share/index.js";
import { loadCommunity } from "../warn/index.js";
import type { Center } from "./center.js";
import { edgeRequestsPerMinute } from "./limits.js";
import { problemOf, sendProblem } from "./problem-answer.js";
import { apiProblem } from "./problems.js";

const edgeHeader = "x-breakwater-edge";

async function callerOf(center: Center, request: FastifyRequest): Promise<EdgeCaller | Problem> {
  const token = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) return apiProblem("not-signed-in", "An edge sends its token as Bearer.");
  const checked = await checkToken(center.state.db, center.clock, token, "edge");
  if (checked instanceof Problem) return checked;
  if (checked.memberId === null) return apiProblem("not-allowed", "An edge's token is a member's.");
  const edgeId = request.headers[edgeHeader];
  if (typeof edgeId !== "string" || !edgeIdForm.test(edgeId))
    return shareProblem("edge-request", "X-Breakwater-Edge is not the id of an edge.");
  return { memberId: checked.memberId, edgeId, tokenId: checked.tokenId };
}

/** The body by its schema. It is JSON that a program wrote: what is wrong is said by its place alone. */
function readBody<T>(body: unknown, schema: z.ZodType<T>): T | Problem {
  let value: unknown;
  try {
    value = JSON.parse(body instanceof Uint8Array ? Buffer.from(body).toString("utf8") : "");
  } catch {
    return shareProblem("edge-request", "The body is no JSON.");
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return shareProblem(
    "edge-request",
    `${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? ""}`.slice(0, 300),
  );
}

async function memberOf(center: Center, { memberId }: EdgeCaller): Promise<Member | Problem> {
  const { byId } = await loadCommunity(center.state.db);
  return byId.get(memberId) ?? shareProblem("edge-unknown", "Its member is gone.");
}

async function contact(center: Center, caller: EdgeCaller, body: unknown): Promise<ContactAnswer | Problem> {
  const report = readBody(body, edgeReport);
  if (report instanceof Problem) return report;
  const member = await memberOf(center, caller);
  if (member instanceof Problem) return member;
  const edge = await meetEdge(center.state.db, center.clock, caller, report);
  if (edge instanceof Problem) return edge;
  return {
    nowUs: center.clock.nowUs(),
    audience: audienceOf(caller),
    publicKey: center.signer.publicKey,
    blindKey: edge.blindKey,
    networks: member.networks,
  };
}

async function knownEdge(center: Center, caller: EdgeCaller): Promise<EdgeRow | Problem> {
  return (
    (await readEdge(center.state.db, caller)) ?? shareProblem("edge-unknown", "It has not reported yet.")
  );
}

const number = (text: string | null): number => {
  const value = Number(text ?? "0");
  return Number.isSafeInteger(value) && value >= 0 ? value : 0;
};

async function setPage(
  center: Center,
  caller: EdgeCaller,
  query: URLSearchParams,
): Promise<Buffer | Problem> {
  const edge = await knownEdge(center, caller);
  if (edge instanceof Problem) return edge;
  const member = await memberOf(center, caller);
  if (member instanceof Problem) return member;
  const { state, clock, signer } = center;
  const { gate } = await loadCommunity(state.db);
  const blobs = await center.edgeBlobs(member.id, gate);
  const blind = (await listBlind(state.db)).find(({ memberId }) => memberId === member.id);
  return nextSetPage(
    {
      state,
      clock,
      gate,
      member,
      signer,
      blobs,
      blind: blind === undefined ? null : { guessable: blind.guessable },
    },
    edge,
    {
      place: (query.get("after") ?? "").slice(0, 200),
      epoch: number(query.get("epoch")),
      sequence: number(query.get("sequence")),
    },
  );
}

/** The center's rules, as detections of an edge are told by them. */
async function rulesKnown(rules: RuleKeeper): Promise<RulesKnown> {
  await rules.ready;
  const { decided, builtIn, tuning } = rules;
  return {
    ruleOf: (id) => {
      const one = decided.get(id);
      if (one === undefined) return null;
      const detector = builtIn.find((each) => each.id === id);
      const rule = detector ?? rules.detectionRuleOf(id);
      if (rule === null) return null;
      // A detector says some findings graver than others, unless a level is set for it.
      const isFree = detector !== undefined && (tuning.settings.get(id)?.level ?? null) === null;
      const { title, kind, level, techniques } = rule;
      const told = !one.isOn ? null : isFree ? "as found" : one.level;
      return { rule: { id, title, kind, level, techniques }, level: told };
    },
    exceptions: tuning.exceptions,
  };
}

/** Answers the same whatever became of it: what is listed here is not told by what is taken. */
async function takeUpload(center: Center, caller: EdgeCaller, body: unknown): Promise<object | Problem> {
  const edge = await knownEdge(center, caller);
  if (edge instanceof Problem) return edge;
  const upload = readBody(body, edgeUpload);
  if (upload instanceof Problem) return upload;
  const { db } = center.state;
  const { outcome, unlisted } = outcomeOf(edge, upload, (body as Uint8Array).length, {
    nowUs: center.clock.nowUs(),
    hashed: await hashedValues(db, edge, upload),
    listed: (observable, atUs) => center.listed(observable, atUs),
    rules: await rulesKnown(center.rules),
  });
  const taken = await center.takeSeen(outcome);
  if (taken instanceof Problem) return taken;
  if (taken === "stored" && unlisted > 0)
    await db
      .updateTable("edge")
      .set((eb) => ({ unlisted: eb("unlisted", "+", unlisted) }))
      .where("member_id", "=", edge.memberId)
      .where("id", "=", edge.edgeId)
      .execute();
  return { id: upload.id };
}

type Handling = (
  center: Center,
  caller: EdgeCaller,
  request: FastifyRequest,
) => Promise<object | Buffer | Problem>;

const routes: readonly {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly handle: Handling;
}[] = [
  {
    method: "POST",
    url: "/edge/contact",
    handle: (center, caller, { body }) => contact(center, caller, body),
  },
  {
    method: "GET",
    url: "/edge/set",
    handle: (center, caller, { raw }) =>
      setPage(center, caller, new URLSearchParams(raw.url?.split("?")[1] ?? "")),
  },
  {
    method: "POST",
    url: "/edge/sightings",
    handle: (center, caller, { body }) => takeUpload(center, caller, body),
  },
];

function send(request: FastifyRequest, reply: FastifyReply, answer: object | Buffer | Problem): FastifyReply {
  if (answer instanceof Problem) {
    if (answer.status === 429 || answer.status === 503) reply.header("retry-after", "5");
    return sendProblem(request, reply, answer);
  }
  reply.header("cache-control", "no-store");
  return Buffer.isBuffer(answer)
    ? reply.type("application/x-ndjson").send(answer)
    : reply.type("application/json").send(answer);
}

/** The routes, in a scope of their own: bodies are read as bytes, so that nothing is parsed before its token is known. */
export async function registerEdges(app: FastifyInstance, center: Center): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error: Error, request, reply) => {
      const problem = problemOf(request, error);
      if (problem.status >= 500)
        center.log.error({ error, request: request.id }, "a request of an edge failed");
      return sendProblem(request, reply, problem);
    });
    for (const { method, url, handle } of routes)
      scope.route({
        method,
        url,
        bodyLimit: uploadBytesMax,
        config: { rateLimit: { max: edgeRequestsPerMinute } },
        handler: async (request, reply) => {
          const caller = await callerOf(center, request);
          return send(
            request,
            reply,
            caller instanceof Problem ? caller : await handle(center, caller, request),
          );
        },
      });
  });
}
