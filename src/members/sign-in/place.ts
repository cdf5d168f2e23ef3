/**
 * At which addresses of the console passkeys and the company's sign-in work: the center's own, and where that is this
 * machine's loopback address or `localhost` the other of the two, since browsers keep no passkeys for addresses of numbers
 * (https://www.w3.org/TR/webauthn-3/#rp-id). A request that comes under any other name is not the console's.
 */
import { isIP } from "node:net";

export interface Place {
  /** `https://center.example` */
  readonly origin: string;
  /** The name that passkeys are bound to: `center.example`. */
  readonly name: string;
}

const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\])$/;

function originsOf(address: string): readonly URL[] {
  if (!URL.canParse(address)) return [];
  const own = new URL(address);
  const at = (host: string) => new URL(`${own.protocol}//${host}${own.port === "" ? "" : `:${own.port}`}`);
  if (own.hostname === "localhost") return [own, at("127.0.0.1"), at("[::1]")];
  return loopback.test(own.hostname) ? [own, at("localhost")] : [own];
}

/** The origin where it is one of the center's, null where it is not. */
export function knownOrigin(origin: string | undefined, address: string): string | null {
  return originsOf(address).find((url) => url.origin === origin)?.origin ?? null;
}

/** Where a browser that shows `origin` may use passkeys; null where it may not. */
export function passkeyPlace(origin: string | undefined, address: string): Place | null {
  const known = knownOrigin(origin, address);
  if (known === null) return null;
  const { hostname } = new URL(known);
  return hostname.startsWith("[") || isIP(hostname) !== 0 ? null : { origin: known, name: hostname };
}

/** An address of the center at which passkeys work; null where there is none. */
export function passkeyAddress(address: string): string | null {
  return originsOf(address).find((url) => passkeyPlace(url.origin, address) !== null)?.origin ?? null;
}
