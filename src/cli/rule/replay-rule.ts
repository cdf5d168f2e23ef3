/**
 * `breakwater rule replay`: asks a rule of the stored events of the last days, and shows how far it is until it is done. The
 * center does the work; where none runs, this command does until its end.
 */
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { isoTime } from "../../base/index.js";
import { type CommonOptions, orRefuse, print, table } from "../answering.js";
import { type Asking, openAsking } from "../asking.js";
import { memberNames } from "../naming.js";

interface Counted {
  readonly name: string;
  readonly count: number;
}

interface Replay {
  readonly state: "none" | "running" | "done" | "stopped" | "failed";
  readonly title: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly reachedUs: number;
  readonly events: number;
  readonly note: string;
  readonly findings: {
    readonly detections: number;
    readonly excepted: number;
    readonly days: readonly { readonly dayUs: number; readonly count: number }[];
    readonly members: readonly { readonly memberId: string | null; readonly count: number }[];
    readonly sources: readonly Counted[];
    readonly destinations: readonly Counted[];
    readonly examples: readonly {
      readonly timeUs: number;
      readonly memberId: string | null;
      readonly log: string;
      readonly source: string;
      readonly destination: string;
      readonly record: string;
    }[];
  };
}

export interface ReplayOptions extends CommonOptions {
  readonly days?: number;
  readonly source?: string;
  readonly stop?: boolean;
}

const barWidth = 40;
const recordShown = 160;

function lines(replay: Replay, nameOf: (id: string) => string): readonly string[] {
  const { findings, title, fromUs, toUs } = replay;
  const days = Math.max(1, Math.round((toUs - fromUs) / 86_400e6));
  const most = Math.max(1, ...findings.days.map(({ count }) => count));
  const member = (id: string | null) => (id === null ? "nobody's" : nameOf(id));
  return [
    `${title}: ${findings.detections} in ${days} days${findings.excepted > 0 ? `, and ${findings.excepted} excepted` : ""}. ${replay.events} events were asked.`,
    ...(replay.note === "" ? [] : [replay.note]),
    ...findings.days.map(
      ({ dayUs, count }) =>
        `${isoTime(dayUs).slice(0, 10)}  ${String(count).padStart(8)}  ${"#".repeat(Math.ceil((barWidth * count) / most))}`,
    ),
    ...(findings.members.length === 0
      ? []
      : table(
          ["member", "count"],
          findings.members.map(({ memberId, count }) => [member(memberId), String(count)]),
        )),
    ...(findings.sources.length === 0
      ? []
      : table(
          ["source", "count"],
          findings.sources.slice(0, 10).map(({ name, count }) => [name, String(count)]),
        )),
    ...findings.examples.flatMap(({ timeUs, memberId, log, source, destination, record }) => [
      `${isoTime(timeUs).slice(0, 19)}  ${member(memberId)}  ${log}  ${source} > ${destination}`,
      `    ${record.slice(0, recordShown)}`,
    ]),
  ];
}

/** A rule that is being written is given as a file. */
function asked(rule: string, source: string | undefined): Readonly<Record<string, unknown>> {
  if (/\.ya?ml$/i.test(rule) && existsSync(rule)) return { text: readFileSync(rule, "utf8") };
  return source === undefined ? { rule } : { rule, source };
}

async function untilEnd(asking: Asking, first: Replay): Promise<Replay> {
  let replay = first;
  while (replay.state === "running") {
    if (process.stderr.isTTY) {
      const done = Math.floor((100 * (replay.reachedUs - replay.fromUs)) / (replay.toUs - replay.fromUs));
      process.stderr.write(`\r${done} %  ${replay.events} events  ${replay.findings.detections} found `);
    }
    await wait(500);
    replay = orRefuse(await asking.ask("rule-replay-read", {})) as Replay;
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  return replay;
}

export async function replayRule(rule: string | undefined, options: ReplayOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const { days, source, stop } = options;
    const action =
      stop === true ? "rule-replay-stop" : rule === undefined ? "rule-replay-read" : "rule-replay-start";
    const input = action === "rule-replay-start" ? { ...asked(rule ?? "", source), days } : {};
    const begun = orRefuse(await asking.ask(action, input)) as Replay;
    const replay = action === "rule-replay-start" ? await untilEnd(asking, begun) : begun;
    const nothing = replay.state === "none" ? ["No rule was replayed since the center was started."] : null;
    print(options, replay, nothing ?? lines(replay, await memberNames(asking)));
  } finally {
    await asking.close();
  }
}
