/** Keeps the text of an agreement in one version, in place of what was kept for it. */
import { writeAgreementText } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { agreementTextInput, agreementTextShape } from "../member-shapes.js";

export const agreementTextSet = defineAction({
  id: "agreement-text-set",
  method: "PUT",
  path: "/agreement-texts",
  summary: "Keep the text of an agreement",
  roles: ["operator"],
  input: agreementTextInput,
  output: agreementTextShape,
  handle: async (center, caller, input) =>
    writeAgreementText(center.state.db, center.clock, input, actorOf(caller)),
});
