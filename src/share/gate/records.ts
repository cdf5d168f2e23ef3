/**
 * What the center keeps of a member beside what it shares: its register, contacts, people, tokens, telemetry, and the
 * audit chain. Each is the member's own and the operators'; the center's auditors read those that say what was agreed,
 * done or refused. Nobody else reads any of them, and in no form but whole: what an answer leaves out, its schema does.
 */
import type { Audience } from "./audience.js";
import {
  type Decision,
  type PlanObject,
  type RecordKind,
  type RecordObject,
  refused,
  released,
} from "./request.js";

/**
 * What auditors read, as it tells of decisions; the rest is members' own. A terminal's lists are what its vendors' work is
 * documented by (33 CFR 101.650(f)(3)).
 */
const auditors: ReadonlySet<RecordKind> = new Set([
  "agreement",
  "asset",
  "audit entry",
  "count",
  "group",
  "invitation",
  "member",
  "person",
  "refused record",
  "site",
  "vendor session",
]);

/** `memberId` of null: of the whole center, which belongs to no member. */
export function decideRecord(
  { memberId, rows }: RecordObject,
  audience: Audience,
): Decision<readonly object[]> {
  if (audience.kind === "file") return refused("file-closed");
  if (audience.kind === "center") return released("operator", rows);
  return memberId === audience.member.id ? released("own-member", rows) : refused("not-addressed");
}

export function decideForAuditor(object: RecordObject | PlanObject): Decision<object> {
  if (object.kind === "plan") return released("auditor", object.plan);
  return auditors.has(object.record) ? released("auditor", object.rows) : refused("auditor-elsewhere");
}
