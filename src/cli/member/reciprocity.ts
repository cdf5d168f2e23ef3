/** `breakwater member reciprocity`: the policy of sharing in order to receive, and who shares. */
import { type Command, Option } from "commander";
import { isoTime } from "../../base/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { openAsking } from "../asking.js";

interface Policy {
  readonly on: boolean;
  readonly counted: readonly string[];
  readonly kindsNeeded: number;
  readonly windowDays: number;
  readonly graceDays: number;
  readonly remindDays: readonly number[];
}

interface Row {
  readonly memberId: string;
  readonly standing: string;
  readonly untilUs: number | null;
  readonly kinds: readonly string[];
}

interface Answer {
  readonly policy: Policy;
  readonly rows: readonly Row[];
}

interface SetOptions extends CommonOptions {
  readonly kinds?: string;
  readonly window?: string;
  readonly grace?: string;
}

const describe = (policy: Policy): string =>
  policy.on
    ? `On: ${policy.kindsNeeded} of ${policy.counted.join(", ")} within ${policy.windowDays} days, ${policy.graceDays} days of grace.`
    : "Off: everybody receives, whether or not it shares.";

async function set(state: "on" | "off", options: SetOptions): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const { policy: before } = orRefuse(await asking.ask("reciprocity-read", {})) as Answer;
    const { counted, kindsNeeded, windowDays, graceDays, remindDays } = before;
    const policy = orRefuse(
      await asking.ask("reciprocity-set", {
        on: state === "on",
        counted,
        kindsNeeded: Number(options.kinds ?? kindsNeeded),
        windowDays: Number(options.window ?? windowDays),
        graceDays: Number(options.grace ?? graceDays),
        remindDays,
      }),
    ) as Policy;
    print(options, policy, [describe(policy)]);
  } finally {
    await asking.close();
  }
}

export function registerReciprocity(member: Command): void {
  const command = member.command("reciprocity").description("Sharing in order to receive.");
  withCommonOptions(command.command("show"))
    .description("The policy, and who shares.")
    .action((options: CommonOptions) =>
      answer<Answer>(options, "reciprocity-read", {}, ({ policy, rows }, nameOf) => [
        describe(policy),
        ...table(
          ["member", "standing", "until", "gave lately"],
          rows.map((row) => [
            nameOf(row.memberId),
            row.standing,
            row.untilUs === null ? "" : isoTime(row.untilUs).slice(0, 10),
            row.kinds.join(", ") || "nothing",
          ]),
        ),
      ]),
    );
  for (const state of ["on", "off"] as const)
    withCommonOptions(command.command(state))
      .description(
        state === "on"
          ? "Whoever does not share receives only what is urgent or its own."
          : "Everybody receives, whether or not it shares.",
      )
      .addOption(new Option("--kinds <count>", "how many kinds of contribution are asked for"))
      .addOption(new Option("--window <days>", "within how many days"))
      .addOption(new Option("--grace <days>", "how many days everybody has at first"))
      .action((options: SetOptions) => set(state, options));
}
