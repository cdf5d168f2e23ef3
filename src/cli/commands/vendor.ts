/** `breakwater vendor sessions`: every remote session of a vendor, for the log that 33 CFR 101.650(f)(3) asks for. */
import { type Command, Option } from "commander";
import { isoTime } from "../../base/index.js";
import { sessionVerdicts } from "../../model/index.js";
import { type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { memberNamed } from "../naming.js";

interface Session {
  readonly vendor: string;
  readonly accounts: readonly string[];
  readonly source: string;
  readonly targets: readonly string[];
  readonly services: readonly string[];
  readonly craneIds: readonly string[];
  readonly startUs: number;
  readonly endUs: number;
  readonly isOpen: boolean;
  readonly orders: readonly { readonly number: string }[];
  readonly verdict: string;
  readonly changes: readonly {
    readonly receiver: string;
    readonly function: string;
    readonly count: number;
  }[];
}

interface SessionOptions extends CommonOptions {
  readonly member?: string;
  readonly verdict?: string;
  readonly after?: string;
  readonly csv?: boolean;
}

interface Page {
  readonly rows: readonly Session[];
  readonly next: string | null;
}

const head = [
  "begun (UTC)",
  "last seen",
  "vendor",
  "account",
  "from",
  "to",
  "by",
  "crane",
  "order",
  "verdict",
  "changed",
];

const lineOf = (session: Session): readonly string[] => [
  isoTime(session.startUs).slice(0, 16).replace("T", " "),
  session.isOpen ? "still in" : isoTime(session.endUs).slice(0, 16).replace("T", " "),
  session.vendor,
  session.accounts.join("; "),
  session.source,
  session.targets.join("; "),
  session.services.join("; "),
  session.craneIds.join("; "),
  session.orders.map(({ number }) => number).join("; "),
  session.verdict,
  session.changes.map((change) => `${change.function} on ${change.receiver} (${change.count})`).join("; "),
];

/** A cell that a spreadsheet would take for a formula is made a text. */
const cell = (text: string): string =>
  `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

async function sessions({ member, verdict, after, csv, ...options }: SessionOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const memberId = member === undefined ? undefined : orRefuse(await memberNamed(asking, member)).id;
    const page = orRefuse(
      await asking.ask("vendor-session-list", { memberId, verdict, after, limit: 200 }),
    ) as Page;
    const lines = page.rows.map(lineOf);
    const more = page.next === null ? [] : [`There are more: --after ${page.next}`];
    if (csv === true)
      print(
        options,
        page,
        [head, ...lines].map((line) => line.map(cell).join(",")),
      );
    else print(options, page, lines.length === 0 ? ["No sessions."] : [...table(head, lines), ...more]);
  } finally {
    await asking.close();
  }
}

export const vendor = {
  id: "vendor",
  register(program: Command): void {
    const command = program.command("vendor").description("Vendors that come in from afar.");
    withCommonOptions(command.command("sessions"))
      .description(
        "Their sessions, the last begun first: who, where, how long, by which work order, what was changed.",
      )
      .option("--member <member>", "at this member alone")
      .addOption(new Option("--verdict <verdict>", "with this verdict").choices([...sessionVerdicts]))
      .option("--after <place>", "go on behind this place")
      .option("--csv", "as CSV, for a log book")
      .addHelpText("after", "\nExample:\n  $ breakwater vendor sessions --verdict 'no order' --csv\n")
      .action(sessions);
  },
} satisfies CliCommand;
