/** `breakwater member agreement text…`: agreements as they are to be signed, by name and version. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { Refusal } from "../../base/index.js";
import { answer, type CommonOptions, table, withCommonOptions } from "../answering.js";
import { cliProblem } from "../problems.js";

interface Text {
  readonly name: string;
  readonly version: string;
  readonly text: string;
}

interface TextOptions extends CommonOptions {
  readonly edition: string;
  readonly file?: string;
}

const lines = (rows: readonly Text[]) =>
  table(
    ["agreement", "version", "characters"],
    rows.map(({ name, version, text }) => [name, version, String(text.length)]),
  );

function readText(path: string | undefined): string {
  if (path === undefined) return "";
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : "can't be read";
    throw new Refusal(cliProblem("path-missing", `${path}: ${why}`));
  }
}

export function registerAgreementTexts(agreement: Command): void {
  withCommonOptions(agreement.command("texts"))
    .description("Agreements as they are to be signed.")
    .action((options: CommonOptions) =>
      answer<{ rows: readonly Text[] }>(options, "agreement-text-list", {}, ({ rows }) => lines(rows)),
    );
  withCommonOptions(agreement.command("text"))
    .description("Keep the text of an agreement in one version.")
    .argument("<agreement>", "which one")
    .requiredOption("--edition <version>", "the version of its text")
    .option("--file <file>", "its text, or - for standard input; none where the text is kept elsewhere")
    .addHelpText(
      "after",
      '\nExample:\n  $ breakwater member agreement text "Participation agreement" --edition 2.1 --file terms.txt\n',
    )
    .action((name: string, { edition, file, ...options }: TextOptions) =>
      answer<Text>(options, "agreement-text-set", { name, version: edition, text: readText(file) }, (text) =>
        lines([text]),
      ),
    );
  withCommonOptions(agreement.command("remove-text"))
    .description("Remove the text of an agreement; who signed it stays on record.")
    .argument("<agreement>", "which one")
    .requiredOption("--edition <version>", "the version of its text")
    .action((name: string, { edition, ...options }: TextOptions) =>
      answer<Text>(options, "agreement-text-remove", { name, version: edition }, (text) => lines([text])),
    );
}
