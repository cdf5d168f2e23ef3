/** Outgoing mail and links to single warnings (migration 0015), as Kysely sees them; `tables.ts` says how columns are read. */
import type { Generated } from "kysely";

export interface MailTables {
  /** What is to be told by a channel, stored before it is tried. `change`: new, escalated high, closed, invitation. */
  delivery: {
    id: string;
    channel: string;
    change: string;
    warning_id: string | null;
    invitation_id: string | null;
    member_id: string | null;
    /** `person:<id>`, or `address:<address>` for a contact who is no person here. */
    recipient: string;
    person_id: string | null;
    address: string;
    urgency: number;
    position: Generated<number>;
    state: Generated<string>;
    attempts: Generated<number>;
    /** True while a letter is being handed over: what has it at a start was cut off by a kill. */
    trying: Generated<boolean>;
    problem: Generated<string>;
    created_us: number;
    next_us: number;
    settled_us: number | null;
  };
  /** A one-time link to one warning for one person; `used_from` is the address it was used from. */
  warning_link: {
    id: string;
    token_hash: string;
    warning_id: string;
    person_id: string;
    made_by: string;
    created_us: number;
    expires_us: number;
    used_us: number | null;
    used_from: string | null;
    revoked_us: number | null;
  };
  /** What such a link opened: one warning and answers to it. */
  warning_session: {
    token_hash: string;
    link_id: string;
    warning_id: string;
    person_id: string;
    created_us: number;
    expires_us: number;
  };
}
