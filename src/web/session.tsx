/** Who is signed in, for the screens: what they show differs by role, what may be done is the server's to say. */
import { createContext, useContext } from "react";
import type { Session } from "../api/types.js";

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession needs a signed-in person");
  return session;
}

/** The center's own people see the port; a member's people see themselves. */
export function useIsCenter(): boolean {
  return useSession().person.memberId === null;
}

export function useIsOperator(): boolean {
  return useSession().person.role === "operator";
}
