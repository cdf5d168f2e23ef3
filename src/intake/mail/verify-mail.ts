/**
 * The center's side of verifying a mail's sender: a thread for each mail, ended when its time is over or it takes too
 * much memory, and DNS for it, so many questions at most, each bounded in time.
 */
import { Resolver } from "node:dns/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { dnsAnswerMsMax, dnsQuestionsMax, verifyingHeapMb, verifyingMsMax } from "./limits.js";
import type { FromVerifying, MailEvidence, MailVerdict, ToVerifying } from "./verdict.js";
import type { Resolve } from "./verify-sender.js";

/** The built file beside this one; from the sources (tests), the one in `dist/`, as a thread can't run TypeScript. */
function threadProgram(): string {
  const own = fileURLToPath(new URL("./verifying-thread.js", import.meta.url));
  return import.meta.url.endsWith(".ts") ? own.replace(/([\\/])src([\\/]intake[\\/])/, "$1dist$2") : own;
}

/** DNS of the machine, or of these servers: two tries of two seconds. */
export function machineResolve(servers: readonly string[] = []): Resolve {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return (name, type) => resolver.resolve(name, type as "TXT");
}

/** What is known of a mail that could not be looked at. */
export const unverified: MailVerdict = {
  from: null,
  fromShown: "",
  subject: "",
  dkim: { result: "permerror", domain: null },
  spf: { result: "permerror", domain: null },
  dmarc: { result: "permerror", domain: null },
  provenBy: [],
  isTemporary: false,
};

export interface VerifyingBounds {
  readonly msMax: number;
  readonly answerMsMax: number;
}

/** Answers always, `unverified` where the thread failed or was ended. */
export function verifyMail(
  evidence: MailEvidence,
  resolve: Resolve,
  { msMax, answerMsMax }: VerifyingBounds = { msMax: verifyingMsMax, answerMsMax: dnsAnswerMsMax },
): Promise<MailVerdict> {
  return new Promise((settle) => {
    const thread = new Worker(threadProgram(), {
      workerData: evidence,
      env: { TZ: "UTC" },
      // What its readers print is nobody's.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: verifyingHeapMb },
    });
    const end = (verdict: MailVerdict): void => {
      clearTimeout(timer);
      void thread.terminate();
      settle(verdict);
    };
    const timer = setTimeout(() => end(unverified), msMax);
    let questions = 0;
    thread.on("message", (message: FromVerifying) => {
      if (message.kind === "done") return end(message.verdict);
      const told = (answer: ToVerifying): void => thread.postMessage(answer);
      if (++questions > dnsQuestionsMax) return told({ id: message.id, code: "EREFUSED" });
      void within(resolve(message.name, message.type), answerMsMax).then(
        (records) => told({ id: message.id, records }),
        (error: unknown) => told({ id: message.id, code: codeOf(error) }),
      );
    });
    thread.once("error", () => end(unverified));
    thread.once("exit", () => end(unverified));
  });
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === "string" ? code : "ESERVFAIL";
}

async function within<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("late"), { code: "ETIMEOUT" })), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
