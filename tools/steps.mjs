// The set-up that `npm start`, `npm test` and the others share: install once, build when a source has changed.
// Needs Node.js and npm only. A second call finds its stamps and does nothing.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { timed } from "./timing.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stamp = (name) => join(root, name);
const quiet = !process.stderr.isTTY && !process.env.CI;

/** Says on stderr what is going on: stdout belongs to the command's answer. */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

export function fail(sentence) {
  say(sentence);
  process.exit(1);
}

/** Runs a program to its end, its output on stderr; answers its exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
  if (result.error) fail(`${command} can't be started: ${result.error.message}`);
  return result.status ?? 1;
}

/**
 * Starts a program; resolves with its exit code. What it says is kept until it ends and then goes to stderr in one
 * piece, so that programs that run side by side don't talk into each other.
 */
/** `noise`: a line of what it says that is no news. */
export function start(command, args, { noise, ...options } = {}) {
  const env = process.stderr.isTTY ? { FORCE_COLOR: "1", ...process.env } : process.env;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env, ...options });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk));
    child.once("error", (error) => fail(`${command} can't be started: ${error.message}`));
    child.once("close", (code) => {
      const text = Buffer.concat(said);
      process.stderr.write(noise === undefined ? text : text.toString().replaceAll(`${noise}\n`, ""));
      resolve(code ?? 1);
    });
  });
}

export function onPath(names) {
  for (const name of names)
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(folder, name);
      if (folder !== "" && existsSync(path)) return path;
    }
  return null;
}

export function needNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `Breakwater needs Node.js 20.19 or later; this is ${process.versions.node}. Get one from https://nodejs.org/.`,
  );
}

const installedStamp = stamp("node_modules/.breakwater-installed");

function installKey() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return createHash("sha256").update(lock).update(`${process.platform}-${process.arch}`).digest("hex");
}

/** `npm ci`, unless this very lock file is installed already. */
export async function ensureInstalled() {
  needNode();
  const key = installKey();
  if (existsSync(installedStamp) && readFileSync(installedStamp, "utf8") === key) return;
  say("Installing what Breakwater stands on (about 1 GB on disk, once) …");
  const npm = process.env.npm_execpath;
  const args = [
    "ci",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    ...(quiet ? ["--loglevel=error"] : []),
  ];
  const env = { ...process.env };
  delete env.npm_config_loglevel; // `npm test --silent` would silence what goes wrong here, too
  const stdio = ["ignore", 2, 2]; // it takes long, and says how far it is
  const code = await (npm
    ? start(process.execPath, [npm, ...args], { env, stdio })
    : start("npm", args, { env, stdio }));
  if (code !== 0) fail("npm ci has failed; what it said stands above.");
  writeFileSync(installedStamp, key);
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (!/\.test\.tsx?$|\.cases\.txt$/.test(entry.name)) yield path;
  }
}

const kernelFolder = "src/detect/kernel/assembly";
const kernelStamp = stamp("dist/kernel/.built");

/** Compiles the kernel unless it is there already; answers what has failed, if anything. */
async function buildKernel() {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  for (const path of sources(join(root, kernelFolder)))
    hash.update(path.slice(root.length)).update(readFileSync(path));
  const key = hash.digest("hex");
  if (existsSync(kernelStamp) && readFileSync(kernelStamp, "utf8") === key) return [];
  say("Building the kernel …");
  mkdirSync(stamp("dist/kernel"), { recursive: true });
  const flags =
    "--runtime stub --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536 " +
    "--enable simd,threads,bulk-memory -O3 --noAssert --converge --baseDir .";
  // Written beside and renamed, so that a test that loads it meanwhile reads the old one or the new one.
  const made = "dist/kernel/kernel.new.wasm";
  const args = [bin("assemblyscript", "asc"), `${kernelFolder}/index.ts`, "-o", made, ...flags.split(" ")];
  // The compiler went one round further than was worth it, and took the better result.
  const noise = "Last converge was suboptimal.";
  if ((await timed("the kernel", () => start(process.execPath, args, { noise }))) !== 0)
    return ["the kernel"];
  renameSync(stamp(made), stamp("dist/kernel/kernel.wasm"));
  writeFileSync(kernelStamp, key);
  return [];
}

function endIfFailed(parts) {
  if (parts.length > 0) fail(`The build has failed: ${parts.join(", ")}.`);
}

/**
 * Compiles the kernel of the hot path from its AssemblyScript source into `dist/kernel/kernel.wasm`, unless it is
 * there already. One memory shared by all threads comes from outside; no runtime, no static data.
 */
export async function ensureKernel() {
  endIfFailed(await buildKernel());
}

const builtStamp = stamp("dist/.built");

function buildKey() {
  const hash = createHash("sha256");
  const settings = ["tsconfig.build.json", "tsconfig.json", "vite.config.ts", "tools/bundle.mjs"];
  for (const file of ["package-lock.json", ...settings]) hash.update(readFileSync(join(root, file)));
  for (const path of sources(join(root, "src")))
    hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest("hex");
}

/** The path of a package's own command, run by this very Node. */
export function bin(packageName, command) {
  const folder = join(root, "node_modules", packageName);
  const { bin: commands } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof commands === "string" ? commands : commands[command]);
}

async function buildProgramAndConsole() {
  const node = (script, ...args) => start(process.execPath, [script, ...args]);
  // Types are checked by `npm run check` and `npm test`; what is built does not depend on them (isolatedModules).
  const program = () => node(bin("typescript", "tsc"), "-p", "tsconfig.build.json", "--noCheck");
  const web = () => node(bin("vite", "vite"), "build", "--logLevel", "warn");
  if ((await timed("the program", program)) !== 0) return ["the program"];
  if ((await timed("joining it", () => node("tools/bundle.mjs"))) !== 0) return ["joining the program"];
  return (await timed("the console", web)) === 0 ? [] : ["the console"];
}

/** Compiles the program and the console into `dist/`, unless they are there already. */
export async function ensureBuilt({ force = false } = {}) {
  const key = buildKey();
  if (!force && existsSync(builtStamp) && readFileSync(builtStamp, "utf8") === key) return;
  if (existsSync(stamp("dist")))
    for (const name of readdirSync(stamp("dist")))
      if (force || name !== "kernel") rmSync(stamp(`dist/${name}`), { recursive: true, force: true });
  mkdirSync(stamp("dist"), { recursive: true });
  say("Building …");
  // The kernel takes a minute of one core; what doesn't need it goes on meanwhile.
  endIfFailed((await Promise.all([buildKernel(), buildProgramAndConsole()])).flat());
  writeFileSync(builtStamp, key);
}

export function isFolder(path) {
  return existsSync(path) && statSync(path).isDirectory();
}

/** npm runs scripts in the package's folder; paths on the command line mean the caller's own. */
export function enterCallersFolder() {
  if (process.env.INIT_CWD && isFolder(process.env.INIT_CWD)) process.chdir(process.env.INIT_CWD);
}

/** A signal to npm alone ends npm and not its script; this ends the script, in order, when npm is gone. */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  watch.unref();
}
