/**
 * The console's one way to the API: JSON in and out, on its own origin. A refusal becomes a `Refused` with the
 * Problem's words, so that every screen can say what was wrong and what to do; being signed out is told to the
 * whole console once.
 */

export class Refused extends Error {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly hint: string;
  readonly status: number;

  constructor(problem: { code: string; title: string; detail: string; hint: string; status: number }) {
    super(problem.title);
    this.name = "Refused";
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.hint = problem.hint;
    this.status = problem.status;
  }
}

const unreachable = {
  code: "web.unreachable",
  title: "The center does not answer",
  detail: "The connection was refused or cut.",
  hint: "Check that `breakwater up` still runs and that this device is on its network.",
  status: 0,
};

let onSignedOut: () => void = () => undefined;

/** Called whenever an answer says that the session has ended. */
export function listenForSignOut(listener: () => void): void {
  onSignedOut = listener;
}

async function refusal(response: Response): Promise<Refused> {
  const problem: unknown = await response.json().catch(() => null);
  if (typeof problem !== "object" || problem === null || !("code" in problem))
    return new Refused({
      ...unreachable,
      status: response.status,
      detail: `The answer was ${response.status}.`,
    });
  const text = (name: string) => String((problem as Record<string, unknown>)[name] ?? "");
  return new Refused({
    code: text("code"),
    title: text("title"),
    detail: text("detail"),
    hint: text("hint"),
    status: response.status,
  });
}

/** A browser sends on what was asked when the page goes, up to 64 KiB; more is refused with `keepalive`. */
const keptAliveMax = 20_000;

async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  let response: Response;
  const text = body === undefined ? "" : JSON.stringify(body);
  try {
    response = await fetch(`/api${path}`, {
      method,
      keepalive: method !== "GET" && text.length <= keptAliveMax,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: text }),
    });
  } catch {
    throw new Refused(unreachable);
  }
  if (!response.ok) {
    const refused = await refusal(response);
    if (refused.code === "api.not-signed-in") onSignedOut();
    throw refused;
  }
  return (await response.json()) as Answer;
}

export const get = <Answer>(path: string) => ask<Answer>("GET", path);
export const post = <Answer>(path: string, body?: unknown) => ask<Answer>("POST", path, body);
export const put = <Answer>(path: string, body: unknown) => ask<Answer>("PUT", path, body);
export const remove = <Answer>(path: string) => ask<Answer>("DELETE", path);

/** The words of any fault, for a message on screen. */
export function faultWords(fault: unknown): { title: string; detail: string; hint: string } {
  if (fault instanceof Refused) return fault;
  return {
    title: "Something went wrong in this page",
    detail: fault instanceof Error ? fault.message : String(fault),
    hint: "Reload the page; if it stays, tell whoever runs the center.",
  };
}
