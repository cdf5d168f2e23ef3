/** For tests of mail that waits: one kept as if it had come and been judged. */
import { type Clock, newId } from "../../base/index.js";
import type { State } from "../../store/index.js";
import type { KeptVerdict } from "./mail-rows.js";

const none = { result: "none", domain: null };

/** A mail of this person, or held where there is none. */
export async function keepTestMail(
  state: State,
  clock: Clock,
  personId: string | null,
  subject: string,
  content = `Subject: ${subject}\r\n\r\n${subject}\r\n`,
): Promise<{ readonly id: string }> {
  const id = newId();
  const verdict: KeptVerdict = {
    from: "olga@quay.example",
    fromShown: "olga@quay.example",
    subject,
    dkim: none,
    spf: none,
    dmarc: none,
    provenBy: [],
    held: personId === null ? "unproven" : null,
    isAssigned: false,
  };
  await state.db
    .insertInto("report_mail")
    .values({
      id,
      state: "kept",
      arrival_hash: id,
      content_hash: id,
      person_id: personId,
      received_us: clock.nowUs(),
      due_us: clock.nowUs(),
      tries: 0,
      bytes: content.length,
      content: Buffer.from(content),
      arrival: JSON.stringify({}),
      verdict: JSON.stringify(verdict),
    })
    .execute();
  return { id };
}
