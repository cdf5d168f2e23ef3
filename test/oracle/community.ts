/**
 * A community for the oracles over a running center, drawn from a seed: six companies whose names, networks, people
 * and registers have nothing in common with a word of the product. The first two are of one sector and alike in all
 * that is set: either may be the origin of what happens, and nobody else may find out which.
 */
import type { Draw } from "../../src/base/index.js";
import type { exposureKinds, memberRoles, Sector, Tlp } from "../../src/model/index.js";
import { makeWorld, type Secret } from "../../src/share/proof/world.js";

export const labels = ["P", "Q", "R", "S", "T", "U"] as const;
export type Label = (typeof labels)[number];

export interface PlannedMember {
  readonly label: Label;
  readonly name: string;
  readonly sector: Sector;
  readonly networks: readonly string[];
  readonly tlpCeiling: Tlp;
  /** It agreed to be named to all members. */
  readonly consents: boolean;
  readonly listed: boolean;
  readonly groups: readonly number[];
  readonly exposures: readonly {
    readonly kind: (typeof exposureKinds)[number];
    readonly value: string;
    readonly also: readonly string[];
  }[];
  /** Names by role. */
  readonly people: Readonly<Record<(typeof memberRoles)[number], string>>;
  readonly mailDomain: string;
  /** What no other member may see, without ids: the store makes those. */
  readonly secrets: readonly Omit<Secret, "memberId">[];
}

export interface PlannedCommunity {
  readonly members: readonly PlannedMember[];
  readonly groups: readonly { readonly name: string; readonly tlpCeiling: Tlp }[];
}

/** Six digits with their check digit (IMO Resolution A.1117(30)). */
function imoNumber(six: number): string {
  const digits = String(six);
  const sum = [...digits].reduce((all, digit, at) => all + Number(digit) * (7 - at), 0);
  return `${digits}${sum % 10}`;
}

const ceilings: readonly Tlp[] = ["TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:AMBER+STRICT"];
const captains = ["Ludmila", "Babajide", "Zbigniew", "Solveig", "Irmgard", "Joseba"];
const lastNames = ["Vrabcová", "Oyelaran", "Szczepański", "Ekström", "Bühlmann", "Iturrizaga"];

export function planCommunity(draw: Draw): PlannedCommunity {
  const made = makeWorld(draw, labels.length);
  const groups = ["Berth neighbours", "Crane committee"].map((name) => ({
    name,
    tlpCeiling: draw.pick(ceilings),
  }));
  // Whether the sector has enough senders to be named differs from seed to seed.
  const sameSector = 2 + draw.below(3);
  const pair = {
    tlpCeiling: draw.pick(ceilings),
    consents: draw.once(4),
    listed: draw.once(2),
    groups: draw.some([0, 1]),
  };
  const members = labels.map((label, at): PlannedMember => {
    const source = made.members[at] as (typeof made.members)[number];
    const own = made.exposures.filter(({ memberId }) => memberId === source.id);
    const plain = (own.find(({ kind }) => kind === "domain")?.value ?? "").replace(/-.*/, "");
    const imo = imoNumber(910_000 + at * 1000 + draw.below(900));
    const account = `${plain.slice(0, 5)}vpn${draw.below(90)}`;
    const captain = `${captains[at]} ${lastNames[at]}`;
    const people = { viewer: "Vera", analyst: "Anselm", admin: "Adalgisa" };
    const person = made.people.find(({ memberId }) => memberId === source.id)?.name ?? "";
    const alike = at < 2 ? pair : null;
    return {
      label,
      name: source.name,
      sector: at < sameSector ? "shipping line" : "terminal operator",
      networks: source.networks,
      tlpCeiling: alike?.tlpCeiling ?? draw.pick(ceilings),
      consents: alike?.consents ?? draw.once(4),
      listed: alike?.listed ?? draw.once(2),
      groups: alike?.groups ?? draw.some([0, 1]),
      exposures: [
        ...own.map(({ kind, value, also }) =>
          kind === "vessel" ? { kind, value, also: [`IMO ${imo}`, ...also.slice(1)] } : { kind, value, also },
        ),
        { kind: "vendor account", value: account, also: [] },
        { kind: "person", value: captain, also: [] },
        { kind: "product", value: `${plain} gate software`, also: ["version 2.1"] },
      ],
      people: {
        viewer: `${people.viewer} ${person}`,
        analyst: person,
        admin: `${people.admin} ${person.split(" ").at(-1)}-${plain}`,
      },
      mailDomain: own.find(({ kind }) => kind === "mail domain")?.value ?? "",
      secrets: [
        ...made.secrets
          .filter(
            ({ memberId, sort, value }) =>
              memberId === source.id && sort !== "id" && !(sort === "number" && value.length === 7),
          )
          .map(({ sort, value }) => ({ sort, value })),
        { sort: "number", value: imo },
        { sort: "word", value: account },
        { sort: "person", value: captain },
      ],
    };
  });
  return { members, groups };
}
