/** The other TAXII servers that are read and given to, and how that went. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { taxiiOthersShape } from "../exchange-shapes.js";

export const taxiiOthers = defineAction({
  id: "taxii-others",
  method: "GET",
  path: "/taxii/others",
  summary: "The other TAXII servers that are read and given to, and how that went",
  roles: ["operator"],
  input: z.object({}),
  output: taxiiOthersShape,
  async handle(center) {
    const givings = (await center.taxiiGivings()).map(({ waitUntilUs: _, ...each }) => each);
    return { others: [...(await center.taxiiOthers())], givings };
  },
});
