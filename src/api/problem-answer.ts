/**
 * A Problem as an HTTP answer (RFC 9457, `application/problem+json`), and the way every fault becomes a Problem:
 * the framework's refusals by their code, anything unexpected as `api.internal` with the request's number only,
 * so that no stack, path or SQL reaches a browser.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { Problem, Refusal } from "../base/index.js";
import { apiProblem } from "./problems.js";

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .header("content-type", "application/problem+json; charset=utf-8")
    .header("cache-control", "no-store")
    .send(
      JSON.stringify({
        type: `urn:breakwater:problem:${problem.code}`,
        status: problem.status,
        ...problem.toJSON(),
        instance: request.id,
      }),
    );
}

export function problemOf(request: FastifyRequest, error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) return error.problem;
  const code = "code" in error ? error.code : "";
  const status = "statusCode" in error ? (error.statusCode ?? 500) : 500;
  if (status === 429) return apiProblem("too-many-requests", error.message);
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE" || status === 413)
    return apiProblem("body-too-large", "The body is over 256 KiB.");
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" || status === 415)
    return apiProblem(
      "body-type",
      `Content-Type: ${String(request.headers["content-type"] ?? "none").slice(0, 80)}`,
    );
  if (status >= 400 && status < 500) return apiProblem("body-unreadable", error.message.slice(0, 200));
  return apiProblem("internal", `The request has the number ${request.id}.`);
}
