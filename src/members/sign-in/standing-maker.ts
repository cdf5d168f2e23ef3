/**
 * Whoever makes access for others must still be there, in a role that may, when it is made: a request may have been let
 * in a moment before its person was removed or got another role. The person's row is held until the transaction ends;
 * ending access takes the same row first (`leaving.ts`), so it is one after the other and never beside.
 */
import type { Kysely } from "kysely";
import type { Tables } from "../../store/index.js";

const making: readonly string[] = ["operator", "admin"];

/** Null stands for the machine's own command line, which is always there. */
export async function isMakerStanding(
  tx: Kysely<Tables>,
  personId: string | null | undefined,
): Promise<boolean> {
  if (personId == null) return true;
  const person = await tx
    .selectFrom("person")
    .select("role")
    .where("id", "=", personId)
    .forShare()
    .executeTakeFirst();
  return person !== undefined && making.includes(person.role);
}

/** Takes the person's row before its access is ended. */
export async function holdPerson(tx: Kysely<Tables>, personId: string): Promise<void> {
  await tx.selectFrom("person").select("id").where("id", "=", personId).forUpdate().execute();
}
