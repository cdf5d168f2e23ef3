// `npm run build`: compiles the program and the console into `dist/`, whatever was there.
import { ensureBuilt, ensureInstalled } from "./steps.mjs";

await ensureInstalled();
await ensureBuilt({ force: true });
