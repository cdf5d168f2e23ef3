/** `breakwater member exposure`: what a company calls its own. */
import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { Refusal } from "../../base/index.js";
import { type Exposure, exposureKinds } from "../../model/index.js";
import { answer, type CommonOptions, orRefuse, table, withCommonOptions } from "../answering.js";
import { cliProblem } from "../problems.js";
import { askAbout } from "./about.js";

interface AddOptions extends CommonOptions {
  readonly also: readonly string[];
  readonly note?: string;
}

interface ListOptions extends CommonOptions {
  readonly kind?: string;
  readonly text?: string;
}

interface ImportOptions extends CommonOptions {
  readonly dryRun?: boolean;
}

interface Suggestion extends Pick<Exposure, "kind" | "value" | "also"> {
  readonly why: string;
}

interface Report {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly faults: readonly { readonly line: number; readonly detail: string }[];
  readonly dryRun: boolean;
}

/** What was asked for and is not registered yet. */
type Asked = Omit<Exposure, "id">;

interface Conflict extends Exposure {
  readonly holderIds: readonly string[];
  readonly tries: number;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const pageRows = 200;

const lines = (rows: readonly Exposure[]) =>
  table(
    ["kind", "value", "also", "note", "id"],
    rows.map((row) => [row.kind, row.value, row.also.join(" | "), row.note, row.id]),
  );

const waitingLines = (rows: readonly Asked[]) =>
  table(
    ["kind", "value", "also", "note"],
    rows.map((row) => [row.kind, row.value, row.also.join(" | "), row.note]),
  );

async function list(name: string, options: ListOptions): Promise<void> {
  await askAbout<{ rows: readonly Exposure[]; waiting: readonly Asked[]; total: number }>(
    options,
    name,
    async (asking, { id }) => {
      const rows: Exposure[] = [];
      let after: string | null = null;
      let total = 0;
      let waiting: readonly Asked[] = [];
      do {
        const page = orRefuse(
          await asking.ask("exposure-list", {
            memberId: id,
            limit: pageRows,
            ...(after === null ? {} : { after }),
            ...(options.kind === undefined ? {} : { kind: options.kind }),
            ...(options.text === undefined ? {} : { text: options.text }),
          }),
        ) as { rows: readonly Exposure[]; waiting: readonly Asked[]; next: string | null; total: number };
        rows.push(...page.rows);
        after = page.next;
        total = page.total;
        waiting = page.waiting;
      } while (after !== null);
      return { rows, waiting, total };
    },
    ({ rows, waiting, total }) => [
      ...lines(rows),
      `${rows.length} of ${total}`,
      ...(waiting.length === 0 ? [] : ["", "Waiting for your center to confirm:", ...waitingLines(waiting)]),
    ],
  );
}

function readFile(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new Refusal(cliProblem("path-missing", `${path}: ${(error as Error).message}`));
  }
}

async function importFile(name: string, path: string, options: ImportOptions): Promise<void> {
  const csv = readFile(path);
  await askAbout<Report>(
    options,
    name,
    (asking, { id }) => asking.ask("exposure-import", { memberId: id, csv, dryRun: options.dryRun ?? false }),
    (report) => [
      `${report.dryRun ? "Would add" : "Added"} ${report.added}, ${report.dryRun ? "change" : "changed"} ${report.changed}; ${report.unchanged} were there already, ${report.refused} refused.`,
      ...report.faults.map(({ line, detail }) => `line ${line}: ${detail}`),
      ...(report.faults.length < report.refused ? [`and ${report.refused - report.faults.length} more`] : []),
    ],
  );
}

const about = (command: Command) => command.argument("<member>", "the company's name or id");

export function registerExposures(member: Command): void {
  const command = member.command("exposure").description("What a company calls its own.");
  about(withCommonOptions(command.command("list")))
    .description("A company's exposures.")
    .addOption(new Option("--kind <kind>", "of this kind only").choices(exposureKinds))
    .option("--text <part>", "those that have this in them")
    .action(list);
  about(withCommonOptions(command.command("add")))
    .description("Register an exposure.")
    .addHelpText(
      "after",
      '\nExamples:\n  $ breakwater member exposure add "Pier 7 Terminal" domain pier7.example\n  $ breakwater member exposure add "Blue Anchor Lines" vessel "Blue Anchor Star" --also "IMO 9321483" --also "MMSI 211331640"\n',
    )
    .argument("<kind>", exposureKinds.join(", "))
    .argument("<value>", "the network, domain, name …")
    .option("--also <text>", "another name or number it goes by; may be repeated", collect, [])
    .option("--note <text>", "anything to remember about it")
    .action((name: string, kind: string, value: string, options: AddOptions) =>
      askAbout<Exposure>(
        options,
        name,
        (asking, { id }) =>
          asking.ask("exposure-add", {
            memberId: id,
            kind,
            value,
            also: options.also,
            note: options.note ?? "",
          }),
        (exposure) => lines([exposure]),
      ),
    );
  withCommonOptions(command.command("remove"))
    .description("Take an exposure out of the register.")
    .argument("<id>", "its id")
    .action((id: string, options: CommonOptions) =>
      answer<Exposure>(options, "exposure-remove", { id }, (exposure) => lines([exposure])),
    );
  about(withCommonOptions(command.command("import")))
    .description("Register the lines of a CSV file: kind,value,also,note.")
    .argument("<file>", "the file, - for standard input")
    .option("--dry-run", "say what would happen")
    .action(importFile);
  about(withCommonOptions(command.command("export")))
    .description("Write the register as a CSV file that can be imported again.")
    .action((name: string, options: CommonOptions) =>
      askAbout<{ csv: string }>(
        options,
        name,
        (asking, { id }) => asking.ask("exposure-export", { memberId: id }),
        ({ csv }) => csv.trimEnd().split("\n"),
      ),
    );
  about(withCommonOptions(command.command("suggest")))
    .description("What the company's own telemetry says it has.")
    .action((name: string, options: CommonOptions) =>
      askAbout<{ rows: readonly Suggestion[] }>(
        options,
        name,
        (asking, { id }) => asking.ask("exposure-suggest", { memberId: id }),
        ({ rows }) =>
          table(
            ["kind", "value", "also", "why"],
            rows.map((row) => [row.kind, row.value, row.also.join(" | "), row.why]),
          ),
      ),
    );
  about(withCommonOptions(command.command("decline")))
    .description("Keep a suggestion away.")
    .argument("<kind>", "its kind")
    .argument("<value>", "its value")
    .action((name: string, kind: string, value: string, options: CommonOptions) =>
      askAbout<{ value: string }>(
        options,
        name,
        (asking, { id }) => asking.ask("exposure-decline", { memberId: id, kind, value }),
        (declined) => [`${declined.value} is not suggested again.`],
      ),
    );
  registerConflicts(command);
}

function registerConflicts(command: Command): void {
  withCommonOptions(command.command("conflicts"))
    .description("What companies asked for and could not register, with who has it.")
    .action((options: CommonOptions) =>
      answer<{ rows: readonly Conflict[] }>(options, "exposure-conflict-list", {}, ({ rows }, nameOf) =>
        table(
          ["asked by", "kind", "value", "had by", "tries", "id"],
          rows.map((row) => [
            nameOf(row.memberId),
            row.kind,
            row.value,
            row.holderIds.map(nameOf).join(", ") || "everybody",
            String(row.tries),
            row.id,
          ]),
        ),
      ),
    );
  withCommonOptions(command.command("settle"))
    .description("Settle a conflict: give it to who asked as well, or keep it refused.")
    .argument("<id>", "its id")
    .addArgument(command.createArgument("<settlement>", "give or keep").choices(["give", "keep"]))
    .action((id: string, settlement: string, options: CommonOptions) =>
      answer<Exposure>(options, "exposure-conflict-settle", { id, settlement }, (settled) => [
        `${settled.kind} ${settled.value}: ${settlement === "give" ? "registered for both" : "stays refused"}.`,
      ]),
    );
}
