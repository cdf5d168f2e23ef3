/**
 * Along the waterfront: somebody goes from one member of the port to the next. The detector (`waterfront` in
 * `detect/behaviour`) speaks to those who have not met it, one detection for each, so whose the detection is, is told. Who
 * has met it stands nowhere in it: the draft has no origin, and the gate looks through it for everybody else.
 */
import { isInternalAddress, parseAddress } from "../../base/index.js";
import type { DetectionLevel, Urgency } from "../../model/index.js";
import { countStep } from "../../share/index.js";
import { inAllLanguages } from "../sentences/in-all-languages.js";
import type { DetectionRuleOfWarnings } from "./detection-rule.js";

/** The detector whose findings it follows. */
export const waterfront = "waterfront";

/** By the gravest that it did at those it visited, as the detector grades it. */
const urgencyOf = (level: DetectionLevel): Urgency =>
  level === "critical" || level === "high" ? "high" : level === "medium" ? "medium" : "low";

export const nextInLine: DetectionRuleOfWarnings = {
  id: "next-in-line",
  title: "Somebody tries this port's members one after the other",
  explains:
    "One source visited at least three members of the port one after the other within a day. Members whose telemetry has " +
    "not shown it are told, unless lists name it as one that knocks everywhere; who met it is not said. Low where it only " +
    "knocked, medium where it was answered, high where it got in or tried an exploit at any of them.",
  draft({ detection, member }) {
    const { subject, mark } = detection;
    if (detection.rule.id !== waterfront || subject === null) return [];
    if (member.mark !== null && member.mark !== mark) return [];
    // Lists name it as what looks at the whole Internet.
    if (detection.targetedness === "everybody") return [];
    // The same private address at two members is two machines.
    const address = parseAddress(subject.value);
    if (address === null || isInternalAddress(address)) return [];
    const urgency = urgencyOf(detection.rule.level);
    return [
      {
        rule: nextInLine.id,
        key: `${nextInLine.id} ${subject.type} ${subject.value}`,
        recipientMemberId: member.id,
        originMemberIds: [],
        observable: subject,
        urgency,
        tlp: "TLP:AMBER",
        ...inAllLanguages((sentences) =>
          sentences.nextInLine({ subject, others: countStep(detection.count), urgency }),
        ),
        evidence: [],
        sightingIds: [],
        mark,
      },
    ];
  },
};
