/**
 * rsyslog and syslog-ng as Debian ships them. The two packages exclude each other, so syslog-ng is unpacked beside the
 * system (`apt-get download`, `dpkg -x`) where it isn't installed; `tools/test.mjs` installs what both need.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const modules = "/usr/lib/x86_64-linux-gnu/rsyslog";

export function hasRsyslog(module: string): boolean {
  const folders = [modules, "/usr/lib/aarch64-linux-gnu/rsyslog", "/usr/lib/rsyslog"];
  return (
    existsSync("/usr/sbin/rsyslogd") && folders.some((folder) => existsSync(join(folder, `${module}.so`)))
  );
}

export interface SyslogNg {
  readonly program: string;
  readonly modules: string;
  readonly include: string;
  readonly environment: NodeJS.ProcessEnv;
}

const packages = ["syslog-ng-core", "syslog-ng-mod-http", "syslog-ng-scl"];

function at(root: string): SyslogNg | null {
  const libraries = join(root, "usr/lib");
  const program = join(root, "usr/sbin/syslog-ng");
  const version = existsSync(join(libraries, "syslog-ng"))
    ? readdirSync(join(libraries, "syslog-ng")).find((name) => /^\d/.test(name))
    : undefined;
  if (!existsSync(program) || version === undefined) return null;
  const own = readdirSync(libraries).filter((name) => name.includes("linux-gnu"));
  const path = [join(libraries, "syslog-ng"), ...own.map((name) => join(libraries, name))].join(":");
  const found: SyslogNg = {
    program,
    modules: join(libraries, "syslog-ng", version),
    include: join(root, "usr/share/syslog-ng/include/scl"),
    environment: { ...process.env, LD_LIBRARY_PATH: path },
  };
  const works = spawnSync(program, ["--module-path", found.modules, "-V"], { env: found.environment });
  const parts = [join(found.modules, "libhttp.so"), join(found.include, "elasticsearch/elastic-http.conf")];
  return works.status === 0 && parts.every((part) => existsSync(part)) ? found : null;
}

/** The installed one, or one unpacked for the tests; null where there is neither. */
export function findSyslogNg(): SyslogNg | null {
  const installed = at("/");
  if (installed !== null) return installed;
  const folder = join(tmpdir(), `breakwater-syslog-ng-${process.getuid?.() ?? 0}`);
  const before = at(folder);
  if (before !== null) return before;
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync("apt-get", ["download", "-q", ...packages], {
      cwd: folder,
      stdio: "ignore",
      timeout: 120_000,
    });
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".deb")))
      execFileSync("dpkg", ["-x", name, folder], { cwd: folder, stdio: "ignore" });
    return at(folder);
  } catch {
    return null;
  }
}

export interface RunningShipper {
  readonly process: ChildProcess;
  said(): string;
  stop(): Promise<void>;
}

function running(child: ChildProcess): RunningShipper {
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (data: Buffer) => {
      said = `${said}${data.toString()}`.slice(-20_000);
    });
  return {
    process: child,
    said: () => said,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

export function startRsyslog(configuration: string, folder: string): RunningShipper {
  return running(spawn("/usr/sbin/rsyslogd", ["-n", "-f", configuration, "-i", join(folder, "rsyslog.pid")]));
}

export function startSyslogNg(found: SyslogNg, configuration: string, folder: string): RunningShipper {
  const files = ["persist", "pid", "ctl"].map((name) => join(folder, `syslog-ng.${name}`));
  const [persist, pid, control] = files as [string, string, string];
  const places = ["-f", configuration, "-R", persist, "-p", pid, "-c", control];
  return running(
    spawn(found.program, ["-F", "--no-caps", "-e", "--module-path", found.modules, ...places], {
      env: found.environment,
    }),
  );
}
