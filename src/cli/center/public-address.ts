/**
 * The address that people are told: of the console's line at start, of links by mail and of invitations. It must be
 * one that their browser can open and where passkeys work: browsers keep none for addresses of numbers
 * (https://www.w3.org/TR/webauthn-3/#rp-id), so a center on loopback calls itself `localhost`. Programs on this machine
 * go on to the listening address, which no name has to be looked up for.
 */
import { hostname } from "node:os";

const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\])$/;
const anyAddress: readonly string[] = ["0.0.0.0", "[::]"];

function withHost(url: URL, host: string): string {
  url.hostname = host;
  return url.origin;
}

/** Where a program on this machine reaches a center that listens on `listening`, such as `https://0.0.0.0:8420`. */
export function ownAddress(listening: string): string {
  const url = new URL(listening);
  return anyAddress.includes(url.hostname) ? withHost(url, "127.0.0.1") : url.origin;
}

/** Where people reach it: what the configuration gives, else by this machine's name, or `localhost` on loopback. */
export function publicAddress(given: string | undefined, listening: string): string {
  if (given !== undefined) return new URL(given).origin;
  const url = new URL(listening);
  if (loopback.test(url.hostname)) return withHost(url, "localhost");
  return anyAddress.includes(url.hostname) ? withHost(url, hostname()) : url.origin;
}
