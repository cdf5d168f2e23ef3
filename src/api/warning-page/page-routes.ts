/**
 * `/w/<token>`: a link to one warning. GET looks at nothing and spends nothing, as mail scanners and previews fetch
 * links; the page's button posts, which spends the link and opens a session of its own in a cookie of its own, good for
 * that warning and its reactions. These are the only routes that read that cookie. Whatever is wrong, the answer is one
 * page. The referrer policy is `same-origin` here, since with `no-referrer` browsers post forms with `Origin: null`
 * (Fetch, "append a request Origin header"), which the guard of the server would refuse.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../../base/index.js";
import type { Language } from "../../model/index.js";
import { openByLink, reactLinked, readLinked } from "../../warn/index.js";
import type { Center } from "../center.js";
import { signInsPerMinute } from "../limits.js";
import { setWarningCookie, warningSessionToken } from "../session-cookie.js";
import { pageStyle } from "./page-style.js";
import { askPage, refusedPage, warningPage } from "./pages.js";

/** One word of a form. */
const formBytesMax = 2_048;
const answersPerMinute = 30;

/** Before a link is spent nothing is known of who reads but the browser's word. */
const languageOf = (request: FastifyRequest): Language =>
  /^es\b/i.test(request.headers["accept-language"] ?? "") ? "es" : "en";

const send = (reply: FastifyReply, status: number, text: string): FastifyReply =>
  reply
    .code(status)
    .header("cache-control", "no-store")
    .header("referrer-policy", "same-origin")
    .type("text/html; charset=utf-8")
    .send(text);

const refuse = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  send(reply, 403, refusedPage(languageOf(request)));

const goTo = (reply: FastifyReply, place: string): FastifyReply =>
  reply.header("cache-control", "no-store").redirect(place, 303);

async function spend(center: Center, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = (request.params as { readonly "*": string })["*"];
  const sender = {
    address: request.ip,
    userAgent: String(request.headers["user-agent"] ?? "").slice(0, 400),
  };
  const opened = await openByLink(center.state, center.clock, token, sender);
  if (opened instanceof Problem) return refuse(request, reply);
  center.log.info({ person: opened.person.id, warning: opened.warningId }, "a warning was opened by link");
  setWarningCookie(request, reply, opened.sessionToken, (opened.expiresUs - center.clock.nowUs()) / 1e6);
  return goTo(reply, "/w");
}

async function answer(center: Center, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const session = warningSessionToken(request);
  const kind = request.body instanceof URLSearchParams ? (request.body.get("kind") ?? "") : "";
  if (session === null) return refuse(request, reply);
  const reaction = await reactLinked(center.state, center.clock, session, kind);
  if (reaction instanceof Problem)
    return reaction.code === "members.warning-link-refused" ? refuse(request, reply) : goTo(reply, "/w");
  center.changed("warning");
  return goTo(reply, "/w?told");
}

/** As a plug-in of its own, so that forms are read here and nowhere else. */
export async function registerWarningPages(app: FastifyInstance, center: Center): Promise<void> {
  await app.register(async (pages) => {
    pages.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: formBytesMax },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    pages.setErrorHandler((error: Error & { readonly statusCode?: number }, request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) center.log.error({ error, request: request.id }, "the page of a link failed");
      return send(reply, status, refusedPage(languageOf(request)));
    });
    pages.get("/w/page.css", (_request, reply) =>
      reply.type("text/css; charset=utf-8").header("cache-control", "public, max-age=3600").send(pageStyle),
    );
    pages.get("/w", async (request, reply) => {
      const session = warningSessionToken(request);
      const linked = session === null ? null : await readLinked(center.state, center.clock, session);
      if (linked === null || linked instanceof Problem) return refuse(request, reply);
      return send(reply, 200, warningPage(linked, Object.hasOwn(request.query as object, "told")));
    });
    pages.get("/w/*", (request, reply) => send(reply, 200, askPage(languageOf(request))));
    pages.post("/w/answer", { config: { rateLimit: { max: answersPerMinute } } }, (request, reply) =>
      answer(center, request, reply),
    );
    pages.post("/w/*", { config: { rateLimit: { max: signInsPerMinute } } }, (request, reply) =>
      spend(center, request, reply),
    );
  });
}
