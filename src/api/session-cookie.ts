/**
 * The session cookie: where the session's secret stands in the browser. HttpOnly, so that no script reads it;
 * SameSite=Strict, as the console is one page that asks its own origin (a sign-in link opens the page first, and
 * the page then posts); Secure and the `__Host-` prefix (RFC 6265bis, section 4.1.3.2) as soon as the connection
 * is TLS. Only its SHA-256 is stored. The session of a link to one warning has a cookie of another name, which only
 * that page's routes read.
 */
import type { FastifyReply, FastifyRequest } from "fastify";

const plainName = "breakwater_session";
const secureName = "__Host-breakwater_session";

export function sessionToken(request: FastifyRequest): string | null {
  const name = request.protocol === "https" ? secureName : plainName;
  const token = request.cookies[name];
  return token === undefined || token === "" || token.length > 200 ? null : token;
}

export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  maxAgeSeconds: number,
): void {
  const secure = request.protocol === "https";
  reply.setCookie(secure ? secureName : plainName, token, {
    httpOnly: true,
    sameSite: "strict",
    path: "/",
    secure,
    maxAge: Math.max(0, Math.floor(maxAgeSeconds)),
  });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  const secure = request.protocol === "https";
  reply.clearCookie(secure ? secureName : plainName, {
    httpOnly: true,
    sameSite: "strict",
    path: "/",
    secure,
  });
}

const plainWarningName = "breakwater_warning";
const secureWarningName = "__Host-breakwater_warning";

export function warningSessionToken(request: FastifyRequest): string | null {
  const token = request.cookies[request.protocol === "https" ? secureWarningName : plainWarningName];
  return token === undefined || token === "" || token.length > 200 ? null : token;
}

export function setWarningCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  maxAgeSeconds: number,
): void {
  const secure = request.protocol === "https";
  reply.setCookie(secure ? secureWarningName : plainWarningName, token, {
    httpOnly: true,
    sameSite: "strict",
    path: "/",
    secure,
    maxAge: Math.max(0, Math.floor(maxAgeSeconds)),
  });
}
