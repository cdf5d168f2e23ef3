/** `breakwater person`: the people who sign in, and their one-time links. */
import { type Command, Option } from "commander";
import { type Person, roles } from "../../model/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { memberNamed } from "../naming.js";
import { personNamed } from "../naming-people.js";

interface AddOptions extends CommonOptions {
  readonly role: string;
  readonly member?: string;
}

async function add(name: string, options: AddOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const memberId =
      options.member === undefined ? null : orRefuse(await memberNamed(asking, options.member)).id;
    const person = orRefuse(await asking.ask("person-add", { name, role: options.role, memberId })) as Person;
    const { link } = orRefuse(await asking.ask("person-link", { id: person.id })) as { link: string };
    print(options, { person, link }, [`${person.name} (${person.role}) signs in, once, with:`, link]);
  } finally {
    await asking.close();
  }
}

async function link(name: string | undefined, options: CommonOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const person = orRefuse(await personNamed(asking, name));
    const made = orRefuse(await asking.ask("person-link", { id: person.id })) as { link: string };
    print(options, made, [made.link]);
  } finally {
    await asking.close();
  }
}

export const person = {
  id: "person",
  register(program: Command): void {
    const command = program.command("person").description("The people who sign in.");
    withCommonOptions(command.command("add"))
      .description("Add a person and print a sign-in link that works once.")
      .argument("<name>", "the person's name")
      .addOption(new Option("--role <role>", "what the person may do").choices(roles).makeOptionMandatory())
      .option("--member <name>", "the company; left out for the center's own people")
      .addHelpText(
        "after",
        '\nExample:\n  $ breakwater person add "Ana Ruiz" --role viewer --member "Pier 7 Terminal"\n',
      )
      .action(add);
    withCommonOptions(command.command("list"))
      .description("Everybody.")
      .action((options: CommonOptions) =>
        answer<{ rows: readonly Person[] }>(options, "person-list", {}, ({ rows }, nameOf) =>
          table(
            ["name", "role", "member", "id"],
            rows.map((row) => [
              row.name,
              row.role,
              row.memberId === null ? "the center" : nameOf(row.memberId),
              row.id,
            ]),
          ),
        ),
      );
    withCommonOptions(command.command("link"))
      .description("Print a new one-time sign-in link, for the first operator where nobody is named.")
      .argument("[name]", "the person's name or id")
      .action(link);
  },
} satisfies CliCommand;
