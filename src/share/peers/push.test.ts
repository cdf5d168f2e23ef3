/** Over TLS: exactly the agreed certificate, shown and seen on both sides, before a byte is said. */
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { certificateHashOf, type PeerIdentity } from "./identity.js";
import type { Peer } from "./peers.js";
import { nextTryUs, peerPath, readAnswer, sendByTls } from "./push.js";
import { testIdentity } from "./testing.js";

let near: PeerIdentity;
let far: PeerIdentity;
let server: Server;
let port = 0;
let heard: string[] = [];
let bytes = 0;

beforeAll(async () => {
  [near, far] = [await testIdentity(), await testIdentity()];
  server = createServer(
    {
      cert: far.certificate,
      key: far.key,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: "TLSv1.3",
    },
    (request, response) => {
      const shown = (request.socket as TLSSocket).getPeerX509Certificate();
      const by =
        shown === undefined
          ? "nobody"
          : certificateHashOf(shown) === near.certificateHash
            ? "near"
            : "a stranger";
      let text = "";
      request.on("data", (part: Buffer) => {
        text += part.toString();
      });
      request.on("end", () => {
        heard.push(`${request.method} ${request.url} by ${by}: ${text}`);
        response.end('{"received":1}');
      });
    },
  );
  server.on("secureConnection", (socket) => socket.on("data", (part: Buffer) => (bytes += part.length)));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  port = (server.address() as AddressInfo).port;
}, 120_000);
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  heard = [];
  bytes = 0;
});

const peer = (change: Partial<Peer> = {}): Peer =>
  ({ url: `https://127.0.0.1:${port}/`, certificate: far.certificateHash, ...change }) as Peer;
const send = (to: Peer, mayBeNear = true) =>
  sendByTls(near, mayBeNear, new AbortController().signal)(to, "a line");

test("a line reaches the peer, who sees whose certificate it is", async () => {
  expect(await send(peer())).toEqual({ status: 200, text: '{"received":1}' });
  expect(heard).toEqual([`POST ${peerPath} by near: a line`]);
});

test("another certificate than the agreed one is told nothing", async () => {
  const answer = await send(peer({ certificate: near.certificateHash }));
  expect(answer).toBeInstanceOf(Problem);
  expect((answer as Problem).detail).toMatch(/certificate/);
  expect([heard, bytes]).toEqual([[], 0]);
});

test("plain HTTP, and an address near by where none was allowed, are not asked", async () => {
  expect(await send(peer({ url: `http://127.0.0.1:${port}` }))).toMatchObject({
    code: "base.address-unreadable",
  });
  expect(await send(peer(), false)).toMatchObject({ code: "base.address-near" });
  expect(bytes).toBe(0);
});

test("a peer that does not answer is tried ever later, up to a quarter of an hour", () => {
  const at = (failures: number) => nextTryUs({ waiting: 5, triedUs: 0, failures }) / 1e6;
  expect([1, 2, 3, 8, 20, 90].map(at)).toEqual([4, 8, 16, 512, 900, 900]);
  expect(nextTryUs({ waiting: 1, triedUs: 7, failures: 0 })).toBe(0);
  expect(nextTryUs({ waiting: 0, triedUs: 0, failures: 0 })).toBe(300e6);
});

test("an answer of 409 is a gap where it has a number, and else what it says", () => {
  const head = { atUs: 1, head: null };
  const why = (status: number, said: object) => {
    const read = readAnswer({ status, text: JSON.stringify(said) });
    return read instanceof Problem ? read.detail : read.received;
  };
  expect(why(409, { received: 7, ...head })).toBe(7);
  expect(why(409, { code: "share.peer-state", detail: "The fingerprint was not confirmed." })).toBe(
    "Status 409: share.peer-state The fingerprint was not confirmed.",
  );
  expect(why(200, head)).toMatch(/^Status 200: received: /);
  expect(why(500, { received: 7, ...head })).toMatch(/^Status 500/);
});
