/**
 * The edge's own small server, on loopback only: its page, the same as JSON, and `/ingest`. It reads and shows; nothing
 * can be changed here. A request that names another host is refused, so that no page elsewhere can have it answer by a
 * name that points here (DNS rebinding).
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Refusal } from "../../base/index.js";
import type { DoorSink } from "../../intake/index.js";
import type { Waiting } from "../../share/index.js";
import { ingestHandler, namesThisMachine } from "../center/ingest-door.js";
import { cliProblem } from "../problems.js";
import type { EdgeStatus } from "./edge-status.js";
import { mainPage, missingPage, pageStyle, sentPage } from "./page-html.js";

export interface PageParts {
  readonly port: number;
  readonly sink: DoorSink;
  readonly status: () => EdgeStatus;
  readonly waiting: () => Promise<readonly Waiting[]>;
  readonly sent: (id: string) => Promise<string | null>;
}

export interface PageServer {
  readonly address: string;
  close(): Promise<void>;
}

const headers = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly text: string;
}

const json = (value: unknown): Answer => ({ type: "application/json", text: `${JSON.stringify(value)}\n` });
const html = (text: string, status = 200): Answer => ({ status, type: "text/html; charset=utf-8", text });

async function answerTo(path: string, parts: PageParts): Promise<Answer> {
  if (path === "/") return html(mainPage(parts.status(), await parts.waiting()));
  if (path === "/page.css") return { type: "text/css; charset=utf-8", text: pageStyle };
  if (path === "/status.json") return json(parts.status());
  if (path === "/report.json") return json(parts.status().report);
  if (path === "/waiting.json")
    return json(
      (await parts.waiting()).map((each) =>
        "detection" in each
          ? { detection: each.detection, urgent: each.urgent }
          : { sighting: each.sighting, urgent: each.urgent },
      ),
    );
  const id = /^\/sent\/([0-9a-f-]{36})(\.json)?$/.exec(path);
  const body = id?.[1] === undefined ? null : await parts.sent(id[1]);
  if (body === null || id?.[1] === undefined) return html(missingPage(), 404);
  return id[2] === undefined ? html(sentPage(id[1], body)) : { type: "application/json", text: body };
}

export async function openPageServer(parts: PageParts): Promise<PageServer> {
  const ingest = ingestHandler(parts.sink);
  const show = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refuse = (status: number, text: string) =>
      void response.writeHead(status, { ...headers, "content-type": "text/plain" }).end(`${text}\n`);
    if (!namesThisMachine(request.headers.host ?? "")) return refuse(403, "Ask for it at 127.0.0.1.");
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(405, "It only shows.");
    const {
      status = 200,
      type,
      text,
    } = await answerTo((request.url ?? "/").split("?", 1)[0] as string, parts);
    response
      .writeHead(status, { ...headers, "content-type": type })
      .end(request.method === "HEAD" ? "" : text);
  };
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 300_000 }, (request, response) => {
    if (/^\/ingest(\/|\?|$)/.test(request.url ?? "")) return ingest(request, response);
    show(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done, refuse) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      refuse(
        error.code === "EADDRINUSE"
          ? new Refusal(
              cliProblem("port-taken", `Port ${parts.port} of 127.0.0.1 is taken by another program.`),
            )
          : error,
      ),
    );
    server.listen(parts.port, "127.0.0.1", done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
