/**
 * What an HTTP action is: one file in `actions/`, its input and output by schema, who may call it, and one
 * handler. The route table made of them is also the OpenAPI document and the authorization test's subject.
 */
import type { z } from "zod";
import type { Problem } from "../base/index.js";
import type { Sender, TokenScope } from "../members/index.js";
import type { Person, Role } from "../model/index.js";
import type { Center } from "./center.js";

/** Who is asking: a signed-in person, or the machine's own operator through the command line. */
export interface Caller {
  readonly person: Person;
  /** Null for commands on the machine itself and for API tokens. */
  readonly sessionHash: string | null;
  /** True where a second factor was met in the session. */
  readonly secondFactor?: boolean;
  /** True for a session that can do nothing but set up or confirm a second factor. */
  readonly limited?: boolean;
  /** What an API token may do; absent for people. */
  readonly scopes?: readonly string[];
  /** Where the request comes from; absent on the machine itself. */
  readonly sender?: Sender;
  /** The console's address as the browser sees it: `https://center.example`; absent on the machine itself. */
  readonly origin?: string;
}

export interface Action<Input = unknown, Output = unknown> {
  /** `<noun>-<verb>`, also the command line's and the OpenAPI operation's name. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/api`; parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  /** Roles that may call it; `public` for sign-in and health only. */
  readonly roles: readonly Role[] | "public";
  /** True for what a session may do before its second factor is met: setting one up, and signing out. */
  readonly beforeSecondFactor?: true;
  /** The scope with which an API token may call it; refused to tokens where absent. */
  readonly scope?: TokenScope;
  /** Path, query and body parameters together. */
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  /**
   * The largest body, where a file comes in; `bodyBytesMax` of the limits where left out. Such a body is read only
   * from who has a session, and may take longer.
   */
  readonly bodyBytesMax?: number;
  /**
   * `opens`: the output's `sessionToken` becomes the session cookie and is not sent in the body (see
   * `session-cookie.ts`). `ends`: the cookie is taken away and the session's live streams end.
   * `revokes`: sessions of others may have ended by it, and their live streams end with them, at once.
   */
  readonly session?: "opens" | "ends" | "revokes";
  /** The output is no JSON but a file to be saved (`download.ts`). */
  readonly answers?: "download";
  handle(center: Center, caller: Caller, input: Input): Promise<Output | Problem>;
}

/** Ties the handler's types to the schemas. */
export function defineAction<Input, Output>(action: Action<Input, Output>): Action<Input, Output> {
  return action;
}
