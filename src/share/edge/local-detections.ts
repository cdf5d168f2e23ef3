/**
 * What a member's own rules let leave of a detection. A detection has more places than a sighting where a value may stand:
 * what is never told is looked for in each text of it. Pure.
 */
import type { EdgeDetection } from "./detection-wire.js";
import type { WaitingDetection } from "./waiting-detections.js";

export interface DetectionRules {
  /** Of what a detection carries: `source`, `destination`, `destinationPort`, `log`, `subject`, `about`, `fields`, `evidence`. */
  readonly dropped: ReadonlySet<string>;
  /** Names of its fields that are dropped, in small letters. */
  readonly droppedFields: ReadonlySet<string>;
  isNever(observable: NonNullable<EdgeDetection["subject"]>): boolean;
  isNeverAddress(text: string): boolean;
  /** Whether a text has a value in it that is never told. */
  mentionsNever(text: string): boolean;
}

/** The detection as it may leave; null where who or what it is about must not. */
export function releasedDetection(
  { detection, own }: WaitingDetection,
  rules: DetectionRules,
): EdgeDetection | null {
  const { dropped, droppedFields } = rules;
  const { rule, subject, about, fields, evidence = [], ...seen } = detection;
  if (subject !== undefined && rules.isNever(subject)) return null;
  if (about !== undefined && rules.mentionsNever(about)) return null;
  const hidden = hiddenIn(evidence, own, dropped);
  const isHidden = (text: string) => [...hidden].some((address) => text.includes(address));
  const keptFields = Object.entries(fields ?? {}).filter(
    ([name, value]) =>
      !droppedFields.has(name.toLowerCase()) &&
      ![name, value].some((text) => rules.mentionsNever(text) || isHidden(text)),
  );
  const isOwnSubject = subject !== undefined && own.includes(subject.value);
  const hidesSubject =
    dropped.has("subject") ||
    (subject !== undefined && isHidden(subject.value)) ||
    (isOwnSubject && dropped.has("source"));
  return {
    rule,
    ...seen,
    ...(subject === undefined || hidesSubject ? {} : { subject }),
    ...(about === undefined || dropped.has("about") || isHidden(about) ? {} : { about }),
    ...(dropped.has("fields") || keptFields.length === 0 ? {} : { fields: Object.fromEntries(keptFields) }),
    ...(dropped.has("evidence") || evidence.length === 0
      ? {}
      : { evidence: evidence.map((one) => evidenceKept(one, rules)) }),
  };
}

type EdgeEvidence = NonNullable<EdgeDetection["evidence"]>[number];

/** Addresses of the member's own that stand at an end which is dropped: they must stand nowhere else either. */
function hiddenIn(
  evidence: readonly EdgeEvidence[],
  own: readonly string[],
  dropped: ReadonlySet<string>,
): ReadonlySet<string> {
  const ends = evidence.flatMap(({ source, destination }) => [
    ...(dropped.has("source") ? [source] : []),
    ...(dropped.has("destination") ? [destination] : []),
  ]);
  return new Set(own.filter((address) => ends.includes(address)));
}

function evidenceKept(
  { source, sourcePort, destination, destinationPort, log, ...rest }: EdgeEvidence,
  { dropped, isNeverAddress }: DetectionRules,
): EdgeEvidence {
  const keep = (name: string, address: string | undefined): boolean =>
    !dropped.has(name) && (address === undefined || !isNeverAddress(address));
  const keepsSource = keep("source", source);
  const keepsDestination = keep("destination", destination);
  return {
    ...rest,
    ...(log === undefined || dropped.has("log") ? {} : { log }),
    ...(keepsSource && source !== undefined ? { source } : {}),
    ...(keepsSource && sourcePort !== undefined ? { sourcePort } : {}),
    ...(keepsDestination && destination !== undefined ? { destination } : {}),
    ...(keepsDestination && destinationPort !== undefined && !dropped.has("destinationPort")
      ? { destinationPort }
      : {}),
  };
}
