/** Runs an edge until it is told to stop; SIGHUP reads the member's own rules again. */
import { dataFolder, defaultDataFolder, environment, newToken, Problem, Refusal } from "../../base/index.js";
import { removeRunFile, writeRunFile } from "../center/run-file.js";
import { readSettings } from "../read-settings.js";
import { type EdgeConfiguration, edgeConfigurationSchema } from "./edge-configuration.js";
import { type OpenEdge, openEdge } from "./open-edge.js";

export interface EdgeRunOptions {
  readonly data?: string | undefined;
  readonly config?: string | undefined;
  readonly center?: string | undefined;
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly centerKey?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly authorityFile?: string | undefined;
  readonly rules?: string | undefined;
  readonly name?: string | undefined;
  readonly port?: number | undefined;
  readonly syslogPort?: number | undefined;
  readonly json?: boolean | undefined;
}

/** Beside the folder that a center would have, as both may run on one machine. */
export const edgeFolder = (given: string | undefined): string =>
  dataFolder(given ?? environment("BREAKWATER_DATA") ?? `${defaultDataFolder()}-edge`);

function orRefuse<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Refusal(answer);
  return answer;
}

function settle(options: EdgeRunOptions): EdgeConfiguration {
  const read = orRefuse(readSettings(edgeConfigurationSchema, options.config));
  const { center, tokenFile, centerKey, fingerprint, authorityFile, rules, name, port } = options;
  const said = { center, tokenFile, centerKey, fingerprint, authorityFile, rules, name, port };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return {
    ...read,
    edge: { ...read.edge, ...given },
    intake: {
      ...read.intake,
      syslog: { ...read.intake.syslog, port: options.syslogPort ?? read.intake.syslog.port },
    },
  };
}

function announce(edge: OpenEdge, folder: string, json: boolean): void {
  const { edgeId, center, name, version } = edge.status();
  if (json) {
    const ready = {
      type: "ready",
      address: edge.address,
      data: folder,
      syslogPort: edge.syslogPort,
      edgeId,
      pid: process.pid,
    };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    return;
  }
  process.stdout.write(
    [
      `Breakwater edge ${version}`,
      `  name     ${name}`,
      `  data     ${folder}`,
      `  center   ${center}`,
      `  page     ${edge.address}   (what was sent, what waits, your own rules)`,
      `  ingest   ${edge.address}/ingest`,
      ...(edge.syslogPort === null ? [] : [`  syslog   port ${edge.syslogPort}, UDP and TCP`]),
      "  records  are read and not kept; only sightings leave",
      "",
    ].join("\n"),
  );
}

const untilSignal = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(signal));
  });

export async function runEdge(options: EdgeRunOptions): Promise<void> {
  const stopped = untilSignal();
  const configuration = settle(options);
  const folder = edgeFolder(options.data ?? configuration.data);
  const edge = orRefuse(
    await openEdge({
      folder,
      configuration,
      token: options.token ?? null,
      logLevel: environment("BREAKWATER_LOG") ?? configuration.log,
    }),
  );
  const reload = () => {
    const problem = edge.reloadRules();
    process.stderr.write(
      problem instanceof Problem ? `${problem.detail}\n` : "The local rules were read again.\n",
    );
  };
  process.on("SIGHUP", reload);
  try {
    writeRunFile(folder, {
      address: edge.address,
      token: newToken("bwr"),
      pid: process.pid,
      fingerprint: null,
    });
    announce(edge, folder, options.json ?? false);
    await stopped;
    removeRunFile(folder);
  } finally {
    process.off("SIGHUP", reload);
    await edge.close();
  }
}
