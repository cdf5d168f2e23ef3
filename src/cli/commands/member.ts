/** `breakwater member`: the companies of the community, with what a center keeps of each. */
import { type Command, Option } from "commander";
import { Problem } from "../../base/index.js";
import { type Member, sectors } from "../../model/index.js";
import { answer, type CommonOptions, orRefuse, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { confirm } from "../confirming.js";
import { registerAgreements } from "../member/agreements.js";
import { registerContacts } from "../member/contacts.js";
import { registerExposures } from "../member/exposures.js";
import { registerGroups } from "../member/groups.js";
import { registerReciprocity } from "../member/reciprocity.js";
import { memberNamed } from "../naming.js";

interface RecordOptions extends CommonOptions {
  readonly provider?: readonly string[];
  readonly tlp?: string;
  readonly language?: string;
  readonly timeZone?: string;
}

interface AddOptions extends RecordOptions {
  readonly sector: string;
  readonly network: readonly string[];
}

interface UpdateOptions extends RecordOptions {
  readonly name?: string;
  readonly sector?: string;
  readonly network?: readonly string[];
}

interface RemoveOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly withOpenWarnings?: boolean;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const describe = (member: Member): readonly string[] => [
  `${member.name}  (${member.sector}, ${member.tlpCeiling})`,
  `  id         ${member.id}`,
  `  networks   ${member.networks.join(", ") || "none"}`,
  `  provider   ${member.providers.join(", ") || "none"}`,
  `  written to in ${member.language === "es" ? "Spanish" : "English"}, ${member.timeZone}`,
];

async function list(options: CommonOptions): Promise<void> {
  await answer<{ rows: readonly Member[] }>(options, "member-list", {}, ({ rows }) =>
    table(
      ["name", "sector", "networks", "id"],
      rows.map((row) => [row.name, row.sector, row.networks.join(" "), row.id]),
    ),
  );
}

const given = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

async function update(name: string, options: UpdateOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const { id } = orRefuse(await memberNamed(asking, name));
    const change = given({
      name: options.name,
      sector: options.sector,
      networks: options.network,
      providers: options.provider,
      tlpCeiling: options.tlp,
      language: options.language,
      timeZone: options.timeZone,
    });
    const changed = orRefuse(await asking.ask("member-update", { id, ...change })) as Member;
    process.stdout.write(options.json ? `${JSON.stringify(changed)}\n` : `${describe(changed).join("\n")}\n`);
  } finally {
    await asking.close();
  }
}

async function remove(name: string, options: RemoveOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const member = orRefuse(await memberNamed(asking, name));
    const removal = orRefuse(await asking.ask("member-removal-read", { id: member.id })) as Record<
      string,
      number
    >;
    const goes = `${removal["people"]} people, ${removal["tokens"]} tokens, ${removal["exposures"]} exposures, ${removal["sightings"]} sightings and ${removal["warnings"]} warnings (${removal["openWarnings"]} open)`;
    await confirm(`Remove ${member.name} with its ${goes}?`, options.yes ?? false);
    const removed = await asking.ask("member-remove", {
      id: member.id,
      withOpenWarnings: options.withOpenWarnings ?? false,
    });
    if (removed instanceof Problem) orRefuse(removed);
    process.stdout.write(
      options.json
        ? `${JSON.stringify(removed)}\n`
        : `${member.name} is removed, with its ${goes}.\nWarnings of others stay as they were; the center still hides its name in them.\n`,
    );
  } finally {
    await asking.close();
  }
}

function withRecordOptions(command: Command): Command {
  return command
    .option(
      "--provider <name>",
      'a managed service provider that sees for it, instead of all it has; may be repeated, "" for none',
      collect,
    )
    .option("--tlp <label>", "the highest TLP it may receive (TLP:AMBER where left out)")
    .option("--language <code>", "the language it is written to in: en or es")
    .option("--time-zone <name>", "its time zone, as America/Los_Angeles");
}

export const member = {
  id: "member",
  register(program: Command): void {
    const command = program.command("member").description("The companies of the community.");
    withRecordOptions(withCommonOptions(command.command("add")))
      .description("Add a company.")
      .argument("<name>", "the company's name")
      .addOption(
        new Option("--sector <sector>", "what it does at the port").choices(sectors).makeOptionMandatory(),
      )
      .option("--network <cidr>", "a network it calls its own; may be repeated", collect, [])
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
            ...given({
              providers: options.provider,
              tlpCeiling: options.tlp,
              language: options.language,
              timeZone: options.timeZone,
            }),
          },
          describe,
        ),
      );
    withCommonOptions(command.command("list")).description("All companies.").action(list);
    withRecordOptions(withCommonOptions(command.command("update")))
      .description("Change a company; what is not given stays.")
      .argument("<name>", "its name or id")
      .option("--name <name>", "its new name")
      .addOption(new Option("--sector <sector>", "what it does at the port").choices(sectors))
      .option(
        "--network <cidr>",
        "a network it calls its own, instead of all it has; may be repeated",
        collect,
      )
      .action(update);
    withCommonOptions(command.command("remove"))
      .description("Remove a company and all that is its own.")
      .argument("<name>", "its name or id")
      .option("--with-open-warnings", "also where warnings to it are open; they end with it")
      .option("--yes", "do not ask")
      .action(remove);
    registerContacts(command);
    registerAgreements(command);
    registerGroups(command);
    registerReciprocity(command);
    registerExposures(command);
  },
} satisfies CliCommand;
