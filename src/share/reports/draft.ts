/**
 * A report as it is written: checked field by field, with the place of what is wrong. Observables are taken in any
 * writing and kept in their one; those that are none are named, not dropped.
 */
import { Problem } from "../../base/index.js";
import { normalEmail } from "../../members/index.js";
import {
  type Attribution,
  attributions,
  type Handling,
  type Member,
  meaningOf,
  type Observable,
  observe,
  type Report,
  type Tlp,
  tlpLabels,
} from "../../model/index.js";
import { unrestricted } from "../gate/markings.js";
import { shareProblem } from "../problems.js";

export interface ReportDraft {
  readonly title: string;
  readonly text: string;
  readonly observables: readonly { readonly type: string; readonly value: string }[];
  /** TLP:AMBER where left out. */
  readonly tlp?: string | undefined;
  /** The center alone where left out. */
  readonly attribution?: string | undefined;
  readonly groupIds?: readonly string[] | undefined;
  readonly namedPersonIds?: readonly string[] | undefined;
  /** Addresses of people for TLP:RED; taken whether anybody has them or not. */
  readonly namedMails?: readonly string[] | undefined;
  readonly urgent?: boolean | undefined;
  readonly handling?: Handling | undefined;
}

export const reportLimits = {
  titleChars: 200,
  textChars: 50_000,
  observables: 1000,
  groups: 20,
  people: 50,
  lineChars: 18_000,
} as const;

/** The parts of a report that its writer decides on. */
export type CheckedDraft = Pick<
  Report,
  | "title"
  | "text"
  | "observables"
  | "tlp"
  | "attribution"
  | "groupIds"
  | "namedPersonIds"
  | "namedMails"
  | "urgent"
  | "handling"
>;

const invalid = (detail: string): Problem => shareProblem("report-invalid", detail);
const clean = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]|\p{Surrogate}/gu, "\ufffd")
    // What turns the direction of a text round makes it read as what it is not.
    .replace(/\p{Bidi_Control}/gu, "");

/**
 * `sender` may share with the groups it is in, and with no others: the rest answer as if there were none. It is named
 * to whom it has agreed to be named, and a report that asks for more is not taken: its writer would believe it is.
 */
export function checkDraft(
  draft: ReportDraft,
  sender: Pick<Member, "groups" | "consents">,
): CheckedDraft | Problem {
  const title = clean(draft.title).replace(/\s+/g, " ").trim();
  if (title === "" || title.length > reportLimits.titleChars)
    return invalid(`title: It has 1 to ${reportLimits.titleChars} characters; this has ${title.length}.`);
  const text = clean(draft.text).trim();
  if (text.length > reportLimits.textChars)
    return invalid(`text: It has at most ${reportLimits.textChars} characters; this has ${text.length}.`);
  const tooLong = text.split("\n").findIndex((line) => line.length > reportLimits.lineChars);
  if (tooLong >= 0)
    return invalid(`text: Line ${tooLong + 1} has more than ${reportLimits.lineChars} characters.`);
  const observables = checkObservables(draft.observables);
  if (observables instanceof Problem) return observables;
  const tlp = draft.tlp ?? "TLP:AMBER";
  if (!(tlpLabels as readonly string[]).includes(tlp))
    return invalid(`tlp: It is one of ${tlpLabels.join(", ")}.`);
  const attribution = draft.attribution ?? "center";
  if (!(attributions as readonly string[]).includes(attribution))
    return invalid(`attribution: It is one of ${attributions.join(", ")}.`);
  const groupIds = [...new Set(draft.groupIds ?? [])];
  const unknown = groupIds.findIndex((id) => !sender.groups.includes(id));
  if (unknown >= 0 || groupIds.length > reportLimits.groups)
    return invalid(`groupIds.${Math.max(unknown, 0)}: Your company is in no such group.`);
  const lacking = consentLacking(attribution as Attribution, groupIds, sender.consents);
  if (lacking !== null) return shareProblem("consent-missing", lacking);
  const namedPersonIds = [...new Set(draft.namedPersonIds ?? [])];
  if (namedPersonIds.length > reportLimits.people)
    return invalid(`namedPersonIds: At most ${reportLimits.people} people can be named.`);
  const namedMails = checkMails(draft.namedMails ?? []);
  if (namedMails instanceof Problem) return namedMails;
  if (tlp !== "TLP:RED" && namedPersonIds.length + namedMails.length > 0)
    return invalid(
      `${namedMails.length > 0 ? "namedMails" : "namedPersonIds"}: People are named in TLP:RED only; anything else goes to members.`,
    );
  return {
    title,
    text,
    observables,
    tlp: tlp as Tlp,
    attribution: attribution as Attribution,
    groupIds,
    namedPersonIds,
    namedMails,
    urgent: draft.urgent ?? false,
    handling: draft.handling ?? unrestricted,
  };
}

/** Which consent the attribution needs and the sender has not given; null where it has. */
function consentLacking(
  attribution: Attribution,
  groupIds: readonly string[],
  consents: Member["consents"],
): string | null {
  const isNamedToAll = consents.some(({ to }) => to === "members");
  if (isNamedToAll || attribution === "nobody" || attribution === "center") return null;
  if (attribution === "members") return "attribution: `members` needs the consent to all members.";
  const at = groupIds.findIndex(
    (id) => !consents.some(({ to, groupId }) => to === "group" && groupId === id),
  );
  return at < 0 ? null : `groupIds.${at}: \`groups\` needs the consent to this group's members, or to all.`;
}

function checkMails(given: readonly string[]): readonly string[] | Problem {
  if (given.length > reportLimits.people)
    return invalid(`namedMails: At most ${reportLimits.people} people can be named.`);
  const mails = given.map(normalEmail);
  const wrong = mails.indexOf(null);
  if (wrong >= 0) return invalid(`namedMails.${wrong}: It is no mail address.`);
  return [...new Set(mails.flatMap((mail) => mail ?? []))];
}

function checkObservables(given: ReportDraft["observables"]): readonly Observable[] | Problem {
  if (given.length > reportLimits.observables)
    return invalid(`observables: There are at most ${reportLimits.observables}; these are ${given.length}.`);
  const found = new Map<string, Observable>();
  for (const [index, { type, value }] of given.entries()) {
    if (!Object.hasOwn(meaningOf, type))
      return invalid(`observables.${index}.type: It is one of ${Object.keys(meaningOf).join(", ")}.`);
    const observable = observe(meaningOf[type as keyof typeof meaningOf], value);
    if (observable === null) return invalid(`observables.${index}.value: It is no ${type}.`);
    found.set(`${observable.type} ${observable.value}`, observable);
  }
  return [...found.values()];
}
