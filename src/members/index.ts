/** Companies: profiles, groups, agreements, what they call their own; people, sign-in, API tokens. */

export {
  type AgreementText,
  agreementNameMax,
  agreementTextMax,
  agreementTextsMax,
  agreementVersionMax,
  listAgreementTexts,
  removeAgreementText,
  writeAgreementText,
} from "./agreements/agreement-texts.js";
export {
  type Agreement,
  type AgreementInput,
  addAgreement,
  endAgreement,
  listAgreements,
} from "./agreements/agreements.js";
export {
  type LegalBasis,
  legalBasesAt,
  legalBasesMax,
  listLegalBases,
  writeLegalBases,
} from "./agreements/legal-bases.js";
export { centerMemberId } from "./center-setting.js";
export { communityRevision } from "./community-revision.js";
export { addMember, type MemberChange, type MemberInput, updateMember } from "./companies.js";
export { isCommonPerson, isEverydayWord, isPlaceName } from "./exposures/common-names.js";
export { type Conflict, listConflicts, listOwnWaiting } from "./exposures/conflicts.js";
export { writeCsv as writeExposuresCsv } from "./exposures/csv.js";
export { type ImportReport, importExposures } from "./exposures/importing.js";
export { alsoMax, csvCharactersMax, exposuresMax } from "./exposures/limits.js";
export { type ExposureQuery, listExposures, listExposuresOf, readExposures } from "./exposures/listing.js";
export type { ExposureInput } from "./exposures/reading.js";
export {
  countExposures,
  type Registered,
  type Registering,
  registerExposures,
  removeExposure,
} from "./exposures/register.js";
export { type Settlement, settleConflict, settlements } from "./exposures/settling.js";
export { declineSuggestion, type Suggestion, suggestExposures } from "./exposures/suggesting.js";
export { ensureCenterMember, ensureOperator, type FirstOperator } from "./first-house.js";
export {
  addGroup,
  type GroupChange,
  type GroupInput,
  groupMembersMax,
  listGroups,
  removeGroup,
  updateGroup,
} from "./groups/groups.js";
export { MemberNetworks } from "./member-networks.js";
export { listMembers, readMember } from "./member-rows.js";
export { isPrivateAddress, isPrivateNetwork, isTooWide, networksMax } from "./networks.js";
export { type IsOwn, ownValuesOf } from "./own-values.js";
export { addPerson, listPeople, listPeopleKnown, type PersonInput, readPerson } from "./people.js";
export { membersProblem } from "./problems.js";
export { type ConsentInput, writeConsents } from "./profile/consents.js";
export { type Contact, contactsMax, listContacts, writeContacts } from "./profile/contacts.js";
export { writeDirectoryEntry } from "./profile/directory.js";
export { listMailRecipients, type MailRecipient } from "./recipients.js";
export {
  type ContributionKind,
  contributionKinds,
  dueReminderUs,
  mayHoldBack,
  type Participation,
  participation,
  type ReciprocityPolicy,
  reciprocityOff,
  type Standing,
} from "./reciprocity/participation.js";
export { type PolicyInput, readPolicy, reviewWhenDue, writePolicy } from "./reciprocity/policy.js";
export {
  listNotSharing,
  type MemberParticipation,
  readParticipations,
  recordContribution,
  reviewStandings,
} from "./reciprocity/standings.js";
export { previewRemoval, type Removal, type RemovedMemberAnswer, removeMember } from "./removal.js";
export {
  type HiddenExposure,
  listRemovedExposures,
  listRemovedMembers,
  type RemovedMember,
} from "./removed-members.js";
export { dropRemovedSightings, removedSightingsKeptUs } from "./removed-sightings.js";
export {
  type CheckedSession,
  checkSession,
  createSession,
  listSessions,
  revokeSession,
  revokeSessionOf,
  type SessionRow,
  type SignedIn,
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
export { addBasicUser, identifyBasic, listBasicUsers } from "./sign-in/basic-users.js";
export { confirmSession } from "./sign-in/confirm.js";
export { normalEmail } from "./sign-in/email.js";
export {
  acceptInvitation,
  createInvitation,
  type Invitation,
  invitationLifeMs,
  listInvitations,
  type OpenedInvitation,
  openInvitation,
  renewMailToken,
  revokeInvitation,
} from "./sign-in/invitations.js";
export { type MailWish, readMailWish, writeMailWish } from "./sign-in/mail-wishes.js";
export { hasSecondFactor, type Methods, type OwnSession, readMethods } from "./sign-in/methods.js";
export { type Oidc, openOidc } from "./sign-in/oidc.js";
export { addPasskey, askPasskey, beginPasskey, removePasskey, signInByPasskey } from "./sign-in/passkeys.js";
export { beginPassword, setPassword } from "./sign-in/password.js";
export { signInByPassword } from "./sign-in/password-sign-in.js";
export { knownOrigin, type Place, passkeyAddress, passkeyPlace } from "./sign-in/place.js";
export { hasUnkeptCodes, keepRecoveryCodes, renewRecoveryCodes } from "./sign-in/recovery-codes.js";
export { type SecretBox, secretBox } from "./sign-in/secret-box.js";
export { openSecretBox, sealStored } from "./sign-in/secret-key.js";
export { type Sender, unknownSender } from "./sign-in/sender.js";
export { type OidcSettings, type SignInSettings, signInSettings } from "./sign-in/settings.js";
export { holdPeople, isMakerStanding, type Maker, makerGone, makerPerson } from "./sign-in/standing.js";
export {
  createWarningLink,
  type MadeWarningLink,
  type OpenedWarningLink,
  redeemWarningLink,
  warningLinkMs,
  warningLinkRefused,
} from "./sign-in/warning-links.js";
export {
  checkWarningSession,
  type WarningSession,
  warningSessionMs,
} from "./sign-in/warning-sessions.js";
export { createSignInLink, firstLinkMs, redeemSignInLink, signInLinkMs } from "./sign-in.js";
export {
  setLearningDays,
  siteTimeZone,
} from "./site/changing.js";
export {
  exportSiteList,
  importSiteList,
  putSiteEntry,
  removeSiteEntry,
} from "./site/importing.js";
export { learningDaysMax, planBytesMax, siteCsvBytesMax } from "./site/limits.js";
export { listSites, readSite, readSiteHistory } from "./site/listing.js";
export { listCranes, type OwnedCrane } from "./site/listing-cranes.js";
export { siteLists } from "./site/lists/index.js";
export { listsAsCsv } from "./site/lists-as-csv.js";
export { listSiteNames } from "./site/own-names.js";
export { readPlan } from "./site/plan.js";
export { keptPlan, writePlan } from "./site/plan-store.js";
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
