/**
 * The parent's side of reading: a process for each document, killed when its time is over. A few run at a time, some
 * wait, more are refused. What the process answers is a value like any other from outside: a refusal is made
 * anew, a text is cut to its bound.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Problem } from "../../../base/pure.js";
import { intelProblem } from "../../problems.js";
import { readingHeapMb, readingMsMax, readingRssMb, readingsMax, readingsWaitingMax } from "../limits.js";
import type { MailParts } from "./mail-parts.js";
import type { Reading } from "./read-document.js";
import type { ReadingAnswer, ReadingRequest } from "./reading-protocol.js";

/** The built file beside this one; from the sources (tests), the one in `dist/`, as a child can't run TypeScript. */
export function readingProgram(): string {
  const own = fileURLToPath(new URL("./reading-child.js", import.meta.url));
  return import.meta.url.endsWith(".ts") ? own.replace(/([\\/])src([\\/]intel[\\/])/, "$1dist$2") : own;
}

export interface ReadingBounds {
  readonly msMax: number;
  /** Memory of the process in all, in mebibytes. */
  readonly rssMb: number;
}

let running = 0;
const waiting: (() => void)[] = [];

/** Reads a document in a process of its own. */
export async function readApart(
  bytes: Uint8Array,
  bounds: ReadingBounds = usual,
): Promise<Reading | Problem> {
  const answer = await takeTurn({ bytes, asMail: false }, bounds);
  if (answer instanceof Problem) return answer;
  return answer.kind === "read" ? { text: answer.text, notes: answer.notes } : nonsense();
}

/** Reads a mail in its parts, the same way. */
export async function readMailApart(bytes: Uint8Array): Promise<MailParts | Problem> {
  const answer = await takeTurn({ bytes, asMail: true }, usual);
  if (answer instanceof Problem) return answer;
  return answer.kind === "mail" ? answer.mail : nonsense();
}

type Read = Exclude<ReadingAnswer, { readonly kind: "refused" }>;
const usual: ReadingBounds = { msMax: readingMsMax, rssMb: readingRssMb };
const nonsense = (): Problem =>
  intelProblem("reading-failed", "The process that reads answered another question.");

async function takeTurn(request: ReadingRequest, bounds: ReadingBounds): Promise<Read | Problem> {
  if (running >= readingsMax) {
    if (waiting.length >= readingsWaitingMax)
      return intelProblem("reading-busy", `${running} documents are being read and ${waiting.length} wait.`);
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await readOnce(request, bounds);
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next(); // the place goes from one to the next
  }
}

function readOnce(request: ReadingRequest, { msMax, rssMb }: ReadingBounds): Promise<Read | Problem> {
  return new Promise((resolve) => {
    const child = fork(readingProgram(), [String(rssMb)], {
      // Nothing of our own environment: what is read comes from strangers.
      env: { TZ: "UTC" },
      execArgv: [`--max-old-space-size=${readingHeapMb}`],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, msMax);
    const end = (answer: Read | Problem) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve(answer);
    };
    child.once("message", (answer: ReadingAnswer) => end(readingOf(answer)));
    child.once("error", (error) => end(intelProblem("reading-failed", error.message)));
    child.once("exit", () => end(ended(child, late, msMax)));
    child.send(request, (error) => {
      if (error !== null) end(ended(child, late, msMax));
    });
  });
}

function ended(child: ChildProcess, late: boolean, msMax: number): Problem {
  if (late) return intelProblem("reading-overrun", `Reading it was ended after ${msMax / 1000} seconds.`);
  return child.signalCode === "SIGKILL" || child.signalCode === "SIGABRT"
    ? intelProblem("reading-overrun", "Reading it was ended as it took too much memory.")
    : intelProblem(
        "reading-failed",
        `The process that reads ended (${child.signalCode ?? `code ${child.exitCode}`}).`,
      );
}

function readingOf(answer: ReadingAnswer): Read | Problem {
  if (answer.kind !== "refused") return answer;
  return new Problem(answer.code, answer.title, answer.detail, answer.hint, answer.status);
}
