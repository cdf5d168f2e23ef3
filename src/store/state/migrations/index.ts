/**
 * Every change of the state store's tables, in order. The list is written by hand and complete (a test holds it
 * against the folder), so that a bundled program needs no folder at run time. A released file never changes.
 */
import type { Migration } from "kysely";
import * as firstHouse from "./0001-first-house.js";
import * as markingsAndSharedPrivateNetworks from "./0002-markings-and-shared-private-networks.js";
import * as whatAllowListsAreAsked from "./0003-what-allow-lists-are-asked.js";
import * as followedFiles from "./0004-followed-files.js";
import * as removedMembers from "./0005-removed-members.js";
import * as indicatorRevision from "./0006-indicator-revision.js";
import * as auditChain from "./0008-audit-chain.js";
import * as membersGroupsAndExposures from "./0009-members-groups-and-exposures.js";
import * as signIn from "./0010-sign-in.js";
import * as reports from "./0011-reports.js";
import * as withdrawalsToldLater from "./0012-withdrawals-told-later.js";
import * as evidenceOfReports from "./0013-evidence-of-reports.js";
import * as reportMail from "./0014-report-mail.js";
import * as mailAndLinks from "./0015-mail-and-links.js";
import * as toldToOthersLater from "./0016-told-to-others-later.js";
import * as providersAndPurposes from "./0017-providers-and-purposes.js";
import * as taxii from "./0018-taxii.js";
import * as sightingsOfRemovedMembers from "./0019-sightings-of-removed-members.js";
import * as endedAccessAndRemovedPeople from "./0020-ended-access-and-removed-people.js";
import * as keptCodesAndContents from "./0021-kept-codes-and-contents.js";
import * as misp from "./0022-misp.js";
import * as peers from "./0024-peers.js";
import * as edges from "./0025-edges.js";
import * as inboxAndPush from "./0026-inbox-and-push.js";
import * as packs from "./0027-packs.js";
import * as givenToServers from "./0028-given-to-servers.js";
import * as detectionRules from "./0029-detection-rules.js";
import * as attempts from "./0030-attempts.js";
import * as detections from "./0031-detections.js";
import * as numbersOfPeers from "./0032-numbers-of-peers.js";
import * as whatInboxesTook from "./0033-what-inboxes-took.js";
import * as valuesTakenBack from "./0034-values-taken-back.js";
import * as sites from "./0036-sites.js";
import * as assetsAndRelations from "./0037-assets-and-relations.js";
import * as advisories from "./0038-advisories.js";

export const migrations: Readonly<Record<string, Migration>> = {
  "0001-first-house": firstHouse,
  "0002-markings-and-shared-private-networks": markingsAndSharedPrivateNetworks,
  "0003-what-allow-lists-are-asked": whatAllowListsAreAsked,
  "0004-followed-files": followedFiles,
  "0005-removed-members": removedMembers,
  "0006-indicator-revision": indicatorRevision,
  "0008-audit-chain": auditChain,
  "0009-members-groups-and-exposures": membersGroupsAndExposures,
  "0010-sign-in": signIn,
  "0011-reports": reports,
  "0012-withdrawals-told-later": withdrawalsToldLater,
  "0013-evidence-of-reports": evidenceOfReports,
  "0014-report-mail": reportMail,
  "0015-mail-and-links": mailAndLinks,
  "0016-told-to-others-later": toldToOthersLater,
  "0017-providers-and-purposes": providersAndPurposes,
  "0018-taxii": taxii,
  "0019-sightings-of-removed-members": sightingsOfRemovedMembers,
  "0020-ended-access-and-removed-people": endedAccessAndRemovedPeople,
  "0021-kept-codes-and-contents": keptCodesAndContents,
  "0022-misp": misp,
  "0024-peers": peers,
  "0025-edges": edges,
  "0026-inbox-and-push": inboxAndPush,
  "0027-packs": packs,
  "0028-given-to-servers": givenToServers,
  "0029-detection-rules": detectionRules,
  "0030-attempts": attempts,
  "0031-detections": detections,
  "0032-numbers-of-peers": numbersOfPeers,
  "0033-what-inboxes-took": whatInboxesTook,
  "0034-values-taken-back": valuesTakenBack,
  "0036-sites": sites,
  "0037-assets-and-relations": assetsAndRelations,
  "0038-advisories": advisories,
};
