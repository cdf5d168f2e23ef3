/** The centers that this one knows, and how it stands with each. */
import { z } from "zod";
import { readStandings } from "../../share/index.js";
import { defineAction } from "../action.js";
import { peerForm, peerShape } from "../peer-shapes.js";

export const peerList = defineAction({
  id: "peer-list",
  method: "GET",
  path: "/peers",
  summary: "The other centers, and how it stands with each",
  roles: ["operator"],
  input: z.object({}),
  output: z.object({ peers: z.array(peerShape) }),
  handle: async ({ state, peerIdentity }) => ({
    peers: (await readStandings(state.db, peerIdentity.publicKey)).map(peerForm),
  }),
});
