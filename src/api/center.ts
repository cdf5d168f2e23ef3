/**
 * The center as the API's actions see it: the rooms wired together by `cli/`. Actions hold no state of their own.
 */
import type { Clock, Log, Problem } from "../base/index.js";
import type { LearnRunner, ReplayRunner, RuleKeeper, WatchFigures } from "../detect/index.js";
import type { ImportOptions } from "../intel/index.js";
import type { Oidc, SecretBox } from "../members/index.js";
import type { BatchOutcome, Indicator, Observable, Person } from "../model/index.js";
import type {
  EdgeBlob,
  FeedState,
  Gate,
  GivingState,
  OtherState,
  PeerIdentity,
  Received,
} from "../share/index.js";
import type { AuditKeeper, AuditKey, Checkpoint, EventStore, SpoolDepth, State } from "../store/index.js";
import type { Configured } from "../work/index.js";
import type { ImportState } from "./import-shape.js";

/** One thing that just happened, for the live stream; released by the gate before it reaches a person. */
export type LiveKind = "counts" | "sighting" | "detection" | "warning" | "report" | "source";

export interface LiveCounts {
  readonly atUs: number;
  readonly records: number;
  readonly refused: number;
  readonly hits: number;
  readonly sightings: number;
  readonly warnings: number;
  /** Records a second over the last ten seconds. */
  readonly recordsPerSecond: number;
}

/** One door's or store's state for the health list. */
export interface SourceHealth {
  readonly id: string;
  readonly title: string;
  readonly state: "well" | "silent" | "degraded" | "down";
  readonly sinceUs: number;
  /** What it means and how to mend it, one sentence; empty where well. */
  readonly advice: string;
}

/** The sample port: not there, on its way in or out, or there; `done` goes from 0 to 1. */
export interface DemoState {
  readonly state: "absent" | "loading" | "loaded" | "removing";
  readonly done: number;
  /** What it is doing now, for people; what went wrong where the last attempt failed; otherwise empty. */
  readonly note: string;
}

/** Mail to the center, for screens and metrics; nothing of whose it is. */
export interface ReportMailFigures {
  /** What members may write to; none where there is no door for mail. */
  readonly addresses: readonly string[];
  readonly received: number;
  /** What was not taken, by why. */
  readonly refused: ReadonlyMap<string, number>;
  /** What became of it: `matched`, `again`, or why it is held. */
  readonly judged: ReadonlyMap<string, number>;
}

/** What the center tells of its outgoing mail; what is sent stands in the deliveries. */
export interface OutgoingMail {
  /** Letters since this start of the center, by what became of each try. */
  counts(): Readonly<Record<"sent" | "failed" | "given-up", number>>;
  /** Looks for what is due now. */
  wake(): void;
}

/** Records of one door, and its deliveries by what became of them. */
export interface DoorFigures {
  readonly records: number;
  readonly refused: number;
  readonly taken: number;
  /** Had come in before. */
  readonly known: number;
  /** Were told to come again later. */
  readonly waiting: number;
  readonly failed: number;
}

export interface Center {
  readonly clock: Clock;
  readonly log: Log;
  readonly state: State;
  readonly events: EventStore;
  /** Signs the audit chain, and knows where it ends. */
  readonly audit: AuditKeeper;
  /** Detection rules, their sources and what is set for them. */
  readonly rules: RuleKeeper;
  readonly replays: ReplayRunner;
  /** Learns baselines of control networks from stored events. */
  readonly learning: LearnRunner;
  /** Signs packs, and what edges are given. */
  readonly signer: AuditKey;
  /** What its configuration file says, as far as a pack may tell of it. */
  readonly configured: Configured;
  /** Seals the secrets of code apps. */
  readonly secrets: SecretBox;
  readonly version: string;
  /** How the console is reached, for links: `http://127.0.0.1:8420`. */
  readonly address: string;
  /** Sign-in by the company's own accounts; null where none is configured. */
  readonly oidc: Oidc | null;
  /** Outgoing mail; null where none is configured, or a command asks. */
  readonly mail: OutgoingMail | null;
  /** The operator behind the token that this run gave the machine's own commands; null for any other token. */
  localCaller(token: string): Promise<{ readonly person: Person; readonly sessionHash: null } | null>;
  counts(): LiveCounts;
  /** What came through each door since the start. */
  doorFigures(): ReadonlyMap<string, DoorFigures>;
  /** What is acknowledged and not stored yet, and what could not be stored. */
  spoolDepth(): SpoolDepth;
  /** What watches behaviour: how much it has seen, and what it had to leave out. */
  watchFigures(): WatchFigures;
  /** Records that the compiled scanner left to their format, by why. */
  slowRecords(): ReadonlyMap<string, number>;
  health(): readonly SourceHealth[];
  /** Calls back after every batch whose consequences are stored; answers the way to stop. */
  onChange(listener: (kind: LiveKind) => void): () => void;
  /** Tells listeners that something changed outside telemetry (a member added, a reaction given). */
  changed(kind: LiveKind): void;
  reportMail(): ReportMailFigures;
  /** Detection content that edges are given beside indicators. */
  readonly edgeBlobs: (memberId: string, gate: Gate) => Promise<readonly EdgeBlob[]>;
  /** What is listed of a value at a time, whatever its validity where that is null; null where nothing is. */
  listed(observable: Observable, atUs: number | null): Indicator | null;
  /** Takes what an edge has seen, as a batch that came in by a door: what is `stored` is safe on disk. */
  takeSeen(outcome: BatchOutcome): Promise<"stored" | "duplicate" | Problem>;
  /** The name of an allow list that has a value, null where none has. */
  allowedBy(observable: Observable): string | null;
  /** Starts loading the sample port and answers at once; its progress is in `demoState`. The actor is who the audit chain names. */
  startDemo(actor: string): Promise<DemoState | Problem>;
  /** Removes everything the sample port made, and answers when it is gone. */
  removeDemo(actor: string): Promise<DemoState | Problem>;
  demoState(): DemoState;
  /** Starts an import and answers at once, null where one is under way; its progress is in `importState`. */
  startImport(options: ImportOptions): ImportState | null;
  importState(): ImportState;
  /** The other TAXII servers that are set up, and how reading them went. */
  taxiiOthers(): Promise<readonly OtherState[]>;
  /** Reads one of them now; answers how many indicators were new or changed. */
  pullTaxii(name: string): Promise<number | Problem>;
  /** The other TAXII servers that are given to, and how that went. */
  taxiiGivings(): Promise<readonly GivingState[]>;
  /** Gives to one of them now; answers how many objects it took. */
  giveTaxii(name: string): Promise<number | Problem>;
  /** Who this center is to other centers. */
  readonly peerIdentity: PeerIdentity;
  /** Queues what is due for other centers, without sending it. */
  fillPeers(): Promise<void>;
  /** Looks now whether something is to be sent to them. */
  wakePeers(): void;
  /** Takes a batch of another center that came by file. */
  receivePeerBatch(line: string, actor: string): Promise<Received | Problem>;
  /** This center's last signed checkpoint, as others are shown it. */
  peerHead(): Promise<Checkpoint | null>;
  /** The other MISP feeds that are set up, and how reading them went. */
  mispFeeds(): Promise<readonly FeedState[]>;
  /** Reads one of them now; answers how many events were new, changed or gone. */
  pullMisp(name: string): Promise<number | Problem>;
  /** Rebuilds what detection holds in memory after members, indicators or members' own lists changed. */
  refresh(what: "members" | "indicators" | "sites"): Promise<void>;
}
