// Joins the compiled program into few files (docs/decisions/0028): opening fifteen hundred takes a command a second and a
// center two. What is started by its path stays at its path: the command line, each command, threads and child processes.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "vite";
import { root } from "./steps.mjs";

const dist = join(root, "dist");

/** Packages of many small files, all of them plain modules; others are opened where they lie. */
const joined = /^(?:kysely|zod|yaml|@nats-io|jose|htmlparser2|re2js)(?:$|\/)/;

function* compiled(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (path !== join(dist, "web") && path !== join(dist, "chunks")) yield* compiled(path);
    } else if (entry.name.endsWith(".js")) yield path;
  }
}

/** By their paths under `dist/`, without the ending. */
function entries() {
  const paths = [join(dist, "cli/main.js")];
  for (const path of compiled(dist)) {
    if (dirname(path) === join(dist, "cli/commands")) paths.push(path);
    for (const [, name] of readFileSync(path, "utf8").matchAll(
      /new URL\("(\.\/[\w-]+\.js)", import\.meta\.url\)/g,
    ))
      if (existsSync(join(dirname(path), name))) paths.push(join(dirname(path), name));
  }
  return Object.fromEntries(paths.map((path) => [relative(dist, path).slice(0, -3), path]));
}

/** A file that asks where it lies is told where it was compiled to, wherever it is joined in. */
const ownPlaces = {
  name: "own-places",
  transform(code, id) {
    if (!id.startsWith(dist) || !code.includes("import.meta.url")) return null;
    return code.replaceAll("import.meta.url", `OWN_PLACE(${JSON.stringify(relative(dist, id))})`);
  },
  renderChunk(code, chunk) {
    return code.replace(/OWN_PLACE\("([^"]+)"\)/g, (_all, place) => {
      const from = relative(dirname(chunk.fileName), place);
      return `new URL(${JSON.stringify(from)}, import.meta.url).href`;
    });
  },
};

await build({
  configFile: false,
  root,
  logLevel: "warn",
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: "node20",
    outDir: dist,
    emptyOutDir: false,
    minify: false,
    rollupOptions: {
      input: entries(),
      external: (id) => !/^[./]/.test(id) && !joined.test(id),
      preserveEntrySignatures: "strict",
      plugins: [ownPlaces],
      output: { format: "esm", entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
    },
  },
});
