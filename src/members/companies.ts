/**
 * Adding and changing members. Everything is checked before it is written, inside one transaction with a lock of its
 * own, so that two members added at the same moment can't end up with one public network. Each change is an entry of
 * the audit chain in the same transaction; `actor` is who asked for it, the center where nobody did.
 */
import type { Kysely } from "kysely";
import { type Clock, newId, Problem } from "../base/index.js";
import { type Member, memberDefaults, type Sector, sectors, type Tlp, tlpLabels } from "../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../store/index.js";
import { checkRegister } from "./exposures/overlap.js";
import { lockMembers } from "./locking.js";
import { listMembers, writeNetworks } from "./member-rows.js";
import { readName } from "./names.js";
import { checkOverlap, readNetworks } from "./networks.js";
import { membersProblem } from "./problems.js";
import { readProviders } from "./profile/providers.js";
import { readWritten } from "./profile/written.js";

export interface MemberInput {
  readonly name: string;
  readonly sector: string;
  readonly networks: readonly string[];
  /** Managed service providers; none where left out. */
  readonly providers?: readonly string[] | undefined;
  /** TLP:AMBER where left out: what a member of a sharing community commonly receives. */
  readonly tlpCeiling?: string | undefined;
  readonly language?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly mark?: string | null | undefined;
}

type Checked = Omit<Member, "id" | "groups" | "consents" | "directory">;

function check(input: MemberInput): Checked | Problem {
  const name = readName(input.name);
  if (name instanceof Problem) return name;
  if (!(sectors as readonly string[]).includes(input.sector))
    return membersProblem(
      "member-invalid",
      `${JSON.stringify(input.sector.slice(0, 60))} is not a sector; sectors are: ${sectors.join(", ")}.`,
    );
  const networks = readNetworks(input.networks);
  if (networks instanceof Problem) return networks;
  const tlpCeiling = input.tlpCeiling ?? "TLP:AMBER";
  if (!(tlpLabels as readonly string[]).includes(tlpCeiling))
    return membersProblem("member-invalid", `The TLP ceiling is one of ${tlpLabels.join(", ")}.`);
  const providers = readProviders(input.providers ?? []);
  if (providers instanceof Problem) return providers;
  const written = readWritten(input.language ?? "en", input.timeZone ?? "UTC");
  if (written instanceof Problem) return written;
  return {
    ...written,
    name,
    sector: input.sector as Sector,
    networks,
    providers,
    tlpCeiling: tlpCeiling as Tlp,
    mark: input.mark ?? null,
  };
}

/** Refuses what other members make impossible: the same name, a shared public network. */
function checkAgainst(member: Checked, others: readonly Member[]): Problem | null {
  if (others.some((other) => other.name.toLowerCase() === member.name.toLowerCase()))
    return membersProblem("member-name-taken", `${JSON.stringify(member.name)} is taken.`);
  return checkOverlap(
    member.networks,
    others.flatMap((other) => other.networks),
  );
}

export async function addMember(
  db: Kysely<Tables>,
  clock: Clock,
  input: MemberInput,
  actor: string = centerActor,
): Promise<Member | Problem> {
  const checked = check(input);
  if (checked instanceof Problem) return checked;
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    const problem =
      checkAgainst(checked, await listMembers(tx)) ?? (await checkRegister(tx, null, checked.networks));
    if (problem !== null) return problem;
    const id = newId();
    await tx
      .insertInto("member")
      .values({
        id,
        name: checked.name,
        sector: checked.sector,
        providers: [...checked.providers],
        tlp_ceiling: checked.tlpCeiling,
        language: checked.language,
        time_zone: checked.timeZone,
        mark: checked.mark,
        created_us: clock.nowUs(),
      })
      .execute();
    await writeNetworks(tx, id, checked.networks);
    await appendAudit(tx, clock, [
      {
        kind: "member-add",
        actor,
        subject: id,
        detail: { ...tellable(checked), mark: checked.mark ?? undefined },
      },
    ]);
    return { id, ...memberDefaults, ...checked };
  });
}

/** What an audit entry says of a member: nothing that says who it is (docs/decisions/0016). */
function tellable({ sector, tlpCeiling, networks }: Checked): object {
  return { sector, tlpCeiling, networks: networks.length };
}

/** Which fields a change gave another value. */
function changedFields(before: Checked, after: Checked): readonly string[] {
  return (Object.keys(after) as (keyof Checked)[]).filter(
    (field) => JSON.stringify(after[field]) !== JSON.stringify(before[field]),
  );
}

export type MemberChange = {
  readonly [Field in keyof Omit<MemberInput, "mark">]?: MemberInput[Field] | undefined;
};

/** Changes what is given and keeps the rest. */
export async function updateMember(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  change: MemberChange,
  actor: string = centerActor,
): Promise<Member | Problem> {
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    const members = await listMembers(tx);
    const before = members.find((member) => member.id === id);
    if (before === undefined) return membersProblem("member-unknown", "No member has this id.");
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const checked = check({ ...before, ...given });
    if (checked instanceof Problem) return checked;
    const others = members.filter((member) => member.id !== id);
    // What the member already has stays, also where the register has come to say otherwise.
    const added = checked.networks.filter((network) => !before.networks.includes(network));
    const problem = checkAgainst(checked, others) ?? (await checkRegister(tx, id, added));
    if (problem !== null) return problem;
    await tx
      .updateTable("member")
      .set({
        name: checked.name,
        sector: checked.sector,
        providers: [...checked.providers],
        tlp_ceiling: checked.tlpCeiling,
        language: checked.language,
        time_zone: checked.timeZone,
      })
      .where("id", "=", id)
      .execute();
    await writeNetworks(tx, id, checked.networks);
    await appendAudit(tx, clock, [
      {
        kind: "member-update",
        actor,
        subject: id,
        detail: { changed: changedFields(before, checked), ...tellable(checked) },
      },
    ]);
    return { ...before, ...checked };
  });
}
