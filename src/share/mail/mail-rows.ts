/** Mail as the state store keeps it, and why some is held. */
import type { Kysely } from "kysely";
import type { MailVerdict } from "../../intake/index.js";
import type { Tables } from "../../store/index.js";

/** What of a mail's verdict is kept; texts are bounded where they are read. */
export interface KeptVerdict extends Omit<MailVerdict, "isTemporary"> {
  readonly held: HeldReason | null;
  /** An operator gave it to its person. */
  readonly isAssigned: boolean;
}

export const heldReasons = {
  "from-unclear": "It does not say plainly who it is from.",
  unproven: "Neither DKIM nor SPF shows that it is from whom it says.",
  "nobody-known": "Nobody here has this address.",
  "role-only-reads":
    "The person with this address does not report: a viewer, or one of the center's own people.",
} as const;
export type HeldReason = keyof typeof heldReasons;

/** Ends a mail: from then on it is known to have come, and no more. */
export async function endMail(tx: Kysely<Tables>, id: string): Promise<void> {
  await tx
    .updateTable("report_mail")
    .set({ state: "done", content: null, bytes: 0, arrival: JSON.stringify({}), verdict: null })
    .where("id", "=", id)
    .execute();
}
