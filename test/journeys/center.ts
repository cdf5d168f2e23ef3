/**
 * Starts the built center as a user would (`breakwater up`), in a data folder of its own, and speaks to it from
 * outside: over HTTP and by its command line. Journeys use nothing of the source but this.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const main = resolve(import.meta.dirname, "../../dist/cli/main.js");

export interface RunningCenter {
  readonly address: string;
  readonly link: string;
  readonly folder: string;
  /** Of the door for mail, where there is one. */
  readonly mailPort: number | null;
  readonly process: ChildProcess;
  /** Milliseconds from the command to the ready line. */
  readonly readyMs: number;
  kill(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Its own parent can be entered by others: as root, PostgreSQL runs as another user and must reach its data. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-journey-"));
  chmodSync(folder, 0o711);
  return folder;
}

export function removeFolder(folder: string): void {
  // A database that ends may still write its last file.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

/** Starts a center and waits until it says that it is ready. */
export async function startCenter(folder: string, args: readonly string[] = []): Promise<RunningCenter> {
  const begin = performance.now();
  const child = spawn(
    process.execPath,
    [main, "up", "--data", folder, "--port", "0", "--syslog-port", "0", "--json", ...args],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, BREAKWATER_LOG: "info" },
    },
  );
  let said = "";
  child.stderr.on("data", (data: Buffer) => {
    said = `${said}${data.toString()}`.slice(-20_000);
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  for await (const line of createInterface({ input: child.stdout })) {
    const message = JSON.parse(line) as {
      type: string;
      address: string;
      link: string;
      mailPort: number | null;
    };
    if (message.type !== "ready") continue;
    child.stdout.resume();
    return {
      address: message.address,
      link: message.link,
      mailPort: message.mailPort,
      folder,
      process: child,
      readyMs: performance.now() - begin,
      kill: async (signal) => {
        child.kill(signal);
        await ended;
      },
    };
  }
  throw new Error(`the center ended before it was ready:\n${said}`);
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the built program to its end. */
export function breakwater(args: readonly string[], input?: string | Buffer): CommandResult {
  const result = spawnSync(process.execPath, [main, ...args], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    ...(input === undefined ? {} : { input }),
  });
  return { code: result.status ?? -1, stdout: result.stdout, stderr: result.stderr };
}

/** The one JSON document a command answered, its exit code having been 0. */
export function breakwaterJson<T>(args: readonly string[]): T {
  const result = breakwater([...args, "--json"]);
  if (result.code !== 0)
    throw new Error(`breakwater ${args.join(" ")} exited ${result.code}: ${result.stderr}`);
  return JSON.parse(result.stdout) as T;
}

/**
 * Asks the running center of a data folder as its own command line does, without starting one, which takes most of a
 * second of a core: for what is asked again and again. Throws what it refused.
 */
export async function askCenter<T>(data: string, method: string, path: string, body?: object): Promise<T> {
  const { address, token } = JSON.parse(readFileSync(join(data, "run.json"), "utf8")) as {
    address: string;
    token: string;
  };
  const response = await fetch(`${address}/api${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
