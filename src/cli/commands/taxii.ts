/** `breakwater taxii`: the center as a TAXII 2.1 server, what it took over from another, and who may ask it. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { isoTime, Refusal } from "../../base/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { memberNamed } from "../naming.js";
import { cliProblem } from "../problems.js";

interface ListedRoot {
  readonly path: string;
  readonly title: string;
  readonly collections: readonly {
    readonly id: string;
    readonly alias: string | null;
    readonly title: string;
    readonly readBy: string;
    readonly writeBy: string;
  }[];
}

const listLines = ({ roots }: { readonly roots: readonly ListedRoot[] }): readonly string[] =>
  roots.flatMap(({ path, title, collections }) => [
    `${path}  ${title}`,
    ...table(
      ["collection", "title", "read by", "written by"],
      collections.map((each) => [each.alias ?? each.id, each.title, each.readBy, each.writeBy]),
    ).map((line) => `  ${line}`),
  ]);

interface Other {
  readonly name: string;
  readonly objects: number;
  readonly succeededUs: number | null;
  readonly failures: number;
  readonly note: string;
}

interface Others {
  readonly others: readonly Other[];
  readonly givings: readonly (Other & { readonly refused: number })[];
}

const lastTime = (us: number | null): string => (us === null ? "never" : isoTime(us));

const otherLines = (answered: unknown): readonly string[] => {
  const { others, givings } = answered as Others;
  if (others.length + givings.length === 0)
    return ["No other server is set up: share.taxii.servers in the configuration."];
  const read = table(
    ["read from", "indicators", "last read", "failures", "note"],
    others.map(({ name, objects, succeededUs, failures, note }) => [
      name,
      String(objects),
      lastTime(succeededUs),
      String(failures),
      note,
    ]),
  );
  const given = table(
    ["given to", "objects", "not taken", "last given", "failures", "note"],
    givings.map(({ name, objects, refused, succeededUs, failures, note }) => [
      name,
      String(objects),
      String(refused),
      lastTime(succeededUs),
      String(failures),
      note,
    ]),
  );
  return [
    ...(others.length > 0 ? read : []),
    ...(others.length > 0 && givings.length > 0 ? [""] : []),
    ...(givings.length > 0 ? given : []),
  ];
};

interface ImportOptions extends CommonOptions {
  readonly tlp?: string;
}

interface Moved {
  readonly roots: readonly {
    readonly path: string;
    readonly collections: number;
    readonly objects: number;
    readonly statuses: number;
  }[];
  readonly passedOver: readonly { readonly place: string; readonly reason: string }[];
}

const movedLines = ({ roots, passedOver }: Moved): readonly string[] => [
  ...roots.map(
    ({ path, collections, objects, statuses }) =>
      `${path}  ${collections} collections, ${objects} objects, ${statuses} statuses`,
  ),
  ...passedOver.slice(0, 20).map(({ place, reason }) => `passed over ${place}: ${reason}`),
  ...(passedOver.length > 20 ? [`and ${passedOver.length - 20} more`] : []),
];

async function moveIn(file: string, options: ImportOptions): Promise<void> {
  const tlp = options.tlp === undefined ? {} : { unmarkedTlp: options.tlp };
  await answer(options, "taxii-import", { path: resolve(file), ...tlp }, (moved) => [
    ...movedLines(moved as Moved),
    ...(options.tlp === undefined
      ? ["Objects without a marking count as TLP:AMBER; another label is given by --tlp."]
      : []),
  ]);
}

interface UserOptions extends CommonOptions {
  readonly member?: string;
  readonly scope: readonly string[];
  readonly passwordFile: string;
}

/** A password comes from a file or from standard input: on the command line every user of the machine could read it. */
function readPassword(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    const why = error instanceof Error ? error.message : "can't be read";
    throw new Refusal(cliProblem("path-missing", `${path}: ${why}`));
  }
}

async function addUser(name: string, options: UserOptions): Promise<void> {
  const password = readPassword(options.passwordFile);
  const asking = orRefuse(await openAsking(options));
  try {
    const memberId =
      options.member === undefined ? null : orRefuse(await memberNamed(asking, options.member)).id;
    const scopes = options.scope.length > 0 ? options.scope : ["read"];
    const made = orRefuse(await asking.ask("basic-user-add", { name, password, memberId, scopes }));
    print(options, made, [`${name} may use TAXII. \`breakwater token revoke\` ends it.`]);
  } finally {
    await asking.close();
  }
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const taxii = {
  id: "taxii",
  register(program: Command): void {
    const command = program
      .command("taxii")
      .description("TAXII 2.1: collections that programs read and write.");
    withCommonOptions(command.command("list"))
      .description("The API roots, their collections, and who may use them.")
      .action((options: CommonOptions) =>
        answer(options, "taxii-list", {}, (listed) => listLines(listed as { roots: readonly ListedRoot[] })),
      );
    withCommonOptions(command.command("import"))
      .description("Take over what another TAXII server kept: addresses, ids and dates stay.")
      .argument("<file>", "its roots, collections, objects, manifests and statuses, as medallion keeps them")
      .option("--tlp <label>", "what objects without a marking count as; TLP:AMBER where left out")
      .addHelpText("after", "\nExample:\n  $ breakwater taxii import default_data.json --tlp TLP:GREEN")
      .action(moveIn);
    withCommonOptions(command.command("others"))
      .description("Other servers that the center reads and gives to, and how that went.")
      .action((options: CommonOptions) => answer(options, "taxii-others", {}, otherLines));
    withCommonOptions(command.command("pull"))
      .description("Read one of the other servers now.")
      .argument("<name>", "its name in the configuration")
      .action((name: string, options: CommonOptions) =>
        answer(options, "taxii-pull", { name }, (pulled) => [
          `${(pulled as { taken: number }).taken} indicators were new or changed.`,
        ]),
      );
    withCommonOptions(command.command("give"))
      .description("Give what the center's sources say to one of the other servers now.")
      .argument("<name>", "its name in the configuration")
      .action((name: string, options: CommonOptions) =>
        answer(options, "taxii-give", { name }, (given) => [
          `It took ${(given as { given: number }).given} objects.`,
        ]),
      );
    withCommonOptions(command.command("user"))
      .description("Give a program a name and password, for clients that know HTTP Basic only.")
      .argument("<name>", "what it signs in as")
      .requiredOption("--password-file <file>", "a file with the password, or - for standard input")
      .option("--member <name>", "whose program it is; the port's own where left out")
      .option("--scope <scope>", "read (where left out) and report; may be repeated", collect, [])
      .addHelpText(
        "after",
        '\nExample:\n  $ breakwater taxii user siem --member "Pier 7 Terminal" --password-file -',
      )
      .action(addUser);
  },
} satisfies CliCommand;
