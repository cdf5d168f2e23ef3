/** `breakwater peer`: other centers, how they are introduced, what flows, and packs that are carried by hand. */
import { createReadStream, readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type Command, InvalidArgumentError } from "commander";
import { isoTime, type Problem, Refusal } from "../../base/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { type Asking, openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { harmless } from "../output.js";
import { cliProblem } from "../problems.js";

interface ListedPeer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly fingerprint: string;
  readonly agreement: {
    readonly tlpCeiling: string;
    readonly kinds: readonly string[];
    readonly direction: string;
  };
  readonly waiting: number;
  readonly holding: number;
  readonly reachedUs: number | null;
  readonly heardUs: number | null;
  readonly clockDifferenceUs: number | null;
  readonly note: string;
  readonly refused: readonly { readonly code: string; readonly count: number; readonly detail: string }[];
  readonly head: { readonly sequence: number; readonly hash: string; readonly atUs: number } | null;
}

const when = (us: number | null): string => (us === null ? "never" : isoTime(us).slice(0, 19));

const listLines = (answered: unknown): readonly string[] => {
  const { peers } = answered as { readonly peers: readonly ListedPeer[] };
  if (peers.length === 0) return ["No other center is known: `breakwater peer invite` begins."];
  return [
    ...table(
      ["id", "center", "state", "ceiling", "direction", "waiting", "holds", "reached", "heard"],
      peers.map((peer) => [
        peer.id,
        peer.name,
        peer.state,
        peer.agreement.tlpCeiling,
        peer.agreement.direction,
        String(peer.waiting),
        String(peer.holding),
        when(peer.reachedUs),
        when(peer.heardUs),
      ]),
    ),
    ...peers.flatMap((peer) => [
      ...(peer.state === "introduced"
        ? [`${peer.name}: compare with the other side, then \`peer confirm\`:  ${peer.fingerprint}`]
        : []),
      ...(peer.state === "confirmed" ? [`${peer.name}: ${stays(peer.agreement)}`] : []),
      ...(peer.note === "" ? [] : [`${peer.name}: ${peer.note}`]),
      ...peer.refused.map(({ code, count, detail }) => `${peer.name}: refused ${count} (${code}): ${detail}`),
    ]),
  ];
};

/** Why something that is here is not there. */
const stays = ({ tlpCeiling }: ListedPeer["agreement"]): string =>
  tlpCeiling === "TLP:AMBER"
    ? "what others marked TLP:AMBER stays here; of AMBER only this center's own warnings and counts go"
    : `what is marked above ${tlpCeiling} stays here, and so do warnings and counts, which are TLP:AMBER`;

const headLines = (answered: unknown): readonly string[] =>
  (answered as { readonly peers: readonly ListedPeer[] }).peers.flatMap(({ name, head }) =>
    head === null ? [] : [`${name}  ${isoTime(head.atUs)}  ${head.sequence}:${head.hash}`],
  );

interface InviteOptions extends CommonOptions {
  readonly name?: string;
  readonly url?: string;
  readonly byFile?: boolean;
}

async function invite(options: InviteOptions): Promise<void> {
  const { name, url, byFile } = options;
  const place = byFile === true ? null : url;
  await answer<{ line: string }>(options, "peer-invite", { name, url: place }, ({ line }) => [line]);
}

/** An invitation as it is given: in a file, from standard input, or the line itself. */
function lineGiven(text: string): string {
  if (text.trimStart().startsWith("{")) return text;
  try {
    return readFileSync(text === "-" ? 0 : text, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : "can't be read";
    throw new Refusal(cliProblem("path-missing", `${text}: ${why}`));
  }
}

interface Accepted {
  readonly id: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly answer: string | null;
}

/** The line alone goes to standard output, so that `> b.json` is what the other side takes; what to do is said beside it. */
async function accept(text: string, options: CommonOptions): Promise<void> {
  await withAsking(options, async (asking) => {
    const made = orRefuse(await asking.ask("peer-accept", { line: lineGiven(text) })) as Accepted;
    if (options.json !== true) process.stderr.write(`${nextLines(made).map(harmless).join("\n")}\n`);
    if (options.json === true || made.answer !== null) print(options, made, [made.answer ?? ""]);
  });
}

const nextLines = ({ id, name, fingerprint, answer: line }: Accepted): readonly string[] => [
  ...(line === null ? [] : [`Give the line to ${name}; they take it with \`peer accept\`.`]),
  `Compare by phone, at a number you know, with what ${name} reads:`,
  `  ${fingerprint}`,
  `Then: breakwater peer confirm ${id}`,
];

async function withAsking<T>(options: CommonOptions, work: (asking: Asking) => Promise<T>): Promise<T> {
  const asking = orRefuse(await openAsking(options));
  try {
    return await work(asking);
  } finally {
    await asking.close();
  }
}

interface ExportOptions extends CommonOptions {
  readonly since?: number;
  readonly to?: string;
}

function readNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("A number of a message is digits.");
  return Number(text);
}

/** Written beside its place and moved there, so that half a pack never looks like one. */
async function exportTo(id: string, options: ExportOptions): Promise<void> {
  await withAsking(options, async (asking) => {
    const lines: string[] = [];
    let [messages, upTo] = [0, options.since ?? 0];
    for (;;) {
      const batch = orRefuse(await asking.ask("peer-export", { id, since: upTo })) as {
        readonly line: string;
        readonly messages: number;
        readonly upTo: number;
      };
      // The first goes always: what it says of numbers and of the chain's head is worth carrying by itself.
      if (batch.messages > 0 || lines.length === 0) lines.push(batch.line);
      messages += batch.messages;
      if (batch.messages === 0) break;
      upTo = batch.upTo;
    }
    const text = `${lines.join("\n")}\n`;
    if (options.to === undefined) process.stdout.write(text);
    else {
      const file = await open(`${options.to}.part`, "w", 0o600).catch((error: Error) => {
        throw new Refusal(
          cliProblem("path-missing", `${options.to}.part can't be written: ${error.message}`),
        );
      });
      await file.writeFile(text);
      await file.sync();
      await file.close();
      await rename(`${options.to}.part`, options.to);
      print(options, { path: options.to, messages, upTo }, [
        `${options.to}: ${messages} messages, up to ${upTo}.`,
      ]);
    }
  });
}

async function importFrom(path: string, options: CommonOptions): Promise<void> {
  await withAsking(options, async (asking) => {
    const totals = { applied: 0, refused: 0, received: 0, name: "" };
    const input = createReadStream(path);
    const opened = new Promise<void>((done, refuse) => {
      input.once("open", () => done());
      input.once("error", refuse);
    });
    await opened.catch((error: Error) => {
      throw new Refusal(cliProblem("path-missing", `${path}: ${error.message}`));
    });
    for await (const line of createInterface({ input })) {
      if (line.trim() === "") continue;
      const taken = await asking.ask("peer-import", { line });
      const { name, applied, refused, received } = orRefuse(taken as typeof totals | Problem);
      totals.applied += applied;
      totals.refused += refused;
      totals.received = received;
      totals.name = name;
    }
    print(options, totals, [
      `Of ${totals.name}: ${totals.applied} messages taken, ${totals.refused} refused, up to ${totals.received}.`,
    ]);
  });
}

interface AgreeOptions extends CommonOptions {
  readonly ceiling?: string;
  readonly kind: readonly string[];
  readonly direction?: string;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

async function agree(id: string, { ceiling, kind, direction, ...options }: AgreeOptions): Promise<void> {
  const label = ceiling?.toUpperCase();
  const tlpCeiling = label === undefined || label.startsWith("TLP:") ? label : `TLP:${label}`;
  const kinds = kind.length > 0 ? kind : undefined;
  await answer<ListedPeer["agreement"]>(
    options,
    "peer-agree",
    { id, tlpCeiling, kinds, direction },
    (said) => [`Agreed: up to ${said.tlpCeiling}; ${said.kinds.join(", ") || "nothing"}; ${said.direction}.`],
  );
}

export const peer = {
  id: "peer",
  register(program: Command): void {
    const command = program
      .command("peer")
      .description("Other centers: introduce them, agree what flows, carry packs by hand.");
    withCommonOptions(command.command("list"))
      .description("The other centers, and how it stands with each.")
      .action((options: CommonOptions) => answer(options, "peer-list", {}, listLines));
    withCommonOptions(command.command("invite"))
      .description("Print an invitation: one signed line for the other center.")
      .option("--name <name>", "what this center is called toward others; kept from the last time")
      .option("--url <url>", "where its door for peers is reached: https://center.example:8421")
      .option("--by-file", "no door: packs are carried by hand")
      .addHelpText(
        "after",
        '\nExample:\n  $ breakwater peer invite --name "Port of Sola" --url https://center.sola.example:8421 > invitation.json\n',
      )
      .action(invite);
    withCommonOptions(command.command("accept"))
      .description("Take an invitation, or the answer to one's own.")
      .argument("<file>", "the file with the line, - for standard input, or the line itself")
      .addHelpText("after", "\nExample:\n  $ breakwater peer accept a.json > b.json\n")
      .action(accept);
    withCommonOptions(command.command("confirm"))
      .description("Say that both sides read the same fingerprint; from then on what was agreed flows.")
      .argument("<id>")
      .option("--fingerprint <text>", "as the other side reads it: compared, and refused where it differs")
      .action((id: string, { fingerprint, ...options }: CommonOptions & { readonly fingerprint?: string }) =>
        answer<{ name: string }>(options, "peer-confirm", { id, fingerprint }, ({ name }) => [
          `${name} is a peer now, as soon as it confirms too.`,
        ]),
      );
    withCommonOptions(command.command("agree"))
      .description("Change what flows; what may no longer go is taken back.")
      .argument("<id>")
      .option("--ceiling <label>", "clear, green, or amber for this center's own word")
      .option("--kind <kind>", "indicator, warning, sighting; may be repeated", collect, [])
      .option("--direction <way>", "both, send or receive")
      .action(agree);
    withCommonOptions(command.command("end"))
      .description("End it: nothing flows, and what it told counts no more.")
      .argument("<id>")
      .action((id: string, options: CommonOptions) =>
        answer<{ name: string }>(options, "peer-end", { id }, ({ name }) => [`${name} is no peer any more.`]),
      );
    withCommonOptions(command.command("export"))
      .description("Write what waits for a center as signed lines, to be carried by hand.")
      .argument("<id>")
      .option("--since <n>", "the last number that it has", readNumber)
      .option("--to <file>", "where to; to standard output where left out")
      .action(exportTo);
    withCommonOptions(command.command("import"))
      .description("Take what another center wrote; again or after the network, it counts once.")
      .argument("<file>")
      .action(importFrom);
    withCommonOptions(command.command("heads"))
      .description("What is held of others' audit chains: for their `audit verify --head`.")
      .action((options: CommonOptions) => answer(options, "peer-list", {}, headLines));
  },
} satisfies CliCommand;
