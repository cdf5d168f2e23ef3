/**
 * Calls an action: the role first (what is for the center's own roles alone is refused to whoever belongs to a
 * member), then the input by its schema, then the handler, and last the output by its schema, which drops every
 * field the schema does not name, so that nothing leaves by accident. HTTP and the command line both come through
 * here; nothing else calls a handler.
 */
import type { z } from "zod";
import { Problem, Refusal } from "../base/index.js";
import { membersProblem } from "../members/index.js";
import { centerRoles, type Role } from "../model/index.js";
import type { Action, Caller } from "./action.js";
import { actions } from "./actions/index.js";
import type { Center } from "./center.js";
import { apiProblem } from "./problems.js";

/**
 * Who calls a public action without a session. The empty ids name no person and no member, so a handler that
 * used them by mistake would find nothing.
 */
export const nobody: Caller = {
  person: { id: "", name: "", role: "viewer", memberId: "" },
  sessionHash: null,
};

const issuesShown = 5;

/** The place and the fault of each issue: `networks.0: …; name: …`. */
function describeIssues(error: z.ZodError): string {
  const lines = error.issues.slice(0, issuesShown).map((issue) => {
    const place = issue.path.map(String).join(".");
    if (issue.code === "unrecognized_keys") {
      const unknown = issue.keys.map((key) => JSON.stringify(key.slice(0, 60))).join(", ");
      return `${place === "" ? "The request" : place} has no field ${unknown}`;
    }
    return `${place === "" ? "The request" : place}: ${issue.message}`;
  });
  const more = error.issues.length - lines.length;
  return lines.join("; ") + (more > 0 ? `; and ${more} more` : "");
}

/** Such an action tells of the whole port, whatever role a member's person has come to have. */
function isCentersOwn(allowed: readonly Role[]): boolean {
  return allowed.every((role) => centerRoles.some((own) => own === role));
}

/** A token does what its scopes say, a session without its second factor nothing but meet it. */
function barTokensAndHalfSignedIn(
  caller: Caller,
  action: Pick<Action, "id" | "scope" | "beforeSecondFactor">,
): Problem | null {
  if (caller.limited === true && action.beforeSecondFactor !== true)
    return apiProblem("second-factor-needed", `${action.id} needs a second factor.`);
  if (caller.scopes === undefined) return null;
  if (action.scope === undefined) return membersProblem("token-scope", `${action.id} is for people only.`);
  return caller.scopes.includes(action.scope)
    ? null
    : membersProblem("token-scope", `${action.id} needs the scope ${action.scope}.`);
}

export async function runAction<Input, Output>(
  center: Center,
  caller: Caller | null,
  action: Action<Input, Output>,
  input: unknown,
  from: Pick<Caller, "sender" | "origin"> = {},
): Promise<Output | Problem> {
  if (action.roles !== "public") {
    if (caller === null) return apiProblem("not-signed-in", `${action.id} needs a signed-in person.`);
    const barred = barTokensAndHalfSignedIn(caller, action);
    if (barred !== null) return barred;
    if (!action.roles.includes(caller.person.role))
      return apiProblem(
        "not-allowed",
        `${action.id} is for: ${action.roles.join(", ")}. Your role is ${caller.person.role}.`,
      );
    if (caller.person.memberId !== null && isCentersOwn(action.roles))
      return apiProblem(
        "not-allowed",
        `${action.id} is for the center's own people; you belong to a member.`,
      );
  }
  const parsed = action.input.safeParse(input);
  if (!parsed.success) return apiProblem("input-invalid", describeIssues(parsed.error));
  try {
    const answer = await action.handle(center, caller ?? { ...nobody, ...from }, parsed.data);
    return answer instanceof Problem ? answer : action.output.parse(answer);
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

/** Calls an action by its id, without HTTP: for commands on the machine itself and for tests. */
export async function callAction(
  center: Center,
  caller: Caller | null,
  actionId: string,
  input: unknown,
): Promise<unknown> {
  const action = actions.find((candidate) => candidate.id === actionId);
  if (action === undefined) return apiProblem("not-found", `There is no action named ${actionId}.`);
  return runAction(center, caller, action, input);
}
