/**
 * How a command answers: one JSON document with `--json`, plain lines without. A refusal is thrown and printed by
 * `main.ts`, which also sets the exit code.
 */
import type { Command } from "commander";
import { Problem, Refusal } from "../base/index.js";
import { openAsking } from "./asking.js";
import { memberNames } from "./naming.js";
import { harmless } from "./output.js";

export interface CommonOptions {
  readonly data?: string;
  readonly json?: boolean;
}

/** The options of every command that talks to a center. */
export function withCommonOptions(command: Command): Command {
  return command
    .option("--data <folder>", "the center's data folder")
    .option("--json", "answer as one JSON document");
}

/** The output, or the refusal thrown. */
export function orRefuse<T>(output: T | Problem): T {
  if (output instanceof Problem) throw new Refusal(output);
  return output;
}

export function print(options: CommonOptions, output: unknown, lines: readonly string[]): void {
  process.stdout.write(options.json ? `${JSON.stringify(output)}\n` : `${lines.map(harmless).join("\n")}\n`);
}

/** Asks one action and prints its answer. */
export async function answer<Output>(
  options: CommonOptions,
  actionId: string,
  input: Readonly<Record<string, unknown>>,
  lines: (output: Output, nameOf: (id: string) => string) => readonly string[],
): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const output = orRefuse(await asking.ask(actionId, input)) as Output;
    print(options, output, lines(output, options.json ? (id) => id : await memberNames(asking)));
  } finally {
    await asking.close();
  }
}

/** Columns of text, each as wide as its widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join("  ")
      .trimEnd(),
  );
}
