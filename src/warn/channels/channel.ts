/**
 * What a channel is: one file in this folder that hands a letter over to the outside and says whether it was taken.
 * It is given what the gate released for it, decides nothing, and keeps nothing: `deliveries/` stores each letter
 * before it is tried, asks the gate, and tries again. A letter may be handed over twice (a kill between the answer and
 * its note), always under the same id, so that who receives it can tell.
 */
import type { Language, ReleasedWarning } from "../../model/index.js";

/** What about a warning is worth a letter. */
export type Change = "new" | "escalated" | "closed";

export interface WarningNotice {
  readonly kind: "warning";
  readonly change: Change;
  /** As the gate released it for this channel; without its words where only the link may go. */
  readonly warning: ReleasedWarning;
  /** Opens this one warning once, for this person; to sign in with where it is not personal. */
  readonly link: string;
  readonly isPersonal: boolean;
  /** The id of the first letter about it to the same recipient; null where this is the first. */
  readonly first: string | null;
}

export interface InvitationNotice {
  readonly kind: "invitation";
  readonly name: string;
  readonly memberName: string | null;
  readonly link: string;
}

/** That more warnings wait than are written about one by one. */
export interface MoreNotice {
  readonly kind: "more";
  readonly link: string;
}

export type Notice = WarningNotice | InvitationNotice | MoreNotice;

export interface Letter {
  /** The delivery's id, the same at each try. */
  readonly id: string;
  readonly to: string;
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  readonly notice: Notice;
}

export type HandedOver =
  | { readonly taken: true }
  /** `isFinal` where trying again is of no use: there is no such recipient. */
  | { readonly taken: false; readonly isFinal: boolean; readonly problem: string };

export interface Channel {
  /** As the gate and its receipts name it. */
  readonly id: "mail";
  handOver(letter: Letter): Promise<HandedOver>;
  close(): void;
}
