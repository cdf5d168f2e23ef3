import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect as connectPlain } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Problem, systemClock } from "../../base/index.js";
import type { TcpHalf } from "./syslog-tcp.js";
import { openSyslogTlsDoor } from "./syslog-tls.js";
import { eventually, TestSink } from "./testing.js";
import type { TlsDoor } from "./tls-clients.js";

interface Pair {
  readonly certificate: string;
  readonly key: string;
}

const folder = mkdtempSync(join(tmpdir(), "breakwater-tls-"));
const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
const read = (name: string): Pair => ({
  certificate: readFileSync(join(folder, `${name}.pem`), "utf8"),
  key: readFileSync(join(folder, `${name}.key`), "utf8"),
});

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** Self-signed where `issuer` is left out. */
function issue(name: string, issuer: string | null, days: number, dns = `${name}.example`): Pair {
  const names = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${dns}`];
  if (name === "authority") names.push("-addext", "basicConstraints=critical,CA:TRUE");
  openssl("req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, ...names);
  const by =
    issuer === null ? ["-signkey", `${name}.key`] : ["-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`];
  openssl(
    "x509",
    "-req",
    "-in",
    `${name}.csr`,
    "-out",
    `${name}.pem`,
    "-days",
    String(days),
    "-copy_extensions",
    "copy",
    ...by,
  );
  return read(name);
}

let authority: Pair;
let center: Pair;
let pier7: Pair;
let named: Pair;
let stranger: Pair;
let ended: Pair;
let forged: Pair;

beforeAll(() => {
  authority = issue("authority", null, 30);
  center = issue("center", null, 30);
  pier7 = issue("pier7", null, 30);
  named = issue("named", "authority", 30);
  stranger = issue("stranger", null, 30);
  ended = issue("ended", "authority", -1);
  forged = issue("forged", null, 30, "named.example");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let door: TcpHalf;
let common: TestSink;
let ofPier7: TestSink;
let ofNamed: TestSink;
let troubles: string[];
afterEach(() => door.close());

async function open(clientCertificates: TlsDoor["clientCertificates"]): Promise<void> {
  [common, ofPier7, ofNamed, troubles] = [new TestSink(), new TestSink(), new TestSink(), []];
  const fingerprint = `sha-256:${new X509Certificate(pier7.certificate).fingerprint256}`;
  const opened = await openSyslogTlsDoor({
    host: "127.0.0.1",
    port: 0,
    sink: common,
    clock: systemClock,
    onTrouble: (detail) => void troubles.push(detail),
    tls: {
      ...center,
      clientCertificates,
      authorities: authority.certificate,
      clients: [
        { fingerprint, sink: ofPier7 },
        { name: "named.example", sink: ofNamed },
      ],
      sink: common,
    },
  });
  if (opened instanceof Problem) throw new Error(opened.detail);
  door = opened;
}

async function send(text: string, pair: Pair | null, more: ConnectionOptions = {}): Promise<TLSSocket> {
  const own = pair === null ? {} : { cert: pair.certificate, key: pair.key };
  const socket = connect({
    host: "127.0.0.1",
    port: door.port,
    ca: center.certificate,
    servername: "center.example",
    ...own,
    ...more,
  });
  socket.on("error", () => {});
  await new Promise((done) => socket.once("secureConnect", done));
  socket.end(text);
  return socket;
}

const counted = (text: string) => `${text.length} ${text}`;

describe("a client certificate", () => {
  test("is known by its fingerprint, whoever issued it", async () => {
    await open("required");
    await send(counted("<34>a") + counted("<34>b"), pier7);
    await eventually(() => ofPier7.lines().length === 2);
    expect(ofPier7.lines()).toEqual(["<34>a", "<34>b"]);
    expect(ofPier7.taken[0]?.delivery.sender.door).toBe("syslog-tls");
    expect(common.lines()).toEqual([]);
  });

  test("is known by its name where a trusted authority vouches for it", async () => {
    await open("required");
    await send("<34>a\n", named);
    await eventually(() => ofNamed.lines().length === 1);
    expect(ofNamed.lines()).toEqual(["<34>a"]);
  });

  test.each([
    ["a name nobody vouches for", () => forged, /CN=forged.* is no member's/],
    ["a stranger's", () => stranger, /CN=stranger.* is no member's/],
    ["one that has ended", () => ended, /CN=ended.* ended on /],
    ["none", () => null, /sent no certificate/],
  ])("refused and named in the log: %s", async (_what, pair, reason) => {
    await open("required");
    await send("<34>a\n", pair());
    await eventually(() => troubles.length === 1);
    expect(troubles[0]).toMatch(reason);
    expect(door.closed()).toBe(1);
    for (const sink of [common, ofPier7, ofNamed]) expect(sink.lines()).toEqual([]);
  });

  test("is not needed where it is optional, but a bad one is refused all the same", async () => {
    await open("optional");
    await send("<34>a\n", null);
    await eventually(() => common.lines().length === 1);
    await send("<34>b\n", stranger);
    await eventually(() => troubles.length === 1);
    expect(common.lines()).toEqual(["<34>a"]);
  });
});

test("plain syslog on the TLS port is told in the log, and old TLS has no handshake", async () => {
  await open("none");
  const socket = connectPlain(door.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.end("<34>plain\n");
  await eventually(() => troubles.length === 1);
  expect(troubles[0]).toContain("no TLS");
  const old = connect({
    host: "127.0.0.1",
    port: door.port,
    rejectUnauthorized: false,
    maxVersion: "TLSv1.1",
    minVersion: "TLSv1",
  });
  const failed = await new Promise<boolean>((done) => {
    old.once("error", () => done(true));
    old.once("secureConnect", () => done(false));
  });
  expect(failed).toBe(true);
  expect(common.lines()).toEqual([]);
});
