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

/** `worded` is a name of several words of everyday, `number` and `sign` are a ship's. */
export const secretSorts = [
  "name",
  "company",
  "worded",
  "person",
  "domain",
  "ipv4",
  "ipv6",
  "word",
  "machine",
  "number",
  "sign",
  "id",
] as const;

/** A value that must not reach others, and what sort of value it is: that decides the codings it is tried in. */
export interface Secret {
  readonly memberId: string;
  readonly sort: (typeof secretSorts)[number];
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
const firstNames = ["Odvar", "Ximena", "Tobiasz", "Yrsa", "Þórdís", "Nekane", "Wojciech", "Güllü"];
const secondNames = [
  "Aldecoa",
  "Bjørnstad",
  "Çelikkol",
  "Dębiński",
  "Etxeberria",
  "Fagerholt",
  "Gundlach",
  "Hrvatin",
];
const animals = [
  "Amber Otter",
  "Brass Heron",
  "Copper Lynx",
  "Velvet Crab",
  "Hollow Falcon",
  "Silent Goose",
  "Purple Walrus",
  "Rusty Beetle",
];
/** Domains that have nothing of their company's name, which would hide them as well. */
const sites = [
  "tidewrack",
  "kelpgate",
  "sloopyard",
  "brinemark",
  "fathomly",
  "gullwharf",
  "leecove",
  "mizzenbay",
];
const signs = ["DK", "VR", "OX", "LA", "PH", "ZD", "9H", "C6"];
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
    const numbers = [
      String(9_000_000 + draw.below(900_000)),
      `${211 + index}${100_000 + draw.below(899_999)}`,
    ];
    const sign = `${signs[index]}${2 + draw.below(8)}${draw.pick(["BX", "QW", "KZJ"])}`;
    secrets.push(
      { memberId: id, sort: "company", value: name },
      { memberId: id, sort: "id", value: id },
      { memberId: id, sort: "ipv4", value: `5.${index}.${draw.below(256)}.${draw.below(256)}` },
      { memberId: id, sort: "ipv6", value: `2001:db8:${index + 1}::${(1 + draw.below(0xfff)).toString(16)}` },
      ...numbers.map((value) => ({ memberId: id, sort: "number" as const, value })),
      { memberId: id, sort: "sign", value: sign },
    );
    own("domain", `${plain}-${draw.below(90)}.example`, "domain");
    own("mail domain", `mail.${sites[(index + turn) % sites.length]}.test`, "domain");
    own("brand", `${stem}Pay`, "name");
    own("brand", `${animals[(index + turn) % animals.length]} Lines`, "worded");
    own("vessel", `${stem} Star`, "name", [`IMO ${numbers[0]}`, `MMSI ${numbers[1]}`, `call sign ${sign}`]);
    own("host", `${plain.slice(0, 5)}-dc0${draw.below(9)}`, "word");
    own("crane", `Crane ${stem.slice(0, 4)} ${10 + draw.below(90)}`, "machine");
    own("network", `198.18.${index}.0/24`, "word");
    secrets.pop(); // a network is seen by its addresses
    secrets.push({ memberId: id, sort: "ipv4", value: `198.18.${index}.${1 + draw.below(254)}` });
    const namesOf = [firstNames, lastNames, ...(draw.once(3) ? [secondNames] : [])];
    const person = namesOf.map((list) => list[(index + turn) % list.length]).join(" ");
    people.push({ memberId: id, name: person });
    secrets.push({ memberId: id, sort: "person", value: person });
  }
  const groups = [0, 1].map((index) => ({
    id: `group-${index}`,
    tlpCeiling: draw.pick(tlpLabels),
    memberIds: draw.some(members).map(({ id }) => id),
  }));
  return { members, exposures, people, groups, secrets };
}
