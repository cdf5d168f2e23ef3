/**
 * Where everything a center keeps stands, when nobody says otherwise. As root it is a system folder, because the
 * bundled PostgreSQL refuses to run as root and its own user must be able to reach it; /root is closed to it. Whoever
 * reads a folder's name makes it absolute here, once: PostgreSQL runs in another folder and asks each one above it.
 */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { environment } from "./environment.js";

export function defaultDataFolder(): string {
  const named = environment("BREAKWATER_DATA");
  if (named !== undefined) return resolve(named);
  if (process.getuid?.() === 0) return "/var/lib/breakwater";
  const share = environment("XDG_DATA_HOME") ?? join(homedir(), ".local", "share");
  return join(share, "breakwater");
}

/** The folder that was given, or else the default one. */
export const dataFolder = (given: string | undefined): string =>
  given === undefined ? defaultDataFolder() : resolve(given);
