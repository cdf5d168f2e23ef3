/**
 * URLs and request targets in plain TypeScript (`assembly/urls.ts`): which host and path are looked up, or that the
 * URL standard would rewrite something and the record goes the slow way.
 */
import { readIpv4 } from "./addresses.js";
import { allOf, isEscaped, type LookedUp, type Read } from "./looked-up.js";
import { readHost } from "./names.js";

/** Bytes that stay as they are in a path and query. */
const safe = /^[A-Za-z0-9\-_.~!$%&()*+,/:;=?@]*$/;
/** A segment that is `.` or `..`, perhaps with a dot written as `%2e`, or one that begins like that. */
const dotSegment = /\/(?:\.(?:[./?#%\x00-\x20]|$)|%2)/;

/** True where a text becomes a URL's host as it is: a name, or dotted decimal without leading zeros. */
function isPlainHost(host: string): boolean {
  if (!/^[A-Za-z0-9._-]*$/.test(host) || host.endsWith(".")) return false;
  const last = host.split(".").at(-1) as string;
  if (!/^[0-9]/.test(last)) return true;
  return readIpv4(host) !== null && host.split(".").every((part) => part === "0" || !part.startsWith("0"));
}

const withoutDot = (host: string) => (host.endsWith(".") ? host.slice(0, -1) : host);

/** A whole URL. */
export function readUrl(text: string): Read {
  const scheme = /^https?:\/\//i.exec(text)?.[0] ?? "";
  if (scheme === "" || text.length <= 8) return text.includes("://") ? "odd" : [];
  const rest = text.slice(scheme.length);
  const slash = rest.indexOf("/");
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const match = /^([A-Za-z0-9._-]+)(?::[0-9]{0,5})?$/.exec(authority);
  if (match === null) return "odd";
  const host = withoutDot(match[1] as string);
  if (host === "" || !isPlainHost(host)) return "odd";
  const place = readHost(host);
  const path = slash < 0 ? [{ kind: "url" as const, host, path: "" }] : readPath(host, rest.slice(slash));
  return place === "odd" || path === "odd" ? "odd" : [...place, ...path];
}

/** A path with its query below a host; a fragment is cut. */
function readPath(host: string, text: string): Read {
  const path = text.split("#")[0] as string;
  if (!safe.test(path) || dotSegment.test(text.length > path.length ? `${path}#` : path)) return "odd";
  return [{ kind: "url", host, path }];
}

/** A request: what its target and the Host headers of its record give. */
export interface Request {
  readonly targets: readonly string[];
  /** In the order they stand in; empty where a host is no text. `onTop`: nothing is open but the record. */
  readonly hosts: readonly { readonly text: string; readonly onTop: boolean }[];
  /** A target without a host goes the slow way. */
  readonly aloneIsOdd: boolean;
}

/** Hosts of one record that its targets are paired with; a record with more goes the slow way. */
const pairsMax = 4;

/** Every path under every host of its record. */
export function readRequest({ targets, hosts, aloneIsOdd }: Request): Read {
  const found: LookedUp[] = [];
  const pairs: string[] = [];
  for (const { text } of hosts) {
    const read = isEscaped(text) ? "odd" : readHost(text);
    if (read === "odd") return "odd";
    found.push(...read);
    if (text === "") continue;
    pairs.push(pairOf(text));
  }
  // One that is empty may be the one that counts, one deeper in the record is not the request's.
  const isSure = pairs.length === hosts.length && hosts.some(({ onTop }) => onTop);
  const isOdd = hosts.length > pairsMax || pairs.includes("odd") || (aloneIsOdd && !isSure);
  for (const target of targets) {
    if (isEscaped(target) || (target.startsWith("/") && isOdd)) return "odd";
    const read = target.startsWith("/") ? pathUnder(pairs, target) : readTarget(target);
    if (read === "odd") return "odd";
    found.push(...read);
  }
  return found;
}

/** A target that is no path: a proxy's whole URL, or something only the slow path knows. */
function readTarget(target: string): Read {
  if (target === "" || target === "*") return [];
  return /^http/i.test(target) && target.includes("://") ? readUrl(target) : "odd";
}

function pathUnder(pairs: readonly string[], target: string): Read {
  return allOf(pairs.map((host) => readPath(host, target)));
}

/** The host of a Host header as it stands in a URL, its port left out. */
function pairOf(text: string): "odd" | string {
  const parts = text.split(":");
  const host = (parts[0] as string).length > 1 ? withoutDot(parts[0] as string) : (parts[0] as string);
  if (parts.length > 2 || host === "" || !isPlainHost(host)) return "odd";
  return host;
}
