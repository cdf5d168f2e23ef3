/** Asks before something is destroyed. Without a terminal to ask on, only `--yes` lets it happen. */
import { createInterface } from "node:readline/promises";
import { Refusal } from "../base/index.js";
import { cliProblem } from "./problems.js";

export async function confirm(question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw new Refusal(cliProblem("not-confirmed", question));
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const reply = await lines.question(`${question} [y/N] `);
  lines.close();
  if (!/^y(es)?$/i.test(reply.trim())) throw new Refusal(cliProblem("not-confirmed", question));
}
