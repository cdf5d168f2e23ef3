/** `breakwater doctor`: what is well, what is not, and how to mend it. */
import { existsSync, statfsSync } from "node:fs";
import type { Command } from "commander";
import type { SourceHealth } from "../../api/index.js";
import { dataFolder, Problem } from "../../base/index.js";
import { type CommonOptions, print, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";

interface Finding {
  readonly id: string;
  readonly state: SourceHealth["state"];
  readonly title: string;
  readonly advice: string;
}

const freeBytesMin = 5e9;

function machine(folder: string): readonly Finding[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const nodeOk = major > 20 || (major === 20 && minor >= 19);
  const there = existsSync(folder);
  const disk = statfsSync(there ? folder : "/");
  const free = disk.bavail * disk.bsize;
  return [
    {
      id: "node",
      state: nodeOk ? "well" : "down",
      title: `Node.js ${process.versions.node}`,
      advice: nodeOk ? "" : "Install 20.19 or later.",
    },
    {
      id: "data",
      state: there ? "well" : "silent",
      title: `Data folder ${folder}`,
      advice: there ? "" : "Not made yet: `breakwater up` makes it.",
    },
    {
      id: "disk",
      state: free > freeBytesMin ? "well" : "degraded",
      title: `${Math.round(free / 1e9)} GB free on its disk`,
      advice: free > freeBytesMin ? "" : "Less than 5 GB: make room before telemetry fills it.",
    },
  ];
}

const noMail: Finding = {
  id: "mail",
  state: "silent",
  title: "No outgoing mail",
  advice: "Warnings wait in the console until somebody looks: configure `mail` (docs/mail.md).",
};

async function center(options: CommonOptions): Promise<readonly Finding[]> {
  const asking = await openAsking(options);
  if (asking instanceof Problem)
    return [
      {
        id: "center",
        state: "down",
        title: "The center can't be asked",
        advice: `${asking.detail} ${asking.hint}`,
      },
    ];
  try {
    const answer = await asking.ask("source-list", {});
    if (answer instanceof Problem)
      return [
        { id: "center", state: "down", title: answer.title, advice: `${answer.detail} ${answer.hint}` },
      ];
    const running: Finding = {
      id: "center",
      state: asking.running ? "well" : "silent",
      title: asking.running ? "The center runs" : "The center does not run",
      advice: asking.running ? "" : "`npm start` starts it.",
    };
    const { rows } = answer as { rows: readonly SourceHealth[] };
    return [running, ...rows, ...(asking.running && !rows.some(({ id }) => id === "mail") ? [noMail] : [])];
  } finally {
    await asking.close();
  }
}

async function run(options: CommonOptions): Promise<void> {
  const folder = dataFolder(options.data);
  const findings = [...machine(folder), ...(existsSync(folder) ? await center(options) : [])];
  const mark = { well: "ok  ", silent: "--  ", degraded: "warn", down: "BAD " };
  print(
    options,
    { findings },
    findings.map((f) => `${mark[f.state]}  ${f.title}${f.advice === "" ? "" : `\n      ${f.advice}`}`),
  );
  if (findings.some((finding) => finding.state === "down")) process.exitCode = 1;
}

export const doctor = {
  id: "doctor",
  register(program: Command): void {
    withCommonOptions(program.command("doctor"))
      .description("What is well, what is not, and how to mend it.")
      .action(run);
  },
} satisfies CliCommand;
