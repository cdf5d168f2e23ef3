/**
 * What `breakwater intel` does on this machine alone, no center needed. What that takes is loaded when it is asked for:
 * whoever asks a center for a value need not wait for the readers of documents.
 */
import { type Command, Option } from "commander";
import type { checkPaths } from "./checking.js";
import type { extractPaths } from "./extracting.js";

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function registerCheck(command: Command): void {
  command
    .command("check")
    .description("Say of STIX files whether they are valid, and of each problem the place and the rule.")
    .argument("<path...>", "files, folders, archives, or - for standard input")
    .option("--json", "one JSON object a file")
    .option("--strict", "a SHOULD that is broken counts too")
    .option("--notes", "tell what is custom and other notes as well")
    .option("--off <rule>", "leave a rule out; may be repeated", collect, [])
    .addOption(
      new Option("--stix-version <version>", "hold all against it, not what each says").choices([
        "2.0",
        "2.1",
      ]),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  $ breakwater intel check bundle.json\n  $ curl -s https://…/bundle.json | breakwater intel check --strict -\n",
    )
    .action(async (...given: Parameters<typeof checkPaths>) =>
      (await import("./checking.js")).checkPaths(...given),
    );
}

export function registerExtract(command: Command): void {
  command
    .command("extract")
    .description("Find addresses, names, URLs, hashes in prose, mail, HTML, PDF and office documents.")
    .argument("<path...>", "files, folders, archives, or - for standard input")
    .option("--json", "one JSON object a line")
    .option("--allow <path>", "allow lists whose values are left out; may be repeated", collect, [])
    .option("--own <name>", "a domain of yours or the publisher's, left out; may be repeated", collect, [])
    .addHelpText(
      "after",
      "\nExamples:\n  $ breakwater intel extract report.pdf\n  $ pbpaste | breakwater intel extract --json -\n",
    )
    .action(async (...given: Parameters<typeof extractPaths>) =>
      (await import("./extracting.js")).extractPaths(...given),
    );
}
