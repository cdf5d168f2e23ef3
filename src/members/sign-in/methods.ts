/**
 * The ways a person signs in, and who may change them: a session that has met a second factor, or any session of a
 * person who has none yet. Without that rule whoever gets hold of a one-time link could add a passkey of their own and
 * so step around the second factor.
 */
import type { Kysely } from "kysely";
import type { Problem } from "../../base/index.js";
import type { Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import type { CheckedSession } from "../sessions.js";
import { recoveryCodesLeft } from "./recovery-codes.js";

export interface PasskeyRow {
  readonly id: string;
  readonly name: string;
  readonly createdUs: number;
  readonly usedUs: number | null;
}

export interface Methods {
  readonly email: string | null;
  readonly passkeys: readonly PasskeyRow[];
  /** When the password was set, null where there is none. A password always has a code app beside it. */
  readonly passwordUs: number | null;
  readonly recoveryCodesLeft: number;
}

/** What of a session the set-up asks; a command on the machine itself has none and sets up nothing. */
export type OwnSession = Pick<CheckedSession, "person" | "sessionHash" | "secondFactor">;

export async function readMethods(db: Kysely<Tables>, personId: string): Promise<Methods> {
  const row = await db
    .selectFrom("person as p")
    .leftJoin("password as w", "w.person_id", "p.id")
    .select(["p.email", "w.changed_us"])
    .where("p.id", "=", personId)
    .executeTakeFirst();
  const passkeys = await db
    .selectFrom("passkey")
    .select(["id", "name", "created_us", "used_us"])
    .where("person_id", "=", personId)
    .orderBy("created_us")
    .execute();
  return {
    email: row?.email ?? null,
    passwordUs: row?.changed_us ?? null,
    passkeys: passkeys.map((key) => ({
      id: key.id,
      name: key.name,
      createdUs: key.created_us,
      usedUs: key.used_us,
    })),
    recoveryCodesLeft: await recoveryCodesLeft(db, personId),
  };
}

export const hasSecondFactor = (methods: Methods): boolean =>
  methods.passkeys.length > 0 || methods.passwordUs !== null;

/** Null where this session may change the methods of its person. */
export async function refuseChange(db: Kysely<Tables>, session: OwnSession): Promise<Problem | null> {
  if (session.secondFactor) return null;
  if (!hasSecondFactor(await readMethods(db, session.person.id))) return null;
  return membersProblem("second-factor-confirm", "This session came by a link.");
}
