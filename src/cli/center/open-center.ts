/**
 * Wires the rooms together: one data folder, its stores, the index of indicators, the spool and what follows from
 * it. `up` adds doors and the console; commands open it for one question. Nothing is decided here.
 */
import { EventEmitter } from "node:events";
import { availableParallelism } from "node:os";
import type { Caller, Center, LiveKind, ReportMailFigures, SourceHealth } from "../../api/index.js";
import { type Clock, type Log, openLog, Problem, systemClock } from "../../base/index.js";
import {
  DetectPool,
  type GeoSettings,
  LearnRunner,
  ReplayRunner,
  threadsFor,
  Watch,
  type WatchedMembers,
  watchFolder,
} from "../../detect/index.js";
import { importEntries } from "../../intel/index.js";
import {
  centerMemberId,
  ensureCenterMember,
  ensureOperator,
  listMembers,
  MemberNetworks,
  type OidcSettings,
  openOidc,
  sealStored,
} from "../../members/index.js";
import { hitsIn } from "../../model/index.js";
import type { OtherFeed, OtherServer } from "../../share/index.js";
import { AuditKeeper, type Drainer, openDrainer, type State } from "../../store/index.js";
import { type Channel, setMailOn } from "../../warn/index.js";
import { type Configured, nothingConfigured } from "../../work/index.js";
import { packageVersion } from "../package-version.js";
import { CenterHealth } from "./center-health.js";
import { consequencesOf } from "./consequences.js";
import { DemoPlayer } from "./demo-player.js";
import { EdgeContent } from "./edge-blobs.js";
import { Importer } from "./importer.js";
import { IndexKeeper } from "./index-keeper.js";
import { Ingest } from "./ingest.js";
import { LetterSender } from "./letter-sender.js";
import { LiveCounter } from "./live-counts.js";
import type { MailJudge } from "./mail-judge.js";
import { removeMarked } from "./marked.js";
import { openRules } from "./open-rules.js";
import { openSites } from "./open-sites.js";
import { openStores, type Stores } from "./open-stores.js";
import { PeerKeeper } from "./peer-keeper.js";
import { portionBytes } from "./portions.js";
import { withNote } from "./with-note.js";
import { openWorkers } from "./workers.js";

export interface CenterOptions {
  readonly folder: string;
  readonly logLevel: string;
  /** Real milliseconds for one minute of the sample port. */
  readonly demoMinuteMs?: number;
  /** Threads that detect; by the number of cores where left out. */
  readonly threads?: number | undefined;
  /** Milliseconds between two looks at what sources say, for those who read it from here, and for other centers. */
  readonly exchangeEveryMs?: number | undefined;
  /** Files that tell where addresses are. */
  readonly geo?: GeoSettings | undefined;
  /** Other TAXII servers to read. */
  readonly taxiiServers?: readonly OtherServer[] | undefined;
  /** Whether other centers may stand in this or a private network. */
  readonly peersNear?: boolean | undefined;
  /** Other MISP feeds to read. */
  readonly mispFeeds?: readonly OtherFeed[] | undefined;
  /** What the configuration file says, as far as a pack may tell of it. */
  readonly configured?: Configured | undefined;
  /** Sign-in by the company's own accounts, where it is configured. */
  readonly oidc?: OidcSettings | undefined;
  /** Outgoing mail; null where none is configured. Left out by commands, which send nothing and leave it as it is. */
  readonly mail?: Channel | null | undefined;
  readonly clock?: Clock;
}

/** A center with what only `cli/` may reach: its doors' way in, and its end. */
export interface OpenCenter extends Center {
  readonly folder: string;
  readonly ingest: Ingest;
  readonly networks: () => MemberNetworks;
  /** True where the spool has no room for another portion: senders are told to wait. */
  readonly isFull: () => boolean;
  /** Looks at mail that comes in. */
  readonly mailJudge: MailJudge;
  readonly peers: PeerKeeper;
  /** The door for mail tells its counts here. */
  setReportMail(read: () => Omit<ReportMailFigures, "judged">): void;
  /** Set by `up` when the console listens. */
  setAddress(address: string): void;
  setLocalToken(token: string): void;
  /** Doors tell their health here. */
  setDoorHealth(read: () => readonly Omit<SourceHealth, "sinceUs">[]): void;
  /** Resolves when what comes in is looked at by rules and by what watches, from the first record on. */
  readyToLook(): Promise<void>;
  /** Resolves when everything acknowledged has had its consequences. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

async function watchedMembers(db: State["db"]): Promise<WatchedMembers> {
  const members = (await listMembers(db)).map(({ id, networks }) => ({ id, networks }));
  return { members, centerId: await centerMemberId(db) };
}

/** The operator that a command on the machine itself acts as. */
export async function localOperator(center: Center): Promise<Caller> {
  const { person } = await ensureOperator(center.state.db, center.clock);
  return { person, sessionHash: null };
}

export async function openCenter(options: CenterOptions): Promise<OpenCenter | Problem> {
  const clock = options.clock ?? systemClock;
  const log = openLog({ level: options.logLevel });
  const stores = await openStores(options.folder, log, clock);
  if (stores instanceof Problem) return stores;
  try {
    return await wire(options, stores, log, clock);
  } catch (error) {
    await stores.close();
    throw error;
  }
}

async function wire(options: CenterOptions, stores: Stores, log: Log, clock: Clock): Promise<OpenCenter> {
  const { events, spool, secrets } = stores;
  const state = withNote(stores.state, await sealStored(stores.state.db, clock, secrets), log);
  const emitter = new EventEmitter().setMaxListeners(0);
  const emit = (kind: LiveKind): void => void emitter.emit("change", kind);
  const counter = new LiveCounter(clock);
  let pool: DetectPool | null = null;
  const keeper = new IndexKeeper({
    state,
    log,
    folder: options.folder,
    onSwap: (index) => {
      pool?.lookAt(index);
      watch?.askIndex(index);
    },
  });
  let networks = new MemberNetworks([]);
  let watch: Watch | null = null;
  const refreshMembers = async (): Promise<void> => {
    networks = new MemberNetworks(await listMembers(state.db));
    watch?.lookAt(await watchedMembers(state.db));
  };
  const audit = await AuditKeeper.open({ db: state.db, clock, log, key: stores.auditKey });
  await ensureCenterMember(state.db, clock);
  await refreshMembers();
  await keeper.open();
  pool = new DetectPool({
    threads: options.threads ?? threadsFor(availableParallelism()),
    index: keeper.index,
    log,
  });
  const detection = pool;
  const watching = await Watch.open({
    folder: watchFolder(options.folder),
    log,
    members: await watchedMembers(state.db),
    geo: options.geo,
    isApplied: stores.isApplied,
    ready: () => rules.ready,
  });
  watching.askIndex(keeper.index);
  watch = watching;
  const rules = openRules({ state, clock, log, pool: detection, watch: watching });
  const sites = await openSites(state, watching);
  const consequences = consequencesOf({ state, clock, counter, log, emit, watch: watching });
  const drainer: Drainer = openDrainer({ spool, events, consequences, log, clock });
  const ingest = new Ingest({
    clock,
    spool,
    items: stores.items,
    isApplied: stores.isApplied,
    isContentApplied: async (contentId) =>
      (await state.db
        .selectFrom("batch")
        .select("id")
        .where("content_id", "=", contentId)
        .executeTakeFirst()) !== undefined,
    pool: detection,
    onTaken: (outcome) => {
      counter.addSlow(outcome.slow ?? {});
      counter.add(
        { records: outcome.records, refused: outcome.refused, hits: hitsIn(outcome.hits) },
        outcome.meta.mark,
      );
      emit("counts");
    },
  });
  const refresh: Center["refresh"] = async (what) => {
    if (what === "members") await refreshMembers();
    if (what !== "indicators") return sites.refresh();
    await keeper.refresh();
    await workers.exchange.wake();
  };
  const demo = new DemoPlayer({
    clock,
    state,
    take: (arrival) => ingest.take(arrival),
    addFeed: (source, entries, actor) => importEntries(state, clock, source, entries, actor),
    refresh,
    removeMarked: async (mark, actor) => {
      await drainer.idle();
      await removeMarked({ state, events, clock }, mark, actor);
      await watching.forgetMark(mark);
      counter.forget(mark);
    },
    onChange: () => emit("source"),
    minuteMs: options.demoMinuteMs ?? 700,
  });
  await demo.open();
  const workers = openWorkers({
    state,
    clock,
    log,
    emit,
    countWarning: (mark) => counter.add({ warnings: 1 }, mark),
    taxiiServers: options.taxiiServers ?? [],
    mispFeeds: options.mispFeeds ?? [],
    exchangeEveryMs: options.exchangeEveryMs,
    onIndicators: () => refresh("indicators"),
  });
  const { mailJudge } = workers;
  const peers = new PeerKeeper({
    state,
    clock,
    log,
    identity: stores.peerIdentity,
    audit,
    mayBeNear: options.peersNear ?? false,
    everyMs: options.exchangeEveryMs,
    onIndicators: () => refresh("indicators"),
    onWarnings: () => emit("warning"),
  });
  const importer = new Importer({ state, clock, log, onDone: () => keeper.refresh() });
  const edgeContent = new EdgeContent({ state, clock, log, rules });
  const replays = new ReplayRunner({ events, clock });
  const learning = new LearnRunner({ events, clock, watch: watching });
  const oidc = options.oidc === undefined ? null : openOidc(state.db, clock, log, options.oidc);
  if (options.mail !== undefined) await setMailOn(state.db, clock, options.mail !== null);
  let address = "";
  const mail =
    options.mail === undefined || options.mail === null
      ? null
      : new LetterSender({ state, clock, log, channel: options.mail, address: () => address });
  let localToken: string | null = null;
  let reportMail: () => Omit<ReportMailFigures, "judged"> = () => ({
    addresses: [],
    received: 0,
    refused: new Map(),
  });
  let doorHealth: () => readonly Omit<SourceHealth, "sinceUs">[] = () => [];
  const parts = {
    clock,
    log,
    state,
    events,
    spool,
    drainer,
    audit,
    doors: () => [...doorHealth(), ...peers.readings],
    watchTrouble: () => watching.figures().trouble,
    mail,
    onChange: () => emit("source"),
  };
  emitter.on("change", (kind: LiveKind) => {
    if (kind === "warning") mail?.wake();
  });
  const health = new CenterHealth(parts);
  await health.renew();
  return {
    clock,
    log,
    state,
    events,
    audit,
    rules,
    replays,
    learning,
    configured: options.configured ?? nothingConfigured,
    secrets,
    folder: options.folder,
    version: packageVersion(),
    oidc,
    mail,
    ingest,
    networks: () => networks,
    isFull() {
      const { bytes, bytesMax } = spool.depth();
      return bytesMax - bytes < Math.min(portionBytes, bytesMax / 10);
    },
    peers,
    peerIdentity: stores.peerIdentity,
    fillPeers: () => peers.fill(),
    wakePeers: () => void peers.wake(),
    receivePeerBatch: (line, actor) => peers.receive(line, null, actor),
    peerHead: () => peers.head(),
    mailJudge,
    reportMail: () => ({ ...reportMail(), judged: mailJudge.judged }),
    setReportMail: (read) => {
      reportMail = read;
    },
    get address() {
      return address;
    },
    setAddress: (next) => {
      address = next;
      mail?.start();
    },
    setLocalToken: (token) => {
      localToken = token;
    },
    setDoorHealth: (read) => {
      doorHealth = read;
    },
    localCaller: async (token) =>
      localToken !== null && token === localToken
        ? { person: (await ensureOperator(state.db, clock)).person, sessionHash: null }
        : null,
    signer: stores.auditKey,
    edgeBlobs: (memberId, gate) => edgeContent.blobsFor(memberId, gate),
    listed: (observable, atUs) => keeper.index.lookup(observable, atUs)?.indicator ?? null,
    takeSeen: (outcome) => ingest.takeSeen(outcome),
    counts: () => counter.read(),
    doorFigures: () => ingest.counts.byDoor,
    spoolDepth: () => spool.depth(),
    watchFigures: () => watching.figures(),
    slowRecords: () => counter.slow,
    allowedBy: (observable) => keeper.allowedBy(observable),
    health: () => health.list,
    onChange: (listener) => {
      emitter.on("change", listener);
      return () => emitter.off("change", listener);
    },
    changed: (kind) => {
      workers.wake(kind);
      emit(kind);
    },
    startDemo: async (actor) => demo.start(actor),
    removeDemo: (actor) => demo.remove(actor),
    demoState: () => demo.state,
    startImport: (what) => importer.start(what),
    importState: () => importer.state,
    taxiiOthers: () => workers.puller.states(),
    pullTaxii: (name) => workers.puller.pull(name),
    taxiiGivings: () => workers.giver.states(),
    giveTaxii: (name) => workers.giver.pull(name),
    mispFeeds: () => workers.mispPuller.states(),
    pullMisp: (name) => workers.mispPuller.pull(name),
    refresh,
    readyToLook: () => watching.begin(),
    idle: () => drainer.idle(),
    close: async () => {
      await replays.stop();
      await learning.stop();
      await rules.close();
      await demo.close();
      await importer.close();
      await workers.close();
      await mail?.close();
      await peers.close();
      health.close();
      await drainer.close();
      await watching.close();
      await detection.close();
      await keeper.close();
      await audit
        .close()
        .catch((error: unknown) => log.warn({ err: error }, "the audit chain's end was not signed"));
      await stores.close();
    },
  };
}
