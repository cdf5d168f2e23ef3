/** The API's answers as types: the only thing of this room that the console imports. */
import type { z } from "zod";
import type * as shape from "./shapes.js";
import type * as signIn from "./sign-in-shapes.js";

export type WarningRow = z.infer<typeof shape.warningRowShape>;
export type Warning = z.infer<typeof shape.warningShape>;
export type MemberRow = z.infer<typeof shape.memberShape>;
export type PersonRow = z.infer<typeof signIn.accountShape>;
export type InvitationRow = z.infer<typeof signIn.invitationShape>;
export type OpenedInvitation = z.infer<typeof signIn.openedInvitationShape>;
export type SessionRow = z.infer<typeof signIn.sessionRowShape>;
export type Own = z.infer<typeof signIn.ownShape>;
export type SignInWays = z.infer<typeof signIn.waysShape>;
export type TokenRow = z.infer<typeof shape.tokenShape>;
export type Counts = z.infer<typeof shape.countsShape>;
export type Source = z.infer<typeof shape.sourceShape>;
export type Demo = z.infer<typeof shape.demoShape>;
export type SightingRow = z.infer<typeof shape.sightingShape>;
export type RefusedRow = z.infer<typeof shape.refusedShape>;
export type Session = z.infer<typeof shape.sessionShape>;
export type Now = z.infer<typeof shape.nowShape>;
export type Lookup = z.infer<typeof shape.lookupShape>;
export type Explanation = z.infer<typeof shape.explanationShape>;
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null };
