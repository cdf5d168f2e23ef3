/**
 * The session cookie: where the session's secret stands in the browser. HttpOnly, so that no script reads it;
 * SameSite=Strict, as the console is one page that asks its own origin (a sign-in link opens the page first, and
 * the page then posts); Secure and the `__Host-` prefix (RFC 6265bis, section 4.1.3.2) as soon as the connection
 * is TLS. Only its SHA-256 is stored. The session of a link to one warning has a cookie of another name, which only
 * that page's routes read.
 */
import type { FastifyReply, FastifyRequest } from "fastify";

type Kind = "session" | "warning";

const isSecure = (request: FastifyRequest): boolean => request.protocol === "https";
const nameOf = (request: FastifyRequest, kind: Kind): string =>
  `${isSecure(request) ? "__Host-" : ""}breakwater_${kind}`;

function read(request: FastifyRequest, kind: Kind): string | null {
  const token = request.cookies[nameOf(request, kind)];
  return token === undefined || token === "" || token.length > 200 ? null : token;
}

const settings = (request: FastifyRequest) =>
  ({ httpOnly: true, sameSite: "strict", path: "/", secure: isSecure(request) }) as const;

function set(request: FastifyRequest, reply: FastifyReply, kind: Kind, token: string, seconds: number): void {
  const maxAge = Math.max(0, Math.floor(seconds));
  reply.setCookie(nameOf(request, kind), token, { ...settings(request), maxAge });
}

export const sessionToken = (request: FastifyRequest): string | null => read(request, "session");

export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  maxAgeSeconds: number,
): void {
  set(request, reply, "session", token, maxAgeSeconds);
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameOf(request, "session"), settings(request));
}

export const warningSessionToken = (request: FastifyRequest): string | null => read(request, "warning");

export function setWarningCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  maxAgeSeconds: number,
): void {
  set(request, reply, "warning", token, maxAgeSeconds);
}
