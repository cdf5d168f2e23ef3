/**
 * Runs the rules of `detection-rules/` over the detections that changed. What a rule looks at beside the detection, whose it
 * is and which of its machines are in it, is found here.
 */
import { insideOf } from "../detect/index.js";
import type { GatheredDetection } from "../model/index.js";
import type { Community } from "./community.js";
import { detectionRules } from "./detection-rules/index.js";
import type { Proposal } from "./proposing.js";

const machinesMax = 10;

export function proposeOfDetections(
  changed: readonly GatheredDetection[],
  { byId, centerId }: Community,
  ownTelemetryOf: string | null,
): readonly Proposal[] {
  // Of several windows of one warning the latest stands, as one statement writes each warning once.
  const proposals = new Map<string, Proposal>();
  for (const detection of [...changed].sort((a, b) => a.lastUs - b.lastUs)) {
    const member = byId.get(detection.memberId);
    if (member === undefined) continue;
    const ownTelemetry = ownTelemetryOf === member.id || member.id === centerId;
    const input = {
      detection,
      member,
      machines: machinesIn(detection, insideOf(member.networks, ownTelemetry)),
    };
    for (const rule of detectionRules)
      for (const draft of rule.draft(input))
        proposals.set(`${draft.recipientMemberId} ${draft.key}`, {
          draft,
          lastHitUs: detection.lastUs,
          early: false,
          alone: () => null,
        });
  }
  return [...proposals.values()];
}

function machinesIn(
  { evidence }: GatheredDetection,
  inside: (address: string) => boolean,
): readonly string[] {
  const ends = evidence.flatMap(({ sourceAddress, destinationAddress }) => [
    sourceAddress,
    destinationAddress,
  ]);
  return [...new Set(ends)].filter((end) => end !== "" && inside(end)).slice(0, machinesMax);
}
