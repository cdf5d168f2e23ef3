/** Asks another feed for one of its files, with its credentials. */
import { readFileSync } from "node:fs";
import { type Answered, askOutside, Problem } from "../../../base/index.js";
import { shareProblem } from "../../problems.js";
import type { OtherFeed } from "../../settings.js";

/** Null where it is as the tag says. */
export type AskFeed = (file: string, tag?: string) => Promise<Answered | null | Problem>;

/** ESET's largest event has 1.5 MB; a whole one is held in memory while it is read. */
const fileBytesMax = 32 * 1024 * 1024;
const fileTimeoutMs = 120_000;

function readSecret(path: string): string | Problem {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    return shareProblem(
      "misp-setting",
      `${path}: ${error instanceof Error ? error.message : "can't be read"}`,
    );
  }
}

/** A MISP itself takes its keys bare; web servers take Basic; others a Bearer token. */
function credentialsOf({ user, secretFile, bareKey }: OtherFeed): string | Problem | null {
  if (secretFile === undefined) return null;
  const secret = readSecret(secretFile);
  if (secret instanceof Problem) return secret;
  if (user !== undefined) return `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
  return bareKey ? secret : `Bearer ${secret}`;
}

/** Files with secrets are read each time, so that a changed password needs no new start. */
export function askFeed(feed: OtherFeed, ending?: AbortSignal): AskFeed | Problem {
  const credentials = credentialsOf(feed);
  if (credentials instanceof Problem) return credentials;
  const authority = feed.authorityFile === undefined ? null : readSecret(feed.authorityFile);
  if (authority instanceof Problem) return authority;
  const base = feed.url.endsWith("/") ? feed.url : `${feed.url}/`;
  return async (file, tag) => {
    const answer = await askOutside({
      url: new URL(file, base).href,
      headers: {
        accept: "application/json",
        "user-agent": "Breakwater",
        ...(credentials === null ? {} : { authorization: credentials }),
        ...(tag === undefined || tag === "" ? {} : { "if-none-match": tag }),
      },
      bytesMax: fileBytesMax,
      timeoutMs: fileTimeoutMs,
      mayBeNear: feed.near,
      ...(authority === null ? {} : { authorities: [authority] }),
      ...(ending === undefined ? {} : { ending }),
    });
    if (answer instanceof Problem) return answer;
    if (answer.status === 304) return null;
    if (answer.status === 200) return answer;
    const where =
      answer.status >= 300 && answer.status < 400 ? "; it points elsewhere, which is not followed" : "";
    return shareProblem("misp-feed", `${file} was answered with ${answer.status}${where}.`);
  };
}
