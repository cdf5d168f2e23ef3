/** `breakwater warning`: the queue for a terminal or a script, links to one warning, and who was written to. */
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

interface LinkOptions extends CommonOptions {
  readonly person: string;
}

interface DeliveryRow {
  readonly address: string;
  readonly change: string;
  readonly state: string;
  readonly attempts: number;
  readonly problem: string;
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
    const command = program.command("warning").description("Warnings.");
    withCommonOptions(command.command("list"))
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
    withCommonOptions(command.command("link"))
      .description("Print a one-time link that opens one warning for one person of its member, for 72 hours.")
      .argument("<id>", "the warning's id")
      .requiredOption("--person <address>", "the person's e-mail address")
      .addHelpText("after", "\nExample:\n  $ breakwater warning link 0198… --person ana@pier7.example\n")
      .action((id: string, options: LinkOptions) =>
        answer<{ link: string; personName: string }>(
          options,
          "warning-link",
          { id, email: options.person },
          ({ link, personName }) => [
            `${personName} opens this one warning, once, within 72 hours, with:`,
            link,
          ],
        ),
      );
    withCommonOptions(command.command("deliveries"))
      .description("Who was written to about a warning, and what became of it.")
      .argument("<id>", "the warning's id")
      .action((id: string, options: CommonOptions) =>
        answer<{ rows: readonly DeliveryRow[] }>(options, "warning-deliveries", { id }, ({ rows }) =>
          rows.length === 0
            ? ["Nobody was written to."]
            : table(
                ["to", "what", "state", "tries", "problem"],
                rows.map((row) => [row.address, row.change, row.state, String(row.attempts), row.problem]),
              ),
        ),
      );
  },
} satisfies CliCommand;
