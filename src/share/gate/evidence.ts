/**
 * Files of reports. A file can't be cut, so it reaches its own member and the center's operators alone, whatever the
 * report's marking, groups and attribution say; nobody else is told that there is one. Operators get none of a report
 * that its sender withdrew.
 */
import type { Report, ReportEvidence } from "../../model/index.js";
import type { Audience } from "./audience.js";
import { type Decision, type EvidenceObject, refused, released } from "./request.js";

/** Names of members by id, of removed ones too: a report of nobody the gate knows goes nowhere. */
interface Named {
  readonly names: ReadonlyMap<string, string>;
}

export function evidenceForm({ id, name, mediaType, sizeBytes, sha256 }: ReportEvidence): ReportEvidence {
  return { id, name, mediaType, sizeBytes, sha256 };
}

export function decideEvidence(
  community: Named,
  { id, report }: EvidenceObject,
  audience: Audience,
): Decision<ReportEvidence> {
  if (audience.kind === "file") return refused("file-closed");
  const file = report.evidence.find((each) => each.id === id);
  if (file === undefined) return refused("unknown-object");
  if (audience.kind === "center") return toCenter(community, report, file);
  return audience.member.id === report.memberId
    ? released("own-member", evidenceForm(file))
    : refused("evidence-closed");
}

function toCenter({ names }: Named, report: Report, file: ReportEvidence): Decision<ReportEvidence> {
  if (report.attribution === "nobody") return refused("evidence-closed");
  if (!names.has(report.memberId)) return refused("origin-unknown");
  return report.state === "withdrawn" ? refused("withdrawn") : released("operator", evidenceForm(file));
}
