/** `breakwater token`: what programs sign in with. A token is shown once. */
import type { Command } from "commander";
import { isoTime } from "../../base/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { memberNamed } from "../naming.js";

interface AddOptions extends CommonOptions {
  readonly member?: string;
  readonly name: string;
  readonly scope: readonly string[];
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly memberId: string | null;
  readonly scopes: readonly string[];
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
      }),
    );
    print(options, made, [(made as { token: string }).token]);
    if (!options.json) process.stderr.write("Keep it now: it is not shown again.\n");
  } finally {
    await asking.close();
  }
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
  row.id,
];

export const token = {
  id: "token",
  register(program: Command): void {
    const command = program.command("token").description("Tokens that programs send telemetry with.");
    withCommonOptions(command.command("add"))
      .description("Make a token for a member's telemetry; it is shown once.")
      .option("--member <name>", "the member whose telemetry it sends; the port's own where left out")
      .requiredOption("--name <name>", "what uses it, for people")
      .option(
        "--scope <scope>",
        "what it may do: ingest (where left out) or read; may be repeated",
        collect,
        [],
      )
      .addHelpText("after", '\nExample:\n  $ breakwater token add --member "Pier 7 Terminal" --name zeek\n')
      .action(add);
    withCommonOptions(command.command("list"))
      .description("All tokens, without their secrets.")
      .action((options: CommonOptions) =>
        answer<{ rows: readonly TokenRow[] }>(options, "token-list", {}, ({ rows }, nameOf) =>
          table(
            ["name", "member", "scopes", "use", "id"],
            rows.map((row) => rowOf(row, nameOf)),
          ),
        ),
      );
    withCommonOptions(command.command("revoke"))
      .description("Make a token worthless at once.")
      .argument("<id>", "its id, from the list")
      .action((id: string, options: CommonOptions) =>
        answer<TokenRow>(options, "token-revoke", { id }, (row) => [`${row.name} is revoked.`]),
      );
  },
} satisfies CliCommand;
