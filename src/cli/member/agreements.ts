/** `breakwater member agreement`: what companies signed, and the law that sharing stands on. */
import type { Command } from "commander";
import { isoTime, Refusal } from "../../base/index.js";
import { answer, type CommonOptions, table, withCommonOptions } from "../answering.js";
import { cliProblem } from "../problems.js";
import { askAbout, dayUs } from "./about.js";
import { registerAgreementTexts } from "./agreement-texts.js";

interface Agreement {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly signedBy: string;
  readonly signedUs: number;
  readonly endedUs: number | null;
}

interface AddOptions extends CommonOptions {
  /** Not `--version`, which is the program's own. */
  readonly edition: string;
  readonly signedBy: string;
  readonly signed: string;
  readonly note?: string;
}

const day = (us: number): string => isoTime(us).slice(0, 10);

const lines = (rows: readonly Agreement[]) =>
  table(
    ["agreement", "version", "signed by", "on", "ended", "id"],
    rows.map((row) => [
      row.name,
      row.version,
      row.signedBy,
      day(row.signedUs),
      row.endedUs === null ? "" : day(row.endedUs),
      row.id,
    ]),
  );

function readDay(text: string): number {
  const us = dayUs(text);
  if (us === null) throw new Refusal(cliProblem("day-unreadable", `${JSON.stringify(text.slice(0, 40))}`));
  return us;
}

export function registerAgreements(member: Command): void {
  const command = member.command("agreement").description("What companies signed.");
  registerAgreementTexts(command);
  withCommonOptions(command.command("list"))
    .description("A company's agreements.")
    .argument("<member>", "its name or id")
    .action((name: string, options: CommonOptions) =>
      askAbout<{ rows: readonly Agreement[] }>(
        options,
        name,
        (asking, { id }) => asking.ask("agreement-list", { id }),
        ({ rows }) => lines(rows),
      ),
    );
  withCommonOptions(command.command("add"))
    .description("Keep that a company signed an agreement.")
    .argument("<member>", "its name or id")
    .argument("<agreement>", "which one")
    .requiredOption("--edition <version>", "the version of its text")
    .requiredOption("--signed-by <name>", "who signed for the company")
    .requiredOption("--signed <day>", "when, as 2026-11-22")
    .option("--note <text>", "anything to remember about it")
    .addHelpText(
      "after",
      '\nExample:\n  $ breakwater member agreement add "Pier 7 Terminal" "Participation agreement" --edition 2.1 --signed-by "Ana Ruiz" --signed 2026-11-22\n',
    )
    .action((memberName: string, name: string, options: AddOptions) =>
      askAbout<Agreement>(
        options,
        memberName,
        (asking, { id }) =>
          asking.ask("agreement-add", {
            id,
            name,
            version: options.edition,
            signedBy: options.signedBy,
            signedUs: readDay(options.signed),
            note: options.note ?? "",
          }),
        (agreement) => lines([agreement]),
      ),
    );
  withCommonOptions(command.command("end"))
    .description("End an agreement today; that it held before stays on record.")
    .argument("<id>", "its id")
    .action((id: string, options: CommonOptions) =>
      answer<Agreement>(options, "agreement-end", { id }, (agreement) => lines([agreement])),
    );
}
