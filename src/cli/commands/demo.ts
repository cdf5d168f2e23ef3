/** `breakwater demo`: the sample port, in and out. It needs a running center, as one wants to watch it arrive. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import type { DemoState } from "../../api/index.js";
import { Problem, Refusal } from "../../base/index.js";
import { type CommonOptions, orRefuse, print, withCommonOptions } from "../answering.js";
import { type Asking, openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
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

export const demo = {
  id: "demo",
  register(program: Command): void {
    const command = program
      .command("demo")
      .description("The sample port: three members, two cranes, one attack.");
    withCommonOptions(command.command("load"))
      .description("Play it into the center, in some twenty seconds.")
      .action(load);
    withCommonOptions(command.command("remove")).description("Remove everything it made.").action(remove);
  },
} satisfies CliCommand;
