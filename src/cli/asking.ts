/**
 * How a command reaches a center's actions: over loopback where one is running on the data folder, else by
 * opening the folder itself for the time of the question. Either way the same action answers, through the same
 * schemas and the same gate. What asks a running center loads nothing of what a center is made of: that takes longer
 * than the question.
 */
import { existsSync } from "node:fs";
import { actionRoutes } from "../api/action-routes.js";
import { dataFolder, Problem } from "../base/index.js";
import { type RunFile, readRunFile } from "./center/run-file.js";
import { cliProblem } from "./problems.js";
import { type Asked, pinnedRequest } from "./tls/pinned-request.js";

export interface AskOptions {
  readonly data?: string | undefined;
  /** The configuration file, for what a center that runs knows of it. */
  readonly config?: string | undefined;
}

interface ProblemBody {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** The address and body of an action: path parameters taken out of the input, the rest as query or body. */
function requestOf(
  actionId: string,
  input: Readonly<Record<string, unknown>>,
): { method: string; path: string; body?: string } {
  const route = actionRoutes[actionId];
  if (route === undefined) throw new Error(`Assertion failed: there is an action named ${actionId}`);
  const [method, template] = route;
  const rest = { ...input };
  const path = template.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  if (method !== "GET") return { method, path, body: JSON.stringify(rest) };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) query.set(name, String(value));
  return { method: "GET", path: query.size > 0 ? `${path}?${query}` : path };
}

async function request(run: RunFile, url: URL, asked: Asked): Promise<{ status: number; text: string }> {
  if (run.fingerprint !== null) return pinnedRequest(url, run.fingerprint, asked);
  const { method, headers, body } = asked;
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: response.status, text: await response.text() };
}

async function askRunning(
  run: RunFile,
  actionId: string,
  input: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { method, path, body } = requestOf(actionId, input);
  let answered: { readonly status: number; readonly text: string };
  try {
    answered = await request(run, new URL(`${run.address}/api${path}`), {
      method,
      headers: {
        authorization: `Bearer ${run.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body,
    });
  } catch (error) {
    return cliProblem(
      "center-unreachable",
      `${run.address}: ${error instanceof Error ? error.message : "no answer"}`,
    );
  }
  const answer: unknown = JSON.parse(answered.text);
  if (answered.status >= 200 && answered.status < 300) return answer;
  const { code, title, detail, hint } = answer as ProblemBody;
  return new Problem(
    code ?? "cli.refused",
    title ?? "The center refused",
    detail ?? "",
    hint ?? "",
    answered.status,
  );
}

/** A way to ask one center several things; `close` gives the folder back where it was opened here. */
export interface Asking {
  ask(actionId: string, input: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** True where a running center answers. */
  readonly running: boolean;
  close(): Promise<void>;
}

export async function openAsking(options: AskOptions): Promise<Asking | Problem> {
  const folder = dataFolder(options.data);
  const run = readRunFile(folder);
  if (run !== null)
    return {
      running: true,
      ask: (actionId, input) => askRunning(run, actionId, input),
      close: async () => {},
    };
  // A command that names no folder must not make a second center beside the one that was meant.
  if (options.data === undefined && !existsSync(folder))
    return cliProblem("center-missing", `${folder} does not exist, and no --data was given.`);
  const { askFolder } = await import("./asking-folder.js");
  return askFolder(folder, options);
}
