/**
 * Whose a TLS connection is, by its client certificate. A certificate is known by its fingerprint, whoever issued it
 * (RFC 5425, section 4.2.2; SHA-256 as RFC 9662 asks), or by its name, where an authority that the center trusts
 * vouches for it (section 5.2). One that is sent must be good: an unknown, expired or not yet valid one is refused,
 * also where none is needed.
 */
import { createHash, type X509Certificate } from "node:crypto";
import type { Server, Socket } from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import type { Clock } from "../../base/index.js";
import type { DoorSink } from "./sink.js";

export interface TlsClient {
  /** `sha-256:AB:CD:…` or `sha-1:…`, case and colons as they come. */
  readonly fingerprint?: string | undefined;
  /** A DNS name in the certificate. */
  readonly name?: string | undefined;
  readonly sink: DoorSink;
}

export interface TlsDoor {
  /** The center's own, PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly clientCertificates: "none" | "optional" | "required";
  /** PEM of those who vouch for names. */
  readonly authorities?: string | undefined;
  readonly clients: readonly TlsClient[];
  /** For who sends no certificate. */
  readonly sink: DoorSink;
}

/** A handshake takes two round trips; ten seconds are a bad satellite link. */
const handshakeMsMax = 10_000;

const plain = (text: string): string => text.toLowerCase().replaceAll(":", "");

/** `sha-256` and hex of the certificate as it was sent, without colons. */
function fingerprints({ raw }: X509Certificate): readonly string[] {
  return (["sha256", "sha1"] as const).map(
    (hash) => `${hash.replace("sha", "sha-")}${createHash(hash).update(raw).digest("hex")}`,
  );
}

/** For the log: who it says it is, printable and short, and what it is known by. */
function describe(certificate: X509Certificate): string {
  const subject = certificate.subject.replace(/[^\x20-\x7e]+/g, " ").slice(0, 200);
  return `certificate of ${subject || "nobody"} (sha-256:${certificate.fingerprint256})`;
}

function known(
  certificate: X509Certificate,
  vouched: boolean,
  clients: readonly TlsClient[],
): DoorSink | null {
  const own = fingerprints(certificate);
  const client = clients.find(
    ({ fingerprint, name }) =>
      (fingerprint !== undefined && own.includes(plain(fingerprint))) ||
      (name !== undefined && vouched && certificate.checkHost(name) !== undefined),
  );
  return client?.sink ?? null;
}

/** The sink of a connection, or the sentence that says why it is refused. */
export function judgeClient(
  certificate: X509Certificate | undefined,
  vouched: boolean,
  door: TlsDoor,
  nowMs: number,
): DoorSink | string {
  if (door.clientCertificates === "none") return door.sink;
  if (certificate === undefined)
    return door.clientCertificates === "required" ? "it sent no certificate" : door.sink;
  const { validFrom, validTo } = certificate;
  if (Date.parse(validTo) < nowMs) return `the ${describe(certificate)} ended on ${validTo}`;
  if (Date.parse(validFrom) > nowMs) return `the ${describe(certificate)} begins on ${validFrom}`;
  return known(certificate, vouched, door.clients) ?? `the ${describe(certificate)} is no member's`;
}

export interface TlsParts {
  readonly listen: (onSocket: (socket: Socket) => void) => Server;
  readonly sinkOf: (socket: Socket) => DoorSink | null;
}

/** The TLS half of a door over TCP. */
export function tlsParts(door: TlsDoor, clock: Clock, trouble: (detail: string) => void): TlsParts {
  const options: TlsOptions = {
    cert: door.certificate,
    key: door.key,
    minVersion: "TLSv1.2",
    handshakeTimeout: handshakeMsMax,
    requestCert: door.clientCertificates !== "none",
    // Certificates are judged below, as a fingerprint needs no authority, and a refusal shall name what it refused.
    rejectUnauthorized: false,
    ...(door.authorities === undefined ? {} : { ca: door.authorities }),
  };
  return {
    listen: (onSocket) => {
      const server = createServer(options, onSocket);
      server.on("tlsClientError", (error, socket) => {
        trouble(`${socket.remoteAddress ?? "somebody"}: no TLS: ${error.message.slice(0, 200)}`);
        socket.destroy();
      });
      return server;
    },
    sinkOf: (socket) => {
      const secure = socket as TLSSocket;
      const judged = judgeClient(
        secure.getPeerX509Certificate(),
        secure.authorized && door.authorities !== undefined,
        door,
        clock.nowUs() / 1000,
      );
      if (typeof judged !== "string") return judged;
      trouble(`${secure.remoteAddress ?? "somebody"}: refused: ${judged}`);
      return null;
    },
  };
}
