/** `breakwater detection`: what rules and detectors of behaviour said, for a terminal or a script. */
import { type Command, Option } from "commander";
import { isoTime } from "../../base/index.js";
import { detectionKinds, detectionLevels } from "../../model/index.js";
import { answer, type CommonOptions, table, withCommonOptions } from "../answering.js";
import type { CliCommand } from "../command.js";

interface DetectionRow {
  readonly id: string;
  readonly memberName: string;
  readonly rule: { readonly title: string; readonly level: string };
  readonly subject: { readonly value: string } | null;
  readonly about: string;
  readonly count: number;
  readonly lastUs: number;
}

interface ListOptions extends CommonOptions {
  readonly kind?: string;
  readonly level?: string;
  readonly value?: string;
  readonly rule?: string;
  readonly after?: string;
}

interface Page {
  readonly rows: readonly DetectionRow[];
  readonly next: string | null;
}

const rowOf = (row: DetectionRow): readonly string[] => [
  isoTime(row.lastUs).slice(0, 16).replace("T", " "),
  row.rule.level,
  row.memberName,
  row.rule.title,
  [row.subject?.value ?? "", row.about].filter((text) => text !== "").join(", "),
  String(row.count),
  row.id,
];

const tell = ({ rows, next }: Page): readonly string[] =>
  rows.length === 0
    ? ["No detections."]
    : [
        ...table(["last (UTC)", "level", "at", "rule", "by, about", "times", "id"], rows.map(rowOf)),
        ...(next === null ? [] : [`There are more: --after ${next}`]),
      ];

export const detection = {
  id: "detection",
  register(program: Command): void {
    const command = program.command("detection").description("What rules and detectors of behaviour said.");
    withCommonOptions(command.command("list"))
      .description("Detections, the last changed first. `breakwater explain <id>` shows the records of one.")
      .addOption(new Option("--kind <kind>", "of one kind").choices([...detectionKinds]))
      .addOption(new Option("--level <level>", "of this level and above").choices([...detectionLevels]))
      .option("--value <value>", "about this address, name, URL or hash")
      .option("--rule <id>", "of this rule or detector")
      .option("--after <place>", "go on behind this place")
      .addHelpText("after", "\nExample:\n  $ breakwater detection list --level high --kind behaviour\n")
      .action(({ kind, level, value, rule, after, ...options }: ListOptions) =>
        answer<Page>(options, "detection-list", { kind, level, value, rule, after, limit: 200 }, tell),
      );
  },
} satisfies CliCommand;
