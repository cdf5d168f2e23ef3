/** What the actions on reports have in common: the sender's company, and the gate of today's community. */
import type { Problem } from "../base/index.js";
import { readMember } from "../members/index.js";
import type { Person, ReleasedReport, Report, Tlp } from "../model/index.js";
import { type Gate, type Sender, shareProblem } from "../share/index.js";
import type { Center } from "./center.js";

export async function senderOf(center: Center, person: Person): Promise<Sender | Problem> {
  const member = person.memberId === null ? null : await readMember(center.state.db, person.memberId);
  return member === null
    ? shareProblem(
        "report-role",
        "Reports come from members; the center's own people belong to none.",
        "Sign in as a person of the company that reports.",
      )
    : { person, member };
}

/** What one kind of reader would get. */
export interface PreviewedFor {
  readonly to: string;
  readonly form: ReleasedReport | null;
  readonly why: string;
  readonly withEvidence: boolean;
}

const ceilings: readonly { readonly tlp: Tlp; readonly to: string }[] = [
  { tlp: "TLP:AMBER+STRICT", to: "Members that may receive up to TLP:AMBER+STRICT" },
  { tlp: "TLP:AMBER", to: "Members that may receive up to TLP:AMBER" },
  { tlp: "TLP:GREEN", to: "Members that may receive up to TLP:GREEN" },
  { tlp: "TLP:CLEAR", to: "Members that may receive TLP:CLEAR only" },
];

/** What each kind of reader would get of a report: the center, members by what they may receive, a group's members. */
export function previewFor(
  gate: Gate,
  report: Report,
  groups: ReadonlyMap<string, string>,
): readonly PreviewedFor[] {
  const told = (to: string, decision: ReturnType<Gate["preview"]>): PreviewedFor => ({
    to,
    form: decision.released ? decision.form : null,
    why: decision.reason,
    withEvidence: decision.released && decision.form.evidence.length > 0,
  });
  const operator = { id: "", name: "", role: "operator", memberId: null } as const;
  return [
    told(
      "The center's operators",
      gate.decide({
        object: { kind: "report", id: report.id, report, nowUs: report.releaseUs },
        recipient: { kind: "person", person: operator },
        channel: "console",
      }),
    ),
    ...(report.namedPersonIds.length + report.namedMails.length > 0
      ? [
          told(
            "The people you named, where the center knows them",
            gate.preview(report, {
              tlpCeiling: "TLP:AMBER+STRICT",
              groupIds: report.groupIds,
              isNamed: true,
            }),
          ),
        ]
      : []),
    ...(report.groupIds.length > 0
      ? report.groupIds.map((id) =>
          told(
            `Members of ${groups.get(id) ?? "the group"}`,
            gate.preview(report, { tlpCeiling: "TLP:AMBER+STRICT", groupIds: [id] }),
          ),
        )
      : ceilings.map(({ tlp, to }) => told(to, gate.preview(report, { tlpCeiling: tlp, groupIds: [] })))),
    told("Everybody else, and files", {
      released: false,
      rule: "file-closed",
      reason: "Reports reach nobody else.",
    }),
  ];
}
