/** Edges with how they do; an admin sees those of the own member. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { blindChoices, listBlind, listEdges } from "../../share/index.js";
import { defineAction } from "../action.js";
import { edgeOf, edgeShape } from "../edge-shapes.js";
import { recordsFor } from "../records.js";
import { idShape } from "../shapes.js";

export const edgeList = defineAction({
  id: "edge-list",
  method: "GET",
  path: "/edges",
  summary: "Edges: Breakwater at members' sites",
  roles: ["operator", "admin"],
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({
    rows: z.array(edgeShape).readonly(),
    /** The key that the sets of edges are signed with. */
    publicKey: z.string(),
    /** What members' edges get as hashes, where that is anything. */
    blind: z.array(z.object({ memberId: idShape, choice: z.enum(blindChoices) })).readonly(),
  }),
  async handle(center, { person }, { memberId: asked }) {
    const memberId = person.memberId ?? asked;
    const { db } = center.state;
    const all = (await listEdges(db, memberId)).map((row) => edgeOf(row, person.memberId === null));
    const rows = await recordsFor(center, person, { record: "edge", memberId }, all);
    if (rows instanceof Problem) return rows;
    const blind = (await listBlind(db)).filter(
      (each) => memberId === undefined || each.memberId === memberId,
    );
    return {
      rows,
      publicKey: center.signer.publicKey,
      blind: blind.map(({ memberId: id, guessable }) => ({
        memberId: id,
        choice: guessable ? ("all" as const) : ("on" as const),
      })),
    };
  },
});
