/**
 * Cuts a URL out of a line: from its scheme to the first character that can't be part of it, without the
 * punctuation of the sentence around it. Two URLs without a blank between them are two; a placeholder
 * (`/mrD/[4-digit number]`) ends one. Costs the URL's length.
 */
import { normalizeDomain, normalizeUrl } from "../../model/index.js";
import type { Candidate } from "./candidate.js";
import { unwrapLink } from "./unwrap-link.js";
import { brokenBetween, type WholeLine } from "./whole-line.js";

/** Schemes of places; `file`, `about` and the like name nothing that others could meet. */
const schemes = new Set([
  "http",
  "https",
  "ftp",
  "ftps",
  "sftp",
  "ftpes",
  "tcp",
  "udp",
  "ws",
  "wss",
  "ldap",
  "ldaps",
  "rmi",
  "dns",
  "smb",
  "ssh",
  "telnet",
  "tftp",
  "imap",
  "smtp",
  "mqtt",
  "mqtts",
  "opc.tcp",
  "stratum",
  "stratum+tcp",
  "stratum+ssl",
  "rtsp",
  "socks5",
  "socks4",
  "redis",
  "rsync",
  "git",
  "svn",
  "vnc",
  "rdp",
]);

const stop = /[\s"`<>|\\^{}\u00ab\u00bb\u201c-\u201f\u2018-\u201b\u3000-\u3002\uff0c]/;
const trailing = new Set([".", ",", ";", ":", "!", "?", "'", "…"]);

/** What `normalizeUrl` takes at most; a run that is longer is none and is passed over in steps of this. */
const urlCharactersMax = 8_192;
const carriedMax = 4;

/** Where the URL that begins at `start` ends; brackets stand only around an IPv6 address and in pairs. */
function endOf(text: string, authority: number): number {
  let at = authority;
  let round = 0;
  if (text[at] === "[") {
    const close = text.slice(at, at + 48).indexOf("]");
    if (close > 0) at += close + 1;
  }
  const last = Math.min(text.length, authority + urlCharactersMax);
  for (; at < last; at++) {
    const char = text[at] as string;
    if (stop.test(char) || char === "[" || char === "]") break;
    if (char === "(") round++;
    if (char === ")" && --round < 0) break;
    // Another URL that is glued on, and not one that this URL carries as a parameter.
    if (char === ":" && text.startsWith("://", at) && at > authority) {
      const glued = gluedScheme(text, at, authority);
      if (glued > authority) return glued;
    }
  }
  return at;
}

/** Where a scheme that ends at `colon` begins, if nothing before it says that it is a parameter; else -1. */
function gluedScheme(text: string, colon: number, from: number): number {
  const head = /(?:https?|ftp)$/i.exec(text.slice(Math.max(from, colon - 5), colon));
  if (head === null) return -1;
  const begin = colon - head[0].length;
  return /[=&?/:%#@(_]/.test(text[begin - 1] ?? "=") ? -1 : begin;
}

export interface UrlRead {
  readonly found: readonly Candidate[];
  /** Where the line is to be gone on with. */
  readonly end: number;
}

/** The URL of which the scheme's colon is at `colon`. `least` is where the line is still free. */
export function readUrl(line: WholeLine, colon: number, least: number): UrlRead {
  const { text } = line;
  let start = colon;
  while (start > least && colon - start < 12 && /[a-z0-9+.-]/i.test(text[start - 1] as string)) start--;
  const name = knownScheme(text.slice(start, colon).toLowerCase());
  if (name === null) return { found: [], end: colon + 3 };
  start = colon - name.length;
  const authority = colon + 3;
  const stopped = endOf(text, authority);
  let end = stopped;
  // `*https://…*`, `++https://…++` are ways to set it in another face.
  const mark = text[start - 1] ?? "";
  const isMarked = /^[*_+~]$/.test(mark);
  while (end > authority && (trailing.has(text[end - 1] as string) || (isMarked && text[end - 1] === mark)))
    end--;
  const written = text.slice(start, end);
  const value = canonical(written);
  const host = value === null ? "" : new URL(value).hostname;
  if (value === null || !isPlace(host)) return { found: [], end: stopped };
  const how = brokenBetween(line, start, end);
  const hosts = placeholderHost(line, host, { start, end: stopped, authority, how });
  const found: Candidate[] = [
    { kind: "url", value, start, end, how },
    ...hosts,
    ...carried(line, authority, end),
  ];
  return { found, end };
}

/** The canonical URL of the place a link leads to. */
function canonical(written: string): string | null {
  const value = normalizeUrl(written);
  return value === null ? null : normalizeUrl(unwrapLink(value));
}

function knownScheme(text: string): string | null {
  for (let at = 0; at < text.length; at++) if (schemes.has(text.slice(at))) return text.slice(at);
  return null;
}

/** A URL's host is an address or a name with a dot; anything else is a placeholder or a machine of somebody's own. */
function isPlace(host: string): boolean {
  return host.startsWith("[") || /^[0-9.]+$/.test(host) || normalizeDomain(host) !== null;
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly authority: number;
  readonly how: number;
}

/** A URL with a placeholder in it is one of many on its host: then the host itself is told, too. */
function placeholderHost(line: WholeLine, host: string, span: Span): readonly Candidate[] {
  // `https://…[label]` is AsciiDoc's way to write a link.
  if (span.how === 0 || !/^[[<{][\p{L}\p{N}]/u.test(line.text.slice(span.end, span.end + 2))) return [];
  const value = normalizeDomain(host);
  if (value === null) return [];
  const end = line.text.indexOf("/", span.authority);
  return [{ kind: "domain", value, start: span.authority, end: end < 0 ? span.end : end, how: span.how }];
}

/** URLs carried in a parameter (`?q=hxxps://…`) that somebody broke too: they were meant. */
function carried(line: WholeLine, authority: number, end: number): readonly Candidate[] {
  const found: Candidate[] = [];
  let tried = 0;
  let colon = line.text.indexOf("://", authority);
  for (; colon >= 0 && colon < end && tried < carriedMax; colon = line.text.indexOf("://", colon + 3)) {
    tried++;
    const scheme = /https?$/i.exec(line.text.slice(colon - 5, colon))?.[0];
    if (scheme === undefined) continue;
    const start = colon - scheme.length;
    let to = colon + 3;
    while (to < end && !/[&#]/.test(line.text[to] as string)) to++;
    const how = brokenBetween(line, colon + 3, to);
    const value = how === 0 ? null : canonical(line.text.slice(start, to));
    if (value !== null && isPlace(new URL(value).hostname))
      found.push({ kind: "url", value, start, end: to, how });
  }
  return found;
}
