/**
 * The center's MISP feed over HTTP: `/misp/feed/manifest.json`, `/misp/feed/<uuid>.json`, `/misp/feed/hashes.csv`. Only
 * programs come here, with an API token as TAXII takes it, or alone in the header `Authorization` as a MISP sends its
 * keys; the console's cookie is not looked at. What is said is decided by `share/misp`; this file only carries it.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../base/index.js";
import { identifyToken, type TokenRecord } from "../members/index.js";
import { FeedViews, serveFeed, shareProblem } from "../share/index.js";
import { loadCommunity } from "../warn/index.js";
import type { Center } from "./center.js";
import { mispRequestsPerMinute } from "./limits.js";
import { sendProblem } from "./problem-answer.js";
import { clientOf, tokenOf } from "./taxii.js";

const bareToken = /^[\x21-\x7e]{1,200}$/;

/** MISP sends what stands in the headers of its feed's settings, so a key may come without the name of a scheme. */
async function recordOf(center: Center, request: FastifyRequest): Promise<TokenRecord | Problem | null> {
  const header = request.headers.authorization ?? "";
  return bareToken.test(header)
    ? identifyToken(center.state.db, center.clock, header)
    : tokenOf(center, request);
}

/** MISP puts a slash between the feed's address and the file whether there is one or not. */
const fileOf = (request: FastifyRequest): string =>
  (request.raw.url ?? "")
    .split("?", 1)[0]
    ?.replace(/^\/misp\/feed/, "")
    .replace(/^\/+/, "") ?? "";

async function answer(
  center: Center,
  views: FeedViews,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const record = await recordOf(center, request);
  // A password that has to wait is told so; one that is wrong is told as little as one that is missing.
  if (record instanceof Problem && record.status === 429) return sendProblem(request, reply, record);
  if (record === null || record instanceof Problem)
    return sendProblem(
      request,
      reply.header("www-authenticate", 'Basic realm="MISP feed", charset="UTF-8", Bearer realm="MISP feed"'),
      shareProblem("misp-credentials", "None came that are good."),
    );
  const client = await clientOf(center, record);
  if (!client.mayRead)
    return sendProblem(request, reply, shareProblem("misp-right", "Its scopes do not include read."));
  const { state, clock } = center;
  const { gate } = await loadCommunity(state.db);
  const parts = { state, clock, gate };
  const answered = await serveFeed(parts, views.of(parts, client), client, {
    file: fileOf(request),
    ifNoneMatch: request.headers["if-none-match"],
    ifModifiedSince: request.headers["if-modified-since"],
  });
  if (answered instanceof Problem) return sendProblem(request, reply, answered);
  return reply
    .code(answered.status)
    .headers({ ...answered.headers, "cache-control": "private, no-cache" })
    .send(Buffer.from(answered.body));
}

export function registerMisp(app: FastifyInstance, center: Center): void {
  const views = new FeedViews();
  // The folder alone is answered with what is in it: it is what a person tries first.
  for (const url of ["/misp/feed", "/misp/feed/*"])
    app.route({
      method: "GET",
      url,
      exposeHeadRoute: false,
      config: { rateLimit: { max: mispRequestsPerMinute } },
      handler: (request, reply) => answer(center, views, request, reply),
    });
}
