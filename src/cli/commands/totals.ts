/** `breakwater totals`: what the stores hold; the same before and after a restart. */
import type { Command } from "commander";
import { answer, type CommonOptions, table, withCommonOptions } from "../answering.js";
import type { CliCommand } from "../command.js";

interface TotalsOptions extends CommonOptions {
  readonly marked?: boolean;
}

export const totals = {
  id: "totals",
  register(program: Command): void {
    withCommonOptions(program.command("totals"))
      .description("Records, hits, sightings, warnings and events that are stored.")
      .option("--marked", "count the sample port and exercises too")
      .action((options: TotalsOptions) =>
        answer<Readonly<Record<string, number>>>(
          options,
          "totals-read",
          { marked: String(options.marked ?? false) },
          (counts) =>
            table(
              ["what", "stored"],
              Object.entries(counts).map(([name, count]) => [name, String(count)]),
            ),
        ),
      );
  },
} satisfies CliCommand;
