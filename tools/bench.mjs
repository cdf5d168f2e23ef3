// `npm run bench -- <name> [--quick] [--json]`: runs `bench/<name>.mjs` against the built program.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, ensureInstalled, fail, root } from "./steps.mjs";

const [name, ...args] = process.argv.slice(2);
const names = readdirSync(join(root, "bench"))
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.slice(0, -4));
if (!name || !existsSync(join(root, `bench/${name}.mjs`)))
  fail(`Which bench? There are: ${names.join(", ")}. Example: npm run -s bench -- ${names[0]} --quick`);
await ensureInstalled();
await ensureBuilt();
process.argv = [process.execPath, join(root, `bench/${name}.mjs`), ...args];
await import(pathToFileURL(join(root, `bench/${name}.mjs`)).href);
