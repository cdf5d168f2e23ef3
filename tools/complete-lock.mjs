// Run after `npm install` has changed package-lock.json on a machine whose registry mirror lacks the packages of
// other platforms: npm leaves their entries out, and `npm ci` then refuses the file everywhere. This adds them, with
// the platform that their name says; they carry no integrity, as it can't be known here.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
const systems = {
  darwin: "darwin",
  linux: "linux",
  win32: "win32",
  windows: "win32",
  android: "android",
  freebsd: "freebsd",
  openharmony: "openharmony",
  aix: "aix",
  sunos: "sunos",
  netbsd: "netbsd",
  openbsd: "openbsd",
};
const processors = {
  x64: "x64",
  arm64: "arm64",
  arm: "arm",
  ia32: "ia32",
  riscv64: "riscv64",
  s390x: "s390x",
  ppc64: "ppc64",
  loong64: "loong64",
  wasm32: "wasm32",
};
const libraries = { gnu: "glibc", musl: "musl", gnueabihf: "glibc", musleabihf: "musl" };

/** The platform in a package's name: `@chdb/lib-linux-x64-gnu` is for glibc Linux on x64. */
function platformOf(name) {
  const words = name.split("/").at(-1).split("-");
  const pick = (table) => words.map((word) => table[word]).filter((found) => found !== undefined);
  const [os, cpu, libc] = [pick(systems), pick(processors), pick(libraries)];
  return {
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(os.length > 0 ? { os } : {}),
    ...(os[0] === "linux" && libc.length > 0 ? { libc } : {}),
  };
}

let added = 0;
for (const [place, entry] of Object.entries(lock.packages))
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] !== undefined || lock.packages[`${place}/${key}`] !== undefined) continue;
    const dev = place !== "" && entry.dev === true ? { dev: true } : {};
    lock.packages[key] = {
      version: range.replace(/^[\^~]/, ""),
      ...dev,
      optional: true,
      ...platformOf(name),
    };
    added++;
  }
const [own, ...others] = Object.keys(lock.packages);
lock.packages = Object.fromEntries([own, ...others.sort()].map((key) => [key, lock.packages[key]]));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries of other platforms added.`);
