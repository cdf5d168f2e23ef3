/**
 * Reads one run of a line, characters that a value can be made of with nothing between them: a hash, an address
 * (with a port, with a prefix), a name, a mail address, a CVE id, a JA4 fingerprint; or nothing. A run costs its
 * length, and one that is longer than any value costs nothing.
 */
import {
  normalizeAddress,
  normalizeDomain,
  normalizeEmail,
  normalizeHash,
  normalizeNetwork,
  normalizeUrl,
  observe,
} from "../../model/index.js";
import type { Candidate } from "./candidate.js";
import { isMeantAsName } from "./names.js";
import { brokenBetween, type WholeLine } from "./whole-line.js";

/** The longest mail address has 320 characters, the longest name 253; what is broken is whole here already. */
const runLengthMax = 400;

export interface Run {
  readonly start: number;
  readonly end: number;
}

/** A URL is whole within 8,192; a path behind a bare name is never that long. */
const pathCharactersMax = 2_048;

const ends = /^[.:\-_@%+~]$/;

/** What the run says, and how far the line was taken for it (a path or a prefix behind it is taken, too). */
export function readRun(line: WholeLine, run: Run): Candidate | null {
  let { start, end } = run;
  if (end - start > runLengthMax) return null;
  const { text } = line;
  while (start < end && ends.test(text[start] as string) && !(text[start] === ":" && text[start + 1] === ":"))
    start++;
  while (
    end > start &&
    ends.test(text[end - 1] as string) &&
    !(text[end - 1] === ":" && text[end - 2] === ":")
  )
    end--;
  if (end - start < 4) return null;
  const word = text.slice(start, end);
  const named = (kind: Candidate["kind"], value: string, from = start, to = end): Candidate => ({
    kind,
    value,
    start: from,
    end: to,
    how: brokenBetween(line, from, to),
  });
  const at = word.indexOf("@");
  if (at >= 0) return readMail(line, start, end);
  const cve = /^CVE-\d{4}-\d{4,7}$/i.exec(word);
  if (cve !== null) return named("vulnerability", word.toUpperCase());
  const ja4 = observe("ja4", word);
  if (ja4 !== null && /^[tqd]/.test(ja4.value)) return named("ja4", ja4.value);
  const colon = word.lastIndexOf(":");
  const hash = normalizeHash(word.slice(colon + 1));
  if (hash !== null && !/^(.)\1*$/.test(hash.value)) return named(hash.type, hash.value, start + colon + 1);
  return readAddress(line, start, end) ?? readName(line, start, end);
}

function readMail(line: WholeLine, from: number, to: number): Candidate | null {
  const { text } = line;
  const at = text.indexOf("@", from);
  const before = text.slice(from, at);
  // `mailto:x@…`, `Email:x@…`
  const start = from + before.lastIndexOf(":") + 1;
  let end = to;
  // `192.0.2.1@80`: a share's host with its port, no mail address
  if (/^@(?:\d{1,5}|SSL)(?:@\d{1,5})?$/i.test(text.slice(at, to)))
    return readAddress(line, from, at) ?? readName(line, from, at);
  const second = text.indexOf("@", at + 1);
  if (second >= 0 && second < end) end = second;
  const port = text.slice(at, end).indexOf(":");
  if (port >= 0) end = at + port;
  while (end > at && ends.test(text[end - 1] as string)) end--;
  const value = normalizeEmail(text.slice(start, end));
  if (value === null) return null;
  const how = brokenBetween(line, start, end);
  const name = value.slice(value.lastIndexOf("@") + 1);
  const around = { before: "", after: "", how, placed: true };
  return isMeantAsName(text.slice(at + 1, end), name, around)
    ? { kind: "email", value, start, end, how }
    : null;
}

const version =
  /(?:\b(?:versi[oó]n|ver|build|release|firmware|update|patch|upgrade[ds]?|v|fw|sw|oid|software)\b[\s.:=#]{0,3}|[a-z]\/)$/i;

/** `192.0.2.1`, `192.0.2.1:8080`, `192.0.2.0/24`, `IP:192.0.2.1`, `2001:db8::1`. */
function readAddress(line: WholeLine, from: number, to: number): Candidate | null {
  const { text } = line;
  let start = from;
  let end = to;
  let word = text.slice(start, end);
  if (!/\d\.\d{1,3}\.\d|:[0-9a-f]{0,4}:/i.test(word)) return null;
  let address = normalizeAddress(word);
  if (address === null) {
    // a port behind it, a label before it
    const v4 = /(?:^|:)(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?$/.exec(word);
    if (v4 !== null) {
      start += v4.index + (v4[0].startsWith(":") ? 1 : 0);
      end = start + (v4[1] as string).length;
    } else {
      const label = /^[a-z0-9]{2,12}:(?=[0-9a-f]{1,4}:)/i.exec(word);
      if (label === null) return null;
      start += label[0].length;
    }
    word = text.slice(start, end);
    address = normalizeAddress(word);
    if (address === null) return null;
  }
  const how = brokenBetween(line, start, end);
  if (address.type === "ipv6" && how === 0 && (word.match(/[0-9a-f]/gi)?.length ?? 0) < 6) return null;
  const before = text.slice(Math.max(0, start - 24), start);
  if (how === 0 && (address.value.startsWith("0.") || (address.type === "ipv4" && version.test(before))))
    return null;
  const prefix = end === to ? /^\/(\d{1,3})(?![\d/\w.-])/.exec(text.slice(end, end + 5)) : null;
  const network = prefix === null ? null : normalizeNetwork(word + prefix[0]);
  if (network !== null)
    return {
      kind: network.type,
      value: network.value,
      start,
      end: end + (prefix as RegExpExecArray)[0].length,
      how,
    };
  return { kind: address.type, value: address.value, start, end, how };
}

/** `evil.example`, `evil.example:443`, `evil.example/path` (a URL without its scheme, taken as http). */
function readName(line: WholeLine, from: number, to: number): Candidate | null {
  const { text } = line;
  let end = to;
  let start = from;
  const word = text.slice(start, end);
  if (!word.includes(".") && !/[\u3002\uff0e]/.test(word)) return null;
  const port = /:(\d{1,5})$/.exec(word);
  if (port !== null) end -= port[0].length;
  const label = text.slice(start, end).lastIndexOf(":");
  if (label >= 0) start += label + 1;
  while (start < end && /[.\-_]/.test(text[start] as string)) start++;
  const written = text.slice(start, end);
  if (/[%+~]/.test(written)) return null;
  const value = normalizeDomain(written);
  if (value === null) return null;
  const path = end === to || port !== null ? pathEnd(text, to) : to;
  const how = brokenBetween(line, start, end);
  const placed = port !== null || path > to + 1;
  const around = { before: text.slice(Math.max(0, start - 40), start), after: text[to] ?? "", how, placed };
  if (!isMeantAsName(written, value, around)) return null;
  if (path > to + 1) {
    const url = normalizeUrl(`http://${text.slice(start, path)}`);
    if (url !== null)
      return { kind: "url", value: url, start, end: path, how: brokenBetween(line, start, path) };
  }
  return { kind: "domain", value, start, end, how };
}

/** Where a path that begins at `at` ends; `at` itself where none begins. */
function pathEnd(text: string, at: number): number {
  if (text[at] !== "/" || text[at + 1] === "/") return at;
  let end = at + 1;
  const last = Math.min(text.length, at + pathCharactersMax);
  while (end < last && /[\w\-.~%!$&*+=:@/?#]/.test(text[end] as string)) end++;
  while (end > at + 1 && /[.:?!*_+]/.test(text[end - 1] as string)) end--;
  return end;
}
