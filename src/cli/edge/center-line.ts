/** The line to the center: three questions, each with the edge's token, bounded in bytes and time. */
import { readFileSync } from "node:fs";
import { type Answered, askOutside, environment, Problem } from "../../base/index.js";
import {
  type ContactAnswer,
  contactAnswer,
  type EdgeReport,
  pageBytesMax,
  type SetPlace,
  shareProblem,
} from "../../share/index.js";
import { cliProblem } from "../problems.js";
import type { EdgeSettings } from "./settings.js";

/** What the center answered that is no success. `retryMs` is what it asked to wait. */
export interface Refusing {
  readonly problem: Problem;
  readonly status: number;
  readonly retryMs: number | null;
}

export interface CenterLine {
  contact(report: EdgeReport): Promise<ContactAnswer | Refusing>;
  page(at: Omit<SetPlace, "audience">): Promise<Buffer | Refusing>;
  send(body: Uint8Array): Promise<null | Refusing>;
}

const answerBytesMax = 4 * 1024 * 1024;
const answerMs = 30_000;
const pageMs = 180_000;
const retryMsMax = 10 * 60_000;

const loopback = new Set(["127.0.0.1", "[::1]", "localhost"]);

function readGiven(path: string, what: string): string | Problem {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    return cliProblem(
      "edge-setting",
      `${what} ${path}: ${(error as NodeJS.ErrnoException).code ?? "unreadable"}.`,
    );
  }
}

function refusingOf({ status, headers, body }: Answered): Refusing {
  const seconds = Number(headers.get("retry-after"));
  const retryMs = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, retryMsMax) : null;
  let said: { code?: unknown; title?: unknown; detail?: unknown; hint?: unknown } = {};
  try {
    said = JSON.parse(Buffer.from(body).toString("utf8")) as typeof said;
  } catch {
    // Whatever stands between the two answers as it likes.
  }
  const text = (value: unknown, other: string) => (typeof value === "string" ? value.slice(0, 500) : other);
  const problem = new Problem(
    text(said.code, "cli.edge-answer"),
    text(said.title, "The center refused"),
    text(said.detail, `It answered ${status}.`),
    text(said.hint, "It is tried again by itself."),
    status,
  );
  return { problem, status, retryMs };
}

const broken = (problem: Problem): Refusing => ({ problem, status: 0, retryMs: null });

/** `token` is given by the command line; else it is read from its file each time, so that it can be changed. */
export function openCenterLine(
  settings: EdgeSettings,
  edgeId: string,
  token: string | null,
  ending: AbortSignal,
): CenterLine | Problem {
  const { center, fingerprint, authorityFile, tokenFile } = settings;
  if (center === undefined)
    return cliProblem(
      "edge-setting",
      "No center is named: give --center, or `edge.center` in the configuration.",
    );
  const base = new URL(center);
  if (base.protocol === "http:" && !loopback.has(base.hostname))
    return cliProblem("edge-setting", `${base.origin} is not encrypted, and is not this machine.`);
  const authority = authorityFile === undefined ? null : readGiven(authorityFile, "The authority's file");
  if (authority instanceof Problem) return authority;
  const readToken = (): string | Problem => {
    const given = token ?? (tokenFile === undefined ? environment("BREAKWATER_TOKEN") : undefined);
    if (given !== undefined && given !== null) return given;
    if (tokenFile !== undefined) return readGiven(tokenFile, "The token's file");
    return cliProblem("edge-setting", "No token is given: --token-file, BREAKWATER_TOKEN, or --token.");
  };
  const first = readToken();
  if (first instanceof Problem) return first;
  const ask = async (
    path: string,
    asked: { readonly body?: string | Uint8Array; readonly bytesMax: number; readonly timeoutMs: number },
  ): Promise<Answered | Refusing> => {
    const secret = readToken();
    if (secret instanceof Problem) return broken(secret);
    const { body, bytesMax, timeoutMs } = asked;
    const answered = await askOutside({
      url: new URL(path, base).href,
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${secret}`,
        "x-breakwater-edge": edgeId,
        "user-agent": "Breakwater-edge",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body }),
      bytesMax,
      timeoutMs,
      // The center's address is what the edge's owner set it up with.
      mayBeNear: true,
      ...(authority === null ? {} : { authorities: [authority] }),
      ...(fingerprint === undefined
        ? {}
        : { pinned: { certificateHash: fingerprint.replaceAll(":", "").toLowerCase() } }),
      ending,
    });
    if (answered instanceof Problem) return broken(answered);
    return answered.status === 200 ? answered : refusingOf(answered);
  };
  return {
    async contact(report) {
      const answered = await ask("/edge/contact", {
        body: JSON.stringify(report),
        bytesMax: answerBytesMax,
        timeoutMs: answerMs,
      });
      if (!("body" in answered)) return answered;
      try {
        return contactAnswer.parse(JSON.parse(Buffer.from(answered.body).toString("utf8")));
      } catch {
        return broken(shareProblem("edge-page", "What it answered to a report can't be read."));
      }
    },
    async page({ epoch, sequence, place }) {
      const query = new URLSearchParams({ after: place, epoch: String(epoch), sequence: String(sequence) });
      const answered = await ask(`/edge/set?${query}`, { bytesMax: pageBytesMax, timeoutMs: pageMs });
      return "body" in answered ? Buffer.from(answered.body) : answered;
    },
    async send(body) {
      const answered = await ask("/edge/sightings", { body, bytesMax: answerBytesMax, timeoutMs: answerMs });
      return "body" in answered ? null : answered;
    },
  };
}
