// Measurements run in processes of their own, so that none sees another's memory, and each on one core where
// `taskset` is there. A process prepares once and then answers rounds, so that a measurement and its yardstick
// take turns: what slows the machine down for a while slows both.
import { fork, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("./child.mjs", import.meta.url));

/** Said by a measurement that can't be made here, with why. */
export class CannotMeasure extends Error {
  constructor(reason, { allowed = false } = {}) {
    super(reason);
    /** True where nothing is wrong: the machine or the run simply has not got what it needs. */
    this.allowed = allowed;
  }
}

export const canPin =
  process.platform === "linux" && spawnSync("taskset", ["--version"], { stdio: "ignore" }).status === 0;

/** The core that is measured on, and another for whatever feeds it. */
export const measuredCore = availableParallelism() - 1;
export const otherCore = 0;

const open = new Set();

/** Ends what is left of them, whatever happened. */
export function endAll() {
  for (const child of open) child.kill("SIGKILL");
}

/** Starts `stage` and answers when it is prepared. `core` null: all cores. */
export async function startStage(stage, options, { core = measuredCore } = {}) {
  const pinned = canPin && core !== null;
  const node = ["--expose-gc", "--max-old-space-size=16000"];
  const child = fork(program, [], {
    execPath: pinned ? "taskset" : process.execPath,
    execArgv: pinned ? ["-c", String(core), process.execPath, ...node] : node,
    stdio: ["ignore", 2, 2, "ipc"],
  });
  open.add(child);
  let ended = null;
  let answer = null;
  const settle = (message) => {
    const waiting = answer;
    answer = null;
    waiting?.(message);
  };
  child.on("message", settle);
  child.once("exit", (code, signal) => {
    open.delete(child);
    ended = `the process of ${stage} ended with ${signal ?? code}`;
    settle({ kind: "failed", reason: ended });
  });
  const ask = async (request) => {
    if (ended !== null) throw new Error(ended);
    const reply = await new Promise((resolve) => {
      answer = resolve;
      child.send(request);
    });
    if (reply.kind === "cannot") throw new CannotMeasure(reply.reason);
    if (reply.kind === "failed") throw new Error(`${stage}: ${reply.reason}`);
    return reply.value;
  };
  const prepared = await ask({ kind: "prepare", stage, options }).catch((error) => {
    child.kill("SIGKILL");
    throw error;
  });
  return {
    facts: prepared,
    round: (request) => ask({ kind: "round", request }),
    /** Answers the process's peak memory, bytes. */
    async close() {
      const { peakBytes } = await ask({ kind: "close" });
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.disconnect();
      await gone;
      return peakBytes;
    },
  };
}

/** A stage that answers once. */
export async function runStage(stage, options, how) {
  const started = await startStage(stage, options, how);
  const peakBytes = await started.close();
  return { ...started.facts, peakBytes };
}
