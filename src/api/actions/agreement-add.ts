/** Keeps that a member signed an agreement: which, in which version, by whom and when. */

import { addAgreement } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { agreementInput, agreementShape } from "../member-shapes.js";
import { idShape } from "../shapes.js";

export const agreementAdd = defineAction({
  id: "agreement-add",
  method: "POST",
  path: "/members/:id/agreements",
  summary: "Keep an agreement a member signed",
  roles: ["operator"],
  input: agreementInput.extend({ id: idShape }),
  output: agreementShape,
  handle: (center, caller, { id, ...agreement }) =>
    addAgreement(center.state.db, center.clock, { ...agreement, memberId: id }, actorOf(caller)),
});
