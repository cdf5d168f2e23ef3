/**
 * How commands find the center that runs on this machine: `run.json` in the data folder holds its address and a
 * token of this run, readable by the folder's owner alone. Whoever can read it owns the data anyway; the token
 * gives the operator's rights over loopback and dies with the process.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const runSchema = z.strictObject({
  address: z.url(),
  token: z.string().min(20),
  pid: z.number().int(),
  /** SHA-256 of the console's certificate; null for plain HTTP. */
  fingerprint: z.string().nullable().default(null),
});
export type RunFile = z.infer<typeof runSchema>;

const fileIn = (folder: string): string => join(folder, "run.json");

export function writeRunFile(folder: string, run: RunFile): void {
  rmSync(fileIn(folder), { force: true });
  writeFileSync(fileIn(folder), JSON.stringify(run), { mode: 0o600, flag: "wx" });
}

export function removeRunFile(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}

/** The center running on a data folder; null where none is, or its process is gone. */
export function readRunFile(folder: string): RunFile | null {
  try {
    const run = runSchema.parse(JSON.parse(readFileSync(fileIn(folder), "utf8")));
    process.kill(run.pid, 0);
    return run;
  } catch {
    return null;
  }
}
