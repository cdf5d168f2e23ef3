/**
 * Fetches an archive of rules over HTTPS, asked only for what has changed since the last time (RFC 9110, conditional
 * requests). Servers of archives point elsewhere (a release to where its file lies): up to three such hints are followed,
 * each checked by the one client as the first was; no credentials are ever sent.
 */
import { type Answered, askOutside, Problem } from "../../../base/index.js";
import { detectProblem } from "../../problems.js";

/** The whole of SigmaHQ's repository, packed, has 20 MB. */
const archiveBytesMax = 64 * 2 ** 20;
const timeoutMs = 120_000;
const hintsMax = 3;

export interface KnownArchive {
  readonly etag: string;
  readonly modified: string;
}

export interface FetchedArchive extends KnownArchive {
  readonly bytes: Uint8Array;
  /** What it calls itself, for people: the last part of the address. */
  readonly label: string;
}

export type Ask = typeof askOutside;

/** Null where it is as it was. */
export async function fetchRules(
  address: string,
  known: KnownArchive,
  ask: Ask = askOutside,
): Promise<FetchedArchive | null | Problem> {
  let url = address;
  for (let hint = 0; hint <= hintsMax; hint++) {
    const answer: Answered | Problem = await ask({
      url,
      headers: {
        accept: "application/gzip, application/x-tar, text/yaml, application/octet-stream;q=0.9, */*;q=0.1",
        "user-agent": "Breakwater",
        ...(known.etag === "" ? {} : { "if-none-match": known.etag }),
        ...(known.modified === "" ? {} : { "if-modified-since": known.modified }),
      },
      bytesMax: archiveBytesMax,
      timeoutMs,
    });
    if (answer instanceof Problem) return answer;
    if (answer.status === 304) return null;
    if (answer.status === 200)
      return {
        bytes: answer.body,
        label: labelOf(url),
        etag: (answer.headers.get("etag") ?? "").slice(0, 300),
        modified: (answer.headers.get("last-modified") ?? "").slice(0, 100),
      };
    const elsewhere = answer.headers.get("location") ?? "";
    if (answer.status < 300 || answer.status > 399 || !URL.canParse(elsewhere, url))
      return detectProblem("rule-source-refused", `${url} was answered with ${answer.status}.`);
    url = new URL(elsewhere, url).href;
  }
  return detectProblem("rule-source-refused", `${address} points elsewhere more than ${hintsMax} times.`);
}

function labelOf(url: string): string {
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last).slice(0, 100);
  } catch {
    // A server may point at `%zz`, which stands for nothing.
    return last.slice(0, 100);
  }
}
