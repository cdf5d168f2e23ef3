/** Removes one of the caller's own passkeys, unless it is the last way to sign in. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { removePasskey } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { textShape } from "../shapes.js";
import { ownSession } from "../whose.js";

export const ownPasskeyRemove = defineAction({
  id: "own-passkey-remove",
  method: "POST",
  path: "/own/passkeys/remove",
  summary: "Remove one of your passkeys",
  roles,
  // In the body: a key's id may be longer than a part of an address.
  input: z.object({ id: textShape.min(1).max(2_000) }),
  output: z.object({ removed: z.boolean() }),
  async handle(center, caller, { id }) {
    const session = ownSession(caller);
    if (session instanceof Problem) return session;
    return removePasskey(center.state.db, center.clock, session, id);
  },
});
