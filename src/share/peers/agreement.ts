/** What was agreed with another center. */
import { z } from "zod";
import { type NoticeKind, noticeKinds, type PeerParty } from "../gate/request.js";

export const directions = ["both", "send", "receive"] as const;
/** TLP:AMBER+STRICT and TLP:RED never go to another center, whatever is agreed. */
export const peerCeilings = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"] as const;

export const agreementShape = z.strictObject({
  tlpCeiling: z.enum(peerCeilings).default("TLP:GREEN"),
  kinds: z
    .array(z.enum(noticeKinds))
    .max(noticeKinds.length)
    .default([...noticeKinds]),
  /** Seen from here. */
  direction: z.enum(directions).default("both"),
});
export type PeerAgreement = z.infer<typeof agreementShape>;

/** Until somebody says otherwise. */
export const firstAgreement: PeerAgreement = agreementShape.parse({});

/** What the gate lets go to a peer. */
export function partyOf(
  id: string,
  name: string,
  { tlpCeiling, kinds, direction }: PeerAgreement,
): PeerParty {
  return { id, name, tlpCeiling, kinds: direction === "receive" ? [] : kinds };
}

export function takenKinds({ kinds, direction }: PeerAgreement): readonly NoticeKind[] {
  return direction === "send" ? [] : kinds;
}
