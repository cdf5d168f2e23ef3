// `npm start`: sets everything up on a fresh machine and runs the center. Arguments go to `breakwater up`.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { endWithNpm, ensureBuilt, ensureInstalled, enterCallersFolder, root } from "./steps.mjs";

await ensureInstalled();
await ensureBuilt();
enterCallersFolder();
endWithNpm();
const main = join(root, "dist/cli/main.js");
process.argv = [process.execPath, main, "up", ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
