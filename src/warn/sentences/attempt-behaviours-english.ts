/** What detectors of scans and of tried passwords mean, in plain English, by their ids. */
import type { BehaviourWords } from "./behaviour-words.js";

const ownMachine =
  "If the one that did it is a computer of yours, find out whether one of your people or suppliers did it on purpose. If not, take it off the network; if it runs a crane, a gate or other machinery, call the center first.";
const password =
  "Change the passwords of the accounts named here, and switch on a second factor where there is one.";
const notFromOutside =
  "Let this service be reached only from where it has to be: by VPN, or from the addresses of your suppliers.";

export const attemptBehavioursInEnglish: Readonly<Record<string, BehaviourWords>> = {
  "scan-horizontal": {
    sentence: "Somebody is looking for one kind of service on many of your computers.",
    means:
      "Mostly this is the step before an attack: who finds a door tries it next. From inside it means that a computer of yours is being used to look around, or that somebody runs a check.",
    doNow: [ownMachine],
  },
  "scan-vertical": {
    sentence: "Somebody is trying the doors of one of your computers, one after the other.",
    means:
      "Mostly this is the step before an attack on that very computer. A check by your own people or a supplier looks the same.",
    doNow: ["See which services that computer offers, and close what nobody needs.", ownMachine],
  },
  "scan-slow": {
    sentence: "Somebody has been looking around your network for days, slowly.",
    means: "Who takes days wants to stay unseen. It is no passing noise.",
    doNow: [ownMachine],
  },
  "scan-distributed": {
    sentence: "Many addresses together are trying the doors of one of your computers.",
    means: "One attacker with many addresses, or a botnet. Blocking single addresses does not help.",
    doNow: [notFromOutside],
  },
  waterfront: {
    sentence: "Somebody is trying the members of this port one after the other; you may be next.",
    means: "Who goes from member to member is after this port and not after everybody.",
    doNow: [notFromOutside],
  },
  "brute-force": {
    sentence: "Somebody is trying passwords at one of your systems.",
    means:
      "So far no log-in is known to have succeeded. An old password in a program of yours looks the same.",
    doNow: [notFromOutside, password],
  },
  "slow-brute-force": {
    sentence: "Somebody has been trying passwords at one of your systems, slowly, for hours.",
    means:
      "Slow tries are made to stay below what locks an account. So far no log-in is known to have succeeded.",
    doNow: [notFromOutside, password],
  },
  "password-spraying": {
    sentence: "Somebody is trying a few common passwords on many of your accounts.",
    means: "It is made to find the one account with a weak password without locking any.",
    doNow: [password, notFromOutside],
  },
  "user-enumeration": {
    sentence: "Somebody is finding out which accounts you have.",
    means: "Names of accounts are tried that do not exist. Mostly passwords are tried next.",
    doNow: [notFromOutside],
  },
  "sign-in-after-brute-force": {
    sentence: "Somebody tried many passwords at one of your systems and then got in.",
    means: "Somebody may have guessed a password. Somebody of yours who had forgotten theirs looks the same.",
    doNow: [
      "Ask the account's owner now, by telephone, whether that was them.",
      "If it was not, lock the account, end its sessions, and look at what was done with it since.",
      ownMachine,
    ],
  },
};
