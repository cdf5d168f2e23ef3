/** `breakwater token`: what programs sign in with. A token is shown once. */
import { type Command, InvalidArgumentError } from "commander";
import { isoTime, systemClock } from "../../base/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { memberNamed } from "../naming.js";

interface AddOptions extends CommonOptions {
  readonly member?: string;
  readonly name: string;
  readonly scope: readonly string[];
  readonly days?: number;
}

interface RotateOptions extends CommonOptions {
  readonly grace: number;
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly memberId: string | null;
  readonly scopes: readonly string[];
  readonly expiresUs: number | null;
  readonly usedUs: number | null;
  readonly revokedUs: number | null;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

async function add(options: AddOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const memberId =
      options.member === undefined ? null : orRefuse(await memberNamed(asking, options.member)).id;
    const made = orRefuse(
      await asking.ask("token-create", {
        memberId,
        name: options.name,
        ...(options.scope.length > 0 ? { scopes: options.scope } : {}),
        ...(options.days === undefined
          ? {}
          : { expiresUs: Math.round(systemClock.nowUs() + options.days * 86_400e6) }),
      }),
    );
    print(options, made, [(made as { token: string }).token]);
    if (!options.json) process.stderr.write("Keep it now: it is not shown again.\n");
  } finally {
    await asking.close();
  }
}

async function rotate(id: string, options: RotateOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const input = { id, graceMinutes: options.grace };
    const made = orRefuse(await asking.ask("token-rotate", input)) as { token: string };
    print(options, made, [made.token]);
    if (!options.json)
      process.stderr.write(
        `Keep it now: it is not shown again. The old one works for ${options.grace} minutes more.\n`,
      );
  } finally {
    await asking.close();
  }
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError("A whole number.");
  return number;
}

const rowOf = (row: TokenRow, nameOf: (id: string) => string): readonly string[] => [
  row.name,
  row.memberId === null ? "the port" : nameOf(row.memberId),
  row.scopes.join(" "),
  row.revokedUs !== null
    ? "revoked"
    : row.usedUs === null
      ? "never used"
      : `used ${isoTime(row.usedUs).slice(0, 16)}Z`,
  row.expiresUs === null ? "no end" : `until ${isoTime(row.expiresUs).slice(0, 16)}Z`,
  row.id,
];

export const token = {
  id: "token",
  register(program: Command): void {
    const command = program
      .command("token")
      .description("Tokens that programs use: to send telemetry, to read, to report.");
    withCommonOptions(command.command("add"))
      .description("Make a token for a member's telemetry; it is shown once.")
      .option("--member <name>", "the member whose telemetry it sends; the port's own where left out")
      .requiredOption("--name <name>", "what uses it, for people")
      .option(
        "--scope <scope>",
        "what it may do: ingest (where left out), read, report, metrics or edge; may be repeated",
        collect,
        [],
      )
      .option("--days <n>", "how long it works; without end where left out", wholeNumber)
      .addHelpText("after", '\nExample:\n  $ breakwater token add --member "Pier 7 Terminal" --name zeek\n')
      .action(add);
    withCommonOptions(command.command("list"))
      .description("All tokens, without their secrets.")
      .action((options: CommonOptions) =>
        answer<{ rows: readonly TokenRow[] }>(options, "token-list", {}, ({ rows }, nameOf) =>
          table(
            ["name", "member", "scopes", "use", "end", "id"],
            rows.map((row) => rowOf(row, nameOf)),
          ),
        ),
      );
    withCommonOptions(command.command("rotate"))
      .description("Give a token a new secret, shown once; the old one works a little longer.")
      .argument("<id>", "its id, from the list")
      .option("--grace <minutes>", "how long the old secret works on", wholeNumber, 60)
      .action(rotate);
    withCommonOptions(command.command("revoke"))
      .description("Make a token worthless at once.")
      .argument("<id>", "its id, from the list")
      .action((id: string, options: CommonOptions) =>
        answer<TokenRow>(options, "token-revoke", { id }, (row) => [`${row.name} is revoked.`]),
      );
  },
} satisfies CliCommand;
