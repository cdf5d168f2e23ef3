/**
 * A port's community, made up: competitors with names, networks and registers that have nothing in common with any
 * word of the product, so that a word found in what leaves can only have come from them.
 */

import type { Draw } from "../../base/index.js";
import {
  type Exposure,
  type Member,
  memberDefaults,
  type Sector,
  type Tlp,
  tlpLabels,
} from "../../model/index.js";

export type ProofMember = Member;
export type ProofExposure = Pick<Exposure, "memberId" | "kind" | "value" | "also">;

/** A value that must not reach others, and what sort of value it is: that decides the codings it is tried in. */
export interface Secret {
  readonly memberId: string;
  readonly sort: "name" | "domain" | "ipv4" | "ipv6" | "word" | "id";
  readonly value: string;
}

export interface World {
  readonly members: readonly ProofMember[];
  readonly exposures: readonly ProofExposure[];
  readonly people: readonly { readonly memberId: string; readonly name: string }[];
  readonly groups: readonly {
    readonly id: string;
    readonly tlpCeiling: Tlp;
    readonly memberIds: readonly string[];
  }[];
  readonly secrets: readonly Secret[];
}

const sectors: readonly Sector[] = ["shipping line", "terminal operator", "railroad"];
const stems = ["Korvane", "Zelphira", "Quoxline", "Mubrixa", "Wyxolor", "Trondhäfen", "Jovemast", "Ñandurel"];
const firstNames = ["Odvar", "Ximena", "Tobiasz", "Yrsa"];
const lastNames = [
  "Quistgaard",
  "Zubizarreta",
  "Wójtowicz",
  "Fjällström",
  "Obradović",
  "Þorvaldsen",
  "Kaczmarek",
  "Ibarrondo",
];
const prefix = "abcdefgh";

/** So many members; the first two are of one sector, as the proof swaps them. */
export function makeWorld(draw: Draw, count: number): World {
  const members: ProofMember[] = [];
  const exposures: ProofExposure[] = [];
  const people: { memberId: string; name: string }[] = [];
  const secrets: Secret[] = [];
  const turn = draw.below(stems.length);
  for (let index = 0; index < count; index++) {
    const id = `${prefix[index]}${index}7c-4d1e-member-${9000 + draw.below(999)}`;
    const stem = stems[(index + turn) % stems.length] as string;
    const plain = stem.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const name = draw.once(3) ? stem : `${stem} ${draw.pick(["Logistics", "Rail", "Terminals"])}`;
    const own = (
      kind: Exposure["kind"],
      value: string,
      sort: Secret["sort"],
      also: readonly string[] = [],
    ): void => {
      exposures.push({ memberId: id, kind, value, also });
      secrets.push({ memberId: id, sort, value });
    };
    members.push({
      ...memberDefaults,
      id,
      name,
      sector: index < 2 ? (sectors[0] as Sector) : draw.pick(sectors),
      networks: [`5.${index}.0.0/16`, `2001:db8:${index + 1}::/48`],
      providers: [],
      // What leaves is worded in the reader's language, and looked through in it.
      language: index % 2 === 0 ? "en" : "es",
      tlpCeiling: draw.pick(tlpLabels),
      mark: null,
      consents: draw.once(6) ? [{ to: "members", groupId: null, sinceUs: 0 }] : [],
    });
    secrets.push(
      { memberId: id, sort: "name", value: name },
      { memberId: id, sort: "id", value: id },
      { memberId: id, sort: "ipv4", value: `5.${index}.${draw.below(256)}.${draw.below(256)}` },
      { memberId: id, sort: "ipv6", value: `2001:db8:${index + 1}::${(1 + draw.below(0xfff)).toString(16)}` },
    );
    own("domain", `${plain}-${draw.below(90)}.example`, "domain");
    own("mail domain", `mail.${plain}.test`, "domain");
    own("brand", `${stem}Pay`, "name");
    own("vessel", `${stem} Star`, "name", [`IMO ${9_000_000 + draw.below(900_000)}`]);
    own("host", `${plain.slice(0, 5)}-dc0${draw.below(9)}`, "word");
    own("crane", `${plain.slice(0, 4)}sts${draw.below(9)}`, "word");
    own("network", `198.18.${index}.0/24`, "word");
    secrets.pop(); // a network is seen by its addresses
    secrets.push({ memberId: id, sort: "ipv4", value: `198.18.${index}.${1 + draw.below(254)}` });
    const person = `${draw.pick(firstNames)} ${lastNames[(index + turn) % lastNames.length]}`;
    people.push({ memberId: id, name: person });
    secrets.push({ memberId: id, sort: "name", value: person });
    const number = exposures.at(-4)?.also[0] as string;
    secrets.push({ memberId: id, sort: "word", value: number.slice(4) });
  }
  const groups = [0, 1].map((index) => ({
    id: `group-${index}`,
    tlpCeiling: draw.pick(tlpLabels),
    memberIds: draw.some(members).map(({ id }) => id),
  }));
  return { members, exposures, people, groups, secrets };
}
