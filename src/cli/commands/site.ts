/** `breakwater site`: a terminal's own lists (zones, cranes, work orders …) and the plan of the port. */
import { readFileSync, statSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { Refusal } from "../../base/index.js";
import type { PortPlan, SiteChange } from "../../model/index.js";
import { answer, type CommonOptions, table, withCommonOptions } from "../answering.js";
import type { CliCommand } from "../command.js";
import { askAbout } from "../member/about.js";
import {
  historyLines,
  type Imported,
  importLines,
  type ListedSite,
  listLines,
  listOfWord,
  listWords,
  siteLines,
} from "../member/site-lines.js";
import { cliProblem } from "../problems.js";

interface SiteOptions extends CommonOptions {
  readonly member: string;
}

/** The center takes 10 MB of a list and 5 of a plan; what is larger is not even read. */
const listBytesMax = 10 * 1024 * 1024;
const planBytesMax = 5 * 1024 * 1024;

function readFile(path: string, fileBytesMax: number): string {
  let bytes = 0;
  try {
    bytes = path === "-" ? 0 : statSync(path).size;
    if (bytes <= fileBytesMax) return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new Refusal(cliProblem("path-missing", `${path}: ${(error as Error).message}`));
  }
  throw new Refusal(cliProblem("file-too-large", `${path} has ${bytes} bytes; ${fileBytesMax} are allowed.`));
}

const about = (command: Command) =>
  withCommonOptions(command.requiredOption("--member <member>", "the company's name or id"));
const withList = (command: Command) =>
  command.addArgument(command.createArgument("<list>", listWords.join(", ")).choices(listWords));
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function readDays(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError("It is a number of days from 1 to 90.");
  return Number(text);
}

interface ImportOptions extends SiteOptions {
  readonly replace?: boolean;
  readonly dryRun?: boolean;
}

async function importList(word: string, path: string, options: ImportOptions): Promise<void> {
  const csv = readFile(path, listBytesMax);
  const { member, replace = false, dryRun = false } = options;
  await askAbout<Imported>(
    options,
    member,
    (asking, { id }) =>
      asking.ask("site-import", { memberId: id, list: listOfWord(word), csv, replace, dryRun }),
    (report) => importLines(report, path),
  );
}

/** A column of several, left out where none is given, so that what is listed stays. */
const named = (column: string, names: readonly string[]): Readonly<Record<string, string>> =>
  names.length === 0 ? {} : { [column]: names.join(" | ") };

interface Put {
  readonly outcome: string;
  readonly notes: readonly string[];
}

interface TimedOptions extends SiteOptions {
  readonly start: string;
  readonly end: string;
  readonly crane: readonly string[];
}

interface OrderOptions extends TimedOptions {
  readonly title?: string;
  readonly asset: readonly string[];
  readonly vendor?: string;
}

const put = (options: TimedOptions, list: string, name: string, more: Readonly<Record<string, string>>) => {
  const { member, start, end, crane } = options;
  const cells = { start, end, ...named("cranes", crane), ...more };
  return askAbout<Put>(
    options,
    member,
    (asking, { id }) => asking.ask("site-entry-put", { memberId: id, list, cells }),
    ({ outcome, notes }) => [`${name}: ${outcome}.`, ...notes.map((note) => `note: ${note}`)],
  );
};

const addOrder = (number: string, options: OrderOptions) =>
  put(options, "workOrders", number, {
    number,
    ...named("assets", options.asset),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.vendor === undefined ? {} : { vendor: options.vendor }),
  });

const timed = (command: Command) =>
  about(command)
    .requiredOption("--start <time>", "2026-12-01 06:00, or with a zone: 2026-12-01T06:00+01:00")
    .requiredOption("--end <time>", "as --start")
    .option("--crane <name>", "a crane of the list; may be repeated, all where left out", collect, []);

async function plan(path: string | undefined, options: CommonOptions): Promise<void> {
  if (path === undefined)
    return answer<{ readonly plan: PortPlan | null }>(options, "plan-read", {}, ({ plan: kept }) =>
      kept === null
        ? ["There is no plan; put one: breakwater site plan port.geojson"]
        : table(
            ["kind", "name", "terminal", "crane"],
            kept.features.map(({ properties: { kind, name, terminal, crane } }) => [
              kind,
              name,
              terminal,
              crane,
            ]),
          ),
    );
  interface PutPlan {
    readonly features: number;
    readonly refused: number;
    readonly faults: readonly { readonly feature: number; readonly reason: string }[];
  }
  await answer<PutPlan>(
    options,
    "plan-put",
    { geojson: readFile(path, planBytesMax) },
    ({ features, refused, faults }) => [
      `${features} features are on the plan, ${refused} refused.`,
      ...faults.map(({ feature, reason }) => `${path}: features[${feature}] ${reason}`),
    ],
  );
}

function registerWriting(command: Command): void {
  about(withList(command.command("import")))
    .description("Take a list from a CSV file: bad rows are named by line and column, good ones kept.")
    .argument("<file>", "the file, - for standard input")
    .option("--replace", "remove what the file does not have")
    .option("--dry-run", "say what would happen")
    .addHelpText(
      "after",
      '\nExamples:\n  $ breakwater site import zones zones.csv --member "Pier 7 Terminal"\n  $ breakwater site import assets plcs.csv --member "Pier 7 Terminal" --replace --dry-run\n\nThe columns of each list are in docs/cranes.md; `site export` writes a file with them.\n',
    )
    .action(importList);
  timed(command.command("add-order"))
    .description("List a work order, or change the one of this number.")
    .argument("<number>", "the terminal's own number of it")
    .option("--title <text>", "what is done")
    .option("--asset <name>", "an asset of the list; may be repeated", collect, [])
    .option("--vendor <name>", "whom it was given to; own people where left out")
    .addHelpText(
      "after",
      '\nExample:\n  $ breakwater site add-order WO-4711 --member "Pier 7 Terminal" --crane STS-1 --vendor Cranetek --title "Replace hoist drive" --start "2026-12-01 06:00" --end "2026-12-01 14:00"\n',
    )
    .action(addOrder);
  timed(command.command("add-window"))
    .description("List a maintenance window.")
    .argument("<title>", "what it is for")
    .addHelpText(
      "after",
      '\nExample:\n  $ breakwater site add-window "Weekly greasing" --member "Pier 7 Terminal" --crane STS-1 --start "2026-12-02 22:00" --end "2026-12-03 02:00"\n',
    )
    .action((title: string, options: TimedOptions) => put(options, "windows", title, { title }));
  about(withList(command.command("remove")))
    .description("Take one entry out of a list.")
    .argument("<id>", "as `show <list>` has it")
    .action((word: string, entryId: string, options: SiteOptions) =>
      askAbout(
        options,
        options.member,
        (asking, { id }) =>
          asking.ask("site-entry-remove", { memberId: id, list: listOfWord(word), entryId }),
        () => [`${entryId} is removed.`],
      ),
    );
  about(command.command("learn"))
    .description("Set for how many days relations in the control network are learned.")
    .argument("<days>", "1 to 90", readDays)
    .action((learningDays: number, options: SiteOptions) =>
      askAbout(
        options,
        options.member,
        (asking, { id }) => asking.ask("site-settings-put", { memberId: id, learningDays }),
        () => [`Relations are learned for ${learningDays} days.`],
      ),
    );
}

interface HistoryOptions extends SiteOptions {
  readonly list?: string;
}

export const site = {
  id: "site",
  register(program: Command): void {
    const command = program
      .command("site")
      .description("A terminal's own lists: zones, cranes, assets, work orders …; the plan of the port.");
    about(command.command("show"))
      .description("What is listed: how much of each, or one list whole.")
      .addArgument(command.createArgument("[list]", listWords.join(", ")).choices(listWords))
      .addHelpText(
        "after",
        '\nExamples:\n  $ breakwater site show --member "Pier 7 Terminal"\n  $ breakwater site show work-orders --member "Pier 7 Terminal"\n',
      )
      .action((word: string | undefined, options: SiteOptions) =>
        askAbout<ListedSite>(
          options,
          options.member,
          (asking, { id }) => asking.ask("site-read", { memberId: id }),
          (read) => (word === undefined ? siteLines(read) : listLines(read, listOfWord(word))),
        ),
      );
    registerWriting(command);
    about(withList(command.command("export")))
      .description("Write a list as a CSV file that can be imported again.")
      .action((word: string, options: SiteOptions) =>
        askAbout<{ readonly csv: string }>(
          options,
          options.member,
          (asking, { id }) => asking.ask("site-export", { memberId: id, list: listOfWord(word) }),
          ({ csv }) => csv.trimEnd().split("\n"),
        ),
      );
    about(command.command("history"))
      .description("What was changed since when, and by whom: the last 200 changes.")
      .addOption(new Option("--list <list>", "of this list alone").choices(listWords))
      .action((options: HistoryOptions) =>
        askAbout<{ readonly rows: readonly SiteChange[] }>(
          options,
          options.member,
          (asking, { id }) =>
            asking.ask("site-history", {
              memberId: id,
              limit: 200,
              list: options.list === undefined ? undefined : listOfWord(options.list),
            }),
          ({ rows }) => historyLines(rows),
        ),
      );
    withCommonOptions(command.command("plan"))
      .description("The plan of the port; with a file, puts it in place of the one there is.")
      .argument("[file]", "GeoJSON of terminals, berths and cranes; - for standard input")
      .addHelpText("after", "\nExample:\n  $ breakwater site plan content/sample-port/plan.geojson\n")
      .action(plan);
  },
} satisfies CliCommand;
