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
  "agreement-text-invalid": {
    title: "The text of an agreement can't be kept like this",
    hint: "Mend what is named; nothing was changed.",
    status: 422,
  },
  "agreement-text-unknown": {
    title: "There is no such text of an agreement",
    hint: "`breakwater member agreement texts` shows them.",
    status: 404,
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
  "legal-basis-changed": {
    title: "The legal bases are others by now",
    hint: "Look at what is there now, and change that.",
    status: 409,
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
    title: "This waits for the center's operators",
    hint: "Check how it is written. They see that you asked and may call you; it is registered once they confirm it, and hidden from others from then on.",
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
  "site-invalid": {
    title: "That can't be kept in the site's lists",
    hint: "Correct what is named; docs/cranes.md shows how each column is written.",
    status: 422,
  },
  "site-file-unreadable": {
    title: "The file can't be read as this list",
    hint: "docs/cranes.md shows the columns of each list with an example; `breakwater site export` writes one with what is there.",
    status: 422,
  },
  "site-full": {
    title: "The list is full",
    hint: "Remove what is over or gone: `breakwater site import <list> <file> --replace` keeps what the file has and no more.",
    status: 409,
  },
  "site-entry-unknown": {
    title: "There is no such entry in the site's lists",
    hint: "`breakwater site show` lists those there are.",
    status: 404,
  },
  "site-entry-needed": {
    title: "Other entries name this one",
    hint: "Change or remove those first.",
    status: 409,
  },
  "plan-invalid": {
    title: "That is no plan of a port",
    hint: "It is GeoJSON: a FeatureCollection of terminals, berths and cranes; docs/cranes.md has an example.",
    status: 422,
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
  "warning-link-refused": {
    title: "This link does not work any more",
    hint: "Sign in to read your warnings, or wait for the next mail.",
    status: 403,
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
  "email-unavailable": {
    title: "This e-mail address can't be used",
    hint: "Check how it is written; if it is right, the center's operators can help.",
    status: 409,
  },
  "last-operator": {
    title: "The center would be left without an operator",
    hint: "Invite another operator first.",
    status: 409,
  },
  "invitation-invalid": {
    title: "The invitation can't be made like this",
    hint: "Correct what is named and send it again.",
    status: 422,
  },
  "invitation-unknown": {
    title: "There is no such open invitation",
    hint: "`breakwater person invitations` shows them; one that was accepted is a person now.",
    status: 404,
  },
  "invitation-refused": {
    title: "This invitation does not work",
    hint: "An invitation works once, for seven days. Ask whoever sent it for a new one.",
    status: 401,
  },
  "sign-in-refused": {
    title: "Signing in did not work",
    hint: "Check the address, the password and the code; a code is good once and for half a minute.",
    status: 401,
  },
  "sign-in-wait": {
    title: "Too many attempts failed",
    hint: "Wait as long as it says, then try again; a passkey or a sign-in link works meanwhile.",
    status: 429,
  },
  "sign-in-busy": {
    title: "Too many people sign in at this moment",
    hint: "Try again in a few seconds.",
    status: 503,
  },
  "password-weak": {
    title: "This password is too easy to guess",
    hint: "Take at least 12 characters; four or five words that do not belong together are good.",
    status: 422,
  },
  "code-refused": {
    title: "The code is not right",
    hint: "Type the six digits that the app shows now; each is good once. Check that the phone's clock is right.",
    status: 422,
  },
  "sign-in-key-unusable": {
    title: "The key that secrets of code apps are sealed under can't be used",
    hint: "Bring it back from a backup or from the first machine. If it is lost, move what is there away and unset BREAKWATER_SIGN_IN_KEY_FILE: the center makes another, and `breakwater person reset` lets those with a code app begin again.",
    status: 500,
  },
  "code-unreadable": {
    title: "The center can't read the secret of your code app",
    hint: "Sign in with a passkey or a recovery code in place of the code, or ask whoever looks after you for a reset (`breakwater person reset`). For operators: the file sign-in.key is not the one it was sealed under.",
    status: 503,
  },
  "step-refused": {
    title: "That took too long, or was done already",
    hint: "Start again.",
    status: 422,
  },
  "second-factor-confirm": {
    title: "Confirm that it is you first",
    hint: "Sign in with a passkey, or with your password and a code.",
    status: 403,
  },
  "passkey-refused": {
    title: "The passkey was not accepted",
    hint: "Try again; if it stays, sign in another way and set the passkey up anew.",
    status: 401,
  },
  "passkey-place": {
    title: "Passkeys do not work at this address",
    hint: "Open the console by its name: an address of numbers can't have passkeys.",
    status: 422,
  },
  "passkey-unknown": {
    title: "There is no such passkey",
    hint: "*Your sign-in* shows yours.",
    status: 404,
  },
  "last-method": {
    title: "You could not sign in any more",
    hint: "Set up another way to sign in first.",
    status: 409,
  },
  "oidc-off": {
    title: "Signing in by your company's account is not set up here",
    hint: "Sign in another way; `signIn.oidc` in the configuration sets it up.",
    status: 404,
  },
  "oidc-refused": {
    title: "Your company's account was not accepted",
    hint: "Start again; if it stays, ask who looks after people here whether your mail address is on the list.",
    status: 401,
  },
  "oidc-unavailable": {
    title: "The sign-in of your company does not answer",
    hint: "Try again later, or sign in another way.",
    status: 503,
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
