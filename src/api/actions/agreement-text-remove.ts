/** Removes the text of an agreement in one version. Who signed it stays on record. */
import { removeAgreementText } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { agreementTextInput, agreementTextShape } from "../member-shapes.js";

export const agreementTextRemove = defineAction({
  id: "agreement-text-remove",
  method: "POST",
  path: "/agreement-texts/remove",
  summary: "Remove the text of an agreement",
  roles: ["operator"],
  input: agreementTextInput.pick({ name: true, version: true }),
  output: agreementTextShape,
  handle: async (center, caller, input) =>
    removeAgreementText(center.state.db, center.clock, input, actorOf(caller)),
});
