/** `breakwater advisory`: advisories into the center, and what they say of members' machines. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { isoTime, Refusal } from "../../base/index.js";
import { answer, type CommonOptions, table, withCommonOptions } from "../answering.js";
import type { CliCommand } from "../command.js";
import { cliProblem } from "../problems.js";

interface Imported {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly older: number;
  readonly exploited: number;
  readonly newExploited: number;
  readonly faults: readonly { readonly path: string; readonly fault: string }[];
  readonly refused: readonly { readonly path: string; readonly detail: string }[];
}

interface Row {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly releasedUs: number;
  readonly score: number | null;
}

interface Whole extends Row {
  readonly publisher: string;
  readonly url: string;
  readonly products: readonly {
    readonly vendor: string;
    readonly product: string;
    readonly version: string;
  }[];
  readonly flaws: readonly { readonly id: string; readonly score: number | null; readonly title: string }[];
  readonly remedies: readonly { readonly kind: string; readonly text: string; readonly url: string }[];
  readonly faults: readonly string[];
}

interface Matched {
  readonly rows: readonly {
    readonly advisory: Row;
    readonly urgency: string;
    readonly isWarned: boolean;
    readonly exploited: readonly string[];
    readonly items: readonly {
      readonly name: string;
      readonly firmware: string;
      readonly confidence: string;
      readonly reason: string;
      readonly range: string;
    }[];
  }[];
  readonly more: number;
}

const score = (value: number | null): string => (value === null ? "" : String(value));

function importLines(report: Imported): readonly string[] {
  const { added, updated, unchanged, older, exploited, newExploited, faults, refused } = report;
  return [
    `${added} advisories are new, ${updated} newer than before, ${unchanged} known, ${older} older than what is there.`,
    ...(exploited > 0 ? [`${exploited} flaws are known to be exploited, ${newExploited} of them new.`] : []),
    ...(faults.length > 0
      ? [`Left out of what was used:`, ...faults.map(({ path, fault }) => `  ${path}: ${fault}`)]
      : []),
    ...(refused.length > 0 ? [`Refused:`, ...refused.map(({ path, detail }) => `  ${path}: ${detail}`)] : []),
  ];
}

const showLines = (whole: Whole): readonly string[] => [
  `${whole.id} version ${whole.version}, ${isoTime(whole.releasedUs)}, ${whole.publisher}: ${whole.title}`,
  ...(whole.url === "" ? [] : [whole.url]),
  "",
  ...table(
    ["maker", "product", "versions"],
    whole.products.map((each) => [each.vendor, each.product, each.version]),
  ),
  "",
  ...table(
    ["flaw", "CVSS", ""],
    whole.flaws.map((flaw) => [flaw.id, score(flaw.score), flaw.title]),
  ),
  "",
  ...whole.remedies.map(({ kind, text, url }) => `${kind}: ${text}${url === "" ? "" : ` ${url}`}`),
  ...whole.faults.map((fault) => `not used: ${fault}`),
];

const matchLines = ({ rows, more }: Matched): readonly string[] =>
  rows.length === 0
    ? ["No advisory speaks of what members have."]
    : [
        ...table(
          ["advisory", "urgency", "used", "machine", "firmware", "how sure", "why", "versions"],
          rows.flatMap(({ advisory, urgency, isWarned, exploited, items }) =>
            items.map((item) => [
              advisory.id,
              isWarned ? urgency : "listed only",
              exploited.length > 0 ? "yes" : "",
              item.name,
              item.firmware,
              item.confidence,
              item.reason,
              item.range,
            ]),
          ),
        ),
        ...(more > 0 ? [`And ${more} more.`] : []),
      ];

function importSources(sources: readonly string[], options: CommonOptions): Promise<void> {
  const isPage = (source: string): boolean => /^https?:\/\//.test(source);
  const paths = sources.filter((source) => !isPage(source));
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new Refusal(cliProblem("path-missing", `${missing} does not exist.`));
  const input = { paths: paths.map((path) => resolve(path)), urls: sources.filter(isPage) };
  return answer(options, "advisory-import", input, (report) => {
    const imported = report as Imported;
    const { added, updated, unchanged, older, exploited, refused } = imported;
    if (added + updated + unchanged + older + exploited === 0 && refused.length > 0) process.exitCode = 1;
    return importLines(imported);
  });
}

export const advisory = {
  id: "advisory",
  register(program: Command): void {
    const command = program
      .command("advisory")
      .description("Advisories of makers and CISA, and what they say of members' machines.");
    withCommonOptions(command.command("import"))
      .description("Bring in CSAF 2.0 documents or CISA's catalog of known exploited flaws; again is fine.")
      .argument("<source...>", "files, folders, archives, or https addresses of single documents")
      .addHelpText(
        "after",
        "\nExamples:\n  $ breakwater advisory import csaf_files/OT/white\n" +
          "  $ breakwater advisory import https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
      )
      .action(importSources);
    withCommonOptions(command.command("list"))
      .description("Those that were imported, the last released first.")
      .argument("[text]", "in the number, title, publisher or CVE numbers")
      .action((text: string | undefined, options: CommonOptions) =>
        answer(
          options,
          "advisory-list",
          { limit: 200, ...(text === undefined ? {} : { text }) },
          (listed) => {
            const { rows } = listed as { readonly rows: readonly Row[] };
            return table(
              ["advisory", "version", "released", "CVSS", "title"],
              rows.map((row) => [
                row.id,
                row.version,
                isoTime(row.releasedUs).slice(0, 10),
                score(row.score),
                row.title,
              ]),
            );
          },
        ),
      );
    withCommonOptions(command.command("show"))
      .description("One of them: its products, flaws and what it says to do.")
      .argument("<id>", "its number: ICSA-22-228-06")
      .action((number: string, options: CommonOptions) =>
        answer(options, "advisory-read", { number }, (shown) => showLines(shown as Whole)),
      );
    withCommonOptions(command.command("match"))
      .description("What they say of members' machines, with how sure it is and why.")
      .option("--member <id>", "of one member")
      .action(({ member, ...options }: CommonOptions & { readonly member?: string }) =>
        answer(options, "advisory-match-list", member === undefined ? {} : { memberId: member }, (matched) =>
          matchLines(matched as Matched),
        ),
      );
  },
} satisfies CliCommand;
