/**
 * What ends when a person leaves, gets another role, or is reset: sessions, links, steps under way, the API tokens
 * and the invitations that the person made. At once, in the caller's transaction. Tokens made on the machine itself
 * (`breakwater token add`) are the center's and stay.
 */
import type { Kysely } from "kysely";
import type { Clock } from "../../base/index.js";
import type { Tables } from "../../store/index.js";

export async function endAccess(tx: Kysely<Tables>, clock: Clock, personId: string): Promise<void> {
  await tx.deleteFrom("session").where("person_id", "=", personId).execute();
  await tx.deleteFrom("sign_in_link").where("person_id", "=", personId).execute();
  await tx.deleteFrom("sign_in_step").where("person_id", "=", personId).execute();
  await tx
    .updateTable("api_token")
    .set({ revoked_us: clock.nowUs() })
    .where("made_by", "=", personId)
    .where("revoked_us", "is", null)
    .execute();
  await tx
    .updateTable("invitation")
    .set({ revoked_us: clock.nowUs() })
    .where("made_by", "=", personId)
    .where("used_us", "is", null)
    .where("revoked_us", "is", null)
    .execute();
}
