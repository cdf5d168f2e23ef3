/** Asks another TAXII server, with its credentials: what it has, what it is given, how it went. */
import { readFileSync } from "node:fs";
import { askOutside, Problem } from "../../../base/index.js";
import { shareProblem } from "../../problems.js";
import type { OtherServer } from "../../settings.js";
import { taxiiMediaType } from "../media-types.js";

const timeoutMs = 120_000;

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

/** An answer of another server, whatever was asked. */
export interface ServerAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly lastAdded: string | undefined;
  /** Seconds, where the server asked to wait. */
  readonly retryAfterS: number | null;
  readonly body: Uint8Array;
}

export interface ServerQuestion {
  readonly url: string;
  /** What is given, as a TAXII envelope; it is only asked where left out. */
  readonly envelope?: string;
  readonly bytesMax: number;
}

export type AskServer = (question: ServerQuestion) => Promise<ServerAnswer | Problem>;

/** Seconds of a `Retry-After`, which may be a date of the server's clock as well (RFC 9110, section 10.2.3). */
function retryAfterOf(headers: ReadonlyMap<string, string>): number | null {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const ms = Date.parse(text) - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(ms) ? null : Math.max(0, Math.ceil(ms / 1000));
}

/** Asks one server with its credentials. Files are read each time, so that a changed password needs no new start. */
export function askServer(server: OtherServer, ending?: AbortSignal): AskServer | Problem {
  const credentials = credentialsOf(server);
  if (credentials instanceof Problem) return credentials;
  const authority = server.authorityFile === undefined ? null : readSecret(server.authorityFile);
  if (authority instanceof Problem) return authority;
  return async ({ url, envelope, bytesMax }) => {
    const answer = await askOutside({
      url,
      headers: {
        accept: taxiiMediaType,
        "user-agent": "Breakwater",
        ...(credentials === null ? {} : { authorization: credentials }),
        ...(envelope === undefined ? {} : { "content-type": taxiiMediaType }),
      },
      ...(envelope === undefined ? {} : { method: "POST", body: envelope }),
      bytesMax,
      timeoutMs,
      mayBeNear: server.near,
      ...(authority === null ? {} : { authorities: [authority] }),
      ...(ending === undefined ? {} : { ending }),
    });
    if (answer instanceof Problem) return answer;
    return {
      status: answer.status,
      contentType: answer.headers.get("content-type"),
      lastAdded: answer.headers.get("x-taxii-date-added-last"),
      retryAfterS: retryAfterOf(answer.headers),
      body: answer.body,
    };
  };
}

/** The address of a collection's objects. */
export const objectsOf = (collection: string): URL =>
  new URL("objects/", collection.endsWith("/") ? collection : `${collection}/`);
