/**
 * A Problem as an HTTP answer (RFC 9457, `application/problem+json`), and the way every fault becomes a Problem:
 * the framework's and the parser's refusals by their code, anything unexpected as `api.internal` with the request's number only,
 * so that no stack, path or SQL reaches a browser.
 */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { Problem, Refusal } from "../base/index.js";
import { apiProblem } from "./problems.js";

const contentType = "application/problem+json; charset=utf-8";

function textOf(problem: Problem, instance?: string): string {
  return JSON.stringify({
    type: `urn:breakwater:problem:${problem.code}`,
    status: problem.status,
    ...problem.toJSON(),
    instance,
  });
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .header("content-type", contentType)
    .header("cache-control", "no-store")
    .send(textOf(problem, request.id));
}

/** An address that the router can't read: it answers before any hook, so the header the guards set is set here. */
export function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(request, reply.header("x-content-type-options", "nosniff"), problemOf(request, error));
}

/**
 * What is not HTTP, or comes too slowly, is answered on the bare socket, which is then closed: what follows on it
 * can't be told apart from the fault.
 */
export function answerMalformed(error: { readonly code?: string }, socket: Socket): void {
  if (error.code !== "ECONNRESET" && socket.writable) {
    const problem =
      error.code === "HPE_HEADER_OVERFLOW"
        ? apiProblem("headers-too-large", "The request's headers are over 16 KiB.")
        : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
          ? apiProblem("request-slow", "It was not complete in time.")
          : apiProblem("request-unreadable", "It is not HTTP/1.1.");
    const body = textOf(problem);
    socket.write(
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nConnection: close\r\n` +
        `Content-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }
  socket.destroy();
}

const sizeInWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.floor(bytes / 1024)} KiB` : `${Math.floor(bytes / 1_000_000)} MB`;

export function problemOf(request: FastifyRequest, error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) return error.problem;
  const code = "code" in error ? error.code : "";
  const status = "statusCode" in error ? (error.statusCode ?? 500) : 500;
  if (code === "FST_ERR_BAD_URL")
    return apiProblem("address-unreadable", `${request.method} ${request.raw.url?.slice(0, 200)}`);
  if (code === "FST_ERR_MAX_PARAM_LENGTH")
    return apiProblem("address-too-long", `${request.method} ${request.raw.url?.slice(0, 100)}…`);
  if (status === 429) return apiProblem("too-many-requests", error.message);
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE" || status === 413)
    return apiProblem("body-too-large", `The body is over ${sizeInWords(request.routeOptions.bodyLimit)}.`);
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" || status === 415)
    return apiProblem(
      "body-type",
      `Content-Type: ${String(request.headers["content-type"] ?? "none").slice(0, 80)}`,
    );
  if (status >= 400 && status < 500) return apiProblem("body-unreadable", error.message.slice(0, 200));
  return apiProblem("internal", `The request has the number ${request.id}.`);
}
