/** Whether the caller wants warnings by mail. */
import { z } from "zod";
import { writeMailWish } from "../../members/index.js";
import { memberRoles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";

export const ownMailSet = defineAction({
  id: "own-mail-set",
  method: "PUT",
  path: "/own/mail",
  summary: "Switch warnings by mail to yourself on or off",
  roles: memberRoles,
  input: z.object({ mailWarnings: z.boolean() }),
  output: z.object({ mailWarnings: z.boolean().nullable() }),
  handle: (center, caller, { mailWarnings }) =>
    writeMailWish(center.state.db, center.clock, caller.person.id, mailWarnings, actorOf(caller)),
});
