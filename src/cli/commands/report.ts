/** `breakwater report list|show`: what members report, for a terminal or a script. Members report in the console. */
import type { Command } from "commander";
import { isoTime } from "../../base/index.js";
import { answer, type CommonOptions, table, withCommonOptions } from "../answering.js";
import type { CliCommand } from "../command.js";

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
    withCommonOptions(reports.command("show"))
      .description("One report, whole.")
      .argument("<id>", "its id, as `report list` shows it")
      .action((id: string, options: CommonOptions) =>
        answer<Report>(options, "report-read", { id }, linesOf),
      );
  },
} satisfies CliCommand;
