/**
 * The door for peers: HTTPS on a port of its own, as browsers must not be asked for a certificate on the console's. Who
 * has not the certificate of a confirmed peer is sent away before a byte of its body is read; TLS proved that it has the
 * key. There is one thing to do here: `POST /peer/messages` with one batch.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { Problem } from "../../base/index.js";
import {
  type BatchAnswer,
  certificateHashOf,
  type PeerIdentity,
  peerBodyBytesMax,
  peerPath,
  readPeers,
  shareProblem,
} from "../../share/index.js";
import { cliProblem } from "../problems.js";
import type { OpenCenter } from "./open-center.js";

export interface PeerDoor {
  readonly port: number;
  close(): Promise<void>;
}

const connectionsMax = 64;
const timeoutMs = 30_000;

export async function openPeerDoor(
  center: OpenCenter,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<PeerDoor | Problem> {
  const identity: PeerIdentity = center.peerIdentity;
  const server: Server = createServer(
    {
      cert: identity.certificate,
      key: identity.key,
      requestCert: true,
      // Nobody signed for peers' certificates: they are told by their hash, below.
      rejectUnauthorized: false,
      minVersion: "TLSv1.3",
      headersTimeout: 10_000,
      requestTimeout: timeoutMs,
      handshakeTimeout: 10_000,
    },
    (request, response) => {
      answer(center, request, response).catch((error: unknown) => {
        center.log.error({ error }, "a request of another center failed");
        if (!response.headersSent)
          say(response, 500, { code: "share.peer-batch", detail: "It failed here." });
      });
    },
  );
  server.maxConnections = connectionsMax;
  const failed = await new Promise<NodeJS.ErrnoException | null>((done) => {
    server.once("error", done);
    server.listen(port, host, () => done(null));
  });
  if (failed !== null)
    return cliProblem(
      "port-taken",
      `The door for peers, port ${port} of ${host}: ${failed.code ?? failed.message}.`,
    );
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function say(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(text);
}

const sayProblem = (response: ServerResponse, problem: Problem): void =>
  say(response, problem.status, problem.toJSON());

async function answer(center: OpenCenter, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const shown = (request.socket as TLSSocket).getPeerX509Certificate();
  const certificate = shown === undefined ? null : certificateHashOf(shown);
  const known = (await readPeers(center.state.db)).some(
    (peer) => peer.state !== "ended" && peer.certificate === certificate,
  );
  if (certificate === null || !known)
    return sayProblem(response, shareProblem("peer-certificate", "It is no peer's."));
  if (request.url !== peerPath || request.method !== "POST")
    return say(response, request.url === peerPath ? 405 : 404, {
      code: "share.peer-batch",
      detail: "Not here.",
    });
  const line = await readBody(request);
  if (line === null)
    return say(response, 413, { code: "share.peer-batch", detail: `At most ${peerBodyBytesMax} bytes.` });
  const received = await center.peers.receive(line, certificate);
  if (received instanceof Problem) return sayProblem(response, received);
  const said: BatchAnswer = {
    received: received.received,
    atUs: center.clock.nowUs(),
    head: await center.peers.head(),
  };
  return say(response, received.gap ? 409 : 200, said);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > peerBodyBytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString("utf8");
}
