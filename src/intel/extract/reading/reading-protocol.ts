/** What the reading process is sent and what it answers; both are structured clones. */
import type { MailParts } from "./mail-parts.js";

export interface ReadingRequest {
  readonly bytes: Uint8Array;
  /** A mail that reports something, in its parts; else whatever it is, as one text. */
  readonly asMail: boolean;
}

export type ReadingAnswer =
  | { readonly kind: "mail"; readonly mail: MailParts }
  | { readonly kind: "read"; readonly text: string; readonly notes: readonly string[] }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly title: string;
      readonly detail: string;
      readonly hint: string;
      readonly status: number;
    };
