/**
 * `breakwater send`: ships telemetry to a center. Each input goes as one request, packed; the center cuts it into
 * portions that it knows again, so whatever broke off is sent again from its beginning and what was safe by then
 * is not counted twice. 200 means safe on disk at the center.
 */
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { createGzip } from "node:zlib";
import type { Command } from "commander";
import { dataFolder, environment, Problem, Refusal } from "../../base/index.js";
import { type Accepted, type Input, isNearlyAllRefused, openInputs } from "../../intake/index.js";
import { readRunFile } from "../center/run-file.js";
import type { CliCommand } from "../command.js";
import { cliProblem } from "../problems.js";
import { openProgress, type Progress } from "../scan/progress.js";

interface SendOptions {
  readonly to?: string;
  readonly data?: string;
  readonly token?: string;
  readonly format?: string;
  readonly json?: boolean;
}

interface Target {
  readonly url: string;
  /** Why nobody may be there: no center was named, and none runs on the data folder. Null where one was. */
  readonly guessed: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

interface Totals {
  files: number;
  records: number;
  refused: number;
  duplicates: number;
}

/** Where a center listens that was told nothing else. */
const usualAddress = "http://127.0.0.1:8420";
const tries = 8;
const firstPauseMs = 500;

/** Header values are ASCII; a path is told in what of it is. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?");

function targetOf(options: SendOptions): Target {
  const folder = dataFolder(options.data);
  const named = options.to ?? environment("BREAKWATER_URL") ?? readRunFile(folder)?.address;
  const base = named ?? usualAddress;
  const token = options.token ?? environment("BREAKWATER_TOKEN");
  if (!URL.canParse(base))
    throw new Refusal(cliProblem("usage", `--to ${JSON.stringify(base)} is not a URL.`));
  return {
    url: new URL("/ingest", base).href,
    guessed:
      named === undefined
        ? `No center runs on the data folder ${folder}, and none answers at ${usualAddress}.`
        : null,
    headers: {
      "content-encoding": "gzip",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(options.format === undefined ? {} : { "x-breakwater-format": options.format }),
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function post(target: Target, input: Input): Promise<Answer> {
  const body = Readable.from(input.bytes).pipe(createGzip({ level: 1 }));
  const response = await fetch(target.url, {
    method: "POST",
    headers: { ...target.headers, "x-breakwater-origin": headerText(input.path) },
    body: Readable.toWeb(body) as ReadableStream<Uint8Array>,
    duplex: "half",
  } as RequestInit);
  return { status: response.status, body: await response.json() };
}

function refusalOf({ status, body }: Answer, path: string, url: string): Problem {
  const { code, title, detail, hint } = body as Partial<Problem>;
  const fallback = cliProblem("send-failed", "");
  return new Problem(
    code ?? fallback.code,
    title ?? fallback.title,
    `${path} (${url}): ${detail ?? `status ${status}`}`,
    hint ?? fallback.hint,
    status,
  );
}

/** Said even where there is no terminal: a sender that waits in silence looks dead. */
const wait = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** One try; null where it may be tried again. */
async function attempt(target: Target, input: Input): Promise<Accepted | null> {
  try {
    const answer = await post(target, input);
    if (answer.status === 200) return answer.body as Accepted;
    if (answer.status !== 429 && answer.status !== 503)
      throw new Refusal(refusalOf(answer, input.path, target.url));
    wait(`${input.path}: the center is busy; waiting`);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // Waiting is for a center that was named: a guess that nobody answers was wrong.
    if (target.guessed !== null) throw new Refusal(cliProblem("center-unreachable", target.guessed));
    wait(`${input.path}: no answer from ${target.url}; trying again`);
  }
  return null;
}

/** Inputs of one argument, opened anew for each try: a stream that broke off can't be read again. */
async function sendPath(
  path: string,
  target: Target,
  progress: Progress,
  onAccepted: (input: Input, accepted: Accepted) => void,
): Promise<void> {
  const sent = new Set<string>();
  for (let failures = 0; ; ) {
    let failed: string | null = null;
    for await (const input of openInputs([path])) {
      if (sent.has(input.path)) continue;
      progress.tell(`Sending ${input.path}`);
      const accepted = await attempt(target, input);
      const damage = input.damage();
      if (damage !== null) throw new Refusal(damage);
      if (accepted === null) {
        failed = input.path;
        break;
      }
      sent.add(input.path);
      onAccepted(input, accepted);
    }
    if (failed === null) return;
    if (++failures >= tries || path === "-")
      throw new Refusal(
        cliProblem("center-unreachable", `${failed} was not taken after ${failures} tries (${target.url}).`),
      );
    await sleep(Math.min(15_000, firstPauseMs * 2 ** failures));
  }
}

async function run(paths: readonly string[], options: SendOptions): Promise<void> {
  const target = targetOf(options);
  const progress = openProgress();
  const totals: Totals = { files: 0, records: 0, refused: 0, duplicates: 0 };
  const tell = (input: Input, accepted: Accepted): void => {
    totals.files++;
    totals.records += accepted.records;
    totals.refused += accepted.refused;
    if (accepted.duplicate) totals.duplicates++;
    if (options.json)
      process.stdout.write(`${JSON.stringify({ type: "sent", path: input.path, ...accepted })}\n`);
    else if (accepted.refused > 0)
      for (const { line, detail } of accepted.problems.slice(0, 3))
        process.stderr.write(`${input.path} line ${line}: ${detail}\n`);
    if (options.format === undefined && isNearlyAllRefused(accepted.records, accepted.refused))
      process.stderr.write(
        `${input.path}: nearly all of it was refused. If its format was taken wrongly, name it with --format.\n`,
      );
  };
  try {
    for (const path of paths) await sendPath(path, target, progress, tell);
  } finally {
    progress.end();
  }
  const { files, records, refused, duplicates } = totals;
  const known = duplicates > 0 ? ` ${duplicates} of the files had come in before and count once.` : "";
  if (options.json) process.stdout.write(`${JSON.stringify({ type: "summary", ...totals })}\n`);
  else process.stdout.write(`${files} files: ${records} records taken, ${refused} refused.${known}\n`);
}

export const send = {
  id: "send",
  register(program: Command): void {
    program
      .command("send")
      .description("Send telemetry to a center; the same again from the same member counts once.")
      .argument("<path...>", "files, folders, archives, or - for standard input")
      .option(
        "--to <url>",
        "the center; where left out, the one running on the data folder, else one on this machine",
      )
      .option("--data <folder>", "the data folder of a center on this machine")
      .option("--token <token>", "the member's token; BREAKWATER_TOKEN where left out")
      .option("--format <id>", "the telemetry format, instead of finding it out")
      .option("--json", "one JSON object a file, and a summary")
      .addHelpText(
        "after",
        "\nExamples:\n  $ breakwater send --token bwt_… /opt/zeek/logs/2026-11-22\n  $ zcat eve.json.gz | breakwater send --token bwt_… -\n\nThe same file under another name, followed by the center or sent by syslog counts again: give it by one way.\n",
      )
      .action(run);
  },
} satisfies CliCommand;
