/**
 * Builds the console into `dist/web`: hashed assets, no inline script, each text also as .br and .gz so that the
 * server sends it compressed, and the size of what a first visit loads, printed against its budget.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const outDir = resolve(import.meta.dirname, "dist/web");
/** Eleven, the default, takes five times as long for two per cent less. */
const brotliQuality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
/** What a first visit may load of JavaScript, gzipped (the budget of docs/console.md). */
const firstLoadBytesMax = 300_000;

function compress(): Plugin {
  return {
    name: "breakwater-compress",
    apply: "build",
    closeBundle() {
      if (!existsSync(join(outDir, "index.html"))) return;
      const html = readFileSync(join(outDir, "index.html"), "utf8");
      let firstLoad = 0;
      for (const file of readdirSync(outDir, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|html|svg|json)$/.test(file)) continue;
        const path = join(outDir, file);
        const bytes = readFileSync(path);
        const gzipped = gzipSync(bytes, { level: 9 });
        writeFileSync(`${path}.gz`, gzipped);
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, brotliQuality));
        if (file.endsWith(".js") && html.includes(file)) firstLoad += gzipped.length;
      }
      console.log(`first-load JavaScript: ${firstLoad} bytes gzipped (at most ${firstLoadBytesMax})`);
    },
  };
}

export default defineConfig({
  root: resolve(import.meta.dirname, "src/web"),
  plugins: [react(), compress()],
  build: {
    outDir,
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The words of the house are pure: what a screen does not use of them, STIX's tables above all, stays out.
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /[\\/]src[\\/]model[\\/]/, sideEffects: false }] },
    },
    // Vite warns at 500 kB unpacked; what counts here is the packed first load, printed above against its budget.
    chunkSizeWarningLimit: 700,
  },
});
