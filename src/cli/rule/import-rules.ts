/** `breakwater rule import`: shows what a source would change, asks, and takes exactly that. */
import { answer, type CommonOptions, orRefuse, print, table } from "../answering.js";
import { openAsking } from "../asking.js";
import { confirm } from "../confirming.js";
import { isAddress, packedRules, readGivenRules, sourceNameOf } from "./rule-files.js";

interface Changed {
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly file: string;
  readonly level: string | null;
}

interface Checked {
  readonly name: string;
  readonly sha256: string | null;
  readonly isTaken: boolean;
  readonly counts: Readonly<Record<"new" | "changed" | "gone" | "same" | "refused" | "passedOver", number>>;
  readonly new: readonly Changed[];
  readonly changed: readonly Changed[];
  readonly gone: readonly Changed[];
  readonly refused: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
}

interface Taken {
  readonly version: number;
  readonly rules: number;
  readonly refused: number;
  readonly on: number;
}

export interface ImportOptions extends CommonOptions {
  readonly name?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

const shownMax = 40;

const listed = (change: string, rules: readonly Changed[]): readonly (readonly string[])[] => [
  ...rules.slice(0, shownMax).map(({ title, kind, level, file }) => [change, level ?? kind, title, file]),
  ...(rules.length > shownMax ? [[change, "", `… and ${rules.length - shownMax} more`, ""]] : []),
];

function lines(checked: Checked): readonly string[] {
  const { counts } = checked;
  return [
    ...table(
      ["change", "level", "rule", "file"],
      [...listed("new", checked.new), ...listed("changed", checked.changed), ...listed("gone", checked.gone)],
    ),
    ...checked.refused
      .slice(0, shownMax)
      .map(({ file, line, reason }) => `refused  ${file}:${line}  ${reason}`),
    ...(checked.refused.length > shownMax ? [`… and ${counts.refused - shownMax} more refused`] : []),
    `${checked.name}: ${counts.new} new, ${counts.changed} changed, ${counts.gone} gone, ${counts.same} as they are; ` +
      `${counts.refused} refused, ${counts.passedOver} files passed over.`,
  ];
}

export async function importRules(place: string, options: ImportOptions): Promise<void> {
  const name = options.name ?? sourceNameOf(place);
  const content = isAddress(place) ? {} : { content: packedRules(await readGivenRules(place)) };
  const asking = orRefuse(await openAsking(options));
  try {
    const checked = orRefuse(await asking.ask("rule-source-check", { name, place, ...content })) as Checked;
    if (checked.sha256 === null || checked.isTaken || options.dryRun === true) {
      const nothing = checked.isTaken ? [`${name} is as it is here.`] : [];
      print(options, checked, [...lines(checked), ...nothing]);
      return;
    }
    if (options.json !== true) print(options, checked, lines(checked));
    await confirm(`Take these rules as ${name}?`, options.yes ?? false);
    const { sha256 } = checked;
    const taken = orRefuse(await asking.ask("rule-source-import", { name, sha256 })) as Taken;
    print(options, { checked, taken }, [
      `${name}: version ${taken.version} runs; ${taken.on} of ${taken.rules} rules are on by the policy and what is set.`,
    ]);
  } finally {
    await asking.close();
  }
}

export async function removeRules(
  name: string,
  { yes, ...options }: CommonOptions & { readonly yes?: boolean },
): Promise<void> {
  await confirm(`Remove ${name} with its rules?`, yes ?? false);
  await answer(options, "rule-source-remove", { name }, () => [`${name} is gone.`]);
}
