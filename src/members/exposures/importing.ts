/** Importing a CSV file: every line is tried, bad ones are named by number and reason, good ones are kept. */
import type { Kysely } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import type { Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import { readCsv } from "./csv.js";
import { csvCharactersMax, exposuresMax, faultsShownMax } from "./limits.js";
import { type Registering, registerExposures } from "./register.js";

export interface ImportFault {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}

export interface ImportReport {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  /** The first two hundred. */
  readonly faults: readonly ImportFault[];
  readonly dryRun: boolean;
}

export async function importExposures(
  db: Kysely<Tables>,
  clock: Clock,
  registering: Registering,
  csv: string,
): Promise<ImportReport | Problem> {
  const entries = readCsv(csv);
  if (entries === null)
    return membersProblem("exposure-full", `The file has more than ${csvCharactersMax} characters.`);
  if (entries.length > exposuresMax)
    return membersProblem(
      "exposure-full",
      `The file has ${entries.length} entries; a member has at most ${exposuresMax}.`,
    );
  const answers = await registerExposures(db, clock, registering, entries);
  if (answers instanceof Problem) return answers;
  const count = (outcome: string) => answers.filter((answer) => answer.outcome === outcome).length;
  const faults = answers.flatMap((answer, at) =>
    answer.outcome === "refused"
      ? [
          {
            line: entries[at]?.line ?? 0,
            code: answer.problem.code,
            detail: `${answer.problem.title}. ${answer.problem.detail}`,
          },
        ]
      : [],
  );
  return {
    added: count("added"),
    changed: count("changed"),
    unchanged: count("unchanged"),
    refused: faults.length,
    faults: faults.slice(0, faultsShownMax),
    dryRun: registering.dryRun,
  };
}
