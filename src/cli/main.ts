#!/usr/bin/env node
/**
 * The command line. Every command adds itself (see `command.ts`); this file only says how any of them ends:
 * 0 when it did its work, 1 with a Problem when it was refused, 2 when it was called wrongly.
 */
import { existsSync, readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { type Problem, Refusal } from "../base/index.js";
import type { CliCommand } from "./command.js";
import { helpWords } from "./help-words.js";
import { endQuietlyWithReader, harmless } from "./output.js";

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

function describe(problem: Problem): string {
  const said = `${problem.title}: ${problem.detail}`.split("\n").map(harmless).join("\n");
  return `error: ${said}\n  ${problem.hint}\n`;
}

/** Says on stderr what went wrong and answers the exit code. */
function end(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has said so itself
  if (error instanceof Refusal) {
    process.stderr.write(describe(error.problem));
    return 1;
  }
  const sentence = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: Breakwater stopped over a fault of its own: ${sentence}\n`);
  if (error instanceof Error && error.stack !== undefined)
    process.stderr.write(`${error.stack.split("\n").slice(1, 6).join("\n")}\n`);
  return 1;
}

/** After wrong usage every command names its own help. */
function pointToHelp(command: Command, help: string): void {
  command.showHelpAfterError(`See \`${help}\`.`);
  for (const child of command.commands) pointToHelp(child, `${help} ${child.name()}`);
}

endQuietlyWithReader();
const program = new Command("breakwater")
  .description("A cyber security operations center and cyber resilience center for ports, in one program.")
  .version(version())
  .exitOverride();
// Of the other commands, and all that they stand on, one that is named loads nothing: its file has its name.
const words = helpWords(process.argv.slice(2));
const first = words[0] ?? "";
const named = new URL(`./commands/${first}.js`, import.meta.url);
const isNamed = /^[a-z]+$/.test(first) && first !== "index" && existsSync(named);
const commands: readonly CliCommand[] = isNamed
  ? [((await import(named.href)) as Record<string, CliCommand>)[first] as CliCommand]
  : (await import("./commands/index.js")).commands;
for (const command of commands) command.register(program);
pointToHelp(program, "breakwater help");
try {
  await program.parseAsync(words, { from: "user" });
} catch (error) {
  process.exitCode = end(error);
}
