/** Other centers as actions answer them. */
import { z } from "zod";
import { noticeKinds, type PeerStanding, peerCeilings, peerDirections, peerStates } from "../share/index.js";
import { idShape, timeShape } from "./shapes.js";

export const agreementParts = {
  tlpCeiling: z.enum(peerCeilings),
  kinds: z.array(z.enum(noticeKinds)).max(noticeKinds.length),
  direction: z.enum(peerDirections),
};

export const peerShape = z.object({
  id: idShape,
  name: z.string(),
  publicKey: z.string(),
  url: z.string().nullable(),
  state: z.enum(peerStates),
  agreement: z.object(agreementParts),
  createdUs: timeShape,
  fingerprint: z.string(),
  waiting: z.number(),
  holding: z.number(),
  sent: z.number(),
  received: z.number(),
  triedUs: timeShape.nullable(),
  reachedUs: timeShape.nullable(),
  heardUs: timeShape.nullable(),
  failures: z.number(),
  note: z.string(),
  clockDifferenceUs: z.number().nullable(),
  refused: z.array(z.object({ code: z.string(), count: z.number(), detail: z.string(), lastUs: timeShape })),
  head: z
    .object({
      sequence: z.number(),
      hash: z.string(),
      atUs: timeShape,
      publicKey: z.string(),
      number: z.number(),
    })
    .nullable(),
});

export function peerForm(standing: PeerStanding): z.infer<typeof peerShape> {
  const { certificate: _certificate, agreement, refused, head, ...rest } = standing;
  return {
    ...rest,
    agreement: { ...agreement, kinds: [...agreement.kinds] },
    refused: [...refused],
    head:
      head === null
        ? null
        : {
            sequence: head.sequence,
            hash: head.hash,
            atUs: head.atUs,
            publicKey: head.publicKey,
            number: head.number,
          },
  };
}
