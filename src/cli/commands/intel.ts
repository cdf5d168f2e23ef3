/** `breakwater intel`: indicators into the center, and what is known of a value. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import type { ImportState } from "../../api/index.js";
import { Problem, Refusal } from "../../base/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { registerMatch } from "../matching.js";
import { registerCheck, registerExtract } from "../offline.js";
import { cliProblem } from "../problems.js";
import { openProgress } from "../scan/progress.js";

interface ImportCommandOptions extends CommonOptions {
  readonly name?: string;
  readonly format?: string;
  readonly tlp?: string;
  readonly confidence?: number;
  readonly label: readonly string[];
  readonly replace?: boolean;
}

const pollMs = 250;
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function percent(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 100) throw new InvalidArgumentError("0 to 100.");
  return number;
}

function summary(report: NonNullable<ImportState["report"]>): readonly string[] {
  const { entries, kept, refused, allowLists, seconds } = report;
  const sources = report.sources.map((s) => [
    s.name,
    s.format,
    String(s.entries),
    String(s.new),
    String(s.updated),
    String(s.kept),
  ]);
  return [
    ...table(["source", "format", "entries", "new", "known", "kept"], sources),
    "",
    `${entries} entries from ${report.sources.length} sources in ${seconds.toFixed(1)} s: ${report.new} new, ${report.updated} known before.`,
    ...(allowLists > 0 ? [`${allowLists} allow lists: hits on their values are marked.`] : []),
    ...(kept > 0 ? [`${kept} patterns can't be met on one value; they are kept.`] : []),
    ...(refused > 0 ? [`${refused} lines were refused; the first:`] : []),
    ...report.problems
      .slice(0, 5)
      .map(
        ({ path, line, problem }) =>
          `  ${path}${/^[A-Z]\w+ \d/.test(problem.detail) ? "" : ` line ${line}`}: ${problem.detail}`,
      ),
    ...report.passedOver.slice(0, 5).map(({ path, reason }) => `  passed over ${path}: ${reason}`),
  ];
}

/** Whoever imports in a script must hear that all of it was passed over or refused; an empty feed is none of these. */
export function isNothingRead({
  entries,
  kept,
  allowLists,
  refused,
  passedOver,
}: Pick<
  NonNullable<ImportState["report"]>,
  "entries" | "kept" | "allowLists" | "refused" | "passedOver"
>): boolean {
  return entries + kept + allowLists === 0 && refused + passedOver.length > 0;
}

async function importPaths(paths: readonly string[], options: ImportCommandOptions): Promise<void> {
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new Refusal(cliProblem("path-missing", `${missing} does not exist.`));
  const asking = orRefuse(await openAsking(options));
  const progress = openProgress();
  try {
    const { name, format, tlp, confidence, label, replace } = options;
    const given = { name, format, tlp, confidence, replace, labels: label.length > 0 ? label : undefined };
    const input = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    let state = orRefuse(
      await asking.ask("intel-import", { ...input, paths: paths.map((path) => resolve(path)) }),
    ) as ImportState;
    while (state.state === "running") {
      progress.tell(`Importing: ${state.entries} entries`);
      await sleep(pollMs);
      state = orRefuse(await asking.ask("intel-import-read", {})) as ImportState;
    }
    progress.end();
    const { problem, report } = state;
    if (problem !== null)
      throw new Refusal(new Problem(problem.code, problem.title, problem.detail, problem.hint, 422));
    if (report !== null) print(options, report, summary(report));
    if (report !== null && isNothingRead(report)) process.exitCode = 1;
  } finally {
    progress.end();
    await asking.close();
  }
}

interface LookupRow {
  readonly text: string;
  readonly verdict: string;
  readonly sentence: string;
  readonly claims: readonly {
    readonly source: string;
    readonly confidence: number;
    readonly labels: readonly string[];
  }[];
}

const lookupLines = ({ rows }: { readonly rows: readonly LookupRow[] }): readonly string[] =>
  rows.flatMap((row) => [
    `${row.text}: ${row.verdict}. ${row.sentence}`,
    ...row.claims.map((claim) => `  ${claim.source}  ${claim.confidence} of 100  ${claim.labels.join(", ")}`),
  ]);

interface FeedRow {
  readonly name: string;
  readonly kind: string;
  readonly address: string | null;
  readonly needs: string;
  readonly tlp: string;
  readonly confidence: number;
  readonly isOfPack: boolean;
}

export const intel = {
  id: "intel",
  register(program: Command): void {
    const command = program.command("intel").description("Indicators: what is known of hostile values.");
    withCommonOptions(command.command("import"))
      .description("Bring feeds and allow lists into the center; again is fine, nothing is doubled.")
      .argument("<path...>", "files, folders, archives")
      .option("--name <name>", "one source name for all, instead of each file's own")
      .option("--format <id>", "the format, instead of finding it out")
      .option("--tlp <label>", "the marking where a feed has none (TLP:AMBER where left out)")
      .option("--confidence <n>", "0 to 100, where a feed says none", percent)
      .option("--label <text>", "added to every entry; may be repeated", collect, [])
      .option("--replace", "take away what these sources no longer list")
      .addHelpText(
        "after",
        "\nExamples:\n  $ breakwater intel import feeds/ --confidence 80\n  $ breakwater intel import warninglists/\n",
      )
      .action(importPaths);
    withCommonOptions(command.command("feeds"))
      .description("Where indicators come from: the configuration, packs, and what was brought in by hand.")
      .action((options: CommonOptions) =>
        answer<{ rows: readonly FeedRow[] }>(options, "feed-list", {}, ({ rows }) =>
          table(
            ["feed", "kind", "address", "needs", "marking", "confidence", "came with"],
            rows.map(({ name, kind, address, needs, tlp, confidence, isOfPack }) => [
              name,
              kind,
              address ?? "",
              needs,
              tlp,
              String(confidence),
              isOfPack ? "a pack" : "",
            ]),
          ),
        ),
      );
    registerExtract(command);
    registerCheck(command);
    withCommonOptions(command.command("lookup"))
      .description("What is known of values; defanged is fine.")
      .argument("<value...>", "addresses, names, URLs, hashes, mail addresses")
      .action((values: string[], options: CommonOptions) =>
        answer<{ rows: readonly LookupRow[] }>(
          options,
          "indicator-lookup",
          { text: values.join("\n") },
          lookupLines,
        ),
      );
    registerMatch(command);
  },
} satisfies CliCommand;
