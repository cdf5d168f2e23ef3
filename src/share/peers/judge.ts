/** Whether one message of a peer may be taken: pure, so that the same messages leave the same behind wherever they came by. */
import { Problem } from "../../base/index.js";
import { withinCeiling } from "../gate/tlp-order.js";
import { shareProblem } from "../problems.js";
import { type PeerAgreement, takenKinds } from "./agreement.js";
import { objectOf, type ReadMessage, readMessage } from "./batch.js";

/** Why a message was not taken, as operators read it. `own` is no fault: a word that came back to who said it first. */
export const refusalCodes = ["unreadable", "not-agreed", "marking", "origin", "own", "too-many"] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export interface Judging {
  readonly agreement: PeerAgreement;
  /** `centerToken` of this center and of the sender. */
  readonly own: string;
  readonly sender: string;
}

export interface Judged {
  readonly message: ReadMessage | null;
  readonly refused: { readonly code: RefusalCode; readonly detail: string } | null;
  /** The object as far as it could be read: what it said before stands no more, whether or not this is taken. */
  readonly object: string | null;
}

export function judgeMessage(unread: unknown, { agreement, own, sender }: Judging): Judged {
  const message = readMessage(unread);
  if (message instanceof Problem) {
    return {
      message: null,
      refused: { code: "unreadable", detail: message.detail },
      object: objectOf(unread),
    };
  }
  const refuse = (code: RefusalCode, detail: string): Judged => ({
    message: null,
    refused: { code, detail },
    object: message.object,
  });
  const { kind, origin, hops, told } = message;
  if (told === null) return { message, refused: null, object: message.object };
  if (origin.center === own) return refuse("own", "It was said here first.");
  if ((origin.center === sender) !== (hops === 0))
    return refuse("origin", "It names another origin than its way allows.");
  if (!takenKinds(agreement).includes(kind)) return refuse("not-agreed", `A ${kind} was not agreed.`);
  // AMBER is for the sender's own word: what it passes on of others is GREEN at most.
  const ceiling = hops === 0 ? "TLP:AMBER" : "TLP:GREEN";
  if (!withinCeiling(told.tlp, ceiling) || !withinCeiling(told.tlp, agreement.tlpCeiling))
    return refuse("marking", `${told.tlp} came where ${agreement.tlpCeiling} was agreed.`);
  return { message, refused: null, object: message.object };
}

/** Which peer may speak by this certificate. */
export const foreign = (): Problem =>
  shareProblem("peer-certificate", "No confirmed peer has the certificate that was shown.");
