/** Rules, exceptions and sources as lines for people. */
import { isoTime } from "../../base/index.js";
import { table } from "../answering.js";

interface Row {
  readonly key: string;
  readonly title: string;
  readonly level: string;
  readonly source: string;
  readonly isOn: boolean;
  readonly runs: boolean;
  readonly why: "switched" | "policy" | "level" | "status" | "correlation";
}

interface ListedRow extends Row {
  readonly detected: { readonly count: number; readonly lastUs: number } | null;
}

export interface ListedRules {
  readonly rows: readonly ListedRow[];
  readonly next: string | null;
  readonly total: number;
  readonly on: number;
  readonly refused: number;
  readonly policy: { readonly levelLeast: string; readonly statuses: readonly string[] };
}

const why: Readonly<Record<Row["why"], string>> = {
  switched: "set here",
  policy: "by the policy",
  level: "its level is below the policy's",
  status: "its status is none of the policy's",
  correlation: "it serves a correlation",
};

export const stateOf = ({ isOn, runs, why: reason }: Pick<Row, "isOn" | "runs" | "why">): string =>
  `${isOn ? "on" : runs ? "runs, tells nothing" : "off"} (${why[reason]})`;

export const policyLine = ({ levelLeast, statuses }: ListedRules["policy"]): string =>
  `On by themselves: rules of level ${levelLeast} or graver whose status is ${statuses.join(" or ") || "none"}.`;

export const ruleLines = ({ rows, total, on, refused, policy, next }: ListedRules): readonly string[] => [
  ...table(
    ["level", "state", "told", "title", "source", "id"],
    rows.map((row) => [
      row.level,
      stateOf(row),
      String(row.detected?.count ?? 0),
      row.title,
      row.source,
      row.key,
    ]),
  ),
  `${total} rules, ${on} of them on; ${refused} were refused. ${policyLine(policy)}`,
  ...(next === null
    ? []
    : ["There are more: --limit, or narrow it with --text, --source, --level, --on, --off."]),
];

export interface ListedException {
  readonly id: string;
  readonly rule: string;
  readonly memberId: string | null;
  readonly field: string | null;
  readonly value: string | null;
  readonly reason: string;
  readonly owner: string;
  readonly expiresUs: number;
}

export const exceptionLines = (
  rows: readonly ListedException[],
  nameOf: (id: string) => string,
): readonly string[] =>
  rows.length === 0
    ? ["There are no exceptions."]
    : table(
        ["id", "until", "rule", "of", "what", "owner", "reason"],
        rows.map((one) => [
          one.id,
          isoTime(one.expiresUs).slice(0, 10),
          one.rule,
          one.memberId === null ? "all" : nameOf(one.memberId),
          one.field === null ? "everything" : `${one.field} = ${one.value}`,
          one.owner,
          one.reason,
        ]),
      );

export interface ReadRule extends Row {
  readonly status: string | null;
  readonly techniques: readonly string[];
  readonly description: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly version: number | null;
  readonly ownLevel: string | null;
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  readonly filteredBy: readonly string[];
  readonly hasTelemetry: boolean;
  readonly set: { readonly reason: string; readonly atUs: number } | null;
  readonly exceptions: readonly ListedException[];
}

export const readLines = (rule: ReadRule, nameOf: (id: string) => string): readonly string[] => [
  `${rule.title}  (${rule.key})`,
  `${stateOf(rule)}, level ${rule.level}${rule.ownLevel === rule.level ? "" : `, its own is ${rule.ownLevel ?? "its rules'"}`}`,
  ...(rule.set === null || rule.set.reason === ""
    ? []
    : [`Set ${isoTime(rule.set.atUs).slice(0, 10)}: ${rule.set.reason}`]),
  `${rule.source}${rule.version === null ? "" : ` version ${rule.version}`}${rule.file === "" ? "" : `, ${rule.file}:${rule.line}`}`,
  ...(rule.techniques.length === 0 ? [] : [`ATT&CK ${rule.techniques.join(", ")}`]),
  ...(rule.hasTelemetry
    ? []
    : ["No taxonomy knows its log source: it meets only JSON with fields of the same names."]),
  ...(rule.filteredBy.length === 0 ? [] : [`Narrowed by ${rule.filteredBy.join("; ")}`]),
  "",
  rule.description.trim(),
  ...(rule.falsePositives.length === 0
    ? []
    : ["", ...rule.falsePositives.map((one) => `Also holds for: ${one}`)]),
  ...(rule.exceptions.length === 0 ? [] : ["", ...exceptionLines(rule.exceptions, nameOf)]),
  ...(rule.text === "" ? [] : ["", ...rule.text.trimEnd().split("\n")]),
];

export interface ListedSource {
  readonly name: string;
  readonly kind: string;
  readonly place: string;
  readonly checkedUs: number | null;
  readonly note: string;
  readonly version: number | null;
  readonly staged: number | null;
  readonly versions: readonly {
    readonly version: number;
    readonly sha256: string;
    readonly takenUs: number | null;
    readonly rules: number;
    readonly refused: number;
  }[];
}

export const sourceLines = (rows: readonly ListedSource[]): readonly string[] => [
  ...table(
    ["name", "from", "version", "rules", "refused", "checked", "waits"],
    rows.map(({ name, place, version, versions, checkedUs, staged }) => {
      const runs = versions.find((one) => one.version === version);
      return [
        name,
        place,
        runs === undefined ? "none" : `${runs.version} (${runs.sha256.slice(0, 12)})`,
        String(runs?.rules ?? 0),
        String(runs?.refused ?? 0),
        checkedUs === null ? "never" : isoTime(checkedUs).slice(0, 16),
        staged === null ? "" : `version ${staged}`,
      ];
    }),
  ),
  ...rows.flatMap(({ name, note }) => (note === "" ? [] : [`${name}: ${note}`])),
];
