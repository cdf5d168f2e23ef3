/**
 * `breakwater explain`: why there is a warning (rule, sightings, sources, what the gate decided, reactions), a sighting
 * with its hits, a release, or a refused record. An id of something else is told for what it is.
 */
import type { Command } from "commander";
import { isoTime, Refusal } from "../../base/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { claimLine, metLine, tellDetection, tellRefused, tellRelease, tellSighting } from "../explaining.js";
import { identify } from "../identifying.js";
import { memberNames } from "../naming.js";
import { cliProblem } from "../problems.js";

interface Story {
  readonly warning: {
    readonly id: string;
    readonly urgency: string;
    readonly tlp: string;
    readonly sentence: string;
    readonly story: string;
    readonly facts: readonly { readonly label: string; readonly value: string }[];
    readonly doNow: readonly string[];
    readonly evidence: readonly {
      readonly timeUs: number;
      readonly log: string;
      readonly field: string;
      readonly record: string;
    }[];
    readonly createdUs: number;
    readonly reactions: readonly {
      readonly kind: string;
      readonly person: string;
      readonly note: string;
      readonly atUs: number;
    }[];
  };
  readonly rule: { readonly id: string; readonly title: string; readonly explains: string };
  readonly sightings: readonly {
    readonly memberId: string;
    readonly direction: string;
    readonly count: number;
    readonly firstUs: number;
    readonly lastUs: number;
    readonly insideAddresses: readonly string[];
  }[];
  readonly claims: readonly {
    readonly source: string;
    readonly confidence: number;
    readonly tlp: string;
    readonly labels: readonly string[];
  }[];
  readonly receipts: readonly {
    readonly id: number | null;
    readonly recipientKind: string;
    readonly recipientId: string;
    readonly channel: string;
    readonly released: boolean;
    readonly rule: string;
    readonly ruleSays: string;
    readonly atUs: number;
  }[];
}

const clock = (us: number): string => `${isoTime(us).slice(0, 19).replace("T", " ")} UTC`;
const part = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
const recordShown = 160;

/** Equal decisions in one row, with how often: a changed form is decided again each time. */
function decisionRows(
  receipts: Story["receipts"],
  nameOf: (id: string) => string,
): readonly (readonly string[])[] {
  const rows = new Map<
    string,
    { firstUs: number; count: number; cells: readonly string[]; id: number | null }
  >();
  for (const r of receipts) {
    const cells = [
      `${r.recipientKind} ${nameOf(r.recipientId)}`,
      r.channel,
      r.released ? "released" : "refused",
      `${r.rule}: ${r.ruleSays}`,
    ];
    const row = rows.get(cells.join()) ?? { firstUs: r.atUs, count: 0, cells, id: r.id };
    row.count++;
    rows.set(cells.join(), row);
  }
  return [...rows.values()].map(({ firstUs, count, cells, id }) => [
    count === 1 ? clock(firstUs) : `${clock(firstUs)}, ${count} times`,
    ...cells,
    id === null ? "" : `release:${id}`,
  ]);
}

function tell(
  { warning, rule, sightings, claims, receipts }: Story,
  nameOf: (id: string) => string,
): readonly string[] {
  return [
    `${warning.urgency.toUpperCase()}. ${warning.sentence}`,
    warning.story,
    `${warning.tlp}, warned ${clock(warning.createdUs)}`,
    ...part(
      "Do now",
      warning.doNow.map((step, at) => `${at + 1}. ${step}`),
    ),
    ...part(
      "Facts",
      warning.facts.map((fact) => `${fact.label}: ${fact.value}`),
    ),
    ...part(`Why: rule ${rule.id}, ${rule.title}`, [rule.explains]),
    ...part(
      "Sightings behind it",
      sightings.map((s) => `${metLine(s)} (${nameOf(s.memberId)})`),
    ),
    ...part("What the sources say", claims.map(claimLine)),
    ...part(
      "Records",
      warning.evidence.map(
        (e) => `${clock(e.timeUs)} ${e.log} ${e.field}: ${e.record.slice(0, recordShown)}`,
      ),
    ),
    ...part(
      "What the gate decided",
      table(["when", "toward", "by", "decision", "rule", "id"], decisionRows(receipts, nameOf)).slice(
        receipts.length === 0 ? 1 : 0,
      ),
    ),
    ...part(
      "Reactions",
      warning.reactions.map((r) => `${clock(r.atUs)} ${r.person}: ${r.kind} ${r.note}`.trimEnd()),
    ),
  ];
}

async function explainById(id: string, options: CommonOptions): Promise<void> {
  const [, kind, number] = /^(release|refused):(\d{1,15})$/.exec(id) ?? [];
  if (kind === "release") return answer(options, "release-explain", { number: Number(number) }, tellRelease);
  if (kind === "refused") return answer(options, "refused-read", { number: Number(number) }, tellRefused);
  try {
    return await answer<Story>(options, "warning-explain", { id }, tell);
  } catch (error) {
    if (codeOf(error) !== "warn.warning-unknown") throw error;
    // Ids of warnings, sightings and detections look alike: what is no warning may be one of the others.
    return answer(options, "sighting-explain", { id }, tellSighting).catch(async (other: unknown) => {
      if (codeOf(other) !== "warn.sighting-unknown") throw other;
      return answer(options, "detection-explain", { id }, tellDetection).catch(async (third: unknown) => {
        if (codeOf(third) !== "warn.detection-unknown") throw third;
        if (!(await tellWhatItIs(id, options))) throw new Refusal(cliProblem("id-unknown", id));
      });
    });
  }
}

/** Says what the id stands for otherwise; false where it stands for nothing that may be told. */
async function tellWhatItIs(id: string, options: CommonOptions): Promise<boolean> {
  const asking = orRefuse(await openAsking(options));
  try {
    const found = await identify(asking, id, await memberNames(asking));
    if (found !== null) print(options, found, [found.says, `  ${found.next}`]);
    return found !== null;
  } finally {
    await asking.close();
  }
}

const codeOf = (error: unknown): string | null => (error instanceof Refusal ? error.problem.code : null);

export const explain = {
  id: "explain",
  register(program: Command): void {
    withCommonOptions(program.command("explain"))
      .description(
        "Why: the whole story of a warning, a sighting with its hits, a detection, a release, or a refused record.",
      )
      .argument(
        "<id>",
        "a warning's, sighting's or detection's id, from the lists or the console's address line; `release:12` or `refused:3`",
      )
      .action(explainById);
  },
} satisfies CliCommand;
