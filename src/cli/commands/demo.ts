/** `breakwater demo`: the sample port, in and out. It needs a running center, as one wants to watch it arrive. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import type { DemoState } from "../../api/index.js";
import { Problem, Refusal, systemClock } from "../../base/index.js";
import { type CommonOptions, orRefuse, print, withCommonOptions } from "../answering.js";
import { type Asking, openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { type CraneFilesOptions, writeCraneFiles } from "../demo/crane-files.js";
import { cliProblem } from "../problems.js";
import { openProgress } from "../scan/progress.js";

interface NowAnswer {
  readonly demo: DemoState;
}

const pollMs = 300;

async function watch(asking: Asking, first: DemoState): Promise<DemoState> {
  const progress = openProgress();
  let demo = first;
  while (demo.state === "loading") {
    progress.tell(`Sample port: ${Math.round(demo.done * 100)} % ${demo.note}`);
    await sleep(pollMs);
    demo = (orRefuse(await asking.ask("now-read", {})) as NowAnswer).demo;
  }
  progress.end();
  return demo;
}

async function load(options: CommonOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const demo = await watch(asking, orRefuse(await asking.ask("demo-load", {})) as DemoState);
    if (demo.state !== "loaded") throw new Refusal(cliProblem("demo-failed", demo.note || "It was stopped."));
    print(options, demo, [
      "The sample port is loaded: look at Now and Warnings, or `breakwater warning list`.",
    ]);
  } finally {
    await asking.close();
  }
}

async function remove(options: CommonOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const demo = await asking.ask("demo-remove", {});
    if (demo instanceof Problem) orRefuse(demo);
    print(options, demo, ["The sample port is gone."]);
  } finally {
    await asking.close();
  }
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (number < least || number > most)
      throw new InvalidArgumentError(`It is a number from ${least} to ${most}.`);
    return number;
  };

async function makeCranes(options: CraneFilesOptions & { readonly json?: boolean }): Promise<void> {
  const made = await writeCraneFiles(options, systemClock.nowUs());
  print(options, made, [
    `${made.records} records of ${made.days} days, and ${made.lists.length} lists, are in ${options.to}.`,
    "Next, with a running center, the member whose terminal it shall be, and a token of that member:",
    `  for list in ${made.lists.join(" ")}; do breakwater site import $list ${options.to}/$list.csv --member NAME; done`,
    `  breakwater send --token TOKEN ${options.to}/days`,
    `To be warned of: ${made.expected.join("; ")}. The rest is daily work.`,
  ]);
}

export const demo = {
  id: "demo",
  register(program: Command): void {
    const command = program
      .command("demo")
      .description("The sample port: three members, two cranes, one attack.");
    withCommonOptions(command.command("load"))
      .description("Play it into the center, in some twenty seconds.")
      .action(load);
    command
      .command("cranes")
      .description("Write a made-up terminal's control network to files: weeks of records, and its lists.")
      .requiredOption("--to <folder>", "where to")
      .option(
        "--days <number>",
        "days after those; in the first seven something happens",
        wholeNumber(1, 60),
        7,
      )
      .option("--learning <number>", "days of daily work, to learn from", wholeNumber(0, 60), 14)
      .option("--seed <number>", "the same seed makes the same days", wholeNumber(0, 999_999_999), 1)
      .option("--every <seconds>", "between two readings of a controller", wholeNumber(1, 3600), 60)
      .option("--json", "answer as one JSON document")
      .action(makeCranes);
    withCommonOptions(command.command("remove")).description("Remove everything it made.").action(remove);
  },
} satisfies CliCommand;
