/** Companies and their networks, people, sign-in, API tokens. */
export { centerMemberId } from "./center-setting.js";
export { addMember, type MemberChange, type MemberInput, removeMember, updateMember } from "./companies.js";
export { ensureCenterMember, ensureOperator, type FirstOperator } from "./first-house.js";
export { MemberNetworks } from "./member-networks.js";
export { listMembers, readMember } from "./member-rows.js";
export { isPrivateAddress, networksMax } from "./networks.js";
export { addPerson, listPeople, type PersonInput, readPerson } from "./people.js";
export { membersProblem } from "./problems.js";
export { listRemovedMembers, type RemovedMember } from "./removed-members.js";
export {
  type CheckedSession,
  checkSession,
  createSession,
  listSessions,
  revokeOtherSessions,
  revokeSession,
  revokeSessionOf,
  type SessionRow,
  sessionIdleMs,
  sessionLongestMs,
  sessionStands,
} from "./sessions.js";
export {
  type Account,
  emailUnavailable,
  listAccounts,
  type PersonChange,
  readEmail,
  removePerson,
  resetPerson,
  updatePerson,
} from "./sign-in/accounts.js";
export { confirmSession } from "./sign-in/confirm.js";
export {
  acceptInvitation,
  createInvitation,
  type Invitation,
  invitationLifeMs,
  listInvitations,
  openInvitation,
  revokeInvitation,
} from "./sign-in/invitations.js";
export { hasSecondFactor, type Methods, type OwnSession, readMethods } from "./sign-in/methods.js";
export { type Oidc, openOidc } from "./sign-in/oidc.js";
export { addPasskey, askPasskey, beginPasskey, removePasskey, signInByPasskey } from "./sign-in/passkeys.js";
export { beginPassword, setPassword } from "./sign-in/password.js";
export { signInByPassword } from "./sign-in/password-sign-in.js";
export { knownOrigin, type Place, passkeyAddress, passkeyPlace } from "./sign-in/place.js";
export { renewRecoveryCodes } from "./sign-in/recovery-codes.js";
export { type Sender, unknownSender } from "./sign-in/sender.js";
export { type OidcSettings, type SignInSettings, signInSettings } from "./sign-in/settings.js";
export { createSignInLink, firstLinkMs, redeemSignInLink, type SignedIn, signInLinkMs } from "./sign-in.js";
export {
  type CheckedToken,
  checkToken,
  createToken,
  identifyToken,
  listTokens,
  revokeToken,
  rotateToken,
  type TokenInput,
  type TokenRecord,
  type TokenScope,
  tokenScopes,
} from "./tokens.js";
