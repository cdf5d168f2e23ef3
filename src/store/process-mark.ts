/**
 * Which process a note on disk means. A pid alone is not enough: pids are used again, after a reboot and within
 * one. So a mark also holds the start time, the boot and the pid namespace, and only a process that agrees in all
 * of them is the one that wrote it. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

export interface ProcessMark {
  readonly pid: number;
  /** When the process started, in the words of the system; empty where it can't be told. */
  readonly started: string;
  /** The boot and pid namespace in which the pid has meaning. */
  readonly where: string;
}

function readOr(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}

/** The start time of a living process; undefined where there is no such process (a zombie is none). */
export function processStarted(pid: number): string | undefined {
  if (process.platform === "linux") {
    const stat = readOr(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
    // The name in brackets may hold anything, so fields count from the last bracket: state is field 3, start 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return stat === "" || fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  }
  const started = readOr(() =>
    execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: "pipe" }),
  );
  return started === "" ? undefined : started;
}

/** The boot and namespace of this process. */
export function processWhere(): string {
  const boot = readOr(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")) || hostname();
  return `${boot} ${readOr(() => readlinkSync("/proc/self/ns/pid"))}`.trim();
}

export function ownMark(): ProcessMark {
  return { pid: process.pid, started: processStarted(process.pid) ?? "", where: processWhere() };
}

/**
 * Whether the marked process lives: `true`, `false`, or `undefined` where its pid has no meaning here (another
 * container or host, or an earlier boot of this one).
 */
export function markedProcessLives(mark: ProcessMark): boolean | undefined {
  if (mark.where !== processWhere()) return undefined;
  return processStarted(mark.pid) === mark.started;
}
