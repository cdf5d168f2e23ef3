/** Companies and their networks, people, sign-in, API tokens. */
export { centerMemberId } from "./center-setting.js";
export { addMember, type MemberChange, type MemberInput, removeMember, updateMember } from "./companies.js";
export { ensureCenterMember, ensureOperator, type FirstOperator } from "./first-house.js";
export { MemberNetworks } from "./member-networks.js";
export { listMembers, readMember } from "./member-rows.js";
export { isPrivateAddress, networksMax } from "./networks.js";
export { addPerson, listPeople, type PersonInput, readPerson, removePerson } from "./people.js";
export { membersProblem } from "./problems.js";
export { listRemovedMembers, type RemovedMember } from "./removed-members.js";
export {
  type CheckedSession,
  checkSession,
  createSession,
  listSessions,
  revokeSession,
  type SessionRow,
  sessionIdleMs,
  sessionLongestMs,
  sessionStands,
} from "./sessions.js";
export { createSignInLink, firstLinkMs, redeemSignInLink, type SignedIn, signInLinkMs } from "./sign-in.js";
export {
  type CheckedToken,
  checkToken,
  createToken,
  listTokens,
  revokeToken,
  type TokenInput,
  type TokenRecord,
  type TokenScope,
  tokenScopes,
} from "./tokens.js";
