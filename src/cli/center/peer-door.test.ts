/** The door for peers: whom it lets in, and what it does with the others. */

import { X509Certificate } from "node:crypto";
import { request } from "node:https";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLog, Problem } from "../../base/index.js";
import { certificateHashOf, type PeerIdentity, peerBodyBytesMax, peerPath } from "../../share/index.js";
import { testIdentity } from "../../share/peers/testing.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import type { OpenCenter } from "./open-center.js";
import { openPeerDoor, type PeerDoor } from "./peer-door.js";

let state: State;
let door: PeerDoor;
let peer: PeerIdentity;
let stranger: PeerIdentity;
let ended: PeerIdentity;
const received: string[] = [];

beforeAll(async () => {
  state = await openTestState();
  const own = await testIdentity();
  [peer, stranger, ended] = [await testIdentity(), await testIdentity(), await testIdentity()];
  for (const [id, identity, itsState] of [
    ["peer", peer, "confirmed"],
    ["ended", ended, "ended"],
  ] as const)
    await state.db
      .insertInto("peer")
      .values({
        id,
        name: id,
        public_key: identity.publicKey,
        url: null,
        certificate: certificateHashOf(new X509Certificate(identity.certificate)),
        state: itsState,
        agreement: "{}",
        created_us: 0,
        confirmed_us: null,
        ended_us: null,
      })
      .execute();
  const center = {
    peerIdentity: own,
    state,
    log: openLog({ level: "silent" }),
    clock: { nowUs: () => 1, monotonicMs: () => 0 },
    peers: {
      receive: async (line: string, certificate: string) => {
        received.push(`${line} ${certificate}`);
        return { received: 7, gap: false };
      },
      head: async () => null,
    },
  };
  const opened = await openPeerDoor(center as unknown as OpenCenter, { host: "127.0.0.1", port: 0 });
  if (opened instanceof Problem) throw new Error(opened.detail);
  door = opened;
});
afterAll(async () => {
  await door.close();
  await state.close();
});

const ask = (
  identity: PeerIdentity | null,
  { body = "a batch", path = peerPath, method = "POST" } = {},
): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((done, refuse) => {
    const shown = identity === null ? {} : { cert: identity.certificate, key: identity.key };
    const asked = request(
      { host: "127.0.0.1", port: door.port, path, method, agent: false, rejectUnauthorized: false, ...shown },
      (answer) => {
        let text = "";
        answer.on("data", (part: Buffer) => {
          text += part.toString();
        });
        answer.on("end", () => done({ status: answer.statusCode ?? 0, text }));
      },
    );
    asked.on("error", refuse);
    asked.end(body);
  });

test("a peer's batch is received, once", async () => {
  expect(await ask(peer)).toMatchObject({ status: 200 });
  expect(received).toEqual([`a batch ${certificateHashOf(new X509Certificate(peer.certificate))}`]);
});

test.each([
  ["no certificate", () => null],
  ["the certificate of somebody else", () => stranger],
  ["the certificate of a peer that has ended", () => ended],
])("%s is sent away, whatever is asked", async (_, who) => {
  const before = received.length;
  const [batch, elsewhere] = [await ask(who()), await ask(who(), { path: "/", method: "GET", body: "" })];
  expect([batch.status, elsewhere.status]).toEqual([batch.status, batch.status]);
  expect(batch.status).toBeGreaterThanOrEqual(400);
  expect(batch.text).toContain("share.peer-certificate");
  expect(received).toHaveLength(before);
});

test("a peer finds nothing else here, and a body that is too long is refused", async () => {
  const before = received.length;
  expect((await ask(peer, { path: "/api/session" })).status).toBe(404);
  expect((await ask(peer, { method: "PUT" })).status).toBe(405);
  expect((await ask(peer, { body: "x".repeat(peerBodyBytesMax + 1) })).status).toBe(413);
  expect(received).toHaveLength(before);
});

test("plain HTTP gets no word of HTTP back", async () => {
  const heard = await new Promise<string>((done) => {
    let text = "";
    const socket = connect(door.port, "127.0.0.1", () =>
      socket.write(`POST ${peerPath} HTTP/1.1\r\nhost: here\r\ncontent-length: 2\r\n\r\nhi`),
    );
    socket.on("data", (part) => {
      text += part.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("close", () => done(text));
  });
  expect(heard).not.toContain("HTTP/");
});
