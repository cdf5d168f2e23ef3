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
import type { Reading } from "./read-document.js";
import type { ReadingAnswer } from "./reading-protocol.js";

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
  bounds: ReadingBounds = { msMax: readingMsMax, rssMb: readingRssMb },
): Promise<Reading | Problem> {
  if (running >= readingsMax) {
    if (waiting.length >= readingsWaitingMax)
      return intelProblem("reading-busy", `${running} documents are being read and ${waiting.length} wait.`);
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await readOnce(bytes, bounds);
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next(); // the place goes from one to the next
  }
}

function readOnce(bytes: Uint8Array, { msMax, rssMb }: ReadingBounds): Promise<Reading | Problem> {
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
    const end = (answer: Reading | Problem) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve(answer);
    };
    child.once("message", (answer: ReadingAnswer) => end(readingOf(answer)));
    child.once("error", (error) => end(intelProblem("reading-failed", error.message)));
    child.once("exit", () => end(ended(child, late, msMax)));
    child.send({ bytes }, (error) => {
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

function readingOf(answer: ReadingAnswer): Reading | Problem {
  if (answer.kind === "read") return { text: answer.text, notes: answer.notes };
  return new Problem(answer.code, answer.title, answer.detail, answer.hint, answer.status);
}
