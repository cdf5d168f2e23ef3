/** `breakwater misp`: what the center's own MISP feed holds, and the feeds of others that it reads. */
import type { Command } from "commander";
import { isoTime } from "../../base/index.js";
import { answer, type CommonOptions, table, withCommonOptions } from "../answering.js";
import type { CliCommand } from "../command.js";

interface Listed {
  readonly served: {
    readonly path: string;
    readonly events: number;
    readonly attributes: number;
    readonly withdrawn: number;
    readonly changedUs: number | null;
  };
  readonly feeds: readonly {
    readonly name: string;
    readonly events: number;
    readonly faults: number;
    readonly succeededUs: number | null;
    readonly failures: number;
    readonly note: string;
  }[];
}

const time = (us: number | null): string => (us === null ? "never" : isoTime(us));

function lines({ served, feeds }: Listed): readonly string[] {
  const { path, events, attributes, withdrawn, changedUs } = served;
  const own = `${path}  ${events} events, ${attributes} values, ${withdrawn} withdrawn, changed ${time(changedUs)}`;
  if (feeds.length === 0) return [own, "No other feed is set up: share.misp.feeds in the configuration."];
  return [
    own,
    ...table(
      ["feed", "events", "not taken", "last read", "failures", "note"],
      feeds.map((each) => [
        each.name,
        String(each.events),
        String(each.faults),
        time(each.succeededUs),
        String(each.failures),
        each.note,
      ]),
    ),
  ];
}

export const misp = {
  id: "misp",
  register(program: Command): void {
    const command = program.command("misp").description("MISP: the center's own feed, and feeds it reads.");
    withCommonOptions(command.command("list"))
      .description("What the center's feed holds, the feeds of others, and how reading them went.")
      .action((options: CommonOptions) =>
        answer(options, "misp-list", {}, (listed) => lines(listed as Listed)),
      );
    withCommonOptions(command.command("pull"))
      .description("Read one of the other feeds now.")
      .argument("<name>", "its name in the configuration")
      .addHelpText("after", "\nExample:\n  $ breakwater misp pull circl")
      .action((name: string, options: CommonOptions) =>
        answer(options, "misp-pull", { name }, (pulled) => [
          `${(pulled as { taken: number }).taken} events were new, changed or gone.`,
        ]),
      );
  },
} satisfies CliCommand;
