/** `breakwater rule`: which rules there are and which are on, where they come from, what is set for them, and replays. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { detectionLevels } from "../../model/index.js";
import { answer, type CommonOptions, orRefuse, print, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { memberNamed, memberNames } from "../naming.js";
import { cliProblem } from "../problems.js";
import { checkRules } from "../rule/check-rules.js";
import { importRules, removeRules } from "../rule/import-rules.js";
import { type ReplayOptions, replayRule } from "../rule/replay-rule.js";
import {
  exceptionLines,
  type ListedException,
  type ListedRules,
  type ListedSource,
  policyLine,
  type ReadRule,
  readLines,
  ruleLines,
  sourceLines,
  stateOf,
} from "../rule/rule-lines.js";

interface ListOptions extends CommonOptions {
  readonly text?: string;
  readonly source?: string;
  readonly level?: string;
  readonly on?: boolean;
  readonly off?: boolean;
  readonly limit?: number;
}

async function list({ on, off, ...options }: ListOptions): Promise<void> {
  const { text, source, level, limit } = options;
  const state = on === true ? "on" : off === true ? "off" : undefined;
  await answer<ListedRules>(options, "rule-list", { text, source, level, state, limit }, ruleLines);
}

interface SetOptions extends CommonOptions {
  readonly reason?: string;
}

function set(action: string, more: (value: string | undefined) => object = () => ({})) {
  return async (rule: string, value: string | SetOptions, last?: SetOptions): Promise<void> => {
    const options = typeof value === "string" ? (last as SetOptions) : value;
    const input = { rule, reason: options.reason, ...more(typeof value === "string" ? value : undefined) };
    await answer<ReadRule>(options, action, input, (row) => [
      `${row.title}: ${stateOf(row)}, level ${row.level}`,
    ]);
  };
}

interface ExceptOptions extends CommonOptions {
  readonly member?: string;
  readonly field?: string;
  readonly value?: string;
  readonly reason: string;
  readonly owner?: string;
  readonly until: string;
  readonly remove?: boolean;
}

function dayUs(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return orRefuse(Number.isNaN(ms) ? cliProblem("day-unreadable", text) : ms * 1000);
}

async function except(rule: string, options: ExceptOptions): Promise<void> {
  const { member, field, value, reason, owner, until } = options;
  const asking = orRefuse(await openAsking(options));
  try {
    const memberId = member === undefined ? undefined : orRefuse(await memberNamed(asking, member)).id;
    const asked = { rule, memberId, field, value, reason, owner, expiresUs: dayUs(until) };
    const added = orRefuse(await asking.ask("rule-exception-add", asked)) as ListedException;
    print(options, added, exceptionLines([added], await memberNames(asking)));
  } finally {
    await asking.close();
  }
}

interface PolicyOptions extends CommonOptions {
  readonly level?: string;
  readonly status: readonly string[];
  readonly dryRun?: boolean;
}

interface PolicySet {
  readonly policy: ListedRules["policy"];
  readonly on: number;
  readonly switchedOn: number;
  readonly switchedOff: number;
}

async function policy({ level, status, dryRun, ...options }: PolicyOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const { policy: now } = orRefuse(await asking.ask("rule-list", { limit: 1 })) as ListedRules;
    if (level === undefined && status.length === 0) {
      print(options, now, [policyLine(now)]);
      return;
    }
    const asked = {
      levelLeast: level ?? now.levelLeast,
      statuses: status.length === 0 ? now.statuses : status,
      dryRun,
    };
    const said = orRefuse(await asking.ask("rule-policy-set", asked)) as PolicySet;
    print(options, said, [
      policyLine(said.policy),
      `${said.on} rules ${dryRun === true ? "would be" : "are"} on: ${said.switchedOn} more, ${said.switchedOff} fewer.`,
    ]);
  } finally {
    await asking.close();
  }
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function readCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError("It is a number from 1.");
  return Number(text);
}

function registerTuning(command: Command): void {
  for (const [verb, what] of [
    ["enable", "Switch a rule on, whatever the policy says."],
    ["disable", "Switch a rule off, whatever the policy says."],
  ] as const)
    withCommonOptions(command.command(verb))
      .description(what)
      .argument("<rule>", "its id")
      .option("--reason <text>", "why; for those who come later")
      .action(set(`rule-${verb}`));
  withCommonOptions(command.command("level"))
    .description("Set how grave what a rule finds is; `own` for what its author said.")
    .argument("<rule>", "its id")
    .argument("<level>", `${detectionLevels.join(", ")} or own`)
    .option("--reason <text>", "why; for those who come later")
    .action(set("rule-level-set", (level) => ({ level: level === "own" ? null : level })));
  withCommonOptions(command.command("reset"))
    .description("Take back what was set for a rule; exceptions stay.")
    .argument("<rule>", "its id")
    .action(set("rule-reset"));
  withCommonOptions(command.command("except"))
    .description("Accept what a rule finds, for as long as somebody answers for it.")
    .argument("<rule>", "its id")
    .option("--member <member>", "of this member alone")
    .option("--field <name>", "where this field, by the rule's name for it or the record's, …")
    .option("--value <text>", "… has this value, or lies in this network")
    .requiredOption("--reason <text>", "why")
    .requiredOption("--until <day>", "the day on which it ends: 2027-03-31; a year at most")
    .option("--owner <name>", "who answers for it; you where left out")
    .addHelpText(
      "after",
      '\nExample:\n  $ breakwater rule except sql_injection_web --field c-ip --value 192.0.2.0/28 --reason "our yearly test" --until 2026-12-24\n',
    )
    .action(except);
  withCommonOptions(command.command("exceptions"))
    .description("All exceptions; those that have ended too, until they are removed.")
    .action((options: CommonOptions) =>
      answer<{ rows: readonly ListedException[] }>(options, "rule-exception-list", {}, ({ rows }, nameOf) =>
        exceptionLines(rows, nameOf),
      ),
    );
  withCommonOptions(command.command("unexcept"))
    .description("End an exception.")
    .argument("<id>", "as `exceptions` lists it")
    .action((exception: string, options: CommonOptions) =>
      answer<{ rule: string }>(options, "rule-exception-remove", { exception }, ({ rule }) => [
        `What ${rule} finds counts again.`,
      ]),
    );
  withCommonOptions(command.command("policy"))
    .description("Which rules are on by themselves; with options, sets that.")
    .addOption(new Option("--level <level>", "this level or graver").choices(detectionLevels))
    .option("--status <status>", "of this status: stable, test, experimental; may be repeated", collect, [])
    .option("--dry-run", "only say how many rules that would be")
    .action(policy);
}

function registerSources(command: Command): void {
  command
    .command("check")
    .description("Read rules and say which are refused, by file, line and reason; no center is needed.")
    .argument("<path>", "a file, a folder, a tar.gz")
    .option("--json", "answer as one JSON document")
    .action(checkRules);
  withCommonOptions(command.command("import"))
    .description("Show what a source of rules would change, and take it.")
    .argument("<path-or-url>", "a file, a folder, a tar.gz, or the HTTPS address of one")
    .option("--name <name>", "what the source is called; from its path where left out")
    .option("--dry-run", "only show it; it waits to be taken")
    .option("--yes", "do not ask whether to take it")
    .addHelpText(
      "after",
      "\nExamples:\n  $ breakwater rule import sigma-master.tar.gz --name sigmahq\n  $ breakwater rule import https://codeload.github.com/SigmaHQ/sigma/tar.gz/refs/heads/master --name sigmahq\n",
    )
    .action(importRules);
  withCommonOptions(command.command("sources"))
    .description("Where rules come from, and in which versions.")
    .action((options: CommonOptions) =>
      answer<{ rows: readonly ListedSource[] }>(options, "rule-source-list", {}, ({ rows }) =>
        sourceLines(rows),
      ),
    );
  withCommonOptions(command.command("remove"))
    .description("Remove a source with its rules.")
    .argument("<name>", "as `sources` lists it")
    .option("--yes", "do not ask")
    .action(removeRules);
  withCommonOptions(command.command("refused"))
    .description("Rules that don't run: file, line and reason.")
    .option("--source <name>", "of this source alone")
    .action(({ source, ...options }: CommonOptions & { readonly source?: string }) =>
      answer<{
        readonly total: number;
        readonly rows: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
      }>(options, "rule-refusal-list", { source, limit: 200 }, ({ rows, total }) => [
        ...rows.map(({ file, line, reason }) => `${file}:${line}  ${reason}`),
        `${total} were refused.`,
      ]),
    );
}

export const rule = {
  id: "rule",
  register(program: Command): void {
    const command = program
      .command("rule")
      .description("Detection rules: which there are, which are on, where they come from, replays.");
    withCommonOptions(command.command("list"))
      .description("Rules, whether each is on, and why.")
      .option("--text <text>", "in the title or the id")
      .option("--source <name>", "of this source")
      .addOption(new Option("--level <level>").choices(detectionLevels))
      .option("--on", "those that are on")
      .option("--off", "those that are off")
      .option("--limit <n>", "so many, 200 at most", readCount)
      .action(list);
    withCommonOptions(command.command("show"))
      .description("One rule: what it says, where it comes from, what is set for it.")
      .argument("<rule>", "its id")
      .action((key: string, options: CommonOptions) =>
        answer<ReadRule>(options, "rule-read", { rule: key }, readLines),
      );
    registerSources(command);
    registerTuning(command);
    withCommonOptions(command.command("replay"))
      .description(
        "Ask a rule of the last days' events: how often it would have told, on whom. Without one: the last answer.",
      )
      .argument("[rule]", "its id, or a file with a rule that is being written")
      .option("--days <n>", "so many days back; 30 where left out", readCount)
      .option("--source <name>", "the rule is in what waits of this source")
      .option("--stop", "stop the one that runs")
      .action((key: string | undefined, options: ReplayOptions) => replayRule(key, options));
  },
} satisfies CliCommand;
