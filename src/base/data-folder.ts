/**
 * Where everything a center keeps stands, when nobody says otherwise. As root it is a system folder, because the
 * bundled PostgreSQL refuses to run as root and its own user must be able to reach it; /root is closed to it.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { environment } from "./environment.js";

export function defaultDataFolder(): string {
  const named = environment("BREAKWATER_DATA");
  if (named !== undefined) return named;
  if (process.getuid?.() === 0) return "/var/lib/breakwater";
  const share = environment("XDG_DATA_HOME") ?? join(homedir(), ".local", "share");
  return join(share, "breakwater");
}
