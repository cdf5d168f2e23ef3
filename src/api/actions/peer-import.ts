/** Takes a signed batch of another center that was carried over by hand. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { peerBodyBytesMax, shareProblem } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { importBytesMax } from "../limits.js";
import { textShape } from "../shapes.js";

export const peerImport = defineAction({
  id: "peer-import",
  method: "POST",
  path: "/peers/import",
  summary: "Take a signed batch of another center that was carried by hand",
  roles: ["operator"],
  // A line in JSON again: every quote in it takes another character.
  bodyBytesMax: importBytesMax,
  input: z.object({ line: textShape.max(peerBodyBytesMax) }),
  output: z.object({ name: z.string(), applied: z.number(), refused: z.number(), received: z.number() }),
  async handle(center, caller, { line }) {
    const received = await center.receivePeerBatch(line.trim(), actorOf(caller));
    if (received instanceof Problem) return received;
    if (received.gap)
      return shareProblem(
        "peer-gap",
        `Of ${received.peer.name} everything up to ${received.received} is here.`,
      );
    const { peer, applied, refused } = received;
    return { name: peer.name, applied, refused, received: received.received };
  },
});
