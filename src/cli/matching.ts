/** `breakwater intel match`: which stored events meet a STIX pattern together. */
import { type Command, InvalidArgumentError } from "commander";
import { isoTime, systemClock } from "../base/index.js";
import { answer, type CommonOptions, withCommonOptions } from "./answering.js";
import { harmless } from "./output.js";

interface MatchOptions extends CommonOptions {
  readonly last: number;
  readonly limit: number;
}

interface Row {
  readonly timeUs: number;
  readonly log: string;
  readonly source: { readonly address: string; readonly port: number };
  readonly destination: { readonly address: string; readonly port: number };
  readonly message: string;
}

interface Found {
  readonly matches: readonly (readonly Row[])[];
  readonly events: number;
  readonly completeSinceUs: number;
  readonly beyondTelemetry: readonly string[];
}

const unitsUs: Readonly<Record<string, number>> = { m: 60e6, h: 3600e6, d: 86_400e6 };

function span(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (unit === "") throw new InvalidArgumentError("A number with m, h or d: 90m, 24h, 30d.");
  return Number(count) * (unitsUs[unit] as number);
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 100) throw new InvalidArgumentError("1 to 100.");
  return number;
}

const end = ({ address, port }: Row["source"]): string => (port > 0 ? `${address} port ${port}` : address);

/** Who spoke with whom; a line of a log may name one machine, or none. */
function between({ source, destination }: Row): string {
  const [from, to] = [end(source), end(destination)];
  if (to === "") return from;
  return from === "" ? `to ${to}` : `${from} to ${to}`;
}

export const rowLine = (row: Row): string =>
  [isoTime(row.timeUs), row.log, between(row), row.message].filter((part) => part !== "").join("  ");

function lines(found: Found, fromUs: number): readonly string[] {
  const matches = found.matches.flatMap((rows, at) => [
    `Match ${at + 1}`,
    ...rows.map((row) => harmless(`  ${rowLine(row)}`)),
  ]);
  const { length } = found.matches;
  const counted = length === 0 ? "No match" : length === 1 ? "One match" : `${length} matches`;
  return [
    ...matches,
    `${counted} among ${found.events === 1 ? "one event" : `${found.events} events`}.`,
    ...(found.completeSinceUs > fromUs
      ? [`Events before ${isoTime(found.completeSinceUs)} were too many to look at: ask for a shorter time.`]
      : []),
    ...(found.beyondTelemetry.length > 0
      ? [`No telemetry carries ${found.beyondTelemetry.join(", ")}: what asks for these is never met here.`]
      : []),
  ];
}

export function registerMatch(command: Command): void {
  withCommonOptions(command.command("match"))
    .description("Events that meet a STIX pattern together, the earliest match first.")
    .argument("<pattern>", "a pattern of STIX 2.1, in quotes")
    .option("--last <span>", "how far back: 90m, 24h, 30d", span, 86_400e6)
    .option("--limit <n>", "so many matches at most", count, 20)
    .addHelpText(
      "after",
      `
Examples:
  breakwater intel match "[domain-name:value = 'bad.example'] FOLLOWEDBY [ipv4-addr:value = '203.0.113.9'] WITHIN 300 SECONDS"
  breakwater intel match "[network-traffic:dst_port = 502] REPEATS 100 TIMES WITHIN 60 SECONDS" --last 7d`,
    )
    .action((pattern: string, { last, limit, ...options }: MatchOptions) => {
      const toUs = systemClock.nowUs();
      const asked = { pattern, fromUs: Math.max(0, toUs - last), toUs, limit };
      return answer<Found>(options, "pattern-search", asked, (found) => lines(found, asked.fromUs));
    });
}
