/**
 * The law that sharing stands on, with the days from and until which it holds: acts lapse and are renewed (the
 * Cybersecurity Information Sharing Act of 2015 has, more than once), and what was shared is judged by its own day.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, newId, type Problem } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { hasUnseen } from "../names.js";
import { membersProblem } from "../problems.js";

export interface LegalBasis {
  readonly id: string;
  readonly name: string;
  readonly fromUs: number;
  /** The first instant at which it does not hold any more; null where no end is known. */
  readonly untilUs: number | null;
  readonly note: string;
}

const nameMax = 200;
const noteMax = 1000;
export const legalBasesMax = 100;

export interface LegalBasesWriting {
  /** Ids of the list that was read before it was changed: where it is another by now, nothing is written. */
  readonly replaces?: readonly string[] | undefined;
  readonly actor?: string;
}

/** Replaces the whole list: its days are read against one another, so they are written together. */
export async function writeLegalBases(
  db: Kysely<Tables>,
  clock: Clock,
  wanted: readonly Omit<LegalBasis, "id">[],
  { replaces, actor = centerActor }: LegalBasesWriting = {},
): Promise<readonly LegalBasis[] | Problem> {
  if (wanted.length > legalBasesMax)
    return membersProblem("legal-basis-invalid", `${wanted.length} entries; ${legalBasesMax} are allowed.`);
  const bases: LegalBasis[] = [];
  for (const [at, { name, fromUs, untilUs, note }] of wanted.entries()) {
    const [plainName, plainNote] = [name, note].map((text) =>
      text.normalize("NFC").replace(/\s+/g, " ").trim(),
    ) as [string, string];
    const refuse = (why: string) => membersProblem("legal-basis-invalid", `Entry ${at + 1}: ${why}`);
    if (plainName === "" || plainName.length > nameMax || hasUnseen(plainName))
      return refuse(`the name has 1 to ${nameMax} visible characters.`);
    if (plainNote.length > noteMax || hasUnseen(plainNote))
      return refuse(`the note has at most ${noteMax} visible characters.`);
    if (untilUs !== null && untilUs <= fromUs) return refuse("it would end before it begins.");
    bases.push({ id: newId(), name: plainName, fromUs, untilUs, note: plainNote });
  }
  return inTransaction(db, async (tx) => {
    await sql`lock table legal_basis in share row exclusive mode`.execute(tx);
    const known = (await listLegalBases(tx)).map(({ id }) => id).sort();
    if (replaces !== undefined && JSON.stringify([...replaces].sort()) !== JSON.stringify(known))
      return membersProblem("legal-basis-changed", "Somebody else has written it meanwhile.");
    await tx.deleteFrom("legal_basis").execute();
    if (bases.length > 0)
      await tx
        .insertInto("legal_basis")
        .values(
          bases.map(({ id, name, fromUs, untilUs, note }) => ({
            id,
            name,
            from_us: fromUs,
            until_us: untilUs,
            note,
          })),
        )
        .execute();
    await appendAudit(tx, clock, [
      { kind: "legal-basis-set", actor, subject: "legal bases", detail: { bases: bases.length } },
    ]);
    return listLegalBases(tx);
  });
}

/** The earliest first. */
export async function listLegalBases(db: Kysely<Tables>): Promise<readonly LegalBasis[]> {
  const rows = await db.selectFrom("legal_basis").selectAll().orderBy("from_us").orderBy("id").execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    fromUs: row.from_us,
    untilUs: row.until_us,
    note: row.note,
  }));
}

/** Those that hold at an instant. */
export function legalBasesAt(bases: readonly LegalBasis[], atUs: number): readonly LegalBasis[] {
  return bases.filter(({ fromUs, untilUs }) => fromUs <= atUs && (untilUs === null || atUs < untilUs));
}
