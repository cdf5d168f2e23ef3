/** `breakwater warning list`: the queue, for a terminal or a script. */
import type { Command } from "commander";
import { isoTime } from "../../base/index.js";
import { answer, type CommonOptions, table, withCommonOptions } from "../answering.js";
import type { CliCommand } from "../command.js";

interface WarningRow {
  readonly id: string;
  readonly urgency: string;
  readonly tlp: string;
  readonly sentence: string;
  readonly updatedUs: number;
  readonly center: { readonly recipient: { readonly name: string } } | null;
}

interface ListOptions extends CommonOptions {
  readonly all?: boolean;
}

const rowOf = (row: WarningRow): readonly string[] => [
  isoTime(row.updatedUs).slice(0, 16).replace("T", " "),
  row.urgency,
  row.center?.recipient.name ?? "",
  row.sentence,
  row.tlp,
  row.id,
];

export const warning = {
  id: "warning",
  register(program: Command): void {
    withCommonOptions(program.command("warning").description("Warnings.").command("list"))
      .description("Open warnings, the last changed first.")
      .option("--all", "closed ones too")
      .action((options: ListOptions) =>
        answer<{ rows: readonly WarningRow[] }>(
          options,
          "warning-list",
          { state: options.all ? "all" : "open", limit: 200 },
          ({ rows }) =>
            rows.length === 0
              ? ["No warnings."]
              : table(["changed (UTC)", "urgency", "told to", "what", "TLP", "id"], rows.map(rowOf)),
        ),
      );
  },
} satisfies CliCommand;
