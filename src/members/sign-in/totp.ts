/**
 * Codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, thirty seconds, as every app reads). A code of the
 * step before or after is taken too, as phones' clocks are not exact. No code is taken twice: the step of the last one
 * is kept, and only a later one counts, in one statement.
 */
import type { Kysely } from "kysely";
import { Secret, TOTP } from "otpauth";
import type { Clock } from "../../base/index.js";
import type { Tables } from "../../store/index.js";

export const stepSeconds = 30;
const issuer = "Breakwater";

const totpOf = (secret: string, label = "you"): TOTP =>
  new TOTP({
    issuer,
    label,
    secret: Secret.fromBase32(secret),
    algorithm: "SHA1",
    digits: 6,
    period: stepSeconds,
  });

/** 160 bits, base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** What the app reads from the picture: `otpauth://totp/Breakwater:ana@example.com?…`. */
export const totpUrl = (secret: string, label: string): string => totpOf(secret, label).toString();

/** The time step a code is of, null where it is not one of the three that count now. */
export function stepOfCode(clock: Clock, secret: string, code: string): number | null {
  const token = code.replace(/\s/g, "");
  if (!/^[0-9]{6}$/.test(token)) return null;
  const timestamp = Math.floor(clock.nowUs() / 1000);
  const delta = totpOf(secret).validate({ token, timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / 1000 / stepSeconds) + delta;
}

/** Spends the code of a step; false where one of this step or a later one was taken before. */
export async function spendStep(tx: Kysely<Tables>, personId: string, step: number): Promise<boolean> {
  const spent = await tx
    .updateTable("totp")
    .set({ last_step: step })
    .where("person_id", "=", personId)
    .where("last_step", "<", step)
    .returning("person_id")
    .executeTakeFirst();
  return spent !== undefined;
}
