/** Asks another server's collection, with its credentials, as `walk` needs it. */
import { readFileSync } from "node:fs";
import { askOutside, Problem } from "../../../base/index.js";
import { shareProblem } from "../../problems.js";
import type { OtherServer } from "../../settings.js";
import { taxiiMediaType } from "../media-types.js";
import type { AskObjects } from "./walk.js";

/** A page of a thousand large objects; a larger one is asked for again with fewer by nobody: it is refused. */
const pageBytesMax = 64 * 1024 * 1024;
const pageTimeoutMs = 120_000;

function readSecret(path: string): string | Problem {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    return shareProblem(
      "taxii-setting",
      `${path}: ${error instanceof Error ? error.message : "can't be read"}`,
    );
  }
}

/** The header that carries the credentials; null where the server needs none. */
function credentialsOf({ user, secretFile }: OtherServer): string | Problem | null {
  if (secretFile === undefined) return null;
  const secret = readSecret(secretFile);
  if (secret instanceof Problem) return secret;
  return user === undefined
    ? `Bearer ${secret}`
    : `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
}

/** Files are read each time, so that a changed password needs no new start. */
export function askOther(server: OtherServer, ending?: AbortSignal): AskObjects | Problem {
  const credentials = credentialsOf(server);
  if (credentials instanceof Problem) return credentials;
  const authority = server.authorityFile === undefined ? null : readSecret(server.authorityFile);
  if (authority instanceof Problem) return authority;
  const base = new URL(
    "objects/",
    server.collection.endsWith("/") ? server.collection : `${server.collection}/`,
  );
  return async (query) => {
    const url = new URL(base);
    url.search = query.toString();
    const answer = await askOutside({
      url: url.href,
      headers: {
        accept: taxiiMediaType,
        "user-agent": "Breakwater",
        ...(credentials === null ? {} : { authorization: credentials }),
      },
      bytesMax: pageBytesMax,
      timeoutMs: pageTimeoutMs,
      mayBeNear: server.near,
      ...(authority === null ? {} : { authorities: [authority] }),
      ...(ending === undefined ? {} : { ending }),
    });
    if (answer instanceof Problem) return answer;
    const retry = Number(answer.headers.get("retry-after"));
    return {
      status: answer.status,
      contentType: answer.headers.get("content-type"),
      lastAdded: answer.headers.get("x-taxii-date-added-last"),
      retryAfterS: answer.headers.has("retry-after") && Number.isFinite(retry) ? retry : null,
      body: answer.body,
    };
  };
}
