/** The texts that companies are asked to sign, in their versions. */
import { z } from "zod";
import { listAgreementTexts } from "../../members/index.js";
import { defineAction } from "../action.js";
import { agreementTextShape } from "../member-shapes.js";

export const agreementTextList = defineAction({
  id: "agreement-text-list",
  method: "GET",
  path: "/agreement-texts",
  summary: "The texts of agreements, in their versions",
  roles: ["operator", "auditor"],
  input: z.object({}),
  output: z.object({ rows: z.array(agreementTextShape).readonly() }),
  handle: async (center) => ({ rows: await listAgreementTexts(center.state.db) }),
});
