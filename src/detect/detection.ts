/**
 * Gathers detections: one per member, rule, subject, what it is about, and window of ten minutes, updated in place. Pure,
 * and the same whatever the order in which batches arrive, but for which fields stand: those of the latest firing. Rules' counts are added up; behaviour tells whole ones.
 */
import {
  addCounts,
  type Detection,
  detectionFieldsMax,
  detectionLevels,
  evidenceMax,
  type GatheredDetection,
} from "../model/index.js";
import { mergeEvidence, windowStart } from "./sighting.js";

/** Characters of a field that are kept. */
const fieldCharsMax = 500;

/** Detections of one gathered row, not yet merged with what is stored under the same key. */
export interface DetectionGroup {
  readonly memberId: string;
  readonly windowStartUs: number;
  readonly detections: readonly Detection[];
}

/** Equal keys are one row. */
export function detectionKey(
  memberId: string,
  { rule, subject, about }: Pick<Detection, "rule" | "subject" | "about">,
  windowStartUs: number,
): string {
  return JSON.stringify([memberId, rule.id, subject?.type ?? "", subject?.value ?? "", about, windowStartUs]);
}

/** Sorts one member's detections into the rows they belong to, in order of first appearance. */
export function groupDetections(
  memberId: string,
  detections: readonly Detection[],
): readonly DetectionGroup[] {
  const groups = new Map<string, Detection[]>();
  for (const detection of detections) {
    const key = detectionKey(memberId, detection, windowStart(detection.firstUs));
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [detection]);
    else known.push(detection);
  }
  return [...groups.values()].map((list) => ({
    memberId,
    windowStartUs: windowStart((list[0] as Detection).firstUs),
    detections: list,
  }));
}

/** What is stored with a group added, or a new row under `newId`. */
export function mergeDetections(
  existing: GatheredDetection | null,
  { memberId, windowStartUs, detections }: DetectionGroup,
  mark: string | null,
  newId: () => string,
): GatheredDetection {
  const all = existing === null ? detections : [existing, ...detections];
  const latest = all.reduce((a, b) => (b.lastUs >= a.lastUs ? b : a));
  const gravest = all.reduce((a, b) => (gravityOf(b) > gravityOf(a) ? b : a));
  return {
    id: existing?.id ?? newId(),
    memberId,
    rule: { ...latest.rule, level: gravest.rule.level },
    subject: latest.subject,
    about: latest.about,
    windowStartUs,
    count: all.map(({ count }) => count).reduce(latest.rule.kind === "behaviour" ? greater : addCounts),
    firstUs: all.reduce((least, { firstUs }) => Math.min(least, firstUs), latest.firstUs),
    lastUs: latest.lastUs,
    targetedness: latest.targetedness ?? "unknown",
    fields: latest.fields,
    evidence: all.reduce<GatheredDetection["evidence"]>(
      (kept, { evidence }) => mergeEvidence(kept, evidence),
      [],
    ),
    // What is real stays when an exercise is removed.
    mark: existing === null ? mark : existing.mark === null ? null : mark,
  };
}

/** A detector of behaviour says what it has counted since its finding began; rules and detectors of control networks say what is new. */
const greater = (a: number, b: number): number => Math.max(a, b);

const gravityOf = ({ rule }: Pick<Detection, "rule">): number => detectionLevels.indexOf(rule.level);

/** Fields as they are kept: the first twenty, each cut. */
export function keptFields(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields)
      .slice(0, detectionFieldsMax)
      .map(([name, value]) => [name.slice(0, fieldCharsMax), value.slice(0, fieldCharsMax)]),
  );
}

/**
 * Gathers the firings of one batch while it is scanned: a rule that fires on each of a hundred thousand records is one
 * detection with a count, a subject and a window, and ten records that show it.
 */
export class DetectionBook {
  readonly #kept = new Map<string, Detection>();

  add(detection: Detection): void {
    const key = detectionKey(detection.memberId ?? "", detection, windowStart(detection.firstUs));
    const known = this.#kept.get(key);
    if (known === undefined) this.#kept.set(key, detection);
    else if (known.evidence.length >= evidenceMax) this.#kept.set(key, counted(known, detection, []));
    else this.#kept.set(key, counted(known, detection, detection.evidence));
  }

  /** In order of first appearance. */
  get detections(): readonly Detection[] {
    return [...this.#kept.values()];
  }
}

function counted(known: Detection, more: Detection, evidence: Detection["evidence"]): Detection {
  return {
    ...known,
    count: addCounts(known.count, more.count),
    firstUs: Math.min(known.firstUs, more.firstUs),
    lastUs: Math.max(known.lastUs, more.lastUs),
    evidence: [...known.evidence, ...evidence].slice(0, evidenceMax),
  };
}
