/** `breakwater member group`: named sets of companies with a ceiling of their own. */
import type { Command } from "commander";
import { Problem, Refusal } from "../../base/index.js";
import type { Group } from "../../model/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { type Asking, openAsking } from "../asking.js";
import { memberNamed, memberNames } from "../naming.js";
import { cliProblem } from "../problems.js";

interface GroupOptions extends CommonOptions {
  readonly tlp?: string;
  readonly purpose?: string;
  readonly member?: readonly string[];
  readonly without?: readonly string[];
  readonly name?: string;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const lines = (groups: readonly Group[], nameOf: (id: string) => string) =>
  table(
    ["group", "receives up to", "members", "id"],
    groups.map((group) => [
      group.name,
      group.tlpCeiling,
      group.memberIds.map(nameOf).join(", ") || "none",
      group.id,
    ]),
  );

async function idsOf(asking: Asking, names: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push(orRefuse(await memberNamed(asking, name)).id);
  return ids;
}

async function groupNamed(asking: Asking, text: string): Promise<Group> {
  const answered = await asking.ask("group-list", {});
  if (answered instanceof Problem) throw new Refusal(answered);
  const { rows } = answered as { readonly rows: readonly Group[] };
  const wanted = text.trim().toLowerCase();
  const found = rows.find(({ id, name }) => id === text || name.toLowerCase() === wanted);
  if (found !== undefined) return found;
  throw new Refusal(
    cliProblem("group-unknown", `There is no group named ${JSON.stringify(text.slice(0, 80))}.`),
  );
}

async function within(options: CommonOptions, work: (asking: Asking) => Promise<unknown>): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const group = orRefuse((await work(asking)) as Group | Problem);
    print(options, group, lines([group], options.json ? (id) => id : await memberNames(asking)));
  } finally {
    await asking.close();
  }
}

async function change(name: string, options: GroupOptions): Promise<void> {
  await within(options, async (asking) => {
    const group = await groupNamed(asking, name);
    const added = await idsOf(asking, options.member ?? []);
    const gone = await idsOf(asking, options.without ?? []);
    return asking.ask("group-update", {
      id: group.id,
      memberIds: [...new Set([...group.memberIds, ...added])].filter((id) => !gone.includes(id)),
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.purpose === undefined ? {} : { purpose: options.purpose }),
      ...(options.tlp === undefined ? {} : { tlpCeiling: options.tlp }),
    });
  });
}

export function registerGroups(member: Command): void {
  const command = member.command("group").description("Groups of companies.");
  withCommonOptions(command.command("list"))
    .description("All groups.")
    .action((options: CommonOptions) =>
      answer<{ rows: readonly Group[] }>(options, "group-list", {}, ({ rows }, nameOf) =>
        lines(rows, nameOf),
      ),
    );
  withCommonOptions(command.command("add"))
    .description("Make a group.")
    .argument("<name>", "its name")
    .option("--purpose <text>", "what it is for; whoever is in it reads this")
    .option("--tlp <label>", "the highest TLP it receives (TLP:AMBER where left out)")
    .option("--member <name>", "a company in it; may be repeated", collect)
    .addHelpText(
      "after",
      '\nExample:\n  $ breakwater member group add "Crane operators" --member "Pier 7 Terminal" --member "Crane One Services"\n',
    )
    .action((name: string, options: GroupOptions) =>
      within(options, async (asking) =>
        asking.ask("group-add", {
          name,
          memberIds: await idsOf(asking, options.member ?? []),
          ...(options.purpose === undefined ? {} : { purpose: options.purpose }),
          ...(options.tlp === undefined ? {} : { tlpCeiling: options.tlp }),
        }),
      ),
    );
  withCommonOptions(command.command("update"))
    .description("Change a group; what is not given stays.")
    .argument("<group>", "its name or id")
    .option("--name <name>", "its new name")
    .option("--purpose <text>", "what it is for; whoever is in it reads this")
    .option("--tlp <label>", "the highest TLP it receives")
    .option("--member <name>", "a company that joins it; may be repeated", collect)
    .option("--without <name>", "a company that leaves it; may be repeated", collect)
    .action(change);
  withCommonOptions(command.command("remove"))
    .description("Remove a group; its companies stay.")
    .argument("<group>", "its name or id")
    .action((name: string, options: CommonOptions) =>
      within(options, async (asking) =>
        asking.ask("group-remove", { id: (await groupNamed(asking, name)).id }),
      ),
    );
}
