/**
 * Reports in the audit chain, which operators and auditors read and copies of which are kept elsewhere. An entry names
 * the person and the report as the center knows it; that of a report whose sender is unknown even to the center names
 * neither: `a member`, and the id by which everybody knows the report. As its time and its place would tell as much
 * (a sign-in before it, a sign-out behind it), `release-reports.ts` writes it when the report leaves, and that of its
 * withdrawal at a time drawn by lot.
 */
import { randomInt } from "node:crypto";
import type { Report } from "../../model/index.js";
import type { AuditEntry } from "../../store/index.js";

/** The actor of what a member did that nobody may know. */
export const aMember = "a member";

/** Others know of something so long after it happened, at most: drawn by lot, so that its time tells nothing. */
export const blurUs = 15 * 60_000_000;

/** When others may know of what happens now. */
export const drawTime = (nowUs: number): number => nowUs + randomInt(blurUs);

export const isOfNobody = ({ attribution }: Pick<Report, "attribution">): boolean => attribution === "nobody";

export function reportEntry(
  kind: "report-send" | "report-withdraw",
  report: Report,
  actor: string,
): AuditEntry {
  if (isOfNobody(report)) return { kind, actor: aMember, subject: report.sharedId, detail: {} };
  const { tlp, attribution, urgent, observables, evidence, groupIds } = report;
  const counts = {
    observables: observables.length,
    files: evidence.length,
    groups: groupIds.length,
    people: report.namedPersonIds.length + report.namedMails.length,
  };
  const detail = kind === "report-send" ? { tlp, attribution, urgent, ...counts } : {};
  return { kind, actor, subject: report.id, detail };
}
