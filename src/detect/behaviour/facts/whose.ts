/**
 * Whose a record is, and which of its ends are that member's own. A record of telemetry that came with a member's token is
 * that member's, and private addresses in it are its machines. Where the member is unknown the networks tell, as for hits
 * (`warn/attributing.ts`): that in whose networks an end lies, the one that was spoken to first; else whoever is named
 * for the rest. Nobody's records are left out.
 */
import type { MemberNetworks } from "../../../members/index.js";
import type { Member } from "../../../model/index.js";
import { insideOf } from "../../inside.js";
import type { Inside } from "../../sighting.js";

export interface Whose {
  /** Of telemetry that came without a member; null where it is nobody's. */
  memberOf(source: string, destination: string): string | null;
  /** `named`: the telemetry is known to come from the member. Null for one that there is not (any more). */
  insideOf(memberId: string, named: boolean): Inside | null;
}

/** `centerId`: whose telemetry is what nobody else claims; null where it is left out. */
export function whoseOf(
  members: readonly Pick<Member, "id" | "networks">[],
  networks: MemberNetworks,
  centerId: string | null,
): Whose {
  const byId = new Map(members.map((member) => [member.id, member]));
  const insides = new Map<string, Inside>();
  return {
    memberOf: (source, destination) =>
      networks.memberOf(destination) ?? networks.memberOf(source) ?? centerId,
    insideOf(memberId, named) {
      const own = named || memberId === centerId;
      const key = `${own} ${memberId}`;
      const known = insides.get(key);
      if (known !== undefined) return known;
      const member = byId.get(memberId);
      if (member === undefined) return null;
      const inside = insideOf(member.networks, own);
      insides.set(key, inside);
      return inside;
    },
  };
}

/** One owner of everything, without a name: the telemetry that somebody scans by hand. */
export function oneOwner(networks: readonly string[] = []): Whose {
  const inside = insideOf(networks, true);
  return { memberOf: () => "", insideOf: () => inside };
}
