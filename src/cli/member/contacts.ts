/** `breakwater member contact`: whom to call at a company, in order. */
import type { Command } from "commander";
import { type CommonOptions, orRefuse, table, withCommonOptions } from "../answering.js";
import { askAbout } from "./about.js";

interface Contact {
  readonly name: string;
  readonly title: string;
  readonly mail: string;
  readonly phone: string;
  readonly onCall: boolean;
  readonly note: string;
}

interface AddOptions extends CommonOptions {
  readonly title?: string;
  readonly mail?: string;
  readonly phone?: string;
  readonly onCall?: boolean;
  readonly first?: boolean;
}

type Rows = { readonly rows: readonly Contact[] };

const lines = ({ rows }: Rows) =>
  table(
    ["", "name", "title", "telephone", "mail", "on call"],
    rows.map((row, at) => [
      String(at + 1),
      row.name,
      row.title,
      row.phone,
      row.mail,
      row.onCall ? "yes" : "",
    ]),
  );

export function registerContacts(member: Command): void {
  const command = member.command("contact").description("Whom to call at a company, in order.");
  withCommonOptions(command.command("list"))
    .description("A company's contacts, in the order they are called.")
    .argument("<member>", "its name or id")
    .action((name: string, options: CommonOptions) =>
      askAbout<Rows>(options, name, (asking, { id }) => asking.ask("contact-list", { id }), lines),
    );
  withCommonOptions(command.command("add"))
    .description("Add a contact at the end of the list.")
    .argument("<member>", "its name or id")
    .argument("<name>", "the person's or desk's name")
    .option("--title <text>", "what the contact is there")
    .option("--mail <address>", "mail address")
    .option("--phone <number>", "telephone number")
    .option("--on-call", "is called when it is urgent")
    .option("--first", "put it at the beginning: it is called first")
    .action((memberName: string, name: string, options: AddOptions) =>
      askAbout<Rows>(
        options,
        memberName,
        async (asking, { id }) => {
          const { rows } = orRefuse(await asking.ask("contact-list", { id })) as Rows;
          const { title = "", mail = "", phone = "", onCall = false } = options;
          const added = { name, title, mail, phone, onCall, note: "" };
          const contacts = options.first ? [added, ...rows] : [...rows, added];
          return asking.ask("contact-set", { id, contacts });
        },
        lines,
      ),
    );
  withCommonOptions(command.command("remove"))
    .description("Remove the contact of this place in the list.")
    .argument("<member>", "its name or id")
    .argument("<place>", "its number in `contact list`")
    .action((memberName: string, place: string, options: CommonOptions) =>
      askAbout<Rows>(
        options,
        memberName,
        async (asking, { id }) => {
          const { rows } = orRefuse(await asking.ask("contact-list", { id })) as Rows;
          const contacts = rows.filter((_, at) => String(at + 1) !== place.trim());
          return asking.ask("contact-set", { id, contacts });
        },
        lines,
      ),
    );
}
