/** People and sessions for the tests of sign-in: what a browser and an app would hold. */
import type { Kysely } from "kysely";
import { Secret, TOTP } from "otpauth";
import { type Clock, Problem } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import { listAudit, type Tables } from "../../store/index.js";
import { checkSession, createSession } from "../sessions.js";
import type { OwnSession } from "./methods.js";
import { beginPassword, setPassword } from "./password.js";
import { type SecretBox, secretBox } from "./secret-box.js";

export function accepted<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}

/** The entries that a change wrote, the oldest first: `kind by actor about subject`, and the detail. */
export async function entriesOf(
  db: Kysely<Tables>,
  change: () => Promise<unknown>,
): Promise<readonly (readonly [string, unknown])[]> {
  const before = (await listAudit(db, { limit: 1 }))[0]?.sequence ?? 0;
  await change();
  const since = (await listAudit(db, { limit: 50 })).filter(({ sequence }) => sequence > before).reverse();
  return since.map(({ kind, actor, subject, detail }) => [
    `${kind} by ${actor} about ${subject}`,
    JSON.parse(detail),
  ]);
}

export const codeOf = (answer: unknown): string => (answer instanceof Problem ? answer.code : "accepted");

/** What the app shows for a secret at the clock's time, `steps` later or earlier. */
export const appCode = (clock: Clock, secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: clock.nowUs() / 1000 + steps * 30_000,
  });

export async function sessionOf(
  db: Kysely<Tables>,
  clock: Clock,
  person: Person,
  way = "link",
): Promise<OwnSession & { readonly token: string }> {
  const token = await createSession(db, clock, person.id, way);
  return { ...accepted(await checkSession(db, clock, token)), token };
}

/** By what a person's request is let in, with a session of its own. */
export async function makerBy(
  db: Kysely<Tables>,
  clock: Clock,
  person: Person,
): Promise<{ readonly personId: string; readonly sessionHash: string }> {
  return { personId: person.id, sessionHash: (await sessionOf(db, clock, person)).sessionHash };
}

export const testBox = secretBox(new Uint8Array(32).fill(7));

export const goodPassword = "seven herons over a wet quay";

/** Sets up password and code app in a session; the app's secret and the recovery codes. */
export async function withPassword(
  db: Kysely<Tables>,
  clock: Clock,
  session: OwnSession,
  email?: string,
  box: SecretBox = testBox,
): Promise<{ readonly secret: string; readonly recoveryCodes: readonly string[] }> {
  const { step, secret } = accepted(await beginPassword(db, clock, box, session));
  const code = appCode(clock, secret);
  const set = accepted(
    await setPassword(db, clock, box, session, {
      step,
      code,
      password: goodPassword,
      ...(email === undefined ? {} : { email }),
    }),
  );
  return { secret, recoveryCodes: set.recoveryCodes };
}
