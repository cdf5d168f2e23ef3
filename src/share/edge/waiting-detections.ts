/** What an edge makes of detections before they wait for the center: bounded, without records, gathered. Pure. */
import type { Inside } from "../../detect/index.js";
import {
  type Detection,
  detectionFieldsMax,
  type Evidence,
  evidenceMax,
  isCanonical,
} from "../../model/index.js";
import type { EdgeDetection, EdgeEvidence } from "./detection-wire.js";
import {
  detectionIdMax,
  detectionTextMax,
  hitsPerSighting,
  sightingSpanUsMax,
  techniquesMax,
} from "./limits.js";

/** A detection that waits. */
export interface WaitingDetection {
  readonly detection: EdgeDetection;
  readonly urgent: boolean;
  /** Addresses in it that are the member's own, for its own rules; never sent. */
  readonly own: readonly string[];
}

/** Cut, and without what can't be kept: NUL, half characters. */
const cut = (text: string, max = detectionTextMax): string => text.slice(0, max).replace(/[\0\p{Cs}]/gu, "");
const isTime = (us: number): boolean => Number.isSafeInteger(us) && us >= 0 && us <= 9e15;
const timeOf = (us: number, otherUs: number): number => (isTime(Math.round(us)) ? Math.round(us) : otherUs);

const evidenceOf = (one: Evidence, receivedUs: number): EdgeEvidence => ({
  timeUs: timeOf(one.timeUs, receivedUs),
  log: cut(one.log, 100),
  ...(one.sourceAddress === "" ? {} : { source: cut(one.sourceAddress, 45) }),
  ...(one.sourcePort === 0 ? {} : { sourcePort: one.sourcePort }),
  ...(one.destinationAddress === "" ? {} : { destination: cut(one.destinationAddress, 45) }),
  ...(one.destinationPort === 0 ? {} : { destinationPort: one.destinationPort }),
});

const isTechnique = (id: string): boolean => /^TA?\d{4}(\.\d{3})?$/.test(id);
const isGrave = (level: Detection["rule"]["level"]): boolean => level === "high" || level === "critical";

export function waitingDetection(
  { rule, subject, about, count, firstUs, lastUs, fields, evidence }: Detection,
  receivedUs: number,
  inside: Inside,
): WaitingDetection {
  const last = timeOf(lastUs, receivedUs);
  const told = subject !== null && subject.value.length <= 8192 && isCanonical(subject);
  const ends = [
    ...evidence.flatMap(({ sourceAddress, destinationAddress }) => [sourceAddress, destinationAddress]),
    ...(told ? [subject.value] : []),
  ];
  return {
    urgent: isGrave(rule.level),
    own: [...new Set(ends)].filter((end) => end !== "" && inside(end)),
    detection: {
      rule: {
        id: cut(rule.id, detectionIdMax),
        title: cut(rule.title),
        kind: rule.kind,
        level: rule.level,
        techniques: rule.techniques.filter(isTechnique).slice(0, techniquesMax),
      },
      ...(told ? { subject } : {}),
      ...(about === "" ? {} : { about: cut(about) }),
      count: Math.min(Math.max(1, Math.round(count)), hitsPerSighting),
      firstUs: Math.min(last, Math.max(timeOf(firstUs, last), last - sightingSpanUsMax)),
      lastUs: last,
      fields: Object.fromEntries(
        Object.entries(fields)
          .slice(0, detectionFieldsMax)
          .map(([name, value]) => [cut(name), cut(value)]),
      ),
      evidence: evidence.slice(0, evidenceMax).map((one) => evidenceOf(one, receivedUs)),
    },
  };
}

export const detectionKeyOf = ({ rule, subject, about }: EdgeDetection): string =>
  JSON.stringify([rule.id, subject?.type, subject?.value, about]);

/** A detector of behaviour says what it has counted since its finding began; others say what is new. */
export function joinedDetections(a: WaitingDetection, b: WaitingDetection): WaitingDetection {
  const [latest, earlier] = b.detection.lastUs >= a.detection.lastUs ? [b, a] : [a, b];
  const { count, rule } = latest.detection;
  const sum =
    rule.kind === "behaviour" ? Math.max(count, earlier.detection.count) : count + earlier.detection.count;
  const evidence = [...(earlier.detection.evidence ?? []), ...(latest.detection.evidence ?? [])];
  return {
    urgent: a.urgent || b.urgent,
    own: [...new Set([...a.own, ...b.own])],
    detection: {
      ...latest.detection,
      count: Math.min(sum, hitsPerSighting),
      firstUs: Math.max(
        Math.min(a.detection.firstUs, b.detection.firstUs),
        latest.detection.lastUs - sightingSpanUsMax,
      ),
      ...(evidence.length === 0 ? {} : { evidence: evidence.slice(0, evidenceMax) }),
    },
  };
}

/** Without what makes it long. */
export function plainDetection({ detection, ...rest }: WaitingDetection): WaitingDetection {
  const { fields: _, evidence: __, ...plain } = detection;
  return { ...rest, detection: plain };
}
