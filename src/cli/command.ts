/**
 * What a command is: one file in `commands/`, which adds itself to the program. Answers go to stdout (one JSON
 * document or NDJSON with `--json`), progress to stderr and only to a terminal; exit codes are 0, 1 for a
 * refusal with a Problem, 2 for wrong usage (see `main.ts`).
 */
import type { Command } from "commander";

export interface CliCommand {
  readonly id: string;
  register(program: Command): void;
}
