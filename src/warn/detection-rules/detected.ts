/**
 * A rule or a detector of behaviour fired on the member's own records, and gravely enough to tell somebody: level high or
 * critical, or medium where a machine of the member's own did it. What is milder stands in the console's list and counts in what is said of attempts. One open warning per
 * member, rule and subject, updated in place.
 */
import type {
  DetectionLevel,
  GatheredDetection,
  Observable,
  Urgency,
  WarningDraft,
} from "../../model/index.js";
import { inAllLanguages } from "../sentences/in-all-languages.js";
import type { DetectionInput, DetectionRuleOfWarnings } from "./detection-rule.js";
import { waterfront } from "./next-in-line.js";

const urgencyOf: Readonly<Partial<Record<DetectionLevel, Urgency>>> = { high: "high", critical: "critical" };

export const detected: DetectionRuleOfWarnings = {
  id: "detected",
  title: "A rule or detector fired on your records",
  explains:
    "A Sigma rule or a detector of behaviour of level high or critical fired on the member's own records, or a detector " +
    "of level medium on what a machine of its own did. Others are listed under Detections and warn nobody.",
  draft(input) {
    // What another member's telemetry showed is told by `next-in-line`.
    if (input.detection.rule.id === waterfront) return [];
    const urgency = urgencyOf[input.detection.rule.level] ?? (ownMachineActs(input) ? "medium" : undefined);
    const observable = observableOf(input);
    return urgency === undefined || observable === null ? [] : [draftOf(input, urgency, observable)];
  },
};

/**
 * What somebody outside does at level medium is everyday noise at a port's doors. What a machine of one's own does is not:
 * it calls somebody by a timer, moves to the next machine, sends data away.
 */
const ownMachineActs = ({ detection: { rule, evidence }, machines }: DetectionInput): boolean =>
  rule.kind === "behaviour" &&
  rule.level === "medium" &&
  evidence.some(({ sourceAddress }) => machines.includes(sourceAddress));

/** One open warning for each. */
export const detectedKey = ({
  rule,
  subject,
  about,
}: Pick<GatheredDetection, "rule" | "subject" | "about">): string =>
  `${detected.id} ${rule.id} ${subject === null ? "" : `${subject.type} ${subject.value}`} ${about}`;

/** Whom it is about; else the member's own machine that shows it. A detection that names nobody is for the list alone. */
function observableOf({ detection, machines }: DetectionInput): Observable | null {
  if (detection.subject !== null) return detection.subject;
  const [machine] = machines;
  if (machine === undefined) return null;
  return { type: machine.includes(":") ? "ipv6" : "ipv4", value: machine };
}

function draftOf(
  { detection, member, machines }: DetectionInput,
  urgency: Urgency,
  observable: Observable,
): WarningDraft {
  const { rule, subject, count, firstUs, lastUs, fields } = detection;
  return {
    rule: detected.id,
    key: detectedKey(detection),
    recipientMemberId: member.id,
    originMemberIds: [member.id],
    observable,
    urgency,
    // It tells of the member's own machines, so it is never less than AMBER.
    tlp: "TLP:AMBER",
    ...inAllLanguages((sentences) =>
      sentences.detected({ rule, subject, machines, count, firstUs, lastUs, fields }),
    ),
    evidence: detection.evidence,
    sightingIds: [detection.id],
    mark: detection.mark,
  };
}
