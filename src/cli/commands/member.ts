/** `breakwater member`: the companies of the community. */
import { type Command, Option } from "commander";
import { Problem } from "../../base/index.js";
import { type Member, sectors } from "../../model/index.js";
import { answer, type CommonOptions, orRefuse, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { confirm } from "../confirming.js";
import { memberNamed } from "../naming.js";

interface AddOptions extends CommonOptions {
  readonly sector: string;
  readonly network: readonly string[];
  readonly provider?: string;
  readonly tlp?: string;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const describe = (member: Member): readonly string[] => [
  `${member.name}  (${member.sector}, ${member.tlpCeiling})`,
  `  id        ${member.id}`,
  `  networks  ${member.networks.join(", ") || "none"}`,
];

async function list(options: CommonOptions): Promise<void> {
  await answer<{ rows: readonly Member[] }>(options, "member-list", {}, ({ rows }) =>
    table(
      ["name", "sector", "networks", "id"],
      rows.map((row) => [row.name, row.sector, row.networks.join(" "), row.id]),
    ),
  );
}

async function remove(name: string, options: CommonOptions & { readonly yes?: boolean }): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const member = orRefuse(await memberNamed(asking, name));
    await confirm(`Remove ${member.name}, its people, tokens, sightings and warnings?`, options.yes ?? false);
    const removed = await asking.ask("member-remove", { id: member.id });
    if (removed instanceof Problem) orRefuse(removed);
    process.stdout.write(options.json ? `${JSON.stringify(removed)}\n` : `${member.name} is removed.\n`);
  } finally {
    await asking.close();
  }
}

export const member = {
  id: "member",
  register(program: Command): void {
    const command = program.command("member").description("The companies of the community.");
    withCommonOptions(command.command("add"))
      .description("Add a company.")
      .argument("<name>", "the company's name")
      .addOption(
        new Option("--sector <sector>", "what it does at the port").choices(sectors).makeOptionMandatory(),
      )
      .option("--network <cidr>", "a network it calls its own; may be repeated", collect, [])
      .option("--provider <name>", "the managed service provider that sees for it")
      .option("--tlp <label>", "the highest TLP it may receive (TLP:AMBER where left out)")
      .addHelpText(
        "after",
        '\nExample:\n  $ breakwater member add "Pier 7 Terminal" --sector "terminal operator" --network 192.0.2.0/24\n',
      )
      .action((name: string, options: AddOptions) =>
        answer<Member>(
          options,
          "member-add",
          {
            name,
            sector: options.sector,
            networks: options.network,
            ...(options.provider === undefined ? {} : { provider: options.provider }),
            ...(options.tlp === undefined ? {} : { tlpCeiling: options.tlp }),
          },
          describe,
        ),
      );
    withCommonOptions(command.command("list")).description("All companies.").action(list);
    withCommonOptions(command.command("remove"))
      .description("Remove a company and all that is its own.")
      .argument("<name>", "its name or id")
      .option("--yes", "do not ask")
      .action(remove);
  },
} satisfies CliCommand;
