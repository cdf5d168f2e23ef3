/** `breakwater asset`: machines of control networks, who talks to whom, and a person's answer to what is new. */
import { type Command, Option } from "commander";
import { isoTime } from "../../base/index.js";
import { assetRoles, reviewStates } from "../../model/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { type Asking, openAsking } from "../asking.js";
import type { CliCommand } from "../command.js";
import { memberNamed } from "../naming.js";

interface Asset {
  readonly id: string;
  readonly address: string;
  readonly role: string;
  readonly macVendor: string;
  readonly identity: {
    readonly vendor: string;
    readonly product: string;
    readonly firmware: string;
    readonly name: string;
  };
  readonly evidence: readonly { readonly says: string }[];
  readonly protocols: readonly string[];
  readonly zone: string;
  readonly craneId: string | null;
  readonly lastUs: number;
  readonly review: string;
}

interface Relation {
  readonly id: string;
  readonly sender: string;
  readonly receiver: string;
  readonly transport: string;
  readonly port: number;
  readonly protocols: readonly string[];
  readonly functions: readonly { readonly name: string; readonly count: number }[];
  readonly messages: number;
  readonly lastUs: number;
  readonly isNew: boolean;
  readonly newFunctions: readonly string[];
  readonly review: string;
}

interface Learning {
  readonly memberName: string;
  readonly sinceUs: number;
  readonly untilUs: number;
  readonly share: number;
  readonly assets: number;
  readonly relations: number;
  readonly newRelations: number;
}

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next?: string | null;
}

interface ListOptions extends CommonOptions {
  readonly member?: string;
  readonly review?: string;
  readonly role?: string;
  readonly text?: string;
  readonly after?: string;
}

const minute = (us: number): string => isoTime(us).slice(0, 16).replace("T", " ");
const day = (us: number): string => isoTime(us).slice(0, 10);

/** Names of cranes by their ids. */
type CraneNames = ReadonlyMap<string, string>;

const assetLine = ({ identity, evidence, ...asset }: Asset, cranes: CraneNames): readonly string[] => [
  minute(asset.lastUs),
  asset.review,
  asset.address,
  asset.role,
  [identity.vendor || asset.macVendor, identity.product, identity.firmware]
    .filter((text) => text !== "")
    .join(" "),
  asset.protocols.join(", "),
  [asset.zone, cranes.get(asset.craneId ?? "") ?? ""].filter((text) => text !== "").join(", "),
  evidence[0]?.says ?? "",
  asset.id,
];

const relationLine = (relation: Relation): readonly string[] => [
  minute(relation.lastUs),
  relation.isNew
    ? "new since learning"
    : relation.newFunctions.length > 0
      ? "new functions"
      : relation.review,
  relation.sender,
  relation.receiver,
  relation.port === 0 ? relation.transport : `${relation.transport}/${relation.port}`,
  relation.protocols.join(", "),
  String(relation.messages),
  relation.functions.map(({ name, count }) => `${name} ${count}`).join(", "),
  relation.id,
];

const more = ({ next }: Page<unknown>): readonly string[] =>
  typeof next === "string" ? [`There are more: --after ${next}`] : [];

interface Cranes {
  readonly rows: readonly { readonly crane: { readonly id: string; readonly name: string } }[];
}

/** What lines name cranes by; nothing is asked where no row has one. */
async function craneNames(asking: Asking, rows: readonly unknown[], memberId?: string): Promise<CraneNames> {
  if (!rows.some((row) => typeof (row as Partial<Asset>).craneId === "string")) return new Map();
  const cranes = orRefuse(await asking.ask("crane-list", { memberId })) as Cranes;
  return new Map(cranes.rows.map(({ crane }) => [crane.id, crane.name]));
}

/** One page, of the member that is named or of all. */
async function list<Row>(
  action: string,
  { member, ...options }: ListOptions,
  head: readonly string[],
  line: (row: Row, cranes: CraneNames) => readonly string[],
  asked: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const memberId = member === undefined ? undefined : orRefuse(await memberNamed(asking, member)).id;
    const page = orRefuse(await asking.ask(action, { ...asked, memberId })) as Page<Row>;
    const cranes = await craneNames(asking, page.rows, memberId);
    const lines = page.rows.map((row) => line(row, cranes));
    print(options, page, lines.length === 0 ? ["Nothing yet."] : [...table(head, lines), ...more(page)]);
  } finally {
    await asking.close();
  }
}

interface LearnOptions extends CommonOptions {
  readonly member: string;
  readonly days: string;
}

async function learn({ member, days, ...options }: LearnOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const { id: memberId, name } = orRefuse(await memberNamed(asking, member));
    const begun = orRefuse(await asking.ask("learning-start", { memberId, days: Number(days) }));
    print(options, begun, [
      `The baseline of ${name} is learned. \`breakwater asset learning\` shows how far it is.`,
    ]);
  } finally {
    await asking.close();
  }
}

interface ReviewOptions extends CommonOptions {
  readonly note?: string;
}

export const asset = {
  id: "asset",
  register(program: Command): void {
    const command = program.command("asset").description("Machines of control networks, heard passively.");
    const listing = (name: string) =>
      withCommonOptions(command.command(name))
        .option("--member <member>", "of this member alone")
        .option("--text <text>", "with this in it")
        .option("--after <place>", "go on behind this place")
        .addOption(new Option("--review <state>", "in this state").choices([...reviewStates]));
    listing("list")
      .description("Machines, what each is and why, the last changed first.")
      .addOption(new Option("--role <role>", "of this role").choices([...assetRoles]))
      .addHelpText("after", "\nExample:\n  $ breakwater asset list --review new --role modem\n")
      .action((options: ListOptions) => {
        const { review, role, text, after } = options;
        const head = [
          "last (UTC)",
          "review",
          "address",
          "role",
          "is",
          "speaks",
          "zone, crane",
          "because",
          "id",
        ];
        return list<Asset>("asset-list", options, head, assetLine, { review, role, text, after, limit: 200 });
      });
    listing("relations")
      .description("Who talks to whom, and what is beyond the baseline.")
      .action((options: ListOptions) => {
        const { review, text, after } = options;
        const head = ["last (UTC)", "state", "from", "to", "over", "speaks", "messages", "functions", "id"];
        return list<Relation>("relation-list", options, head, relationLine, {
          review,
          text,
          after,
          limit: 200,
        });
      });
    withCommonOptions(command.command("learning"))
      .description("How far the baselines of members' control networks are.")
      .option("--member <member>", "of this member alone")
      .action((options: ListOptions) => {
        const head = ["member", "since", "until", "learned", "machines", "relations", "new since"];
        return list<Learning>("learning-read", options, head, (row) => [
          row.memberName,
          day(row.sinceUs),
          day(row.untilUs),
          `${Math.round(row.share * 100)}%`,
          String(row.assets),
          String(row.relations),
          String(row.newRelations),
        ]);
      });
    withCommonOptions(command.command("learn"))
      .description("Learn a member's baseline from stored events, in place of what was learned so far.")
      .requiredOption("--member <member>", "whose")
      .option("--days <days>", "of so many last days", "14")
      .action(learn);
    for (const [name, of] of [
      ["review", "asset"],
      ["review-relation", "relation"],
    ] as const)
      withCommonOptions(command.command(name))
        .description(`Say whether ${of === "asset" ? "a machine" : "a relation"} is expected.`)
        .argument("<id>", "its id")
        .argument("<state>", reviewStates.join(", "))
        .option("--note <text>", "why")
        .action((id: string, state: string, { note = "", ...options }: ReviewOptions) =>
          answer<{ readonly review: string; readonly version: number }>(
            options,
            `${of}-review`,
            { id, state, note },
            ({ review, version }) => [`It is ${review} (version ${version}).`],
          ),
        );
  },
} satisfies CliCommand;
