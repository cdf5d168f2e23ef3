/**
 * The HTTP server of a center: actions, live stream, console, metrics and health on one port. Doors (`/ingest`, and
 * those in the shapes of other products) are taken off before the framework reads a byte, as bulk telemetry streams
 * into the spool. Every refusal is a Problem.
 *
 * The content security policy allows the console's own files only: no inline script, no evaluation, no other
 * host. Style elements are refused too (the theme's variables are a constructed sheet); style *attributes* are
 * allowed, since the component library places its menus with them and an attribute can load nothing.
 */
import { randomUUID } from "node:crypto";
import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import fastifyCookie from "@fastify/cookie";
import fastifyHelmet from "@fastify/helmet";
import fastifyRateLimit from "@fastify/rate-limit";
import Fastify, { type FastifyInstance } from "fastify";
import { deepestAt, Refusal } from "../base/index.js";
import { isDoorAddress } from "../intake/index.js";
import { sessionStands } from "../members/index.js";
import { actions } from "./actions/index.js";
import type { Center } from "./center.js";
import { registerEdges } from "./edges.js";
import {
  bodyBytesMax,
  bodyDepthMax,
  bodyTimeoutMs,
  headersTimeoutMs,
  requestsPerMinute,
  requestTimeoutMs,
  uploadTimeoutMs,
} from "./limits.js";
import { type LiveStreams, openLiveStreams } from "./live.js";
import { openMetrics } from "./metrics.js";
import { registerMisp } from "./misp.js";
import { openApiDocument } from "./openapi.js";
import { foreignOrigin, fromThisMachine } from "./origin.js";
import { answerMalformed, answerUnroutable, problemOf, sendProblem } from "./problem-answer.js";
import { apiProblem } from "./problems.js";
import { readsWholePort, registerRoutes } from "./routes.js";
import { registerTaxii, TaxiiAddresses } from "./taxii.js";
import { registerWarningPages } from "./warning-page/page-routes.js";
import { registerWebFiles } from "./web-files.js";

/** What takes a bulk request; it answers by itself. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface ServerOptions {
  readonly center: Center;
  readonly ingest: RawHandler;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Certificate (with its chain) and key, PEM; plain HTTP without. */
  readonly tls?: { readonly certificate: string; readonly key: string } | null;
  /** True where one proxy in front tells the sender's address and whether it came by TLS. */
  readonly behindProxy?: boolean;
  /** The folder of the built console (`dist/web`). */
  readonly webFolder: string;
}

export interface Server {
  /** `http://127.0.0.1:8420` */
  readonly address: string;
  close(): Promise<void>;
}

/** A year. Browsers heed it only where they trust the certificate, so a self-signed one locks nobody out. */
const hstsSeconds = 31_536_000;

const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    styleSrcAttr: ["'unsafe-inline'"],
    imgSrc: ["'self'", "data:"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

const uploadPaths = new Set(
  actions.filter((action) => action.bodyBytesMax !== undefined).map((action) => `/api${action.path}`),
);

/** Drops a request whose body dribbles in; bulk requests have Node's longer limit only. */
function limitBodyTime(request: IncomingMessage): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const isUpload = uploadPaths.has((request.url ?? "").split("?", 1)[0] as string);
  const timer = setTimeout(
    () => {
      if (!request.complete) request.destroy();
    },
    isUpload ? uploadTimeoutMs : bodyTimeoutMs,
  );
  request.once("close", () => clearTimeout(timer));
}

type ServerMaking = Pick<ServerOptions, "ingest" | "tls" | "behindProxy">;

function openFastify({ ingest, tls, behindProxy }: ServerMaking, taxii: TaxiiAddresses): FastifyInstance {
  return Fastify({
    rewriteUrl: (request) => taxii.rewrite(request as IncomingMessage),
    // The last hop's word only: what a client put there itself stands before it.
    trustProxy: behindProxy === true && ((_address: string, hop: number) => hop === 0),
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    return503OnClosing: true,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerMalformed,
    serverFactory: (handler) => {
      const answer = (request: IncomingMessage, response: ServerResponse) => {
        if (isDoorAddress(request.url)) return ingest(request, response);
        limitBodyTime(request);
        return handler(request, response);
      };
      const limits = { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs };
      if (tls === undefined || tls === null) return createServer(limits, answer);
      const secure = { cert: tls.certificate, key: tls.key, minVersion: "TLSv1.2" } as const;
      return createSecureServer({ ...limits, ...secure }, answer) as unknown as HttpServer;
    },
  });
}

/** Counts how deep a body nests before it is parsed: one of ten million brackets would hold the thread for seconds. */
function registerJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    const deep = deepestAt(body, bodyDepthMax);
    if (deep === null) return parse(request, body, done);
    const detail = `It nests more than ${bodyDepthMax} deep, at character ${deep + 1}.`;
    return done(new Refusal(apiProblem("body-unreadable", detail)));
  });
}

/** Refuses what comes from another site, and answers every fault as a Problem. */
function registerGuards(app: FastifyInstance, center: Center): void {
  registerJson(app);
  app.removeContentTypeParser("text/plain");
  app.addHook("onRequest", async (request, reply) => {
    if (request.method === "GET" || request.method === "HEAD") return;
    const foreign = foreignOrigin(request.raw, request.protocol);
    if (foreign !== null) return sendProblem(request, reply, apiProblem("origin-refused", foreign));
  });
  app.setErrorHandler((error: Error, request, reply) => {
    const problem = problemOf(request, error);
    if (problem.status >= 500)
      center.log.error({ error, request: request.id, url: request.routeOptions.url }, "a request failed");
    return sendProblem(request, reply, problem);
  });
}

function registerOperations(app: FastifyInstance, center: Center): void {
  const metrics = openMetrics(center);
  const document = openApiDocument(actions, center.version);
  app.get("/health/live", async () => ({ live: true }));
  app.get("/health/ready", async (request, reply) => {
    const health = await center.state.health();
    if (health.state === "down")
      return sendProblem(
        request,
        reply,
        apiProblem("not-ready", health.advice || "The state store is down."),
      );
    return { ready: true };
  });
  app.get("/api/openapi.json", async () => document);
  app.get("/metrics", async (request, reply) => {
    const whole = await readsWholePort(center, request);
    if (!whole && !fromThisMachine(request.raw))
      return sendProblem(
        request,
        reply,
        apiProblem(
          "not-allowed",
          "Metrics are for this machine itself, for operators and for the center's own tokens with the scope metrics or read.",
        ),
      );
    return reply
      .type(metrics.contentType)
      .header("cache-control", "no-store")
      .send(await metrics.text(whole));
  });
}

async function register(app: FastifyInstance, options: ServerOptions, live: LiveStreams): Promise<void> {
  const { center } = options;
  const secure = (options.tls ?? null) !== null || options.behindProxy === true;
  await app.register(fastifyHelmet, {
    contentSecurityPolicy,
    referrerPolicy: { policy: "no-referrer" },
    strictTransportSecurity: secure ? { maxAge: hstsSeconds, includeSubDomains: false } : false,
  });
  await app.register(fastifyRateLimit, { max: requestsPerMinute, timeWindow: 60_000 });
  await app.register(fastifyCookie);
  registerGuards(app, center);
  registerOperations(app, center);
  registerRoutes(app, center, live);
  await registerWarningPages(app, center);
  await registerTaxii(app, center);
  await registerEdges(app, center);
  registerMisp(app, center);
  await registerWebFiles(app, options.webFolder);
}

export async function openServer(options: ServerOptions): Promise<Server> {
  const { center } = options;
  const live = openLiveStreams(center, (hash) => sessionStands(center.state.db, center.clock, hash));
  const taxii = new TaxiiAddresses(center);
  await taxii.read();
  const app = openFastify(options, taxii);
  await register(app, options, live);
  await app.listen({ host: options.host, port: options.port });
  const { port } = app.server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    address: `${(options.tls ?? null) === null ? "http" : "https"}://${host}:${port}`,
    close: async () => {
      live.close();
      await app.close();
    },
  };
}
