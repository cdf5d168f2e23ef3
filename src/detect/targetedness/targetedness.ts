/**
 * Whom somebody is after: only this member, only this port's members, or everybody on the Internet. Most of what knocks at a
 * port's doors knocks everywhere; saying so lets it be hidden and counted, so that the few that are about us stand out.
 * Judged from what the port itself has seen (how many of its members met the source lately), and from lists: research
 * scanners, and claims of feeds that name it as noise. Pure; what is in doubt is `unknown`, never `everybody`.
 */

import type { Targetedness } from "../../model/index.js";

export { type Targetedness, targetednesses } from "../../model/index.js";

/** What this port has seen of a source (`spread-memory.ts`). */
export interface Spread {
  /** Members that met it within the window. */
  readonly met: number;
  /** Members whose telemetry came within the window: who could have met it. */
  readonly watching: number;
  /** How long ago it was met first, microseconds. */
  readonly knownForUs: number;
  /** True where it did more than knock: somebody answered, tried to log in, or asked for something harmful. */
  readonly more: boolean;
}

/** What lists say of it. */
export interface Known {
  /** The allow list that it stands on, by name; null where on none. */
  readonly allowedBy: string | null;
  /** Labels of the claims that sources make of it. */
  readonly labels: readonly string[];
  /** Centers of other ports that met it too; null where nobody was asked. */
  readonly otherPorts: number | null;
  /** Centers of no port (other lines of business) that met it too. */
  readonly others: number | null;
}

export const nothingKnown: Known = { allowedBy: null, labels: [], otherPorts: null, others: null };

export interface Judgement {
  readonly targetedness: Targetedness;
  /** In words, for people: a sentence. */
  readonly why: string;
}

/** So many members have to be watching before their number means anything. */
const watchingMin = 4;
/** The part of the members that met a knocker which makes it a passer-by of the whole Internet. */
const everybodyShare = 0.5;
/**
 * So many members have to have met it before numbers make it everybody's: that is told to members, and one that makes up a
 * record of an address must not learn from the answer whether one or two others have met it.
 */
const everybodyMetMin = 4;
/** Somebody who is at the first door may come to the next ones within half an hour. */
const knownForMin = 30 * 60e6;

const researchList = /\bscann(?:ing|er)s?\b|\bscans?\b/i;
/** Labels by which feeds name what knocks everywhere. Labels of malware, phishing and control servers are none. */
const noiseLabel =
  /^(?:(?:internet|mass|benign|known|port|ssh|rdp|telnet|web)[ :_-]?)*(?:scann(?:er|ing)|scan|noise|background[ _-]?noise|brute[ _-]?forc(?:e|er|ing)|crawler|honeypot|tor[ _-]?exit(?:[ _-]?node)?)s?$/i;

export function isNoiseLabel(label: string): boolean {
  // MISP and others write `namespace:predicate="value"`.
  const value = /="?([^"]*)"?$/.exec(label)?.[1] ?? label;
  return noiseLabel.test(value.trim());
}

export function judge(spread: Spread | null, known: Known = nothingKnown): Judgement {
  return byLists(known) ?? bySpread(spread, known);
}

function byLists({ allowedBy, labels, others }: Known): Judgement | null {
  if (allowedBy !== null && researchList.test(allowedBy))
    return everybody(`It is on the list “${allowedBy}”: it looks at the whole Internet, for research.`);
  const noise = labels.find(isNoiseLabel);
  if (noise !== undefined) return everybody(`Sources name it “${noise}”: it knocks everywhere.`);
  if ((others ?? 0) > 0) return everybody("Centers that watch no port met it too.");
  return null;
}

function bySpread(spread: Spread | null, { otherPorts }: Known): Judgement {
  if (spread === null || spread.met === 0)
    return { targetedness: "unknown", why: "This port has not met it lately." };
  const { met, watching, knownForUs, more } = spread;
  if (met >= 2) {
    const share = `${met} of the ${watching} members that watch met it lately`;
    if (!more && met >= everybodyMetMin && met >= watching * everybodyShare)
      return everybody(`${share}, and it only knocked: it goes through whole networks.`);
    const also = (otherPorts ?? 0) > 0 ? `, and ${otherPorts} other ports did` : "";
    return {
      targetedness: "only-ports",
      why: `${share}${also}, and no list knows it: it may be after ports.`,
    };
  }
  if ((otherPorts ?? 0) > 0)
    return {
      targetedness: "only-ports",
      why: `One member of this port met it, and ${otherPorts} other ports did: it may be after ports.`,
    };
  if (watching < watchingMin)
    return {
      targetedness: "unknown",
      why: `Only ${watching} ${watching === 1 ? "member watches" : "members watch"}: too few to tell.`,
    };
  if (knownForUs < knownForMin)
    return {
      targetedness: "unknown",
      why: "It was met first within the last half hour: it may come to the others yet.",
    };
  return {
    targetedness: "only-us",
    why: `Of ${watching} members that watch only this one met it, and no list knows it.`,
  };
}

const everybody = (why: string): Judgement => ({ targetedness: "everybody", why });

/** In words, for the console and reports. */
export const targetednessText: Readonly<Record<Targetedness, string>> = {
  "only-us": "only this member",
  "only-ports": "only ports",
  everybody: "everybody",
  unknown: "not known",
};
