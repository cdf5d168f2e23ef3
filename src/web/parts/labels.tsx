/** Small labels with a fixed meaning: TLP in FIRST's colours on black (https://www.first.org/tlp/), urgency. */
import type { ReactionKind, Tlp, Urgency } from "../../model/index.js";
import { UrgencySign } from "./icons.js";

const tlpColours: Readonly<Record<Tlp, string>> = {
  "TLP:RED": "#ff2b2b",
  "TLP:AMBER": "#ffc000",
  "TLP:AMBER+STRICT": "#ffc000",
  "TLP:GREEN": "#33ff00",
  "TLP:CLEAR": "#ffffff",
};

const tlpMeanings: Readonly<Record<Tlp, string>> = {
  "TLP:RED": "For you personally; share it with nobody.",
  "TLP:AMBER": "For your organization and those of its clients who must know.",
  "TLP:AMBER+STRICT": "For your organization only.",
  "TLP:GREEN": "For your community; not in public.",
  "TLP:CLEAR": "May be shared with anybody.",
};

export function tlpMeaning(tlp: Tlp): string {
  return tlpMeanings[tlp];
}

export function TlpChip({ tlp }: { readonly tlp: Tlp }) {
  return (
    <span className="tlp" style={{ color: tlpColours[tlp] }} title={tlpMeanings[tlp]}>
      {tlp}
    </span>
  );
}

export const urgencyWords: Readonly<Record<Urgency, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};

export function UrgencyLabel({ urgency }: { readonly urgency: Urgency }) {
  return (
    <span className="urgency" data-urgency={urgency}>
      <UrgencySign urgency={urgency} /> {urgencyWords[urgency]}
    </span>
  );
}

/** The reactions as buttons say them, and as a row tells them afterwards. */
export const reactionWords: Readonly<Record<ReactionKind, { button: string; told: string }>> = {
  "on it": { button: "We are on it", told: "On it" },
  "not here": { button: "We looked: not here", told: "Looked: not here" },
  "need help": { button: "I need help", told: "Needs help" },
  handled: { button: "Handled", told: "Handled" },
};

const roleWords = {
  viewer: "Viewer",
  analyst: "Analyst",
  admin: "Admin",
  operator: "Operator",
  auditor: "Auditor",
};

const roleMeanings: typeof roleWords = {
  viewer: "reads warnings and reports, changes nothing.",
  analyst: "answers warnings, reports, and keeps the register of exposures.",
  admin: "also decides who sees what, and invites people and makes tokens.",
  operator: "runs the center and sees every member.",
  auditor: "reads what was done, changes nothing.",
};

export function roleMeaning(role: keyof typeof roleWords): string {
  return roleMeanings[role];
}

export function roleWord(role: keyof typeof roleWords): string {
  return roleWords[role];
}
