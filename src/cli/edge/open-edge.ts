/**
 * Wires an edge: the doors, formats and detection of a center, and in the place of its last steps an outbox to the
 * center. Its state is files in its own folder; there is no database and no event store, and records are not kept.
 */
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { availableParallelism, hostname } from "node:os";
import { join } from "node:path";
import { type Clock, openLog, Problem, Refusal, systemClock } from "../../base/index.js";
import { DetectPool, threadsFor } from "../../detect/index.js";
import {
  type EdgeReport,
  type LocalRules,
  noLocalRules,
  parseLocalRules,
  shareProblem,
} from "../../share/index.js";
import { lockFolder } from "../../store/index.js";
import { Ingest } from "../center/ingest.js";
import { packageVersion } from "../package-version.js";
import { cliProblem } from "../problems.js";
import { openCenterLine } from "./center-line.js";
import { Courier } from "./courier.js";
import type { EdgeConfiguration } from "./edge-configuration.js";
import { type EdgeDoors, edgeSink, openEdgeDoors } from "./edge-doors.js";
import { type DetectionFigures, EdgeSpool } from "./edge-spool.js";
import type { EdgeStatus } from "./edge-status.js";
import { EdgeIdentity } from "./identity.js";
import { Outbox } from "./outbox.js";
import { openPageServer, type PageServer } from "./page-server.js";
import { SentLog } from "./sent-log.js";
import { SetKeeper } from "./set-keeper.js";

export interface EdgeOptions {
  readonly folder: string;
  readonly configuration: EdgeConfiguration;
  /** Given on the command line. */
  readonly token: string | null;
  readonly logLevel: string;
  readonly clock?: Clock;
}

export interface OpenEdge {
  readonly address: string;
  readonly syslogPort: number | null;
  status(): EdgeStatus;
  /** Reads the member's own rules again; a Problem where those of before go on. */
  reloadRules(): Problem | null;
  close(): Promise<void>;
}

function detectionReport({ version, rules, fault, found }: DetectionFigures): EdgeReport["detection"] {
  return { version, rules, fault: fault.slice(0, 300), found };
}

/** How often the index is saved where it has changed. */
const saveEveryMs = 15 * 60_000;
const latestSent = 200;

class RulesFile {
  readonly path: string;
  rules: LocalRules = noLocalRules;
  fault = "";

  constructor(path: string) {
    this.path = path;
  }

  read(): Problem | null {
    const problem = this.#read();
    this.fault = problem === null ? "" : `${problem.title}: ${problem.detail}`;
    return problem;
  }

  #read(): Problem | null {
    let text: string;
    try {
      text = readFileSync(this.path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT")
        return shareProblem("edge-rules", `${this.path}: ${(error as NodeJS.ErrnoException).code}`);
      text = "";
    }
    const rules = parseLocalRules(text);
    if (rules instanceof Problem) return shareProblem("edge-rules", `${this.path}: ${rules.detail}`);
    this.rules = rules;
    return null;
  }
}

export async function openEdge(options: EdgeOptions): Promise<OpenEdge | Problem> {
  const { folder } = options;
  const lock = await lockFolder(folder);
  if (lock instanceof Problem) return lock;
  try {
    const edge = await wire(options);
    if (edge instanceof Problem) {
      await lock.release();
      return edge;
    }
    return {
      ...edge,
      close: async () => {
        await edge.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

async function wire(options: EdgeOptions): Promise<OpenEdge | Problem> {
  const { folder, configuration, logLevel, clock = systemClock } = options;
  const settings = configuration.edge;
  const log = openLog({ level: logLevel });
  const startedUs = clock.nowUs();
  const version = packageVersion();
  const name = settings.name ?? hostname().slice(0, 100);
  const rules = new RulesFile(settings.rules ?? join(folder, "edge-rules.yaml"));
  // A rule that can't be read must not let out what it would have held back.
  const unreadable = rules.read();
  if (unreadable !== null) return unreadable;
  const identity = await EdgeIdentity.open(folder, settings.centerKey?.toLowerCase() ?? null);
  if (identity instanceof Problem) return identity;
  const ending = new AbortController();
  const line = openCenterLine(settings, identity.now.id, options.token, ending.signal);
  if (line instanceof Problem) return line;
  await mkdir(join(folder, "doors"), { recursive: true, mode: 0o700 });
  let pool: DetectPool | null = null;
  let spool: EdgeSpool | null = null;
  let courier: Courier | null = null;
  const set = new SetKeeper({
    folder: join(folder, "set"),
    log,
    identity,
    onSwap: (index) => pool?.lookAt(index),
    onBlobs: () => void spool?.follow(),
  });
  await set.open();
  pool = new DetectPool({
    threads: configuration.detect.threads ?? threadsFor(availableParallelism()),
    index: set.index,
    log,
  });
  const detection = pool;
  const outbox = await Outbox.open({
    folder: join(folder, "outbox"),
    bytesMax: settings.outboxMiB * 1024 * 1024,
    clock,
    log,
  });
  const opened = await EdgeSpool.open({
    folder,
    clock,
    log,
    outbox,
    identity,
    pool,
    content: () => set.blobs,
    onWaiting: () => courier?.wake(),
  });
  if (opened instanceof Problem) return opened;
  spool = opened;
  const sent = await SentLog.open(join(folder, "sent"));
  const counts = { records: 0, refused: 0, hits: 0 };
  let doors: EdgeDoors | null = null;
  let lastReport: EdgeReport | null = null;
  const report = (currentUs: number | null): EdgeReport => {
    const { epoch, sequence, indicators, blind } = set.figures();
    const { bytes, bytesMax, oldestUs, merged, dropped } = outbox.figures();
    lastReport = {
      name,
      version,
      nowUs: clock.nowUs(),
      set: { epoch, sequence, currentUs, indicators, blind },
      waiting: { bytes, bytesMax, oldestUs, merged, dropped },
      records: counts.records,
      ...(opened.detects || opened.figures().fault !== ""
        ? { detection: detectionReport(opened.figures()) }
        : {}),
      // Paths of files are the member's; that there is such a door is enough.
      doors: (doors?.readings() ?? []).slice(0, 50).map(({ id, title, state }) => {
        const isFile = id.startsWith("door-file-");
        return { id: isFile ? "door-file" : id, title: isFile ? "A followed file" : title, state };
      }),
    };
    return lastReport;
  };
  const exchanging = new Courier({
    clock,
    log,
    line,
    identity,
    outbox,
    sent,
    set,
    rules: () => rules.rules,
    report,
  });
  courier = exchanging;
  const ingest = new Ingest({
    clock,
    spool: opened,
    isApplied: async () => false,
    isContentApplied: async () => false,
    pool: detection,
    withEvents: () => opened.detects,
    onTaken: ({ records, refused, hits }) => {
      counts.records += records;
      counts.refused += refused;
      counts.hits += hits.length;
    },
  });
  const sink = edgeSink(ingest);
  const status = (): EdgeStatus => {
    const nowUs = clock.nowUs();
    const exchange = exchanging.state;
    return {
      name,
      version,
      edgeId: identity.now.id,
      center: settings.center ?? "",
      centerKey: identity.now.publicKey,
      nowUs,
      startedUs,
      exchange,
      set: {
        ...set.figures(),
        ageS: exchange.currentUs === null ? null : Math.round((nowUs - exchange.currentUs) / 1e6),
        blobs: Object.fromEntries(Object.entries(set.blobs).map(([blob, { version: mark }]) => [blob, mark])),
      },
      outbox: outbox.figures(),
      sent: { uploads: sent.count, latest: sent.list(latestSent) },
      ...counts,
      detection: opened.figures(),
      doors: doors?.readings() ?? [],
      rules: { path: rules.path, fault: rules.fault, settings: rules.rules.settings },
      report: lastReport,
    };
  };
  const saving = setInterval(() => void set.save(), saveEveryMs).unref();
  const closeAll = async (page: PageServer | null): Promise<void> => {
    clearInterval(saving);
    await Promise.all([page?.close(), doors?.close()]);
    ending.abort();
    await exchanging.close();
    await opened.close();
    await detection.close();
    await outbox.close();
    await set.save();
  };
  let page: PageServer | null = null;
  try {
    const parts = { sink, status, waiting: () => outbox.peek(), sent: (id: string) => sent.read(id) };
    page = await openPageServer({ port: settings.port, ...parts });
    doors = await openEdgeDoors({ folder: join(folder, "doors"), clock, log, sink }, configuration.intake);
  } catch (error) {
    await closeAll(page);
    throw error;
  }
  return {
    address: page.address,
    syslogPort: doors.syslogPort,
    status,
    reloadRules: () => rules.read(),
    close: () => closeAll(page),
  };
}

export const notAnEdge = (folder: string): Problem =>
  cliProblem(
    "edge-folder",
    `No edge runs on ${folder}.`,
    "Start it with `breakwater edge`, or name its folder with --data.",
  );
