/**
 * Others' packages, for the tests that let others read what we write. They are no dependencies of the product: npm puts
 * them into a folder of the user's cache, in the versions and with the hashes of the lock file here, and without running
 * their scripts. The folder's name says which lock file it is of, so it is made once. Where the registry can't be
 * reached there is no folder, and the tests are skipped by name; anything else that goes wrong, a hash above all, is a
 * failure.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const files = ["package.json", "package-lock.json"];
const pinned = join(import.meta.dirname, "packages");
const lock = readFileSync(join(pinned, "package-lock.json"));
const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "breakwater-test");
const folder = join(cache, `others-${createHash("sha256").update(lock).digest("hex").slice(0, 16)}`);
const installMs = 90_000;

/** What npm says where it has no way to the registry, or the registry no such package for this machine. */
const away =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|E403|E404|E5\d\d)\b/;

function npm(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const path = process.env["npm_execpath"];
  const [command, first] = path === undefined ? ["npm", []] : [process.execPath, [path]];
  return new Promise((resolve) => {
    let said = "";
    const child = spawn(command, [...first, ...args], {
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
      timeout: installMs,
    });
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-20_000);
    });
    child.once("error", (error: NodeJS.ErrnoException) => resolve({ code: null, said: `${error.code}` }));
    child.once("close", (code) => resolve({ code, said }));
  });
}

/** The folder that has the packages; null where they can't be had here. */
export async function othersFolder(): Promise<string | null> {
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(`${folder}-`);
  try {
    for (const file of files) copyFileSync(join(pinned, file), join(making, file));
    const args = [
      "ci",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      "--fetch-retries=1",
    ];
    const { code, said } = await npm(args, making);
    if (code === null || away.test(said)) return null; // there is no npm, no time, or no way
    if (code !== 0) throw new Error(`npm could not install others' packages:\n${said}`);
    // Where another test was first, its folder is as good.
    if (!existsSync(folder)) renameSync(making, folder);
    return folder;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** A module of theirs. */
export async function theirs<Module>(from: string, name: string): Promise<Module> {
  const path = createRequire(join(from, "package.json")).resolve(name);
  return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Module;
}
