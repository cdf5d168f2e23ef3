/** What the members' room refuses: companies, people, sign-in and tokens. */
import { defineProblems } from "../base/index.js";

export const membersProblem = defineProblems("members", {
  "member-invalid": {
    title: "The member can't be kept like this",
    hint: "Correct what is named and send it again.",
    status: 422,
  },
  "member-name-taken": {
    title: "There is already a member of this name",
    hint: "Give the company's full name, or change the member that has it.",
    status: 409,
  },
  "member-unknown": {
    title: "There is no such member",
    hint: "`breakwater member list` shows the members there are.",
    status: 404,
  },
  "member-is-center": {
    title: "The center's own member can't be removed",
    hint: "It stands for the port itself; change its name and networks instead.",
    status: 409,
  },
  "member-has-open-warnings": {
    title: "The member has open warnings",
    hint: "Close them first, or say that they end with it: `breakwater member remove <name> --with-open-warnings`.",
    status: 409,
  },
  "contact-invalid": {
    title: "A contact can't be kept like this",
    hint: "Correct what is named and send the list again.",
    status: 422,
  },
  "consent-invalid": {
    title: "The consent can't be kept like this",
    hint: "Correct what is named and send it again.",
    status: 422,
  },
  "group-invalid": {
    title: "The group can't be kept like this",
    hint: "Correct what is named and send it again.",
    status: 422,
  },
  "group-unknown": {
    title: "There is no such group",
    hint: "`breakwater member group list` shows the groups there are.",
    status: 404,
  },
  "agreement-invalid": {
    title: "The agreement can't be kept like this",
    hint: "Correct what is named and send it again.",
    status: 422,
  },
  "agreement-unknown": {
    title: "There is no such agreement",
    hint: "`breakwater member agreement list <member>` shows those there are.",
    status: 404,
  },
  "legal-basis-invalid": {
    title: "The legal basis can't be kept like this",
    hint: "Correct what is named and send the list again.",
    status: 422,
  },
  "reciprocity-invalid": {
    title: "The policy can't be kept like this",
    hint: "Correct what is named and send it again.",
    status: 422,
  },
  "exposure-invalid": {
    title: "That can't be read as an exposure",
    hint: "docs/exposures.md shows how each kind is written.",
    status: 422,
  },
  "exposure-unavailable": {
    title: "This can't be registered for you",
    hint: "Check how it is written. If it is yours, the center's operators can register it: they see that you asked.",
    status: 409,
  },
  "exposure-paused": {
    title: "Nothing more can be registered today",
    hint: "Too many entries could not be registered. Ask the center's operators, or try again tomorrow.",
    status: 429,
  },
  "exposure-full": {
    title: "The register is full",
    hint: "Remove what you no longer have; networks and domains count once for all that is in them.",
    status: 409,
  },
  "exposure-unknown": {
    title: "There is no such exposure",
    hint: "`breakwater member exposure list <member>` shows those there are.",
    status: 404,
  },
  "conflict-unknown": {
    title: "There is no such open conflict",
    hint: "`breakwater member exposure conflicts` shows those there are.",
    status: 404,
  },
  "network-invalid": {
    title: "A network can't be read",
    hint: "Write it as address/prefix, as in 203.0.113.0/24 or 2001:db8:40::/48.",
    status: 422,
  },
  "network-unavailable": {
    title: "A network can't be registered",
    hint: "Check the address and prefix with whoever assigned them to you; the center's operators can help.",
    status: 409,
  },
  "person-invalid": {
    title: "The person can't be kept like this",
    hint: "Correct what is named and send it again.",
    status: 422,
  },
  "person-unknown": {
    title: "There is no such person",
    hint: "`breakwater person list` shows the people there are.",
    status: 404,
  },
  "link-refused": {
    title: "This sign-in link does not work",
    hint: "A link works once and for a short time. Ask for a new one: `breakwater person link <name>`.",
    status: 401,
  },
  "session-refused": {
    title: "You are not signed in any more",
    hint: "Open a new sign-in link.",
    status: 401,
  },
  "token-invalid": {
    title: "The token can't be made like this",
    hint: "Correct what is named and send it again.",
    status: 422,
  },
  "token-refused": {
    title: "The token is not accepted",
    hint: "Check that it is complete, not expired and not revoked; the center's operator can make a new one.",
    status: 401,
  },
  "token-scope": {
    title: "The token is not for this",
    hint: "Make one with the scope that is named: `breakwater token add --scope <scope>`.",
    status: 403,
  },
});
