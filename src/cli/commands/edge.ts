/** `breakwater edge`: Breakwater at a member's site. Reads telemetry there and sends sightings only. */
import { type Command, InvalidArgumentError } from "commander";
import { Refusal } from "../../base/index.js";
import { readRunFile } from "../center/run-file.js";
import type { CliCommand } from "../command.js";
import { type EdgeStatus, linesOfStatus } from "../edge/edge-status.js";
import { notAnEdge } from "../edge/open-edge.js";
import { type EdgeRunOptions, edgeFolder, runEdge } from "../edge/run-edge.js";
import { harmless } from "../output.js";

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("A port is 0 to 65535.");
  return port;
}

async function status(
  own: { readonly data?: string; readonly json?: boolean },
  command: Command,
): Promise<void> {
  // Both the command and its parent have --data and --json.
  const options = { ...(command.parent?.opts() as typeof own), ...own };
  const folder = edgeFolder(options.data);
  const run = readRunFile(folder);
  if (run === null) throw new Refusal(notAnEdge(folder));
  const response = await fetch(new URL("/status.json", run.address));
  const text = await response.text();
  if (response.status !== 200) throw new Refusal(notAnEdge(folder));
  const said = JSON.parse(text) as EdgeStatus;
  if (options.json === true) process.stdout.write(text);
  else process.stdout.write(`${linesOfStatus(said).map(harmless).join("\n")}\n`);
}

export const edge = {
  id: "edge",
  register(program: Command): void {
    const command = program
      .command("edge")
      .description("Run an edge: read telemetry at a member's site, send sightings only.")
      .option("--center <url>", "the center's address")
      .option("--token-file <file>", "a file with the edge's token (made with --scope edge)")
      .option("--token <token>", "the token itself; other users of this machine can see it: better a file")
      .option("--center-key <hex>", "the center's public key; where left out, the first that is met is kept")
      .option("--fingerprint <sha256>", "of the center's certificate, where it is self-signed")
      .option("--authority-file <file>", "PEM certificates that the center's is trusted by")
      .option("--rules <file>", "the member's own rules (YAML)")
      .option("--name <name>", "what the center calls this edge; the machine's name where left out")
      .option("--data <folder>", "the data folder")
      .option("--config <file>", "a YAML file with settings")
      .option("--port <n>", "port of the local page and of /ingest; 0 takes any free one", portNumber)
      .option("--syslog-port <n>", "port of the syslog door; 0 takes any free one", portNumber)
      .option("--json", "say that it is ready in one JSON line")
      .addHelpText(
        "after",
        "\nExamples:\n  $ breakwater edge --center https://center.example:8420 --token-file edge.token\n  $ breakwater edge status\n",
      )
      .action((options: EdgeRunOptions) => runEdge(options));
    command
      .command("status")
      .description("How the edge on this machine does.")
      .option("--data <folder>", "the data folder")
      .option("--json", "one JSON document")
      .action(status);
  },
} satisfies CliCommand;
