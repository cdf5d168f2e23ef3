/** What is known of who sent a mail, and what the thread that finds it out is asked and answers. */

/** A check's result in the words of RFC 8601 (`pass`, `fail`, `none`, `temperror` and so on), and for which domain. */
export interface Checked {
  readonly result: string;
  readonly domain: string | null;
}

export interface MailVerdict {
  /** The one address the mail says it is from; null where it names none, several, or in a way that readers differ on. */
  readonly from: string | null;
  /** The field as it was written, decoded and short, for people. */
  readonly fromShown: string;
  readonly subject: string;
  readonly dkim: Checked;
  readonly spf: Checked;
  readonly dmarc: Checked;
  /** By which check the domain of `from` vouches for it; empty where nothing does. */
  readonly provenBy: readonly ("dkim" | "spf")[];
  /** DNS did not answer: worth asking again later. */
  readonly isTemporary: boolean;
}

/** Everything that a mail's sender is judged by. */
export interface MailEvidence {
  readonly bytes: Uint8Array;
  readonly mailFrom: string;
  readonly helo: string;
  readonly address: string | null;
}

export type FromVerifying =
  | { readonly kind: "ask"; readonly id: number; readonly name: string; readonly type: string }
  | { readonly kind: "done"; readonly verdict: MailVerdict };

export type ToVerifying =
  | { readonly id: number; readonly records: unknown }
  | { readonly id: number; readonly code: string };
