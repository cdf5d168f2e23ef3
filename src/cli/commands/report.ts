/** `breakwater report list|show|mail`: what members report, for a terminal or a script. Members report in the console. */
import type { Command } from "commander";
import { isoTime } from "../../base/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { personNamed } from "../naming-people.js";

interface Report {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly tlp: string;
  readonly from: string | null;
  readonly sector: string | null;
  readonly state: string;
  readonly urgent: boolean;
  readonly sinceUs: number;
  readonly observables: readonly { readonly type: string; readonly value: string }[];
}

const whenOf = ({ sinceUs }: Report): string => isoTime(sinceUs).slice(0, 16).replace("T", " ");
const senderOf = ({ from, sector }: Report): string =>
  from ?? (sector === null ? "a member" : `a member (${sector})`);

const rowOf = (report: Report): readonly string[] => [
  whenOf(report),
  report.state === "withdrawn" ? "withdrawn" : report.urgent ? "urgent" : "",
  senderOf(report),
  report.title,
  report.tlp,
  report.id,
];

const linesOf = (report: Report): readonly string[] => [
  `${report.title}  (${report.tlp}${report.urgent ? ", urgent" : ""}${report.state === "withdrawn" ? ", withdrawn" : ""})`,
  `From ${senderOf(report)}, ${whenOf(report)} UTC`,
  ...(report.text === "" ? [] : ["", ...report.text.split("\n")]),
  ...(report.observables.length === 0
    ? []
    : ["", ...report.observables.map(({ type, value }) => `${type}  ${value}`)]),
];

interface HeldMail {
  readonly id: string;
  readonly fromShown: string;
  readonly subject: string;
  readonly why: string;
  readonly receivedUs: number;
  readonly dkim: { readonly result: string };
  readonly spf: { readonly result: string };
  readonly dmarc: { readonly result: string };
}

const heldRowOf = ({ id, fromShown, subject, why, receivedUs, dkim, spf, dmarc }: HeldMail) => [
  isoTime(receivedUs).slice(0, 16).replace("T", " "),
  fromShown.slice(0, 60),
  subject.slice(0, 60),
  `${dkim.result}/${spf.result}/${dmarc.result}`,
  why,
  id,
];

async function assign(id: string, name: string, options: CommonOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const person = orRefuse(await personNamed(asking, name));
    const given = orRefuse(await asking.ask("report-held-assign", { id, personId: person.id }));
    print(options, given, [`It waits for ${person.name} now.`]);
  } finally {
    await asking.close();
  }
}

function registerMail(reports: Command): void {
  const mail = reports.command("mail").description("Mail to the center that is nobody's yet.");
  withCommonOptions(mail.command("list"))
    .description("Mail that is held, the newest first, and why.")
    .action((options: CommonOptions) =>
      answer<{ rows: readonly HeldMail[] }>(options, "report-held-list", {}, ({ rows }) =>
        rows.length === 0
          ? ["No mail is held."]
          : table(["came (UTC)", "from", "subject", "DKIM/SPF/DMARC", "why", "id"], rows.map(heldRowOf)),
      ),
    );
  withCommonOptions(mail.command("assign"))
    .description("Gives a held mail to the person it is of, who looks at it and sends it.")
    .argument("<id>", "the mail's id")
    .argument("<person>", "name or id of an analyst or admin of a member")
    .action(assign);
  withCommonOptions(mail.command("discard"))
    .description("Throws a held mail away.")
    .argument("<id>", "the mail's id")
    .action((id: string, options: CommonOptions) =>
      answer(options, "report-held-discard", { id }, () => ["It is gone."]),
    );
}

export const report = {
  id: "report",
  register(program: Command): void {
    const reports = program.command("report").description("Reports of members.");
    withCommonOptions(reports.command("list"))
      .description("Reports that the center has, the newest first.")
      .action((options: CommonOptions) =>
        answer<{ rows: readonly Report[] }>(options, "report-list", { limit: 200 }, ({ rows }) =>
          rows.length === 0
            ? ["No reports."]
            : table(["since (UTC)", "", "from", "what", "TLP", "id"], rows.map(rowOf)),
        ),
      );
    registerMail(reports);
    withCommonOptions(reports.command("show"))
      .description("One report, whole.")
      .argument("<id>", "its id, as `report list` shows it")
      .action((id: string, options: CommonOptions) =>
        answer<Report>(options, "report-read", { id }, linesOf),
      );
  },
} satisfies CliCommand;
