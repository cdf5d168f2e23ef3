/**
 * The built product, for tests that run it as it ships: worker threads and child processes load JavaScript, so
 * they need `dist/`. Where it is missing, the answer says what to run.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The path of a built file, named as under `src/` with `.js`: `builtPath("store/index.js")`. */
export function builtPath(file: string): string {
  const path = join(root, "dist", file);
  if (!existsSync(path))
    throw new Error(`${path} is missing: this test runs the built product. Run \`npm run build\` first.`);
  return path;
}

/** Loads a built file; the type is that of its source: `built<typeof import("../src/store/index.js")>(…)`. */
export async function built<Module>(file: string): Promise<Module> {
  return (await import(pathToFileURL(builtPath(file)).href)) as Module;
}
