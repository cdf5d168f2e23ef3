/**
 * The console's files: hashed assets for ever, the page itself never from a cache. Every address without a file
 * extension that a browser asks for is the page, as the console keeps its state in the URL; anything else that
 * is not there is a Problem.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sendProblem } from "./problem-answer.js";
import { apiProblem } from "./problems.js";

const oneYear = "public, max-age=31536000, immutable";

function isPage(request: FastifyRequest): boolean {
  const path = request.url.split("?", 1)[0] as string;
  return (
    (request.method === "GET" || request.method === "HEAD") &&
    !path.startsWith("/api/") &&
    !/\.[a-z0-9]+$/i.test(path) &&
    (request.headers.accept ?? "").includes("text/html")
  );
}

export async function registerWebFiles(app: FastifyInstance, webFolder: string): Promise<void> {
  const built = existsSync(join(webFolder, "index.html"));
  if (built)
    await app.register(fastifyStatic, {
      root: webFolder,
      index: false,
      wildcard: false,
      preCompressed: true,
      cacheControl: false,
      globIgnore: ["**/*.gz", "**/*.br", "**/index.html"],
      setHeaders: (response, path) => {
        const hashed = path.includes("/assets/");
        response.setHeader("cache-control", hashed ? oneYear : "no-cache");
      },
    });
  const page = (reply: FastifyReply) =>
    reply.header("cache-control", "no-cache").type("text/html; charset=utf-8").sendFile("index.html");
  if (built) app.get("/", (_request, reply) => page(reply));
  app.setNotFoundHandler((request, reply) => {
    if (built && isPage(request)) return page(reply);
    const detail = built
      ? `${request.method} ${request.url.slice(0, 200)}`
      : `${request.method} ${request.url.slice(0, 200)}; the console is not built (npm run build).`;
    return sendProblem(request, reply, apiProblem("not-found", detail));
  });
}
