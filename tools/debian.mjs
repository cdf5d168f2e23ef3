// Programs that tests use and npm doesn't have. Only root on Debian or its kin can install them.
import { onPath, say, start } from "./steps.mjs";

/** Installs those packages that are not there, in one go: `{ name: isThere }`. Where it can't, nothing happens. */
export async function ensureDebianPackages(packages) {
  const missing = () => Object.keys(packages).filter((name) => !packages[name]());
  const isRoot = process.getuid?.() === 0;
  if (missing().length === 0 || !isRoot || process.platform !== "linux" || onPath(["apt-get"]) === null)
    return;
  say(`Installing Debian's ${missing().join(" and ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => start("apt-get", [...args, "-q"], { env });
  const install = (...names) => apt("install", "-y", "--no-install-recommends", ...names);
  if ((await install(...missing())) === 0) return;
  await apt("update");
  if ((await install(...missing())) === 0) return;
  // One that this Debian doesn't have shall not keep the others away.
  for (const name of missing()) await install(name);
}
