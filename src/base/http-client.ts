/**
 * The one way out over HTTP. Every address is checked after its name was looked up and before a byte is sent, so that
 * no name, and no server that points elsewhere, makes the center ask a machine of its own network unless its operator
 * said so (server-side request forgery; OWASP API7:2023). Answers are bounded in bytes, after unpacking, and in time;
 * redirects are not followed but given back, as whoever asks knows whether another place may have its credentials.
 */
import { lookup as lookupName } from "node:dns";
import { type IncomingMessage, type RequestOptions, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { createGunzip } from "node:zlib";
import { type Address, type Network, networkContains, parseAddress, parseNetwork } from "./addresses.js";
import { Problem } from "./problem.js";
import { baseProblem } from "./problems.js";

export interface Asking {
  readonly url: string;
  readonly method?: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The most the answer may have once it is unpacked. */
  readonly bytesMax: number;
  /** From the first byte sent to the last received. */
  readonly timeoutMs: number;
  /** True where the operator named a server of this or a private network; plain HTTP is then allowed as well. */
  readonly mayBeNear?: boolean;
  /** PEM certificates to trust beside the system's. */
  readonly authorities?: readonly string[];
  /**
   * The very certificate that the server must have, whoever signed it, and what is shown in turn, if anything. It is
   * compared before a byte of the request is sent.
   */
  readonly pinned?: {
    /** SHA-256 of the certificate (DER), in hex. */
    readonly certificateHash: string;
    /** PEM. */
    readonly own?: { readonly certificate: string; readonly key: string };
  };
  readonly ending?: AbortSignal;
}

export interface Answered {
  readonly status: number;
  /** Names in lower case; of several with one name the first. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** This machine's, its networks', and what is not the internet's (IANA special-purpose registries). */
const near: readonly Network[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/3",
  // Among them NAT64 and 6to4 below, which may stand for any address of IPv4.
  "::/8",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
].map((text) => parseNetwork(text) as Network);

export function isNear(address: Address): boolean {
  return near.some((network) => network.address.v4 === address.v4 && networkContains(network, address));
}

const refused = (detail: string): Problem => baseProblem("address-near", detail);
class NearError extends Error {}

/** Looks a name up and lets only addresses through that may be asked. */
const guardedLookup: LookupFunction = (name, options, done) => {
  lookupName(name, { ...options, all: true }, (error, found) => {
    if (error !== null) return done(error, []);
    const fine = found.filter(({ address }) => {
      const parsed = parseAddress(address);
      return parsed !== null && !isNear(parsed);
    });
    const [first] = fine;
    if (first === undefined) return done(new NearError(`${name} is in this or a private network.`), []);
    return options.all === true ? done(null, fine) : done(null, first.address, first.family);
  });
};

function checkUrl({ url, mayBeNear }: Asking): URL | Problem {
  if (!URL.canParse(url)) return baseProblem("address-unreadable", url.slice(0, 200));
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:")
    return baseProblem("address-unreadable", `${parsed.protocol} is neither https: nor http:.`);
  if (parsed.username !== "" || parsed.password !== "")
    return baseProblem("address-unreadable", "Credentials stand in the address.");
  if (mayBeNear === true) return parsed;
  if (parsed.protocol === "http:")
    return refused(`${parsed.host} is asked without TLS, which only servers near by are.`);
  const literal = parseAddress(parsed.hostname.replace(/^\[|\]$/g, ""));
  return literal !== null && isNear(literal)
    ? refused(`${parsed.host} is in this or a private network.`)
    : parsed;
}

const failed = (url: URL, why: string): Problem => baseProblem("no-answer", `${url.host}: ${why}`);

/** Asks once; a Problem where there was no whole answer. Any status is an answer. */
export async function askOutside(asking: Asking): Promise<Answered | Problem> {
  const url = checkUrl(asking);
  if (url instanceof Problem) return url;
  const { method = "GET", headers = {}, body, timeoutMs, mayBeNear, authorities, pinned, ending } = asking;
  if (pinned !== undefined && url.protocol !== "https:")
    return baseProblem("address-unreadable", `${url.host} is to be asked by TLS alone.`);
  const timeout = AbortSignal.timeout(timeoutMs);
  const options: RequestOptions & { ca?: string[] } = {
    method,
    headers: {
      "accept-encoding": "gzip",
      ...headers,
      ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
    },
    signal: ending === undefined ? timeout : AbortSignal.any([timeout, ending]),
    agent: false,
    ...(mayBeNear === true ? {} : { lookup: guardedLookup }),
    ...(authorities === undefined ? {} : { ca: [...authorities] }),
  };
  try {
    const socket = pinned === undefined ? null : await connectPinned(url, pinned, options);
    const request = url.protocol === "https:" && socket === null ? requestSecure : requestPlain;
    const response = await new Promise<IncomingMessage>((done, refuse) => {
      const sent =
        socket === null ? request(url, options, done) : requestPlain(url, over(socket, url, options), done);
      sent.on("error", refuse);
      sent.end(body);
    });
    return await readAnswer(response, asking.bytesMax);
  } catch (error) {
    if (error instanceof Problem) return error;
    if (error instanceof NearError) return refused(error.message);
    if (timeout.aborted) return failed(url, `no whole answer within ${timeoutMs / 1000} s`);
    return failed(url, error instanceof Error ? error.message : "it broke off");
  }
}

/** A request on a connection that stands: an agent, even none, would open another, and speak plain HTTP on it. */
function over(socket: TLSSocket, url: URL, { method, headers, signal }: RequestOptions): RequestOptions {
  return {
    protocol: "http:",
    host: url.hostname,
    ...(method === undefined ? {} : { method }),
    headers: { ...headers, host: url.host, connection: "close" },
    ...(signal === undefined ? {} : { signal }),
    createConnection: () => socket,
  };
}

/** A connection to exactly the server whose certificate this is; it fails before anything is said otherwise. */
function connectPinned(
  url: URL,
  { certificateHash, own }: NonNullable<Asking["pinned"]>,
  { lookup, signal }: RequestOptions,
): Promise<TLSSocket> {
  return new Promise((done, refuse) => {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const socket = connect({
      host,
      port: Number(url.port || 443),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      // Two centers are of one make; before an edge's center may stand a proxy of any.
      ...(own === undefined ? {} : { cert: own.certificate, key: own.key, minVersion: "TLSv1.3" as const }),
      // Nobody signed for it: it is told by its hash, below.
      rejectUnauthorized: false,
      ...(lookup === undefined ? {} : { lookup }),
    });
    const end = () => socket.destroy(new Error("ended"));
    signal?.addEventListener("abort", end, { once: true });
    socket.once("error", refuse);
    socket.once("close", () => signal?.removeEventListener("abort", end));
    socket.once("secureConnect", () => {
      const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(":", "").toLowerCase();
      if (shown === certificateHash) return done(socket);
      socket.destroy();
      return refuse(new Error("its certificate is not the one that was agreed"));
    });
  });
}

async function readAnswer(response: IncomingMessage, bytesMax: number): Promise<Answered> {
  const isPacked = response.headers["content-encoding"] === "gzip";
  const stream = isPacked ? response.pipe(createGunzip()) : response;
  if (isPacked) response.on("error", (error) => stream.destroy(error));
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax) {
      response.destroy();
      throw baseProblem("answer-too-large", `More than ${bytesMax} bytes came.`);
    }
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error("the answer broke off");
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(response.headers))
    headers.set(name, Array.isArray(value) ? (value[0] ?? "") : (value ?? ""));
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks, size) };
}
