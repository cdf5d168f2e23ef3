/**
 * What each kind of reader would get of a report before it is sent: the center, members by what they may receive or by
 * their groups, named people. Kinds that get the very same are one: nobody compares four equal texts. How many there
 * are of a kind is not said: it would tell of others' limits and groups.
 */
import type { ReleasedReport, Report, Tlp } from "../model/index.js";
import { type Gate, gateRules } from "../share/index.js";

/** What one kind of reader would get. */
export interface PreviewedFor {
  readonly to: string;
  readonly form: ReleasedReport | null;
  readonly why: string;
  readonly withEvidence: boolean;
}

type Answer = ReturnType<Gate["preview"]>;

const ceilings: readonly Tlp[] = ["TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"];

const listed = (names: readonly string[], last: "and" | "or"): string =>
  names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} ${last} ${names[names.length - 1] as string}`;

function told(to: string, decision: Answer): PreviewedFor {
  return {
    to,
    form: decision.released ? decision.form : null,
    why: decision.reason,
    withEvidence: decision.released && decision.form.evidence.length > 0,
  };
}

/** What two answers have in common where they are the same to read. */
const said = (decision: Answer): string =>
  JSON.stringify(decision.released ? [decision.rule, decision.form] : [decision.rule]);

/** Kinds of readers that get the same, in the order of the first of each. */
function alike(
  kinds: readonly (readonly [name: string, decision: Answer])[],
  words: (names: readonly string[], isAll: boolean) => string,
): readonly PreviewedFor[] {
  const gathered = new Map<string, { names: string[]; decision: Answer }>();
  for (const [name, decision] of kinds) {
    const before = gathered.get(said(decision));
    if (before === undefined) gathered.set(said(decision), { names: [name], decision });
    else before.names.push(name);
  }
  return [...gathered.values()].map(({ names, decision }) => ({
    ...told(words(names, names.length === kinds.length), decision),
    // Of several, the reason that holds for each: not which limit the first of them has.
    ...(names.length > 1 ? { why: gateRules[decision.rule] } : {}),
  }));
}

function membersOf(gate: Gate, report: Report, groups: ReadonlyMap<string, string>): readonly PreviewedFor[] {
  if (report.groupIds.length > 0)
    return alike(
      report.groupIds.map((id) => [
        groups.get(id) ?? "the group",
        gate.preview(report, { tlpCeiling: "TLP:AMBER+STRICT", groupIds: [id] }),
      ]),
      (names) => `Members of ${listed(names, "and")}`,
    );
  return alike(
    ceilings.map((tlp) => [tlp, gate.preview(report, { tlpCeiling: tlp, groupIds: [] })]),
    (names, isAll) => (isAll ? "All other members" : `Members that may receive up to ${listed(names, "or")}`),
  );
}

export function previewFor(
  gate: Gate,
  report: Report,
  groups: ReadonlyMap<string, string>,
): readonly PreviewedFor[] {
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
    ...membersOf(gate, report, groups),
    told("Everybody else, and files", {
      released: false,
      rule: "file-closed",
      reason: "Reports reach nobody else.",
    }),
  ];
}
