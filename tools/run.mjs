// `npm run -s breakwater -- <command>`: the command line, set up first where need be.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, ensureInstalled, enterCallersFolder, root } from "./steps.mjs";

await ensureInstalled();
await ensureBuilt();
enterCallersFolder();
const main = join(root, "dist/cli/main.js");
process.argv = [process.execPath, main, ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
