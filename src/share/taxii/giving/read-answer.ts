/**
 * What another server's answer to a batch means (TAXII 2.1, sections 4.3 and 5.5), whatever it makes of the standard.
 * Nothing counts as taken unless the server says that it is through with it. Its words are shown to operators, so they
 * are cut and lose what a terminal would obey.
 */
import { Problem } from "../../../base/index.js";
import { shareProblem } from "../../problems.js";
import type { ServerAnswer } from "../others/ask-server.js";

export type Verdict =
  | {
      readonly kind: "done";
      /** Objects that it did not take, by id, with its words. */
      readonly failures: ReadonlyMap<string, string>;
      /** True where it says that some failed, and not which. */
      readonly unnamed: boolean;
    }
  | { readonly kind: "pending"; readonly status: string }
  | { readonly kind: "too-large" }
  /** It has no status of this name (any more). */
  | { readonly kind: "forgotten" }
  | { readonly kind: "failed"; readonly problem: Problem; readonly waitS: number | null };

const listedMax = 50_000;
const longestWaitS = 86_400;

const plain = (text: unknown, max = 200): string =>
  typeof text === "string"
    ? text
        .replace(/[^\p{L}\p{N}\p{P}\p{S}]+/gu, " ")
        .trim()
        .slice(0, max)
    : "";

type Fields = Readonly<Record<string, unknown>>;

function readObject(body: Uint8Array): Fields | null {
  try {
    const content: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return typeof content === "object" && content !== null && !Array.isArray(content)
      ? (content as Fields)
      : null;
  } catch {
    return null;
  }
}

const failed = (detail: string, waitS: number | null = null): Verdict => ({
  kind: "failed",
  problem: shareProblem("taxii-other", detail),
  waitS,
});

/** `sent`: the ids of the batch; what is said of others is passed over. */
export function readVerdict(answer: ServerAnswer | Problem, sent: ReadonlySet<string>): Verdict {
  if (answer instanceof Problem) return { kind: "failed", problem: answer, waitS: null };
  const { status, retryAfterS, body } = answer;
  if (status === 413) return { kind: "too-large" };
  if (status === 404 || status === 410) return { kind: "forgotten" };
  if (status === 429 || status === 503)
    return failed(
      `It answered ${status}: it wants to be left alone for a while.`,
      retryAfterS === null ? null : Math.min(Math.max(retryAfterS, 1), longestWaitS),
    );
  if (status >= 300 && status < 400)
    return failed(`It answered ${status} and points elsewhere; nothing is given to a place nobody set up.`);
  const content = readObject(body);
  if (status < 200 || status > 202) {
    const words = [plain(content?.["title"]), plain(content?.["description"])].filter((text) => text !== "");
    return failed(`It answered ${status}${words.length === 0 ? "." : `: ${words.join(": ")}`}`);
  }
  if (content === null) return failed(`It answered ${status}, and half a status or none.`);
  const { id } = content;
  if (content["status"] === "pending") {
    const isName = typeof id === "string" && /^[\w-]{1,100}$/.test(id);
    return isName ? { kind: "pending", status: id } : failed("It works on it, and does not say how to ask.");
  }
  if (content["status"] !== "complete")
    return failed(`It answered ${status}, and not whether it took the objects.`);
  return readFailures(content, sent);
}

function readFailures(content: Fields, sent: ReadonlySet<string>): Verdict {
  const list: readonly unknown[] = Array.isArray(content["failures"]) ? content["failures"] : [];
  const failures = new Map<string, string>();
  for (const each of list.slice(0, listedMax)) {
    const { id, message } = (typeof each === "object" && each !== null ? each : {}) as Fields;
    if (typeof id === "string" && sent.has(id)) failures.set(id, plain(message));
  }
  const count = content["failure_count"];
  return { kind: "done", failures, unnamed: typeof count === "number" && count > failures.size };
}

/** The `max_content_length` of an API root (section 4.2.1), in bytes; null where it says none. */
export function readContentMax(answer: ServerAnswer | Problem): number | null {
  if (answer instanceof Problem || answer.status !== 200) return null;
  const max = readObject(answer.body)?.["max_content_length"];
  return typeof max === "number" && Number.isSafeInteger(max) && max > 0 ? max : null;
}
