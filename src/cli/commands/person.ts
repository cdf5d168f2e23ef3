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
  readonly email?: string;
}

interface InviteOptions extends AddOptions {
  readonly email: string;
  readonly byMail?: boolean;
}

interface InvitationRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly memberId: string | null;
  readonly state: string;
}

interface AccountRow extends Person {
  readonly email: string | null;
  readonly secondFactor: boolean;
}

async function add(name: string, options: AddOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const memberId =
      options.member === undefined ? null : orRefuse(await memberNamed(asking, options.member)).id;
    const person = orRefuse(
      await asking.ask("person-add", {
        name,
        role: options.role,
        memberId,
        email: options.email ?? null,
      }),
    ) as Person;
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

async function invite(name: string, options: InviteOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const memberId =
      options.member === undefined ? null : orRefuse(await memberNamed(asking, options.member)).id;
    const { role, email, byMail = false } = options;
    const made = orRefuse(await asking.ask("invitation-add", { name, role, email, memberId, byMail })) as {
      link: string;
    };
    const sent = byMail ? ", or with the link in the mail that is on its way" : "";
    print(options, made, [
      `${name} (${role}) accepts, once, within seven days, with this${sent}:`,
      made.link,
    ]);
  } finally {
    await asking.close();
  }
}

/** Asks an action about the person of a name or id. */
async function about(
  actionId: "person-remove" | "person-reset",
  name: string,
  options: CommonOptions,
  done: string,
): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const { id } = orRefuse(await personNamed(asking, name));
    const person = orRefuse(await asking.ask(actionId, { id })) as Person;
    print(options, person, [`${person.name} ${done}`]);
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
      .option("--email <address>", "the address to sign in with by password or the company's account")
      .addHelpText(
        "after",
        '\nExample:\n  $ breakwater person add "Ana Ruiz" --role viewer --member "Pier 7 Terminal"\n',
      )
      .action(add);
    withCommonOptions(command.command("list"))
      .description("Everybody.")
      .action((options: CommonOptions) =>
        answer<{ rows: readonly AccountRow[] }>(options, "person-list", {}, ({ rows }, nameOf) =>
          table(
            ["name", "role", "member", "e-mail", "second factor", "id"],
            rows.map((row) => [
              row.name,
              row.role,
              row.memberId === null ? "the center" : nameOf(row.memberId),
              row.email ?? "",
              row.secondFactor ? "yes" : "no",
              row.id,
            ]),
          ),
        ),
      );
    withCommonOptions(command.command("invite"))
      .description("Print an invitation link, for one person, once, within seven days.")
      .argument("<name>", "the person's name")
      .requiredOption("--email <address>", "the person's e-mail address")
      .addOption(new Option("--role <role>", "what the person may do").choices(roles).makeOptionMandatory())
      .option("--member <name>", "the company; left out for the center's own people")
      .option("--by-mail", "send it to the person as well, where the center sends mail")
      .addHelpText(
        "after",
        '\nExample:\n  $ breakwater person invite "Ana Ruiz" --email ana@pier7.example --role admin --member "Pier 7 Terminal"\n',
      )
      .action(invite);
    withCommonOptions(command.command("invitations"))
      .description("Invitations and what became of them.")
      .action((options: CommonOptions) =>
        answer<{ rows: readonly InvitationRow[] }>(options, "invitation-list", {}, ({ rows }, nameOf) =>
          table(
            ["name", "e-mail", "role", "member", "state", "id"],
            rows.map((row) => [
              row.name,
              row.email,
              row.role,
              row.memberId === null ? "the center" : nameOf(row.memberId),
              row.state,
              row.id,
            ]),
          ),
        ),
      );
    withCommonOptions(command.command("revoke-invitation"))
      .description("Make an open invitation worthless at once.")
      .argument("<id>", "its id, from the list")
      .action((id: string, options: CommonOptions) =>
        answer<InvitationRow>(options, "invitation-revoke", { id }, (row) => [
          `The invitation of ${row.name} is revoked.`,
        ]),
      );
    withCommonOptions(command.command("reset"))
      .description("Take all sign-in methods from somebody who lost them; then print a new link.")
      .argument("<name>", "the person's name or id")
      .action((name: string, options: CommonOptions) =>
        about("person-reset", name, options, "starts again: `breakwater person link` prints a link."),
      );
    withCommonOptions(command.command("remove"))
      .description("Remove somebody; sessions, links and tokens end at once.")
      .argument("<name>", "the person's name or id")
      .action((name: string, options: CommonOptions) => about("person-remove", name, options, "is removed."));
    withCommonOptions(command.command("link"))
      .description("Print a new one-time sign-in link, for the first operator where nobody is named.")
      .argument("[name]", "the person's name or id")
      .action(link);
  },
} satisfies CliCommand;
