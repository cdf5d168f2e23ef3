/**
 * What is found on one crane is checked on all: a grave detection on a crane of one member is told to every other member with
 * a crane of that maker and model, at once, as it is about people's safety. Nothing of where it came from is in it: no
 * member, terminal, berth, address, account, value or time, nor how many; only what the detector is called. Where two
 * members alone have such a crane the other may guess, as the first could of it: that is accepted, and said in the docs.
 */

import type { Kysely } from "kysely";
import type { Crane, GatheredDetection, Member, WarningDraft } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import type { Community } from "../community.js";
import type { Proposal } from "../proposing.js";
import { inAllLanguages } from "../sentences/in-all-languages.js";
import { fleetFor, fleetKey, type OfFleet } from "./fleet.js";

interface SisterInput extends OfFleet {
  readonly detection: GatheredDetection;
  /** Every member that may be warned. */
  readonly members: readonly Member[];
}

/** Of a fleet's warnings, before the detector's id, which has no space in it. */
const keyOfSisters = (fleet: string): string => `sister-crane ${fleet} `;

/** Whether a warning's key is of one that tells of cranes like this one. */
export function isOfSisters(key: string, crane: Pick<Crane, "maker" | "model">): boolean {
  const fleet = fleetKey(crane);
  return fleet !== null && key.slice(0, key.lastIndexOf(" ") + 1) === keyOfSisters(fleet);
}

export const sisterCrane = {
  id: "sister-crane",
  title: "Something was found on a crane of the same maker and model",
  explains:
    "A detector of control networks said something of level high or critical of a crane. Members that list a crane of the " +
    "same maker and model are told what was found and what to check; where it was found is not said.",
  draft({ detection, crane, sisters, members }: SisterInput): readonly WarningDraft[] {
    const key = crane === null ? null : fleetKey(crane);
    if (key === null) return [];
    const { id, title, techniques } = detection.rule;
    return members
      .filter(({ mark }) => mark === detection.mark)
      .flatMap((member) => {
        const own = sisters.get(member.id);
        const [first] = own ?? [];
        if (own === undefined || first === undefined) return [];
        const facts = {
          // As the reader wrote them: how another spells its crane would tell whose it is.
          maker: first.maker,
          model: first.model,
          cranes: own.map(({ name }) => name),
          found: title,
          techniques,
        };
        return [
          {
            rule: sisterCrane.id,
            key: `${keyOfSisters(key)}${id}`,
            recipientMemberId: member.id,
            originMemberIds: [detection.memberId],
            observable: { type: "url" as const, value: techniquePage(techniques[0]) },
            urgency: "high" as const,
            tlp: "TLP:AMBER" as const,
            ...inAllLanguages((sentences) => sentences.sisterCrane(facts)),
            evidence: [],
            sightingIds: [],
            mark: detection.mark,
          },
        ];
      });
  },
};

/** Those of one kind are one warning, so the latest stands. */
export async function proposeToSisters(
  tx: Kysely<Tables>,
  changed: readonly GatheredDetection[],
  { members }: Community,
): Promise<readonly Proposal[]> {
  const fleet = await fleetFor(tx, changed);
  const proposals = new Map<string, Proposal>();
  for (const detection of [...changed].sort((a, b) => a.lastUs - b.lastUs))
    for (const draft of sisterCrane.draft({ detection, members, ...fleet.of(detection) }))
      proposals.set(`${draft.recipientMemberId} ${draft.key}`, {
        draft,
        lastHitUs: detection.lastUs,
        early: false,
        alone: () => null,
      });
  return [...proposals.values()];
}

/** What was found, as everybody may read it. */
const techniquePage = (technique: string | undefined): string =>
  technique !== undefined && /^T\d{4}/i.test(technique)
    ? `https://attack.mitre.org/techniques/${technique.slice(0, 5).toUpperCase()}/`
    : "https://attack.mitre.org/matrices/ics/";
