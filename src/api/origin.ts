/**
 * Who may send a request that changes something: the console's own origin, or a program that is not a browser.
 * Browsers send `Origin` with every unsafe request and `Sec-Fetch-Site` besides; programs send neither. This
 * stands beside SameSite=Strict, so that neither has to be perfect. Also: what counts as this machine itself.
 */
import type { IncomingMessage } from "node:http";

/** Null where the request may go on, else what was wrong. */
export function foreignOrigin(request: IncomingMessage, protocol: string): string | null {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return `Sec-Fetch-Site: ${String(site)}`;
  const origin = request.headers.origin;
  if (origin === undefined) return null;
  return origin === `${protocol}://${request.headers.host ?? ""}` ? null : `Origin: ${origin.slice(0, 200)}`;
}

const loopbackPeers = /^(::1|127\.\d+\.\d+\.\d+|::ffff:127\.\d+\.\d+\.\d+)$/;
const loopbackHosts = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/**
 * True for a request from this machine that also names this machine: a page of another site whose name was
 * pointed at 127.0.0.1 (DNS rebinding) comes from here, but with its own name in `Host`.
 */
export function fromThisMachine(request: IncomingMessage): boolean {
  return (
    loopbackPeers.test(request.socket.remoteAddress ?? "") &&
    loopbackHosts.test(request.headers.host ?? "") &&
    request.headers["x-forwarded-for"] === undefined
  );
}
