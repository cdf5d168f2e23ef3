/** `breakwater scan`: detection without a server, over files, folders, archives or standard input. */
import { type Command, Option } from "commander";
import { formats } from "../../intake/index.js";
import type { CliCommand } from "../command.js";
import { runScan, type ScanOptions } from "../scan/run-scan.js";

const examples = `
Examples:
  $ breakwater scan --intel feeds/ conn.log.gz         what in a log is on the lists in a folder
  $ breakwater scan --rules sigma.tar.gz logs/          which Sigma rules hold for what
  $ breakwater scan --intel feeds/ --json logs/        one JSON object a line, for programs
  $ zcat eve.json.gz | breakwater scan --intel feeds/ -   from a pipe
`;

const none: readonly string[] = [];
const collect = (path: string, before: readonly string[]): readonly string[] => [...before, path];

export const scan = {
  id: "scan",
  register(program: Command): void {
    program
      .command("scan")
      .description("Meet telemetry with indicators and rules, without a server.")
      .argument("<path...>", "files, folders, archives (.gz, .zst, tar of them), or - for standard input")
      .option("--intel <path>", "indicator feeds: a file, folder or archive; may be repeated", collect, none)
      .option(
        "--allow <path>",
        "allow lists: hits on their values are marked; may be repeated",
        collect,
        none,
      )
      .option("--rules <path>", "Sigma rules: a file, folder or archive; may be repeated", collect, none)
      .addOption(
        new Option("--format <id>", "the telemetry format, instead of finding it out").choices(
          formats.map((format) => format.id),
        ),
      )
      .option(
        "--inside <network>",
        "a network of one's own beside the private ones, for behaviour; may be repeated",
        collect,
        none,
      )
      .option(
        "--behaviour",
        "ask the detectors of behaviour too; without --intel and --rules they are asked anyway",
      )
      .option("--no-behaviour", "do not ask them")
      .option(
        "--json",
        "one JSON object a line on standard output: hits, detections, refused records, a summary",
        false,
      )
      .addHelpText("after", examples)
      .action(async (paths: string[], options: ScanOptions) => {
        await runScan(paths, options);
      });
  },
} satisfies CliCommand;
