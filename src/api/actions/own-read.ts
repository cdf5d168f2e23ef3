/** The caller's own sign-in: methods, and where the caller is signed in. */
import { z } from "zod";
import { hasSecondFactor, listSessions, readMailWish, readMethods } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { ownShape } from "../sign-in-shapes.js";

export const ownRead = defineAction({
  id: "own-read",
  method: "GET",
  path: "/own",
  summary: "Your own sign-in: methods and sessions",
  roles,
  beforeSecondFactor: true,
  input: z.object({}),
  output: ownShape,
  async handle(center, { person, sessionHash, secondFactor }) {
    const { db } = center.state;
    const methods = await readMethods(db, person.id);
    const sessions = await listSessions(db, center.clock, person.id);
    return {
      ...methods,
      ...(await readMailWish(db, person.id)),
      sessions,
      sessionId: sessions.find((session) => session.sessionHash === sessionHash)?.id ?? null,
      confirmFirst: secondFactor !== true && hasSecondFactor(methods),
    };
  },
});
