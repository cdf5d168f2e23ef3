/**
 * Along the waterfront: somebody goes from one member of the port to the next. Whoever has not met it yet is told before
 * it comes, with nothing of who has. Two members at least, as `waterfront` in `detect/behaviour` has it.
 */
import { isInternalAddress, parseAddress } from "../../base/index.js";
import { countStep } from "../../share/index.js";
import { inAllLanguages } from "../sentences/in-all-languages.js";
import type { DetectionRuleOfWarnings } from "./detection-rule.js";

/** The detector whose findings it follows. */
const waterfront = "waterfront";

export const nextInLine: DetectionRuleOfWarnings = {
  id: "next-in-line",
  title: "Somebody tries this port's members one after the other",
  explains:
    "One source visited at least two members of the port one after the other within a day. Members that have not met " +
    "it are told; who met it is not said.",
  draft({ detection, metBy, members }) {
    const { subject } = detection;
    if (detection.rule.id !== waterfront || subject === null || metBy.length < 2) return [];
    // The same private address at two members is two machines.
    const address = parseAddress(subject.value);
    if (address === null || isInternalAddress(address)) return [];
    const met = new Set(metBy);
    return members
      .filter(({ id, mark }) => !met.has(id) && (mark === null || mark === detection.mark))
      .map((member) => ({
        rule: nextInLine.id,
        key: `${nextInLine.id} ${subject.type} ${subject.value}`,
        recipientMemberId: member.id,
        originMemberIds: [...met].sort(),
        observable: subject,
        urgency: "high",
        tlp: "TLP:AMBER",
        ...inAllLanguages((sentences) => sentences.nextInLine({ subject, others: countStep(met.size) })),
        evidence: [],
        sightingIds: [],
        mark: detection.mark,
      }));
  },
};
