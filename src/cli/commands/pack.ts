/**
 * `breakwater pack`: what this center set up, as one signed file that another port starts from, and taking such a file.
 * `docs/packs.md` says what is in it and what never is.
 */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { sha256Hex } from "../../base/index.js";
import { openPack, type Planned, packParts, spelled } from "../../work/index.js";
import { type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { confirm } from "../confirming.js";
import { readPackFile, writePackFile } from "../pack/pack-file.js";

interface ExportOptions extends CommonOptions {
  readonly config?: string;
  readonly out?: string;
  readonly only: readonly string[];
  readonly with: readonly string[];
  readonly name?: string;
}

interface Made {
  readonly name: string;
  readonly content: string;
  readonly sha256: string;
  readonly manifest: Shown;
  readonly leftOut: readonly { readonly part: string; readonly key: string; readonly reason: string }[];
}

interface Shown {
  readonly center: string | null;
  readonly created: string;
  readonly fingerprint: string;
  readonly parts: readonly { readonly id: string; readonly entries: number; readonly sha256: string }[];
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const aboutLines = ({ center, created, fingerprint, parts }: Shown): readonly string[] => [
  `  center       ${center ?? "not named"}`,
  `  made         ${created}`,
  `  fingerprint  ${spelled(fingerprint)}`,
  ...table(
    ["part", "entries", "what it is"],
    parts.map(({ id, entries }) => {
      const known = packParts.find((part) => part.id === id);
      return [id, String(entries), known?.explains ?? "not known to this version, and passed over"];
    }),
  ).map((line) => `  ${line}`),
];

const leftLines = (leftOut: Made["leftOut"]): readonly string[] =>
  leftOut.length === 0
    ? ["Nothing of these parts was left out."]
    : ["Left out:", ...leftOut.map(({ part, key, reason }) => `  ${part}: ${key}: ${reason}`)];

async function exportPack(options: ExportOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const made = orRefuse(
      await asking.ask("pack-export", {
        ...(options.only.length > 0 ? { only: options.only } : {}),
        also: options.with,
        center: options.name ?? null,
      }),
    ) as Made;
    const path = options.out ?? made.name;
    if (options.out === undefined && existsSync(path)) await confirm(`Overwrite ${path}?`, false);
    await writePackFile(path, Buffer.from(made.content, "base64"));
    const { content: _, name: __, ...said } = made;
    print(options, { path, ...said }, [
      `${path}  SHA-256 ${made.sha256}`,
      ...aboutLines(made.manifest),
      ...leftLines(made.leftOut),
      "Tell the other port this fingerprint by telephone: it is asked to compare it.",
    ]);
  } finally {
    await asking.close();
  }
}

async function show(file: string, options: { readonly json?: boolean }): Promise<void> {
  const bytes = await readPackFile(file);
  const { manifest, passedOver } = orRefuse(await openPack(bytes));
  print(options, { path: file, sha256: sha256Hex(bytes), manifest, passedOver }, [
    `${file}  whole, and signed by the center with this fingerprint; SHA-256 ${sha256Hex(bytes)}`,
    ...aboutLines(manifest),
  ]);
}

interface ImportOptions extends CommonOptions {
  readonly config?: string;
  readonly trust?: string;
  readonly overwrite?: boolean;
  readonly yes?: boolean;
}

interface Read {
  readonly manifest: Shown;
  readonly isTrusted: boolean;
  readonly planned: readonly Planned[];
  readonly passedOver: readonly string[];
}

const inWords = (count: number): string => (count === 1 ? "1 entry" : `${count} entries`);

const changing = (planned: readonly Planned[]): number =>
  planned.filter(({ change }) => change === "new" || change === "changed").length;

const plannedLines = (planned: readonly Planned[], passedOver: readonly string[]): readonly string[] => [
  ...table(
    ["part", "entry", "change", ""],
    planned
      .filter(({ change }) => change !== "same")
      .map(({ part, key, change, why }) => [part, key, change, why]),
  ),
  `${planned.filter(({ change }) => change === "same").length} entries are here as they are in the pack.`,
  ...passedOver.map((id) => `The part ${id} is not known to this version, and passed over.`),
];

async function importPack(file: string, options: ImportOptions): Promise<void> {
  const content = Buffer.from(await readPackFile(file)).toString("base64");
  const overwrite = options.overwrite ?? false;
  const asking = orRefuse(await openAsking(options));
  try {
    const read = orRefuse(await asking.ask("pack-read", { content, overwrite })) as Read;
    if (!options.json)
      print(options, read, [
        file,
        ...aboutLines(read.manifest),
        ...plannedLines(read.planned, read.passedOver),
      ]);
    const trust = await trustOf(read, options);
    const count = changing(read.planned);
    if (count > 0) await confirm(`Take ${inWords(count)}?`, options.yes ?? false);
    const taken = orRefuse(await asking.ask("pack-import", { content, overwrite, ...trust })) as Pick<
      Read,
      "planned" | "passedOver"
    >;
    print(options, { manifest: read.manifest, ...taken }, [
      changing(taken.planned) === 0
        ? "Nothing was to be changed."
        : `Taken: ${inWords(changing(taken.planned))}.`,
    ]);
  } finally {
    await asking.close();
  }
}

/** The fingerprint as it was compared, or nothing where this center's packs were taken before. */
async function trustOf(read: Read, { trust, yes }: ImportOptions): Promise<{ trust?: string }> {
  if (trust !== undefined) return { trust };
  // Without anybody to ask, the center itself refuses what nobody compared.
  if (read.isTrusted || yes === true || !process.stdin.isTTY) return {};
  const from =
    read.manifest.center === null ? "the center that made it" : JSON.stringify(read.manifest.center);
  await confirm(`Did ${from} tell you the same fingerprint by another way?`, false);
  return { trust: read.manifest.fingerprint };
}

export const pack = {
  id: "pack",
  register(program: Command): void {
    const command = program
      .command("pack")
      .description("What this center set up, as one signed file that another port starts from.");
    withCommonOptions(command.command("export"))
      .description("Make a pack: lists, texts, policies and settings; nothing of members.")
      .option("--out <file>", "where to; breakwater-pack-<day>.tar.gz where left out")
      .option(
        "--only <part>",
        `this part alone; may be repeated: ${packParts.map(({ id }) => id).join(", ")}`,
        collect,
        [],
      )
      .option("--with <part>", "also a part that is for asking only (groups); may be repeated", collect, [])
      .option("--name <name>", "put the center's name on the pack; it stays out otherwise")
      .option("--config <file>", "the center's settings, where it does not run")
      .addHelpText(
        "after",
        "\nExamples:\n  $ breakwater pack export\n  $ breakwater pack export --only feeds --out feeds.tar.gz\n",
      )
      .action(exportPack);
    command
      .command("show")
      .description("Verify a pack and list what is in it; no center is needed.")
      .argument("<file>", "a pack")
      .option("--json", "answer as one JSON document")
      .action(show);
    withCommonOptions(command.command("import"))
      .description("Show what a pack would change here, and take it.")
      .argument("<file>", "a pack")
      .option("--trust <fingerprint>", "its fingerprint, compared with the center that made it")
      .option("--overwrite", "also replace what was set or changed here")
      .option("--yes", "do not ask whether to take it")
      .option("--config <file>", "the center's settings, where it does not run")
      .addHelpText("after", "\nExample:\n  $ breakwater pack import breakwater-pack-2026-11-26.tar.gz\n")
      .action(importPack);
  },
} satisfies CliCommand;
