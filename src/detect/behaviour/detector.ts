/**
 * What a detector of behaviour is: one file in `detectors/`. It sees facts one after the other and says what it found.
 * It is deterministic: the same facts in the same order give the same findings and the same state, with no clock, lot or
 * network of its own, so that after a kill it is brought up from its saved state and the batches since.
 *
 * Its memory has a bound that it states; beyond it it forgets what matters least, counts that in `dropped`, and stays
 * right about what it kept. Times in facts may be late, early or out of order: windows are found by a fact's own time,
 * and stay right for what comes within `latenessUs` of the newest.
 */
import type { Detection, DetectionLevel, Evidence } from "../../model/index.js";
import type { AddressPlace } from "../geo/geo.js";
import type { Site } from "../ot/site.js";
import type { Fact } from "./fact.js";

/** Facts that are older than the newest of their log by more than this are counted as late and not looked at. */
export const latenessUs = 10 * 60 * 1e6;

/** A finding; the engine adds the rule, the member and, where there is none, evidence of the fact that was just seen. */
export type Finding = Pick<Detection, "subject" | "about" | "count" | "firstUs" | "lastUs" | "fields"> & {
  /** Whose it is, where a detector looks at the whole port; that of the fact just seen where left out. */
  readonly memberId?: string;
  /** Where it is graver or milder than the detector's own. */
  readonly level?: DetectionLevel;
  /** Facts that show it; the fact just seen where left out. */
  readonly shownBy?: readonly Fact[];
  /** What was kept of facts that show it, where they are gone. */
  readonly evidence?: readonly Evidence[];
};

export interface Sayings {
  /**
   * Said once for each thing found: a detector that goes on seeing the same says it again only when its count has doubled,
   * or a new window of its begins.
   */
  say(finding: Finding): void;
}

export interface DetectorFigures {
  /** Keys held in memory. */
  readonly held: number;
  /** What was forgotten because the bound was reached, since the state began. */
  readonly dropped: number;
}

/** A detector at work: for one member, or for the port where that is its scope. */
export interface DetectorRun {
  see(fact: Fact, sayings: Sayings): void;
  /** Time has come to `nowUs` for this member, at most once a minute of its facts' time; for what shows by not coming. */
  tick?(nowUs: number, sayings: Sayings): void;
  /** No more facts will come (a scan is at the end of its file): what waits to be said is said. */
  end?(sayings: Sayings): void;
  figures(): DetectorFigures;
  /** Plain values, maps and typed arrays (`v8.serialize`); `Detector.open` takes them back. */
  save(): unknown;
}

/** Where an address is registered, from local files (`geo/`); null where none are configured or they know nothing. */
export interface Places {
  placeOf(address: string): AddressPlace | null;
}

/** What a detector may ask of the world: nothing that changes within a batch, and nothing outside this machine. */
export interface Surroundings extends Places {
  /** What a member says of its control network; null where it said nothing. */
  siteOf(memberId: string): Site | null;
}

export const noSurroundings: Surroundings = { placeOf: () => null, siteOf: () => null };

export interface Detector {
  /** Kebab-case, the file's name: `scan-horizontal`. */
  readonly id: string;
  /** "behaviour" where left out: it tells whole counts. Detectors of control networks tell what is new. */
  readonly kind?: "ot";
  readonly title: string;
  /** What it means, in plain words, with its thresholds: for the docs and the console. */
  readonly explains: string;
  readonly level: DetectionLevel;
  /** ATT&CK ids. */
  readonly techniques: readonly string[];
  /** Facts of each member go to a run of their own, or those of all members to one. */
  readonly scope: "member" | "port";
  /** Bytes that the state of a run may take, about. */
  readonly stateBytesMax: number;
  /**
   * True: it also sees facts that are late, or whose time lies ahead of when they came. Without it those are counted and
   * not shown.
   */
  readonly anyTime?: true;
  /** Cheap: whether it looks at such a fact at all. */
  wants(fact: Fact): boolean;
  /** `saved` is what `save` gave, of this or an earlier version; what it can't use it begins anew. */
  open(saved: unknown, surroundings?: Surroundings): DetectorRun;
}
