/**
 * `breakwater up`: runs the center until it is told to stop. On the first run it makes the data folder and prints
 * a sign-in link. A signal ends it in order: doors first, then what is under way, then the stores.
 */
import { fileURLToPath } from "node:url";
import { type Command, InvalidArgumentError, Option } from "commander";
import { openServer, type Server } from "../../api/index.js";
import { dataFolder, environment, newToken, Refusal } from "../../base/index.js";
import { openGeo } from "../../detect/index.js";
import { createSignInLink, ensureOperator, firstLinkMs } from "../../members/index.js";
import { openMail } from "../../warn/index.js";
import { packedSettings } from "../../work/index.js";
import { orRefuse } from "../answering.js";
import { doorSink } from "../center/door-sink.js";
import { ingestHandler } from "../center/ingest-door.js";
import { type OpenCenter, openCenter } from "../center/open-center.js";
import { openDoors } from "../center/open-doors.js";
import { openReportMail } from "../center/open-report-mail.js";
import { openPeerDoor } from "../center/peer-door.js";
import { ownAddress, publicAddress } from "../center/public-address.js";
import { recordStart, recordStop } from "../center/run-entries.js";
import { removeRunFile, writeRunFile } from "../center/run-file.js";
import type { CliCommand } from "../command.js";
import { type Configuration, readConfiguration } from "../configuration.js";
import { readConfigured } from "../configured.js";
import { runEdge } from "../edge/run-edge.js";
import { startFrom, startingPack } from "../pack/starting.js";
import { cliProblem } from "../problems.js";
import { readCertificate, settleTls, type Tls } from "../tls/key-pair.js";

interface UpOptions {
  readonly data?: string;
  readonly config?: string;
  readonly port?: number;
  readonly syslogPort?: number;
  readonly pack?: string;
  readonly trust?: string;
  readonly role?: string;
  readonly json?: boolean;
}

const webFolder = fileURLToPath(new URL("../../web", import.meta.url));

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("A port is 0 to 65535.");
  return port;
}

/** `packed` are settings that came with a pack, which hold where neither the file nor an option says otherwise. */
function settle(options: UpOptions, packed: Readonly<Record<string, unknown>> = {}): Configuration {
  const read = orRefuse(readConfiguration(options.config, packed));
  const configuration: Configuration = {
    ...read,
    api: { ...read.api, port: options.port ?? read.api.port },
    intake: {
      ...read.intake,
      syslog: { ...read.intake.syslog, port: options.syslogPort ?? read.intake.syslog.port },
    },
  };
  return configuration;
}

/** The first run's link, or null where somebody has signed in before. */
async function firstLink(center: OpenCenter): Promise<string | null> {
  const { person } = await ensureOperator(center.state.db, center.clock);
  const { db } = center.state;
  const used = await db
    .selectFrom("sign_in_link")
    .select("person_id")
    .where("used_us", "is not", null)
    .limit(1)
    .execute();
  const sessions = await db.selectFrom("session").select("person_id").limit(1).execute();
  if (used.length + sessions.length > 0) return null;
  return `${center.address}/sign-in#${orRefuse(await createSignInLink(center.state.db, center.clock, person.id, firstLinkMs))}`;
}

interface Opened {
  readonly syslogPort: number | null;
  readonly syslogTlsPort: number | null;
  readonly relpPort: number | null;
  readonly mailPort: number | null;
  readonly peerPort: number | null;
  readonly tls: Tls | null;
}

function announce(
  center: OpenCenter,
  link: string | null,
  { syslogPort, syslogTlsPort, relpPort, mailPort, peerPort, tls }: Opened,
  json: boolean,
): void {
  if (json) {
    const ready = {
      type: "ready",
      address: center.address,
      link,
      data: center.folder,
      syslogPort,
      syslogTlsPort,
      relpPort,
      mailPort,
      peerPort,
      auditKey: center.audit.publicKey,
      fingerprint: tls?.fingerprint ?? null,
      pid: process.pid,
    };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    return;
  }
  const signIn =
    link === null
      ? `\`npm run -s breakwater -- person link --data ${center.folder}\` prints a new link`
      : `${link}   (works once, for 24 hours)`;
  process.stdout.write(
    [
      `Breakwater ${center.version}`,
      `  data     ${center.folder}`,
      `  console  ${center.address}`,
      `  sign in  ${signIn}`,
      ...(tls?.selfSigned === true
        ? [
            "  tls      self-signed: the browser warns; go on only where it shows this SHA-256 fingerprint",
            `           ${tls.fingerprint}`,
          ]
        : []),
      ...(syslogPort === null ? [] : [`  syslog   port ${syslogPort}, UDP and TCP`]),
      ...(syslogTlsPort === null ? [] : [`  syslog   port ${syslogTlsPort}, TLS`]),
      ...(relpPort === null ? [] : [`  relp     port ${relpPort}`]),
      ...(mailPort === null ? [] : [`  mail     port ${mailPort}`]),
      ...(peerPort === null ? [] : [`  peers    port ${peerPort}, TLS`]),
      // The key is worth having elsewhere from the first day on: a copy of the chain is verified with it.
      ...(link === null ? [] : [`  audit    public key ${center.audit.publicKey}`]),
      ...center.state.notes.map((note) => `  note     ${note}`),
      "",
    ].join("\n"),
  );
}

function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(signal));
  });
}

async function run(options: UpOptions): Promise<void> {
  if (options.role === "edge") return runEdge(options);
  const configuration = settle(options);
  const folder = dataFolder(options.data ?? environment("BREAKWATER_DATA") ?? configuration.data);
  const stopped = untilSignal();
  orRefuse(openGeo(configuration.detect.geo ?? {}));
  const pack = options.pack === undefined ? null : await startingPack(options.pack, folder, options.trust);
  const center = orRefuse(
    await openCenter({
      folder,
      logLevel: environment("BREAKWATER_LOG") ?? configuration.log,
      threads: configuration.detect.threads,
      geo: configuration.detect.geo,
      oidc: configuration.signIn.oidc,
      mail: orRefuse(openMail(configuration.mail)),
      taxiiServers: configuration.share.taxii.servers,
      peersNear: configuration.share.peers.near,
      mispFeeds: configuration.share.misp.feeds,
      configured: orRefuse(readConfigured(options.config)),
    }),
  );
  try {
    if (pack !== null) await startFrom(center, pack);
    const settled = settle(options, await packedSettings(center.state.db));
    await serve(center, settled, options.json ?? false, stopped);
  } finally {
    await center.close();
  }
}

async function openConsole(
  center: OpenCenter,
  settings: Configuration["api"],
  tls: Tls | null,
): Promise<Server> {
  const { state, clock, ingest, networks, isFull } = center;
  const handler = ingestHandler(doorSink({ state, clock, ingest, networks, isFull }));
  try {
    const { host, port, behindProxy } = settings;
    return await openServer({ center, ingest: handler, host, port, behindProxy, tls, webFolder });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    const reason = code === "EADDRINUSE" ? "is taken by another program" : "may not be opened by this user";
    throw new Refusal(cliProblem("port-taken", `Port ${settings.port} of ${settings.host} ${reason}.`));
  }
}

/** Opens the console and the doors, and closes them in order when the signal comes or something fails. */
async function serve(
  center: OpenCenter,
  configuration: Configuration,
  json: boolean,
  stopped: Promise<string>,
): Promise<void> {
  const { api } = configuration;
  const tls = orRefuse(await settleTls(api, center.folder, center.clock));
  await center.readyToLook();
  const server = await openConsole(center, api, tls);
  try {
    center.setAddress(publicAddress(api.publicUrl, server.address));
    const certificate = () => (tls === null ? [] : [readCertificate(tls, center.clock.nowUs())]);
    const reportMail = await openReportMail(center, configuration.reports.mail, tls);
    const { host, port } = configuration.share.peers;
    const peerDoor = port === undefined ? null : orRefuse(await openPeerDoor(center, { host, port }));
    const others = () => [...reportMail.health(), ...certificate()];
    const doors = await openDoors(center, configuration.intake, tls, others);
    try {
      const token = newToken("bwr");
      center.setLocalToken(token);
      await recordStart(center);
      writeRunFile(center.folder, {
        address: ownAddress(server.address),
        token,
        pid: process.pid,
        fingerprint: tls?.fingerprint ?? null,
      });
      announce(
        center,
        await firstLink(center),
        {
          ...doors,
          mailPort: reportMail.port,
          peerPort: peerDoor?.port ?? null,
          tls,
        },
        json,
      );
      const signal = await stopped;
      center.log.info({ signal }, "stopping");
      removeRunFile(center.folder);
      await recordStop(center, signal);
    } finally {
      await Promise.all([reportMail.close(), peerDoor?.close(), doors.close()]);
    }
  } finally {
    await server.close();
  }
}

export const up = {
  id: "up",
  register(program: Command): void {
    program
      .command("up")
      .description("Run the center.")
      .option("--data <folder>", "the data folder")
      .option("--config <file>", "a YAML file with settings")
      .option("--port <n>", "port of the console and the API; 0 takes any free one", portNumber)
      .option("--syslog-port <n>", "port of the syslog door; 0 takes any free one", portNumber)
      .option("--pack <file>", "start a new center from a pack of another; only in an empty data folder")
      .option("--trust <fingerprint>", "the pack's fingerprint, compared with the center that made it")
      .addOption(
        new Option(
          "--role <role>",
          "what to run; an edge takes its center from `edge` in the configuration",
        ).choices(["center", "edge"]),
      )
      .option("--json", "say that it is ready in one JSON line")
      .addHelpText(
        "after",
        "\nExamples:\n  $ breakwater up\n  $ breakwater up --data /srv/breakwater --config breakwater.yaml\n  $ breakwater up --pack breakwater-pack-2026-11-26.tar.gz\n",
      )
      .action(run);
  },
} satisfies CliCommand;
