/** Makes an invitation to another center: one signed line to hand over. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { invitePeer, peerName, peerUrl } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { timeShape } from "../shapes.js";

export const peerInvite = defineAction({
  id: "peer-invite",
  method: "POST",
  path: "/peers/invite",
  summary: "Make an invitation to another center",
  roles: ["operator"],
  input: z.object({
    name: peerName
      .optional()
      .describe("What this center is called toward others; as the last time where left out."),
    url: peerUrl.nullish().describe("Where its door for peers is; null where packs go by file alone."),
  }),
  output: z.object({ line: z.string(), expiresUs: timeShape }),
  async handle({ state, clock, peerIdentity: identity }, caller, said) {
    const made = await invitePeer({ state, clock, identity }, said, actorOf(caller));
    return made instanceof Problem ? made : { line: made.line, expiresUs: made.invitation.expiresUs };
  },
});
